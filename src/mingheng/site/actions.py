"""What the events of this part are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "site.backup.started": _("开始备份"),
    "site.backup.restored": _("从备份恢复"),
    "site.upgraded": _("升级系统"),
    "vault.keys.added": _("启用新的字段密钥"),
    "vault.keys.resealed": _("换用新的字段密钥加密"),
    "vault.keys.rotated": _("字段密钥换完"),
    "site.log.exported": _("导出审计日志"),
    "site.facts.rebuilt": _("按台账重新生成事实表"),
}

NOTES: dict[str, str | Promise] = {
    "folder": _("备份文件夹"),
    "file": _("文件名"),
    "made_at": _("备份时间"),
    "events": _("备份时的日志条数"),
    "head": _("备份时的根哈希"),
    "before": _("原版本"),
    "after": _("新版本"),
    "backup": _("升级前的备份"),
    "differing": _("事实与台账不符的记录数"),
    "sources": _("事实与台账不符的记录"),
    "facts": _("重新生成的事实数"),
    "key": _("字段密钥编号"),
    "rows": _("换用新密钥的行数"),
}
"""What the log calls what the acts say beyond their rows."""
