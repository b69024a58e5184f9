"""What the events of this part are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "site.backup.started": _("开始备份"),
    "site.backup.restored": _("从备份恢复"),
    "site.upgraded": _("升级系统"),
    "site.log.exported": _("导出审计日志"),
}
