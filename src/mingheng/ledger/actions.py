"""What the log calls the acts of this part."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "ledger.entry.saved": _("保存记录草稿"),
    "ledger.entry.submitted": _("提交记录"),
    "ledger.entry.recalled": _("取回记录"),
    "ledger.entry.sent_back": _("退回记录"),
    "ledger.entry.accepted": _("采纳记录"),
    "ledger.entries.accepted": _("批量采纳记录"),
    "ledger.entries.imported": _("批量导入记录"),
    "ledger.register.exported": _("导出台账"),
    "ledger.entry.corrected": _("提交记录更正"),
    "ledger.entry.withdrawn": _("撤回记录"),
    "ledger.draft.discarded": _("删除草稿"),
    "ledger.entries.sent_back": _("批量退回记录"),
    "ledger.entry.verified": _("核实记录"),
    "ledger.doubt.answered": _("答复存疑"),
    "ledger.sample.drawn": _("抽取核实样本"),
    "ledger.closing_day.set": _("规定录入截止日"),
    "ledger.closing_day.ended": _("停用录入截止日"),
    "ledger.evidence.added": _("添加佐证材料"),
    "ledger.evidence.removed": _("移除佐证材料"),
}

TABLES: dict[str, str | Promise] = {
    "entry": _("记录"),
    "entry_version": _("记录的一版"),
    "evidence": _("佐证材料"),
    "verification": _("核实结论"),
    "sample": _("核实样本"),
    "sampled_entry": _("样本中的记录"),
    "closing_day": _("录入截止日"),
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
    "verification": {
        "entry_version_id": _("记录的一版"),
        "verdict": _("结论"),
        "note": _("说明"),
        "given_by": _("核实人"),
        "given_at": _("核实时间"),
        "counts_from": _("结论起始日"),
        "own_unit_reason": _("核实本单位记录的理由"),
        "sample_id": _("核实样本"),
        "answer": _("单位的答复"),
        "answered_by": _("答复人"),
        "answered_at": _("答复时间"),
    },
    "sample": {
        "unit_id": _("从哪个组织抽"),
        "starts_on": _("记录日期从"),
        "ends_on": _("到"),
        "kinds": _("台账种类"),
        "assessment_class": _("单位类别"),
        "wanted": _("抽几条"),
        "share": _("抽百分之几"),
        "seed": _("抽签种子"),
        "pool": _("抽取范围"),
        "drawn_by": _("抽取人"),
        "drawn_at": _("抽取时间"),
    },
    "sampled_entry": {
        "sample_id": _("核实样本"),
        "entry_id": _("记录"),
        "number": _("第几版"),
        "subject": _("考核单位编码"),
    },
    "closing_day": {
        "kind": _("台账种类"),
        "day": _("次月几日前录入"),
        "starts_on": _("适用从"),
        "ends_on": _("到"),
        "set_by": _("规定人"),
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
    "original_sha256": _("上传原文件的校验值"),
    "scope": _("范围"),
    "left_out": _("表里略去没有导入的行"),
}
"""What the log calls what the acts say beyond their rows."""
