"""The cycle, the lines as they stand, and how each score came to change."""

from __future__ import annotations

from django.db import models

from mingheng.audit.models import AuditedModel
from mingheng.organisation.models import Unit


class Cycle(AuditedModel):
    """One assessment: which rulebook holds, for which days. The rulebook's text is frozen here, with its checksum."""

    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    rulebook_code = models.CharField(max_length=60)
    rulebook_files = models.TextField()
    """JSON: the text of each file of the rulebook by its name."""
    rulebook_checksum = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)

    class Meta:
        db_table = "cycle"


class CurrentLine(models.Model):
    """A unit's line for one rule or node as it stands. Not audited: a rebuild gives it again."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="lines", db_index=False)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lines", db_index=False)
    code = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    points = models.CharField(max_length=40, blank=True)
    """Exact, as a fraction's text; empty where there are none."""
    worst = models.CharField(max_length=40)
    best = models.CharField(max_length=40)
    lost = models.CharField(max_length=40, blank=True)
    forecast = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    max_points = models.CharField(max_length=40, blank=True)
    as_of = models.DateField()

    class Meta:
        db_table = "current_line"
        constraints = [models.UniqueConstraint(fields=["cycle", "subject", "code"], name="current_line_once")]


class GroupPass(models.Model):
    """When the lines that depend on other units were last made. Not audited: a pass can be run again."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="group_pass")
    as_of = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)
    stale_since = models.DateTimeField(null=True)
    """When the first change came that it does not know."""

    class Meta:
        db_table = "group_pass"


class ScoreChange(AuditedModel):
    """One change of a unit's lines, with its cause. Append-only; part of the event that caused it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="changes")
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="score_changes")
    at = models.DateTimeField()
    as_of = models.DateField()
    cause = models.CharField(max_length=20)
    """entry_accepted, entry_corrected, entry_withdrawn, day_passed, group_pass, organisation, cycle."""
    source = models.CharField(max_length=60, blank=True)
    """What caused it: `entry:<id>:<version>`."""
    by = models.CharField(max_length=100)
    lines = models.TextField()
    """JSON: for every changed line its code with status and points before and after."""

    class Meta:
        db_table = "score_change"
        indexes = [models.Index(fields=["subject", "-at"], name="score_change_of_subject")]
