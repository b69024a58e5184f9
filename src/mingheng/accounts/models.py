"""Accounts, their sessions and what slows guessing down."""

from __future__ import annotations

from django.db import models

from mingheng.audit.models import AuditedModel
from mingheng.pinyin import InitialsField
from mingheng.vault.identifiers import new_id


class Account(AuditedModel):
    """One person's way in. Nobody shares an account; a closed account stays, because events name it."""

    key = models.CharField(max_length=20, unique=True, default=new_id, editable=False)
    """What the sealed column is bound to."""
    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=40)
    initials = InitialsField(of="display_name", max_length=40)
    password = models.CharField(max_length=200, blank=True)
    """A hash; empty until the holder has set one through a set-up link."""
    totp_secret = models.TextField(blank=True)
    """Sealed. Empty without a second factor."""
    totp_last_step = models.BigIntegerField(default=0)
    """The time step of the last code used: a code works once."""
    needs_second_factor = models.BooleanField(default=False)
    """Set by the organisation when a role is held that may decide, publish or administer."""
    closed_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    created_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="created_accounts"
    )
    """Who made it; until a role is granted nothing else says whose business it is."""

    class Meta:
        db_table = "account"

    @property
    def sealed_as(self) -> str:
        """An account seals before it has a number."""
        return self.key


class RecoveryCode(AuditedModel):
    """A code that stands in for the second factor, once."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "account_recovery_code"


class SetUpLink(AuditedModel):
    """A link that lets its holder set a password, once, for some days. Only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="set_up_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    resets_second_factor = models.BooleanField(default=False)

    class Meta:
        db_table = "account_set_up_link"


class Session(models.Model):
    """A signed-in browser. Not audited: it passes, and signing in and out are events."""

    digest = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the key in the cookie: a stolen database opens no session."""
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    waiting_for = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="waiting_sessions")
    """Whose password was right, while the second factor is still missing. Gives no rights."""
    values = models.TextField(default="{}")
    """What the browser's session must remember, as JSON: the sealed secret of an enrolment under way."""
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When the second factor was last given; the password, for an account that has none."""
    strength = models.CharField(max_length=20, default="none")
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "session"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account=None) | models.Q(waiting_for=None), name="session_signed_in_or_waiting"
            )
        ]


class Attempt(models.Model):
    """Failed tries on an account name or from an address, and until when the next must wait. Not audited: counters."""

    subject = models.CharField(max_length=120, primary_key=True)
    """`account:<keyed hash of the name>` or `address:<address>`. Hashed, because people type passwords there too."""
    failures = models.PositiveIntegerField(default=0)
    """Failed tries, and those under way."""
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "sign_in_attempt"
