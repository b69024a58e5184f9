"""Who may give keys, and what a key lets a system do.

A key is what a role is for a person: it lets somebody into a unit and all below it, for a time. So whoever gives roles
gives keys: the security administrator, with the second factor fresh, and the log is signed. Not the system
administrator, who sees no business and could otherwise give himself the right to read all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingheng.api.models import ApiKey
from mingheng.api.scopes import Scope
from mingheng.ledger.permissions import entry_door
from mingheng.organisation.models import Unit
from mingheng.policy import ANYWHERE, Place, PolicyRow, Role, list_rows, row, system_row

GIVES_KEYS = {Role.SECURITY_ADMIN: ANYWHERE}


def key_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit that the key of the address is for."""
    unit_id = ApiKey.objects.filter(pk=arguments["key_id"]).values_list("unit_id", flat=True).first()
    return None if unit_id is None else Place(unit_id)


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit that an address names by its code."""
    unit_id = Unit.objects.filter(code=arguments["code"]).values_list("pk", flat=True).first()
    return None if unit_id is None else Place(unit_id)


_READ, _WRITE = Scope.ENTRIES_READ, Scope.ENTRIES_WRITE

POLICY: list[PolicyRow] = [
    *list_rows("api:keys", GIVES_KEYS),
    row("api:guide", "GET", GIVES_KEYS),
    row("api:give_key", "GET", GIVES_KEYS, fresh=True),
    row("api:give_key", "POST", GIVES_KEYS, fresh=True, is_event=True),
    row("api:revoke_key", "GET", GIVES_KEYS, door=key_door, fresh=True),
    row("api:revoke_key", "POST", GIVES_KEYS, door=key_door, fresh=True, is_event=True),
    system_row("api:openapi", "GET"),
    system_row("api:kinds", "GET"),
    system_row("api:units", "GET", scope=Scope.UNITS_READ),
    system_row("api:unit", "GET", scope=Scope.UNITS_READ, door=unit_door),
    system_row("api:entries", "GET", scope=_READ),
    system_row("api:entries", "POST", scope=_WRITE, is_event=True),
    system_row("api:entry", "GET", scope=_READ, door=entry_door),
    system_row("api:entry", "PUT", scope=_WRITE, door=entry_door, is_event=True),
    system_row("api:submit_entry", "POST", scope=_WRITE, door=entry_door, is_event=True),
    system_row("api:scores", "GET", scope=Scope.SCORES_READ),
    system_row("api:score_lines", "GET", scope=Scope.SCORES_READ, door=unit_door),
]
