"""The plan of reminders, who is reached where, what was told to whom, and what became of the messages."""

from __future__ import annotations

from django.db import models

from mingheng.accounts.models import Account
from mingheng.audit.models import AuditedModel
from mingheng.organisation.models import Unit
from mingheng.vault.identifiers import new_id


class ReminderPlan(AuditedModel):
    """When the office reminds, and whom. One row; without it the defaults hold."""

    days_before = models.CharField(max_length=60, blank=True)
    """Calendar days before the effective day, with commas, falling: 7,1."""
    is_on_the_day = models.BooleanField(default=True)
    days_after = models.CharField(max_length=60, blank=True)
    """Working days after it, with commas, rising: 1,5."""
    raised_after = models.PositiveSmallIntegerField(default=3)
    """Working days after it until the level above is told; 0: never."""
    raised_to_committee_after = models.PositiveSmallIntegerField(default=6)
    """Working days after it until the 工委 is told; 0: never."""
    moves_due_days = models.BooleanField(default=True)
    """Whether a due day that is not worked moves to the next working day."""

    class Meta:
        db_table = "reminder_plan"


class Contact(AuditedModel):
    """Where an account's holder wants to be told, besides on the pages."""

    id = models.CharField(max_length=20, primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="contact")
    email = models.TextField(blank=True)
    """Sealed."""
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When the code that was sent there came back; nothing is sent before."""
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_failures = models.PositiveSmallIntegerField(default=0)
    wants_email = models.BooleanField(default=False)
    wants_webhook = models.BooleanField(default=False)

    class Meta:
        db_table = "reminder_contact"


class CalendarFeed(AuditedModel):
    """An address under which a calendar program reads an account's due days. Only the hash of its key is kept."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "reminder_feed"


class Reminder(AuditedModel):
    """One matter told to one person at one stage: exactly once. Written before anything is sent; never changed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="told")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="told")
    """Whose matter it is."""
    matter = models.CharField(max_length=160)
    """The provider's name and the matter's key."""
    stage = models.CharField(max_length=20)
    """A code of `stages`."""
    due_on = models.DateField()
    effective_on = models.DateField()
    title = models.CharField(max_length=200)
    article = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    told_on = models.DateField()

    class Meta:
        db_table = "reminder"
        constraints = [models.UniqueConstraint(fields=["account", "matter", "due_on", "stage"], name="reminder_once")]
        indexes = [
            models.Index(fields=["account", "told_on"], name="reminder_of_account"),
            models.Index(fields=["told_on", "unit"], name="reminder_of_day"),
        ]


class DeliveryState(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class Means(models.TextChoices):
    """How a message goes, besides the pages."""

    EMAIL = "email", "邮件"
    WEBHOOK = "webhook", "单位消息"


class Delivery(models.Model):
    """The message that carries a person's reminders of a day over a channel. Not audited: the state of a transport."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Means.choices)
    told_on = models.DateField()
    """The day of the reminders that it carries."""
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    """None: at the next run, or, after the last failure, never."""
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "reminder_delivery"
        constraints = [models.UniqueConstraint(fields=["account", "channel", "told_on"], name="reminder_delivery_once")]
        indexes = [models.Index(fields=["state", "channel"], name="reminder_delivery_state")]
