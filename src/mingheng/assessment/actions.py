"""What the log says of the acts of this part."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "assessment.cycle.started": _("启动考核周期"),
    "assessment.pass.stored": _("全体重算：部分单位入库"),
    "assessment.pass.completed": _("全体重算"),
}

TABLES = {
    "cycle": _("考核周期"),
    "score_change": _("得分变化"),
}
"""What the log calls the rows of this part."""
