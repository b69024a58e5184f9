"""Reading accounts, their sessions and their links."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from mingheng import clock
from mingheng.accounts.digests import digest_of, recovery_digest
from mingheng.accounts.models import Account, RecoveryCode, Session, SetUpLink
from mingheng.accounts.visibility import visible_accounts
from mingheng.pinyin import named


def plain_username(typed: str) -> str:
    """A user name as it is kept: half width, lower case, without spaces around it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def open_account(username: str) -> Account | None:
    """The account of that name, unless it is closed."""
    return Account.objects.filter(username=plain_username(username), closed_on=None).first()


def taken_usernames(usernames: Iterable[str]) -> set[str]:
    """Which of them exist already; those of closed accounts too, because events name them."""
    return set(Account.objects.filter(username__in=set(usernames)).values_list("username", flat=True))


def accounts_for(asker: Account, reach: frozenset[int], *, search: str = "") -> QuerySet[Account]:
    """The accounts the asker may administer whose user name or name contains the words, by user name."""
    found = visible_accounts(asker, reach)
    for word in search.split():
        found = found.filter(Q(username__icontains=word) | named(word, "display_name"))
    return found.order_by("username")


def sessions_of(account: Account) -> QuerySet[Session]:
    """Where the account is signed in, the most recently used first."""
    return account.sessions.order_by("-seen_at")


def usable_link(token: str) -> SetUpLink | None:
    """The set-up link of this token while it may be used: once, before it expires, for an open account."""
    return (
        SetUpLink.objects.select_related("account")
        .filter(digest=digest_of(token), used_at=None, expires_at__gt=clock.now(), account__closed_on=None)
        .first()
    )


def unused_links(account: Account) -> QuerySet[SetUpLink]:
    """Links of the account that have not been used, expired ones among them."""
    return account.set_up_links.filter(used_at=None).order_by("pk")


def unused_recovery_codes(account: Account) -> QuerySet[RecoveryCode]:
    """Recovery codes that still stand in for the second factor."""
    return account.recovery_codes.filter(used_at=None)


def unused_recovery_code(account: Account, typed: str) -> RecoveryCode | None:
    """The recovery code that was typed, if it is the account's and unused."""
    return unused_recovery_codes(account).filter(digest=recovery_digest(account.key, typed)).first()
