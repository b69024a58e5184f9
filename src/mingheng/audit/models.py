"""The log of events, and what every audited table has."""

from __future__ import annotations

from django.db import models


class AuditedModel(models.Model):
    """A row that is bound to the log: its version grows with every change, and the last event holds its digest.

    Rows are written through `audit.changes.recording` only.
    """

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Event(models.Model):
    """One act: who, when, where, what, why, and the digests of the rows it wrote. Append-only, without gaps."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    on_behalf_of = models.CharField(max_length=100, blank=True)
    strength = models.CharField(max_length=20)
    session = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    unit_path = models.CharField(max_length=500, blank=True)
    action = models.CharField(max_length=80)
    object_table = models.CharField(max_length=63, blank=True)
    object_key = models.CharField(max_length=40, blank=True)
    rows = models.TextField()
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    schema = models.PositiveSmallIntegerField()
    leaf = models.CharField(max_length=64)
