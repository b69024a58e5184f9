"""What the log says of the acts of this part."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "assessment.cycle.started": _("启动考核周期"),
    "assessment.ledger.connected": _("接入台账"),
    "assessment.ledger.disconnected": _("停用台账"),
    "assessment.pass.stored": _("全体重算：部分单位入库"),
    "assessment.pass.completed": _("全体重算"),
}

TABLES = {
    "cycle": _("考核周期"),
    "score_change": _("得分变化"),
}
"""What the log calls the rows of this part."""

COLUMNS = {
    "cycle": {
        "title": _("名称"),
        "starts_on": _("开始日"),
        "ends_on": _("结束日"),
        "rulebook_code": _("细则编码"),
        "rulebook_files": _("细则文件"),
        "rulebook_checksum": _("细则校验值"),
        "connected": _("接入的台账"),
        "is_current": _("当前周期"),
    },
    "score_change": {
        "subject_id": _("考核对象"),
        "cycle_id": _("考核周期"),
        "at": _("变化时间"),
        "as_of": _("得分截至"),
        "cause": _("变化原因"),
        "source": _("由什么引起"),
        "by": _("操作人"),
        "lines": _("变化的得分"),
    },
}
"""What the log calls their columns."""

NOTES = {
    "as_of": _("得分截至"),
    "ledger": _("台账"),
    "units": _("单位数"),
    "changed": _("得分有变化的单位数"),
}
"""What the log calls what the acts say beyond their rows."""
