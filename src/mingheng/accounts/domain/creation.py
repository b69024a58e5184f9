"""New accounts, and the links by which their holders set a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.digests import digest_of, new_link_token
from mingheng.accounts.models import Account, SetUpLink
from mingheng.accounts.queries import plain_username, unused_links
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording

LINK_LASTS = timedelta(days=7)


class UsernameTaken(Exception):
    """Somebody made an account of this name meanwhile. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(_("用户名刚刚被别人占用，没有新建任何账号。请核对后重新提交。"))


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed for an account."""

    username: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to the holder, once: the token is kept nowhere."""

    account: Account
    token: str
    expires_at: datetime


def create_account(username: str, display_name: str, *, by: Actor) -> Account:
    """Create one account, which cannot be used before a set-up link was. Raises UsernameTaken."""
    account = _unsaved(NewAccount(username, display_name), by)
    try:
        with recording("accounts.account.created", by) as change:
            change.save(account)
    except IntegrityError:
        raise UsernameTaken from None
    return account


def create_accounts(rows: Sequence[NewAccount], *, by: Actor) -> list[Slip]:
    """Create accounts with a set-up link each, all or none, in one event. Raises UsernameTaken."""
    accounts = [_unsaved(row, by) for row in rows]
    tokens = [new_link_token() for _account in accounts]
    expires_at = clock.now() + LINK_LASTS
    try:
        with recording("accounts.accounts.created", by) as change:
            change.save_all(accounts)
            change.save_all(
                SetUpLink(account=account, digest=digest_of(token), expires_at=expires_at)
                for account, token in zip(accounts, tokens, strict=True)
            )
            change.note(count=len(accounts))
    except IntegrityError:
        raise UsernameTaken from None
    return [Slip(account, token, expires_at) for account, token in zip(accounts, tokens, strict=True)]


def issue_set_up_link(account: Account, *, by: Actor) -> Slip:
    """Issue a link; earlier unused ones no longer work."""
    with recording("accounts.set_up_link.issued", by, about=account) as change:
        return replace_link(account, change=change)


def replace_link(account: Account, *, change: Change, resets_second_factor: bool = False) -> Slip:
    """Within another act: the account's one usable link."""
    for link in unused_links(account):
        change.delete(link)
    token, expires_at = new_link_token(), clock.now() + LINK_LASTS
    change.save(
        SetUpLink(
            account=account,
            digest=digest_of(token),
            expires_at=expires_at,
            resets_second_factor=resets_second_factor,
        )
    )
    return Slip(account, token, expires_at)


def _unsaved(row: NewAccount, by: Actor) -> Account:
    return Account(
        username=plain_username(row.username), display_name=row.display_name.strip(), created_by_id=by.account_id
    )
