"""The one declaration of the columns whose text never stands in an event, an export or a page unless it is opened."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng.vault.masks import mask_all, mask_day, mask_email, mask_id_number, mask_phone

SENSITIVE: dict[tuple[str, str], tuple[str | Promise, Callable[[str], str]]] = {
    ("person", "id_number"): (_("核对人员身份、防止重复建档"), mask_id_number),
    ("person", "phone"): (_("联系本人"), mask_phone),
    ("person", "born_on"): (_("核对人员身份、统计年龄结构"), mask_day),
    ("entry_version", "sealed"): (_("台账中的敏感栏目，仅供审核"), mask_all),
    ("remark", "words"): (_("意见反馈的原文，仅供答复"), mask_all),
    ("remark", "answer"): (_("对意见的答复，仅供提出人"), mask_all),
    ("reminder_contact", "email"): (_("发送提醒邮件"), mask_email),
    ("account", "totp_secret"): (_("核验动态口令"), mask_all),
}
"""(table, column) → what it is kept for, and how it is shown. All of them are sealed in the database."""

HIDDEN: frozenset[tuple[str, str]] = frozenset(
    {
        ("account", "password"),
        ("account_recovery_code", "digest"),
        ("account_set_up_link", "digest"),
        ("api_key", "digest"),
        ("person", "id_number_index"),
        ("reminder_contact", "code_digest"),
        ("reminder_feed", "digest"),
    }
)
"""Columns that hold hashes: not sealed, and yet nothing that an event should repeat to its readers."""
