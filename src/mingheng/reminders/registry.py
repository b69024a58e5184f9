"""What other parts tell this one: which matters are due for whom. Registered once, when the site starts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise

from mingheng.policy import Role

CLERKS = frozenset({Role.UNIT_CLERK, Role.UNIT_ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One matter that somebody has to do by a day. It is gone as soon as its provider no longer names it."""

    key: str
    """Of the matter, at most 120 signs: the same matter has the same key on every day, also when its day moves."""
    unit_id: int
    """The organisation whose matter it is."""
    due_on: date
    """The last day on which it is in time, as the rule or the giver says; a holiday has not moved it yet."""
    title: str
    """What is to be done, in one line."""
    article: str = ""
    """The article, rule or document that asks for it."""
    address: str = ""
    """The page on which it is done; a path of this site."""
    roles: frozenset[Role] = CLERKS
    """Who in the organisation, or above it, is to act."""
    outside: str = ""
    """What mail, gateway and calendar say in place of a title that was typed by hand: it may name a person."""

    @property
    def title_outside(self) -> str:
        """What it is called where whoever runs the mail server or the gateway reads along."""
        return self.outside or self.title


Provider = Callable[[date, Collection[int] | None], Iterable[DueItem]]
"""From a day and the organisations that are asked about (None: all) to their open matters."""


@dataclass(frozen=True, slots=True)
class FullList:
    """How much a part knows, also of what is no matter any more, in a sentence; and the page on which it all stands."""

    text: str
    address: str
    label: str


FullListOf = Callable[[date, Collection[int]], FullList | None]
"""From a day and the units at which somebody may see everything; None where the matters are all there is."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A provider, what people call its matters, and the roles that they are for."""

    provider: Provider
    label: Promise | str
    roles: frozenset[Role]


providers: dict[str, Registered] = {}
"""By name."""

full_lists: list[FullListOf] = []


def register_provider(
    name: str, provider: Provider, *, label: Promise | str = "", roles: frozenset[Role] = CLERKS
) -> None:
    """Let a part name what is due. The name is the part's, and stands before the keys of its matters.

    The label is what people call matters of this kind; for other roles than these it never names any.
    """
    providers[name] = Registered(provider, label or name, roles)


def register_full_list(full_list: FullListOf) -> None:
    """Let a part say where more stands than it names as due."""
    if full_list not in full_lists:
        full_lists.append(full_list)


def fuller_lists(day: date, reach: Collection[int]) -> list[FullList]:
    """Where more stands than is due, for somebody who may see everything of these units and below."""
    found = (full_list(day, reach) for full_list in full_lists) if reach else ()
    return [one for one in found if one]


def kinds_of_matters() -> dict[str, str]:
    """What can be due: the names of the providers and what people call their matters."""
    return {name: str(one.label) for name, one in providers.items()}


def due_items(
    day: date, unit_ids: Collection[int] | None = None, *, roles: Collection[Role] | None = None
) -> list[DueItem]:
    """Every open matter of these organisations on a day, the one that is due first first.

    With roles, providers that name nothing for any of them are not asked.
    """
    asked = [(name, one) for name, one in providers.items() if roles is None or not one.roles.isdisjoint(roles)]
    found = [replace(item, key=f"{name}:{item.key}") for name, one in asked for item in one.provider(day, unit_ids)]
    return sorted(found, key=lambda item: (item.due_on, item.key))
