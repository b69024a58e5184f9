"""Entries, their versions, and the evidence that supports them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingheng.accounts.models import Account
from mingheng.audit.models import AuditedModel
from mingheng.organisation.models import Unit
from mingheng.organisation.spans import days_in_order
from mingheng.vault.identifiers import new_id


class State(models.TextChoices):
    """Where an entry stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    SENT_BACK = "sent_back", _("已退回")
    ACCEPTED = "accepted", _("已采纳")
    WITHDRAWN = "withdrawn", _("已撤回")


class Entry(AuditedModel):
    """One dated statement of what an organisation did. Its words are in its versions; nothing is overwritten."""

    id = models.CharField(max_length=20, primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="entries")
    """The organisation that did it."""
    kind = models.CharField(max_length=40)
    """A record kind of `kinds/`."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    latest = models.PositiveIntegerField(default=0)
    """Number of the newest version."""
    accepted = models.PositiveIntegerField(null=True, blank=True)
    """Number of the version that counts; none before the first acceptance, and none again once withdrawn."""
    happened_on = models.DateField(null=True, blank=True)
    """Of the newest version, for lists."""
    title = models.CharField(max_length=200, blank=True)
    """Of the newest version, for lists."""
    entered_on = models.DateField(null=True, blank=True)
    """The day on which it was first submitted: what lateness is measured by."""
    withdrawn_by = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        db_table = "entry"
        indexes = [
            models.Index(fields=["unit", "kind", "happened_on"], name="entry_of_unit"),
            models.Index(fields=["state", "unit"], name="entry_state"),
        ]


class Decision(models.TextChoices):
    """What was decided on a version."""

    ACCEPTED = "accepted", _("采纳")
    SENT_BACK = "sent_back", _("退回")


class Versions(models.QuerySet["EntryVersion"]):
    """The versions of entries, and those that are looked for most."""

    def newest(self) -> Self:
        """Of each entry the newest version."""
        return self.filter(number=models.F("entry__latest"))

    def counted(self) -> Self:
        """Of each entry the version that counts; none where nothing of it does."""
        return self.filter(number=models.F("entry__accepted"))


class EntryVersion(AuditedModel):
    """The words of an entry as they were once. Append-only; only the key under which they are sealed may change."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.TextField()
    """JSON by field code of the record kind; days as ISO text."""
    sealed = models.TextField(blank=True)
    """The sensitive fields, as one sealed JSON."""
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    """The year and month it is reckoned to, where they are not those of the day."""
    reason = models.TextField(blank=True)
    """Why it was corrected."""
    written_by = models.CharField(max_length=100)
    written_at = models.DateTimeField()
    writer = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The account that wrote it, and so may not accept it; none where the system or the command line did."""
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    """Who accepted or sent back this version, and when."""
    decision_note = models.TextField(blank=True)
    is_verified = models.BooleanField(default=False)
    """Whether the 工委 had verified it where it was kept before; only what was taken over says so."""
    counts_from = models.DateField(null=True, blank=True)
    """The day of acceptance: from it on its facts are known."""
    counts_until = models.DateField(null=True, blank=True)
    """The day on which a correction took its place, or the entry was withdrawn."""

    objects = Versions.as_manager()

    class Meta:
        db_table = "entry_version"
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="entry_version_number")]

    @property
    def sealed_as(self) -> str:
        """A version is sealed before its row has a key."""
        return f"{self.entry_id}:{self.number}"


class Evidence(AuditedModel):
    """A file that supports an entry: immutable, kept under the hash of its content."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="evidence")
    digest = models.CharField(max_length=64)
    """SHA-256 of the content."""
    file_name = models.CharField(max_length=200)
    """As the clerk called it."""
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=100)
    reason = models.TextField(blank=True)
    """Why it was added or removed after the entry had been accepted."""
    removed_at = models.DateTimeField(null=True, blank=True)
    """The file itself stays."""
    removed_by = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "evidence"


class TypedForm(models.Model):
    """What somebody was typing into a form: his alone, for 30 days at most, and no record of anything.

    Not audited: it is keystrokes, as passing as a session. It goes when what the form is for is saved.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=80)
    """The id of the entry; unit and kind while it is not saved; for the form of another part a name of its own."""
    sealed = models.TextField()
    """The raw texts of the form by the names of its controls, as one sealed JSON."""
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "typed_form"
        constraints = [models.UniqueConstraint(fields=["account", "about"], name="typed_form_of_account")]

    @property
    def sealed_as(self) -> str:
        """It is sealed for its account and its form."""
        return f"{self.account_id}:{self.about}"


class Verdict(models.TextChoices):
    """What the 工委 found when it compared an accepted version with what had really been done."""

    TRUE = "true", _("核实")
    DOUBTED = "doubted", _("存疑")
    UNTRUE = "untrue", _("不实")


class Sample(AuditedModel):
    """Accepted entries drawn by lot to be verified: from which list, how many, and the seed to draw them again."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="samples")
    """Whose entries, with those of all below it, were drawn from."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    kinds = models.TextField(blank=True)
    """The codes of record kinds, with commas; all where there is none."""
    assessment_class = models.CharField(max_length=40, blank=True)
    wanted = models.PositiveIntegerField(null=True, blank=True)
    """How many were asked for."""
    share = models.PositiveSmallIntegerField(null=True, blank=True)
    """Or how many in a hundred."""
    seed = models.CharField(max_length=100)
    pool = models.TextField()
    """JSON: assessed unit's code → ids of the entries that could be drawn. What is entered later is not in it."""
    drawn_by = models.CharField(max_length=100)
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "sample"


class SampledEntry(AuditedModel):
    """One entry of a sample, with the version that counted when it was drawn."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="entries")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="samples")
    number = models.PositiveIntegerField()
    """Of the version."""
    subject = models.CharField(max_length=20)
    """The code of the unit that is assessed for it."""

    class Meta:
        db_table = "sampled_entry"
        constraints = [models.UniqueConstraint(fields=["sample", "entry"], name="sampled_entry_once")]


class Verification(AuditedModel):
    """A verdict of the 工委 on an accepted version, apart from its acceptance. The newest of a version stands."""

    entry_version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="verifications")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.TextField(blank=True)
    """What is asked of the unit, or why it is untrue."""
    given_by = models.CharField(max_length=100)
    given_at = models.DateTimeField()
    counts_from = models.DateField()
    """The day from which its facts say so."""
    own_unit_reason = models.TextField(blank=True)
    """Why somebody of the unit itself had to verify it."""
    sample = models.ForeignKey(Sample, null=True, blank=True, on_delete=models.PROTECT, related_name="verifications")
    answer = models.TextField(blank=True)
    """What the unit says to what it was asked."""
    answered_by = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "verification"


class ClosingDay(AuditedModel):
    """每月N日前录入上月记录: the day by which records of a month are to be entered. It forbids nothing."""

    kind = models.CharField(max_length=40, blank=True)
    """A record kind; every kind where there is none."""
    day = models.PositiveSmallIntegerField()
    """Of the month after the one in which it happened."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """For what happened between these days; none while it lasts."""
    set_by = models.CharField(max_length=100)

    class Meta:
        db_table = "closing_day"
        constraints = [days_in_order("closing_day_days")]
