"""What this part writes to the log, and what it is called there."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "accounts.account.created": _("新建账号"),
    "accounts.accounts.created": _("批量新建账号"),
    "accounts.account.set_up": _("通过设置链接设置密码"),
    "accounts.account.reset": _("重置账号的登录方式"),
    "accounts.account.closed": _("停用账号"),
    "accounts.account.reopened": _("恢复账号"),
    "accounts.set_up_link.issued": _("发放设置链接"),
    "accounts.password.changed": _("修改自己的密码"),
    "accounts.language.chosen": _("选择界面语言"),
    "accounts.second_factor.enrolled": _("绑定动态口令"),
    "accounts.recovery_codes.renewed": _("重新生成恢复码"),
    "accounts.identity.confirmed": _("再次核验身份"),
    "accounts.session.begun": _("登录"),
    "accounts.session.ended": _("退出登录"),
    "accounts.sessions.ended": _("结束自己的其他登录"),
    "accounts.sign_in.failed": _("登录或核验失败"),
}

TABLES: dict[str, str | Promise] = {
    "account": _("账号"),
    "account_recovery_code": _("恢复码"),
    "account_set_up_link": _("设置链接"),
}
"""What the log calls the rows of this part."""
