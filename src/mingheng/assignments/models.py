"""What is given out, to whom, and what came back: an assignment, its recipients, their replies, and every step."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingheng.accounts.models import Account
from mingheng.assessment.models import Cycle
from mingheng.audit.models import AuditedModel
from mingheng.ledger.models import Entry
from mingheng.organisation.models import Unit
from mingheng.vault.identifiers import new_id


class State(models.TextChoices):
    """Where an assignment stands."""

    DRAFT = "draft", _("草稿")
    GIVEN_OUT = "given_out", _("办理中")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")


class Wanted(models.TextChoices):
    """What is to come back."""

    RECEIPT = "receipt", _("签收即可")
    WRITTEN = "written", _("书面回复")
    ENTRY = "entry", _("台账记录")


class Assignment(AuditedModel):
    """One matter that the 工委, or a unit, gives to units below it, with a day by which they answer."""

    id = models.CharField(max_length=20, primary_key=True, default=new_id, editable=False)
    giver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments_given")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    """Its number in the year, given when it is given out; a draft has none, so that none is missing in the row."""
    title = models.CharField(max_length=200)
    document_number = models.CharField(max_length=60, blank=True)
    """文号 of the paper it stands in: 示工委发〔2026〕5号."""
    text = models.TextField()
    due_on = models.DateField()
    """The last day on which a reply is in time."""
    wanted = models.CharField(max_length=10, choices=Wanted.choices, default=Wanted.WRITTEN)
    kind = models.CharField(max_length=40, blank=True)
    """The record kind of which entries are wanted; empty where none are."""
    wants_file = models.BooleanField(default=False)
    duty = models.CharField(max_length=200, blank=True)
    """The item of the duty list it serves, in words."""
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=60, blank=True)
    """A rule of the cycle's rulebook that this work serves."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    given_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=100, blank=True)
    """Who closed or withdrew it."""
    ended_note = models.TextField(blank=True)
    """What came of it, or why it was withdrawn."""

    class Meta:
        db_table = "assignment"
        constraints = [models.UniqueConstraint(fields=["year", "serial"], name="assignment_number")]
        indexes = [models.Index(fields=["giver", "state"], name="assignment_of_giver")]

    @property
    def number(self) -> str:
        """2026-003; empty for a draft."""
        return f"{self.year}-{self.serial:03d}" if self.serial else ""


class Progress(models.TextChoices):
    """How far a recipient has come."""

    GIVEN = "given", _("待签收")
    RECEIVED = "received", _("待回复")
    SENT_BACK = "sent_back", _("待补充")
    REPLIED = "replied", _("已回复待认可")
    ANSWERED = "answered", _("已认可")
    RELEASED = "released", _("免予回复")


OPEN = frozenset({Progress.GIVEN, Progress.RECEIVED, Progress.SENT_BACK})
"""The recipient has to act."""


class Recipient(AuditedModel):
    """One unit that is to answer an assignment, and how far it has come."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="recipients")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    passed_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="passed_to")
    """The recipient above that passed it on; none for those to whom the giver himself gave it."""
    due_on = models.DateField()
    """Its own day: the assignment's, or an earlier one that the passer has set."""
    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.GIVEN)
    replied_on = models.DateField(null=True, blank=True)
    """The day of the newest reply: what lateness is measured by."""
    reminded_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "assignment_recipient"
        constraints = [models.UniqueConstraint(fields=["assignment", "unit"], name="assignment_recipient_once")]
        indexes = [models.Index(fields=["unit", "progress"], name="assignment_of_unit")]

    @property
    def asker_id(self) -> int:
        """The unit that waits for the answer: who passed it on, else who gave it out."""
        return self.passed_by.unit_id if self.passed_by else self.assignment.giver_id

    def days_late(self, today: date) -> int:
        """Days after the due day: of the reply where there is one, else by today. 0 when in time."""
        day = today if self.progress in OPEN else self.replied_on
        return max(0, (day - self.due_on).days) if day else 0


class Reply(AuditedModel):
    """What a recipient answered once. Append-only; a better answer is another reply."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="replies")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    replied_on = models.DateField()
    replied_at = models.DateTimeField()
    replied_by = models.CharField(max_length=100)
    replier = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The account that wrote it, and so may not take it as the answer."""

    class Meta:
        db_table = "assignment_reply"
        constraints = [models.UniqueConstraint(fields=["recipient", "number"], name="assignment_reply_number")]


class ReplyEntry(AuditedModel):
    """An entry of the ledger that a reply points to. The entry stays where it is and counts as it counts."""

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="links")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assignment_reply_entry"
        constraints = [models.UniqueConstraint(fields=["reply", "entry"], name="assignment_reply_entry_once")]


class Paper(AuditedModel):
    """A file: the paper that was given out, or what came with a reply. Kept where evidence is, under its hash."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="papers")
    reply = models.ForeignKey(Reply, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    """None for what the giver gave out."""
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=100)

    class Meta:
        db_table = "assignment_paper"


class Step(AuditedModel):
    """One thing that happened with a recipient: who, when, and what was said. Append-only."""

    class Kind(models.TextChoices):
        """What."""

        GIVEN = "given", _("交办")
        RECEIVED = "received", _("签收")
        PASSED_ON = "passed_on", _("转办")
        REPLIED = "replied", _("回复")
        SENT_BACK = "sent_back", _("退回补充")
        ANSWERED = "answered", _("认可")
        REMINDED = "reminded", _("提醒")
        RELEASED = "released", _("免予回复")
        RECALLED = "recalled", _("取回回复")

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on_day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    note = models.TextField(blank=True)

    class Meta:
        db_table = "assignment_step"
