"""What the administrators see of the running site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

import mingheng
from mingheng import clock
from mingheng.audit.queries import head, last_checkpoint
from mingheng.organisation.roles import REQUIRED, missing_roles, role_label


def administration_rows() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Sections of labels and values: roles, log, software."""
    missing = missing_roles(clock.today())
    roles = [(role_label(role), _("无人担任") if role in missing else _("有人担任")) for role in REQUIRED]
    signed = last_checkpoint()
    log = [
        (_("事件总数"), head().size),
        (
            _("最近的检查点"),
            _("还没有") if signed is None else timezone.localtime(signed.at).strftime("%Y-%m-%d %H:%M"),
        ),
    ]
    software = [
        (_("版本"), mingheng.__version__),
        (_("数据库"), {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]),
        (_("运行方式"), _("演示") if settings.MINGHENG_DEMO else _("正式")),
    ]
    return [(_("必须有人担任的角色"), roles), (_("操作日志"), log), (_("软件"), software)]
