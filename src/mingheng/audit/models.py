"""The log of events, its head and checkpoints, and what every audited table has."""

from __future__ import annotations

from django.db import models


class AuditedModel(models.Model):
    """A row that is bound to the log: its version grows with every change, and the last event holds its digest.

    Rows are written through `audit.changes.recording` only.
    """

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def sealed_as(self) -> str:
        """What the sealed columns of this row are bound to: unlike the row's other columns it never changes."""
        return str(self.pk)


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
    """Where it happened, as the organisation was called then."""
    action = models.CharField(max_length=80)
    object_table = models.CharField(max_length=63, blank=True)
    object_key = models.CharField(max_length=40, blank=True)
    rows = models.TextField()
    """Canonical JSON: for every row written its table, key, version before and after, digest and columns."""
    details = models.TextField()
    """Canonical JSON: what the act says beyond its rows."""
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    schema = models.PositiveSmallIntegerField()
    leaf = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="audit_event_at"),
            models.Index(fields=["action", "sequence"], name="audit_event_action"),
            models.Index(fields=["actor_name", "sequence"], name="audit_event_actor"),
        ]


class Binding(models.Model):
    """Which rows an event bound: an index for finding the history of a row. The events alone are the truth."""

    sequence = models.BigIntegerField()
    row_table = models.CharField(max_length=63)
    row_key = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["row_table", "row_key", "sequence"], name="audit_binding_of_row")]


class Head(models.Model):
    """The one row that says how long the log is. Locked by every act, so that the sequence has no gaps."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    frontier = models.TextField(default="[]")
    """JSON: the roots of the complete subtrees of the Merkle list, the largest first."""
    checkpoints = models.BigIntegerField(default=0)
    checkpoint_size = models.BigIntegerField(default=0)
    """How long the log was at the last checkpoint."""

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one")]


class Checkpoint(models.Model):
    """The head as it was once, signed. Append-only; everything in its columns stands in the signed note too."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    why = models.CharField(max_length=200)
    note = models.TextField()
    """The signed note (C2SP): origin, size, root, an extension line, and the Ed25519 signature."""
