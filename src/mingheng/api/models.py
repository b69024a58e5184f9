"""Keys of other systems, when each was last used, and the answers kept for requests that are sent again."""

from __future__ import annotations

from django.db import models

from mingheng.audit.models import AuditedModel
from mingheng.organisation.models import Unit


class ApiKey(AuditedModel):
    """What lets one system in: for a unit and those below it, for some scopes, until a day. The secret is not kept."""

    name = models.CharField(max_length=40)
    """What the system is called; its acts are recorded under this name."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="api_keys")
    scopes = models.CharField(max_length=200)
    """Words of `scopes.Scope`, with a blank between them."""
    addresses = models.TextField(blank=True)
    """Addresses or networks from which it may be used, with a blank between them; empty: from anywhere."""
    prefix = models.CharField(max_length=16, unique=True)
    """The part of the key by which its row is found; no secret."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the secret: enough for 256 bits of chance, which nobody can guess from it."""
    given_by = models.CharField(max_length=100)
    given_at = models.DateTimeField()
    expires_on = models.DateField()
    """The last day on which it holds."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_key"

    def allows(self, scope: str) -> bool:
        """Whether the key may do this; what asks for no scope, every key may do."""
        return not scope or scope in self.scopes.split()


class KeyUse(models.Model):
    """The day on which a key was last used. Not audited: it is written once a day and says nothing else."""

    key = models.OneToOneField(ApiKey, primary_key=True, on_delete=models.CASCADE, related_name="use")
    on_day = models.DateField()

    class Meta:
        db_table = "api_key_use"


class KeptAnswer(models.Model):
    """What a request that changed something was answered, should it be sent again. Not audited: it passes.

    Holds the number and state of an entry, none of its words.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="kept_answers")
    token = models.CharField(max_length=64)
    """SHA-256 of the Idempotency-Key."""
    fingerprint = models.CharField(max_length=64)
    """SHA-256 of the request: the same token with another request is refused."""
    kept_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")

    class Meta:
        db_table = "api_kept_answer"
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="api_kept_answer_once")]
