"""What an account is for. Roles and units lie above this part, so the answer comes from there.

The organisation registers it at start-up (`organisation.apps`, `ready`); the slips with set-up links say it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from mingheng.accounts.models import Account

RolesHeld = Callable[[Account, Collection[int]], dict[int, list[str]]]
"""From who asks, and accounts by their ids, to the roles that they hold today or later, each in words with its unit.

Accounts of whose roles the asker may not know are not in it: who administers accounts alone sees no holders of roles.
"""

_registered: list[RolesHeld] = []


def register(roles_held: RolesHeld) -> None:
    """Say who holds what; the last one counts."""
    _registered[:] = [roles_held]


def roles_held(asker: Account, account_ids: Collection[int]) -> dict[int, list[str]]:
    """The roles of those accounts of whose roles the asker may know."""
    return _registered[-1](asker, account_ids) if _registered else {}
