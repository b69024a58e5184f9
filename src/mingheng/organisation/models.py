"""Units and where they stand, from one day to another; roles held in them."""

from __future__ import annotations

from datetime import date

from django.db import models

from mingheng.accounts.models import Account
from mingheng.audit.models import AuditedModel
from mingheng.organisation.spans import days_in_order
from mingheng.pinyin import InitialsField


class UnitKind(models.TextChoices):
    """What a place in the tree is."""

    WORK_COMMITTEE = "work_committee", "机关工委"
    PARTY_GROUP = "party_group", "党组"
    COMMITTEE = "committee", "机关党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    PROJECT_BRANCH = "project_branch", "项目党支部"


class Unit(AuditedModel):
    """One place in the organisation. What it is called and where it stands is in its placements."""

    code = models.CharField(max_length=20, unique=True)
    founded_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    """The last day on which it existed."""

    class Meta:
        db_table = "unit"

    def is_closed_on(self, day: date) -> bool:
        """Whether it no longer existed on the day."""
        return self.closed_on is not None and self.closed_on < day


class Placement(AuditedModel):
    """What a unit was called, what it was, where it stood and in which class it was assessed, from a day to a day.

    The placements of a unit follow each other without a gap and never overlap; both databases refuse an overlap.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The last day; none while it lasts."""
    name = models.CharField(max_length=100)
    initials = InitialsField(of="name")
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="placements_below")
    is_assessed = models.BooleanField(default=False)
    assessment_class = models.CharField(max_length=40, blank=True)
    staff = models.PositiveIntegerField(null=True, blank=True)
    """工作人员数; none where it was not given."""
    position = models.PositiveIntegerField(default=0)
    """Order among its siblings."""

    class Meta:
        db_table = "unit_placement"
        constraints = [days_in_order("placement_days")]
        indexes = [models.Index(fields=["parent", "starts_on"], name="placement_below")]


class Succession(AuditedModel):
    """A unit whose work goes on in another from a day: merger and split."""

    class Kind(models.TextChoices):
        """How."""

        MERGED = "merged", "并入"
        SPLIT = "split", "分设"

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="precessions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on_day = models.DateField()
    """The first day of the new state."""

    class Meta:
        db_table = "unit_succession"


class Grant(AuditedModel):
    """A role that an account holds in a unit, from a day to a day; it reaches the units below."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    """A word of `policy.Role`."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    """Revocation holds at the next request, whatever the days say."""
    stands_in_for = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies")
    """The grant of the person whose deputy this is, for a time."""

    class Meta:
        db_table = "role_grant"
        constraints = [days_in_order("grant_days")]


class Closing(AuditedModel):
    """The day up to which the organisation no longer changes: what was assessed stays as it was."""

    through = models.DateField(unique=True)

    class Meta:
        db_table = "organisation_closing"
