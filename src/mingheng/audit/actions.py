"""What the acts of this part are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng.audit.verifier import REBOUND

ACTIONS: dict[str, str | Promise] = {
    REBOUND: _("软件升级后重新绑定数据行"),
    "audit.list.exported": _("导出列表"),
}

NOTES: dict[str, str | Promise] = {
    "table": _("数据表"),
    "added": _("增加的栏目"),
    "removed": _("取消的栏目"),
    "values_changed": _("值也改变了的行"),
    "dropped": _("整张表已取消"),
    "list": _("列表"),
    "rows": _("行数"),
    "scope": _("范围"),
    "format": _("格式"),
}
"""What the log calls what the acts say beyond their rows."""
