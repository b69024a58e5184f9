"""Remarks on the system and their answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingheng.accounts.models import Account
from mingheng.audit.models import AuditedModel
from mingheng.vault.identifiers import new_id


class Topic(models.TextChoices):
    """What a remark is about, and so who answers it."""

    SYSTEM = "system", _("系统使用")
    BUSINESS = "business", _("考核业务和数据")
    BURDEN = "burden", _("负担和投诉")


class Remark(AuditedModel):
    """What somebody said of a page, and what he was answered. Whatever is written by hand is sealed."""

    id = models.CharField(max_length=20, primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic.choices)
    page = models.CharField(max_length=200, blank=True)
    """The path of the page from which it was sent."""
    words = models.TextField()
    """Sealed: a remark may name people."""
    sent_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    """Sealed; empty until it is answered."""
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "remark"
        indexes = [models.Index(fields=["topic", "answered_at"], name="remark_of_topic")]
