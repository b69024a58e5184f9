"""The list of accounts, column by column."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng.accounts.models import Account
from mingheng.ui.listing import Column


def state_of(account: Account) -> str | Promise:
    """Whether it is in use, waits for its first password, or is closed."""
    if account.closed_on:
        return _("已停用")
    return _("在用") if account.password else _("待设置密码")


def factor_of(account: Account) -> str | Promise:
    """Whether a second factor is bound, and whether one has to be."""
    if account.totp_secret:
        return _("已绑定")
    return _("必须绑定，尚未绑定") if account.needs_second_factor else _("未绑定")


_STATES = Case(
    When(closed_on__isnull=False, then=Value(2)),
    When(password="", then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)
_FACTORS = Case(
    When(totp_secret="", needs_second_factor=True, then=Value(0)),
    When(totp_secret="", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
"""What is to be done first."""

ACCOUNTS = (
    Column("name", _("姓名"), ("initials", "display_name"), lambda account: account.display_name),
    Column("username", _("用户名"), ("username",), lambda account: account.username),
    Column("state", _("状态"), (_STATES,), lambda account: str(state_of(account))),
    Column("factor", _("动态口令"), (_FACTORS,), lambda account: str(factor_of(account))),
)
