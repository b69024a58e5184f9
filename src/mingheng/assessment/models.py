"""The cycle, the lines as they stand, and how each score came to change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingheng.audit.models import AuditedModel
from mingheng.facts.sources import source_index
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
    connected = models.TextField(default="[]")
    """JSON: the record kinds that are kept here. Others are shown as not connected, never as nothing done."""
    is_current = models.BooleanField(default=True)

    class Meta:
        db_table = "cycle"


class CurrentLine(models.Model):
    """A unit's line for one rule or node as it stands, in points × `scale`. Not audited: a rebuild gives it again."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="lines", db_index=False)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lines", db_index=False)
    code = models.CharField(max_length=60)
    status = models.CharField(max_length=20)
    scale = models.BigIntegerField()
    points = models.BigIntegerField(null=True)
    """None where there are no points, never 0 for that."""
    worst = models.BigIntegerField()
    best = models.BigIntegerField()
    forecast = models.BigIntegerField(null=True)
    max_points = models.BigIntegerField(null=True)
    measure = models.CharField(max_length=60, blank=True)
    """What was counted, as an exact fraction; empty where nothing was."""
    sentence = models.TextField(blank=True)
    """Only of lines that depend on other units: how the last full run explained them, for whom: `compared`."""

    class Meta:
        db_table = "current_line"
        constraints = [models.UniqueConstraint(fields=["cycle", "subject", "code"], name="current_line_once")]


class Standing(models.Model):
    """Where a unit stands as a whole. Not audited: a rebuild gives it again."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="standings", db_index=False)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="standings")
    as_of = models.DateField()
    """The day to whose end the lines hold."""
    made_at = models.DateTimeField()
    group_as_of = models.DateField()
    """The same of what depends on other units: grade, rank, lines compared with peers."""
    grade = models.CharField(max_length=40, blank=True)
    grade_reason = models.CharField(max_length=40, blank=True)
    rank = models.PositiveIntegerField(null=True)
    peers = models.CharField(max_length=40, blank=True)
    steps = models.TextField(default="[]")
    """JSON: the reason of every step to the grade, in sentences."""
    consequences = models.TextField(default="[]")
    """JSON: code, label and text of what follows, as proposals to people."""

    class Meta:
        db_table = "current_standing"
        constraints = [models.UniqueConstraint(fields=["cycle", "subject"], name="current_standing_once")]


class OpenRequirement(models.Model):
    """What a rule asks of a unit in one sub-period and is not there yet. Not audited: a rebuild gives it again.

    Only sub-periods that have begun. Where a rule counts per branch there is a row for each branch that lacks a record.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="open_requirements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Who is to do it: a branch of the subject, or the subject itself."""
    code = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    due_on = models.DateField()
    """The last day of the grace."""
    missing = models.CharField(max_length=20)
    """How much, as an exact fraction."""

    class Meta:
        db_table = "open_requirement"
        indexes = [
            models.Index(fields=["cycle", "due_on", "last_on"], name="open_requirement_due"),
            models.Index(fields=["cycle", "subject", "due_on"], name="open_requirement_of_unit"),
            models.Index(fields=["cycle", "unit", "due_on"], name="open_requirement_of_branch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "subject", "code", "first_on", "unit"], name="open_requirement_once"
            )
        ]


class ClassMedian(models.Model):
    """What the units of a class have in the middle, as the last full run left it. Not audited: a run gives it again."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", db_index=False)
    peers = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=60)
    units = models.PositiveIntegerField()
    """How many units of the class have points."""
    points = models.CharField(max_length=40)
    """As an exact fraction."""

    class Meta:
        db_table = "class_median"
        constraints = [models.UniqueConstraint(fields=["cycle", "peers", "code"], name="class_median_once")]


class Light(models.Model):
    """The light of a unit (at the code of the total) or of one indicator. Not audited: a rebuild gives it again."""

    class Tone(models.IntegerChoices):
        """The worst first, so that lists begin with what matters."""

        RED = 1, _("红灯")
        YELLOW = 2, _("黄灯")
        GREEN = 3, _("绿灯")
        GREY = 4, _("数据不足")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lights")
    code = models.CharField(max_length=60)
    tone = models.PositiveSmallIntegerField(choices=Tone.choices)
    reasons = models.TextField(default="[]")
    """JSON: for each reason its tone, the line it rests on, and the sentence."""

    class Meta:
        db_table = "current_light"
        indexes = [models.Index(fields=["cycle", "code", "tone"], name="current_light_tone")]
        constraints = [models.UniqueConstraint(fields=["cycle", "subject", "code"], name="current_light_once")]


class GroupPass(models.Model):
    """When the lines that depend on other units were last made. Not audited: a pass can be run again."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="group_pass")
    as_of = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)
    changes = models.BigIntegerField(default=0)
    """How many times facts have changed."""
    seen = models.BigIntegerField(default=-1)
    """How many of these changes the last pass knew."""
    organisation = models.CharField(max_length=64, blank=True)
    """A digest of the organisation and the memberships as the last pass saw them."""
    tree = models.CharField(max_length=64, blank=True)
    """A digest of the placements alone: when they change, facts may belong to another unit."""

    class Meta:
        db_table = "group_pass"


class ScoreChange(AuditedModel):
    """One change of a unit's lines, with its cause. Append-only; part of the event that caused it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="changes")
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="score_changes")
    at = models.DateTimeField()
    as_of = models.DateField()
    cause = models.CharField(max_length=20)
    """A word of `pages.CAUSES`."""
    source = models.CharField(max_length=60, blank=True)
    """What caused it: `entry:<id>:<version>`."""
    by = models.CharField(max_length=100)
    lines = models.TextField()
    """JSON: for every changed line its code with status and points before and after."""

    class Meta:
        db_table = "score_change"
        indexes = [
            models.Index(fields=["subject", "-at"], name="score_change_of_subject"),
            source_index("score_change_source"),
        ]
