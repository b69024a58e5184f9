"""Keys to read: the list for who gives them, and the one that a request carries."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingheng import clock
from mingheng.api.key_texts import is_secret, parts_of
from mingheng.api.models import ApiKey, KeyUse
from mingheng.api.scopes import scope_labels
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import units_named


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key in the list."""

    key: ApiKey
    unit_name: str
    scopes: list[str]
    used_on: date | None

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed, revoked or not."""
        return self.key.expires_on < clock.today()


def all_keys(words: str = "") -> QuerySet[ApiKey]:
    """Every key that was ever given, the newest first; of systems or organisations in whose name the words stand."""
    found = ApiKey.objects.select_related("unit").order_by("-pk")
    return found.filter(Q(name__icontains=words) | Q(unit__in=units_named(words))) if words else found


def key_rows(keys: list[ApiKey]) -> list[KeyRow]:
    """What is shown of them, in two more queries."""
    names = UnitNames(key.unit_id for key in keys)
    used = dict(KeyUse.objects.filter(key__in=keys).values_list("key_id", "on_day"))
    return [KeyRow(key, names.on(key.unit_id), scope_labels(key.scopes), used.get(key.pk)) for key in keys]


def holds(key: ApiKey) -> bool:
    """Whether it is neither revoked nor past its last day."""
    return key.revoked_at is None and key.expires_on >= clock.today()


def key_of_text(text: str, address: str) -> ApiKey | None:
    """The key that holds and may be used from the address. None for every other, whatever the reason."""
    parts = parts_of(text)
    if parts is None:
        return None
    key = ApiKey.objects.select_related("unit").filter(prefix=parts[0]).first()
    is_right = is_secret(parts[1], key.digest if key else "")
    return key if key and is_right and holds(key) and is_from(address, key.addresses) else None


def is_from(address: str, allowed: str) -> bool:
    """Whether the address is one of these or lies in one of these networks."""
    if not allowed:
        return True
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(caller, "ipv4_mapped", None) or caller
    return any(mapped in ipaddress.ip_network(network) for network in allowed.split())
