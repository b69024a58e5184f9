"""Entries, their versions, and the evidence that supports them."""

from __future__ import annotations

from django.db import models

from mingheng.accounts.models import Account
from mingheng.audit.models import AuditedModel
from mingheng.organisation.models import Unit
from mingheng.vault.identifiers import new_id


class State(models.TextChoices):
    """Where an entry stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    SENT_BACK = "sent_back", "已退回"
    ACCEPTED = "accepted", "已采纳"
    WITHDRAWN = "withdrawn", "已撤回"


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

    ACCEPTED = "accepted", "采纳"
    SENT_BACK = "sent_back", "退回"


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
