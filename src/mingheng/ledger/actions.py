"""What the log calls the acts of this part."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "ledger.entry.saved": _("保存台账草稿"),
    "ledger.entry.submitted": _("提交台账条目"),
    "ledger.entry.sent_back": _("退回台账条目"),
    "ledger.entry.accepted": _("采纳台账条目"),
    "ledger.entries.accepted": _("批量采纳台账条目"),
    "ledger.entries.imported": _("批量导入台账条目"),
    "ledger.entry.corrected": _("提交台账更正"),
    "ledger.entry.withdrawn": _("撤回台账条目"),
    "ledger.evidence.added": _("添加佐证材料"),
    "ledger.evidence.removed": _("移除佐证材料"),
}
