"""Somebody says who he is: is it true? Every check is counted before it is made, and wrong ones make the next wait."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from math import ceil

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.models import Account, RecoveryCode
from mingheng.accounts.passwords import NO_PASSWORD, is_right
from mingheng.accounts.queries import open_account, plain_username, unused_recovery_code
from mingheng.accounts.second_factor import matching_step, secret_of
from mingheng.accounts.throttle import (
    NO_WAIT,
    MustWait,
    account_subject,
    address_subject,
    claim,
    fail,
    forget,
    give_back,
)
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording


class NotProved(Exception):
    """The message says what was wrong and how long to wait; never which of name and password it was."""

    def __init__(self, message: str, wait: timedelta = NO_WAIT) -> None:
        super().__init__(message)
        self.wait = wait


def prove_password(username: str, password: str, *, by: Actor) -> Account:
    """The account whose name and password these are. Raises NotProved.

    An unknown name, a closed account and one without a password go the same way as a wrong password: the same counters,
    one hash, the same message.
    """
    account = open_account(username)
    _claim(plain_username(username), by)
    if not is_right(password, kept=account.password if account else NO_PASSWORD) or account is None:
        raise _failure(_("用户名或密码不正确。"), plain_username(username), account, by)
    _succeed(account, by, is_complete=not (account.totp_secret or account.needs_second_factor))
    return account


def prove_own_password(account: Account, password: str, *, by: Actor) -> None:
    """The holder shows the password once more. Raises NotProved."""
    _claim(account.username, by)
    if not is_right(password, kept=account.password):
        raise _failure(_("当前密码不正确。"), account.username, account, by)
    _succeed(account, by, is_complete=not account.totp_secret)


def prove_code(account: Account, typed: str, *, by: Actor) -> Account | RecoveryCode:
    """The row in which the code is spent, for the caller to save in its own act. Raises NotProved.

    Six digits are a code from the phone; anything else is a recovery code.
    """
    _claim(account.username, by)
    spent = _spend(account, "".join(unicodedata.normalize("NFKC", typed).split()))
    if spent is None:
        message = _("验证码不正确或已经用过。请等手机上出现下一个验证码，或使用一个恢复码。")
        raise _failure(message, account.username, account, by)
    _succeed(account, by, is_complete=True)
    return spent


def prove_new_secret(account: Account, secret: str, typed: str) -> int:
    """The step of a code of a secret that is about to be bound. Not a guess at anything kept, so not counted.

    Raises NotProved.
    """
    step = matching_step(secret, "".join(unicodedata.normalize("NFKC", typed).split()), after=account.totp_last_step)
    if step is None:
        raise NotProved(_("验证码与这个密钥不符。请确认手机时间准确，并输入手机上当前显示的六位数字。"))
    return step


def waiting_text(wait: timedelta) -> str:
    """How long, in words."""
    seconds = max(ceil(wait.total_seconds()), 1)
    if seconds < 60:
        return _("{count} 秒").format(count=seconds)
    return _("{count} 分钟").format(count=ceil(seconds / 60))


def _spend(account: Account, code: str) -> Account | RecoveryCode | None:
    if len(code) == 6 and code.isascii() and code.isdecimal():
        step = matching_step(secret_of(account), code, after=account.totp_last_step) if account.totp_secret else None
        if step is None:
            return None
        account.totp_last_step = step
        return account
    recovery = unused_recovery_code(account, code)
    if recovery is not None:
        recovery.used_at = clock.now()
    return recovery


def _claim(username: str, by: Actor) -> None:
    try:
        claim(account_subject(username), address_subject(by.address))
    except MustWait as refusal:
        message = _("尝试次数过多，这一次没有核对。请等待 {wait}后再试。").format(wait=waiting_text(refusal.wait))
        raise NotProved(message, refusal.wait) from None


def _failure(message: str, username: str, account: Account | None, by: Actor) -> NotProved:
    """Count it and write it to the log: without the name where there is no such account, because people type passwords
    into that field too. The growing wait keeps the log from filling up.
    """
    failures, wait = fail(account_subject(username), address_subject(by.address))
    with recording("accounts.sign_in.failed", by, about=account) as change:
        change.note(failures=failures)
    if wait > NO_WAIT:
        message += _("请等待 {wait}后再试。").format(wait=waiting_text(wait))
    return NotProved(message, wait)


def _succeed(account: Account, by: Actor, *, is_complete: bool) -> None:
    give_back(address_subject(by.address))
    if is_complete:
        forget(account_subject(account.username))
    else:
        give_back(account_subject(account.username))
