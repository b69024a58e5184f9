"""Which accounts somebody may administer. Roles and units lie above this part, so the answer comes from there.

The organisation registers it at start-up (`organisation.apps`, `ready`); `queries.accounts_for` asks it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet

from mingheng.accounts.models import Account

VisibleAccounts = Callable[[Account, frozenset[int]], "QuerySet[Account]"]
"""From who asks, and the units at which the fitting roles are held, to the accounts that may be seen and administered:

for a system administrator all; for a unit administrator those that hold roles today only in these units and below, none
of them a role that administers the whole site, and those without any role that the person has made (`created_by`).
"""

_registered: list[VisibleAccounts] = []


def register(visible_accounts: VisibleAccounts) -> None:
    """Say who sees whom; the last one counts."""
    _registered[:] = [visible_accounts]


def visible_accounts(asker: Account, reach: frozenset[int]) -> QuerySet[Account]:
    """The accounts that the asker may administer; none as long as nobody has said who sees whom."""
    return _registered[-1](asker, reach) if _registered else Account.objects.none()
