"""What happens to an account while it is held: set up, changed, reset, closed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.domain.creation import Slip, replace_link
from mingheng.accounts.domain.factors import remove_second_factor
from mingheng.accounts.models import Account, Session, SetUpLink
from mingheng.accounts.passwords import NO_PASSWORD, hash_of
from mingheng.accounts.queries import unused_links
from mingheng.accounts.session_rows import end_sessions_of
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording


class OwnAccount(Exception):
    """Nobody administers his own account: who closes it by mistake could not open it again."""

    def __init__(self) -> None:
        super().__init__(_("不能停用或重置自己的账号。修改自己的密码请到“我的账号”，停用请由其他管理员办理。"))


def set_up_account(link: SetUpLink, password: str, *, by: Actor) -> None:
    """Set the password through a link, which then no longer works. Ends every session of the account.

    Raises Outdated when the link was used meanwhile.
    """
    account = link.account
    with recording("accounts.account.set_up", by, about=account) as change:
        link.used_at = clock.now()
        change.save(link)
        account.password = hash_of(password)
        if link.resets_second_factor:
            remove_second_factor(account, change=change)
        change.save(account)
        end_sessions_of(account)


def change_password(account: Account, password: str, *, keep: Session | None, by: Actor) -> None:
    """Set another password; other sessions than `keep` end. The old one has been asked for (`prove_own_password`)."""
    with recording("accounts.password.changed", by, about=account) as change:
        account.password = hash_of(password)
        change.save(account)
        end_sessions_of(account, keep=keep)


def choose_language(account: Account, language: str, *, by: Actor) -> None:
    """Which language the pages have; empty for what the browser asks for."""
    with recording("accounts.language.chosen", by, about=account) as change:
        account.language = language
        change.save(account)


def reset_account(account: Account, *, resets_second_factor: bool, reason: str, by: Actor) -> Slip:
    """Take the password away, end the sessions and issue a set-up link, which also removes the second factor if asked.

    Raises OwnAccount.
    """
    _refuse_own(account, by)
    with recording("accounts.account.reset", by, about=account, reason=reason) as change:
        account.password = NO_PASSWORD
        change.save(account)
        end_sessions_of(account)
        return replace_link(account, change=change, resets_second_factor=resets_second_factor)


def close_account(account: Account, *, reason: str, by: Actor) -> None:
    """Close the account: its sessions end, its links no longer work, nobody signs in. Raises OwnAccount."""
    _refuse_own(account, by)
    with recording("accounts.account.closed", by, about=account, reason=reason) as change:
        account.closed_on = clock.today()
        change.save(account)
        for link in unused_links(account):
            change.delete(link)
        end_sessions_of(account)


def reopen_account(account: Account, *, reason: str, by: Actor) -> None:
    """Open a closed account again; password and second factor are those it had."""
    with recording("accounts.account.reopened", by, about=account, reason=reason) as change:
        account.closed_on = None
        change.save(account)


def _refuse_own(account: Account, by: Actor) -> None:
    if by.account_id == account.pk:
        raise OwnAccount
