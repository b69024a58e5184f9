"""What the log calls the acts of this part."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "ledger.entry.saved": _("保存记录草稿"),
    "ledger.entry.submitted": _("提交记录"),
    "ledger.entry.sent_back": _("退回记录"),
    "ledger.entry.accepted": _("采纳记录"),
    "ledger.entries.accepted": _("批量采纳记录"),
    "ledger.entries.imported": _("批量导入记录"),
    "ledger.entry.corrected": _("提交记录更正"),
    "ledger.entry.withdrawn": _("撤回记录"),
    "ledger.evidence.added": _("添加佐证材料"),
    "ledger.evidence.removed": _("移除佐证材料"),
}

TABLES: dict[str, str | Promise] = {
    "entry": _("记录"),
    "entry_version": _("记录的一版"),
    "evidence": _("佐证材料"),
}
"""What the log calls the rows of this part."""
