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
    "ledger.draft.discarded": _("删除草稿"),
    "ledger.evidence.added": _("添加佐证材料"),
    "ledger.evidence.removed": _("移除佐证材料"),
}

TABLES: dict[str, str | Promise] = {
    "entry": _("记录"),
    "entry_version": _("记录的一版"),
    "evidence": _("佐证材料"),
}
"""What the log calls the rows of this part."""

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "entry": {
        "unit_id": _("组织"),
        "kind": _("台账种类"),
        "state": _("状态"),
        "latest": _("最新版次"),
        "accepted": _("计入的版次"),
        "happened_on": _("日期"),
        "title": _("标题"),
        "entered_on": _("首次提交日期"),
        "withdrawn_by": _("撤回人"),
        "withdrawn_at": _("撤回时间"),
        "withdrawn_reason": _("撤回原因"),
    },
    "entry_version": {
        "entry_id": _("记录"),
        "number": _("第几版"),
        "values": _("内容"),
        "sealed": _("敏感栏目"),
        "year": _("归属年度"),
        "month": _("归属月份"),
        "reason": _("更正原因"),
        "written_by": _("填写人"),
        "written_at": _("填写时间"),
        "writer_id": _("填写人账号"),
        "decision": _("审核结论"),
        "decided_by": _("审核人"),
        "decided_at": _("审核时间"),
        "decision_note": _("审核意见"),
        "is_verified": _("原台账已核实"),
        "counts_from": _("计入起始日"),
        "counts_until": _("计入截止日"),
    },
    "evidence": {
        "entry_id": _("记录"),
        "digest": _("内容校验值"),
        "file_name": _("文件名"),
        "media_type": _("文件类型"),
        "size": _("文件字节数"),
        "added_at": _("上传时间"),
        "added_by": _("上传人"),
        "reason": _("增减原因"),
        "removed_at": _("移除时间"),
        "removed_by": _("移除人"),
    },
}
"""What the log calls their columns."""

NOTES: dict[str, str | Promise] = {
    "kind": _("台账种类"),
    "count": _("记录条数"),
    "file": _("文件名"),
    "files": _("文件"),
    "name": _("文件名"),
    "sha256": _("内容校验值"),
}
"""What the log calls what the acts say beyond their rows."""
