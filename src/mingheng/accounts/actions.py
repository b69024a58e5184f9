"""What this part writes to the log, and what it is called there."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "accounts.account.created": _("新建账号"),
    "accounts.accounts.created": _("新建账号"),
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

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "account": {
        "key": _("内部编号"),
        "username": _("用户名"),
        "display_name": _("姓名"),
        "initials": _("拼音首字母"),
        "password": _("密码"),
        "totp_secret": _("动态口令密钥"),
        "totp_last_step": _("动态口令最近使用的时段号"),
        "needs_second_factor": _("必须绑定动态口令"),
        "closed_on": _("停用日期"),
        "language": _("界面语言"),
        "created_by_id": _("创建人"),
    },
    "account_recovery_code": {"account_id": _("账号"), "digest": _("恢复码校验值"), "used_at": _("使用时间")},
    "account_set_up_link": {
        "account_id": _("账号"),
        "digest": _("链接校验值"),
        "expires_at": _("失效时间"),
        "used_at": _("使用时间"),
        "resets_second_factor": _("同时解除动态口令"),
    },
}
"""What the log calls their columns."""

NOTES: dict[str, str | Promise] = {
    "count": _("账号数"),
    "failures": _("连续失败次数"),
    "session": _("登录编号"),
}
"""What the log calls what the acts say beyond their rows."""
