"""Where everybody stands, on any date: the tree, names, classes, roles held.

In: a unit, a day. Out: placements and units as they stood at the end of that day. Nothing here loads the whole tree but
`tree_on` and `assessed_on`; the others walk along indexes, up or down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant, Placement, Unit
from mingheng.organisation.reach import Reach
from mingheng.pinyin import named

Row = TypeVar("Row", bound=Model)

_DEEPEST = 50
"""No tree is as deep; a walk stops there even if the table were damaged."""
_FEW = 500
"""Databases take only so many ids in one question."""

_STANDING = "p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)"
_LAST_OR_FIRST = "(u.closed_on < %s AND p.ends_on = u.closed_on) OR (u.founded_on > %s AND p.starts_on = u.founded_on)"

_WALK_UP = """
WITH RECURSIVE line(placement_id, parent_id, depth) AS (
    SELECT p.id, p.parent_id, 0
    FROM unit_placement p JOIN unit u ON u.id = p.unit_id
    WHERE p.unit_id = %s AND ({standing})
    UNION ALL
    SELECT p.id, p.parent_id, line.depth + 1
    FROM line JOIN unit_placement p ON p.unit_id = line.parent_id JOIN unit u ON u.id = p.unit_id
    WHERE ({standing}) AND line.depth < {deepest}
)
SELECT p.* FROM line JOIN unit_placement p ON p.id = line.placement_id ORDER BY line.depth
"""
_WALK_UP_FROM_ALL = """
WITH RECURSIVE line(bottom_id, placement_id, parent_id, depth) AS (
    SELECT p.unit_id, p.id, p.parent_id, 0
    FROM unit_placement p JOIN unit u ON u.id = p.unit_id
    WHERE p.unit_id IN ({starts}) AND ({standing})
    UNION ALL
    SELECT line.bottom_id, p.id, p.parent_id, line.depth + 1
    FROM line JOIN unit_placement p ON p.unit_id = line.parent_id JOIN unit u ON u.id = p.unit_id
    WHERE ({standing}) AND line.depth < {deepest}
)
SELECT p.*, line.bottom_id FROM line JOIN unit_placement p ON p.id = line.placement_id ORDER BY line.depth DESC
"""
_WALK_DOWN = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM unit WHERE id IN ({starts})
    UNION
    SELECT p.unit_id
    FROM below JOIN unit_placement p ON p.parent_id = below.id JOIN unit u ON u.id = p.unit_id
    WHERE ({standing})
)
SELECT id FROM below
"""


def running_on(day: date) -> Q:
    """Rows with `starts_on` and `ends_on` that hold on the day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def placement_of(unit: Unit, day: date | None = None) -> Placement | None:
    """Where the unit stood on the day; None before its founding and after its closing."""
    return Placement.objects.filter(running_on(day or clock.today()), unit=unit).first()


def last_placement_of(unit: Unit) -> Placement:
    """The newest placement, which may have ended, or begin only later. Every unit has one."""
    return Placement.objects.filter(unit=unit).order_by("-starts_on")[0]


def placements_on(day: date) -> QuerySet[Placement]:
    """All placements of the day with their units, in the order of the code."""
    return Placement.objects.filter(running_on(day)).select_related("unit").order_by("position", "unit__code")


def children_of(unit: Unit | None, day: date | None = None) -> list[Placement]:
    """What stood directly below the unit on the day, in its order; for None the tops of the tree."""
    return list(placements_on(day or clock.today()).filter(parent=unit))


def tree_on(day: date | None = None) -> list[tuple[Placement, int]]:
    """The whole tree of the day from the top down, each with its depth. Loads everything: for exports and reports."""
    below: dict[int | None, list[Placement]] = {}
    for placement in placements_on(day or clock.today()):
        below.setdefault(placement.parent_id, []).append(placement)
    tree: list[tuple[Placement, int]] = []
    waiting = [(placement, 0) for placement in reversed(below.get(None, []))]
    while waiting:
        placement, depth = waiting.pop()
        tree.append((placement, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(placement.unit_id, []))]
    return tree


def line_of(unit_id: int, day: date | None = None) -> list[Placement]:
    """The placements from the unit up to the top on the day, its own first.

    A unit that is closed by then is taken where it stood last, one that is founded later where it will stand first:
    those above it still answer for it.
    """
    text = (day or clock.today()).isoformat()
    standing = f"({_STANDING}) OR {_LAST_OR_FIRST}"
    return _walk_up(standing, unit_id, [text] * 4)


def ancestors_of(unit_id: int, day: date | None = None) -> list[int]:
    """The units above it on the day, nearest first; as in `line_of`."""
    return [placement.unit_id for placement in line_of(unit_id, day)[1:]]


def path_of(unit: Unit, day: date | None = None) -> str:
    """The names from the top down to the unit: 上级/…/本级; as in `line_of`."""
    return "/".join(placement.name for placement in reversed(line_of(unit.pk, day)))


def paths_of(unit_ids: Collection[int], day: date | None = None) -> dict[int, str]:
    """The same for many units, in one query."""
    if not unit_ids:
        return {}
    text = (day or clock.today()).isoformat()
    standing, starts = f"({_STANDING}) OR {_LAST_OR_FIRST}", ", ".join(["%s"] * len(unit_ids))
    sql = _WALK_UP_FROM_ALL.format(standing=standing, starts=starts, deepest=_DEEPEST)
    names: dict[int, list[str]] = {}
    for placement in Placement.objects.raw(sql, [*unit_ids, *[text] * 8]):
        bottom_id: int = placement.bottom_id  # type: ignore[attr-defined]  # a column of the walk alone
        names.setdefault(bottom_id, []).append(placement.name)
    return {unit_id: "/".join(found) for unit_id, found in names.items()}


def common_path_of(unit_ids: Iterable[int]) -> str:
    """The path of the one unit that is named, however often; nowhere in particular where several are."""
    named_once = set(unit_ids)
    return "".join(paths_of(named_once).values()) if len(named_once) == 1 else ""


def is_within(unit_id: int, above_ids: Collection[int], day: date | None = None) -> bool:
    """Whether the unit is one of these or stands below one of them on the day; as in `line_of`."""
    if unit_id in above_ids:
        return True
    return any(above in above_ids for above in ancestors_of(unit_id, day))


def units_named(words: str, day: date | None = None) -> QuerySet[Placement, Any]:
    """The units in whose name on the day, or whose code, the words stand; of closed ones their last name counts."""
    on = day or clock.today()
    called = Q(ends_on=None) | Q(ends_on__gte=on) | Q(ends_on=F("unit__closed_on"))
    known = Placement.objects.filter(called, starts_on__lte=on)
    return known.filter(named(words) | Q(unit__code__icontains=words)).values("unit")


def units_within(unit_ids: Iterable[int], day: date | None = None) -> QuerySet[Unit]:
    """The units and all that stood below them on the day."""
    text = (day or clock.today()).isoformat()
    return _walk_down(_STANDING, unit_ids, [text] * 2)


def units_ever_within(unit_ids: Iterable[int], day: date | None = None) -> QuerySet[Unit]:
    """The units and all below them, those closed or not yet founded too: all for which `is_within` holds."""
    if isinstance(unit_ids, Reach) and unit_ids.is_whole:
        return Unit.objects.all()
    text = (day or clock.today()).isoformat()
    return _walk_down(f"({_STANDING}) OR {_LAST_OR_FIRST}", unit_ids, [text] * 4)


def within(reach: Collection[int], column: str = "unit") -> Q:
    """That the unit of a column is one of `units_ever_within`; nothing is asked where that is everything."""
    if isinstance(reach, Reach) and reach.is_whole:
        return Q()
    return Q(**{f"{column}__in": units_ever_within(reach).values("pk")})


def of_units(rows: QuerySet[Row], column: str, unit_ids: Collection[int] | None) -> Iterable[Row]:
    """The rows whose column has one of these units; every row where None. Many units are sorted out here."""
    if unit_ids is None:
        return rows
    if len(unit_ids) <= _FEW:
        return rows.filter(**{f"{column}__in": list(unit_ids)})
    wanted = frozenset(unit_ids)
    return (row for row in rows.iterator(5_000) if getattr(row, column) in wanted)


def units_placed_within(unit_ids: Iterable[int]) -> QuerySet[Unit]:
    """The units and all that stood below one of them on any day, also where the one above them stood there on another.

    Whoever was assessed for what another did is found again from here, whatever was reorganised since.
    """
    return _walk_down("p.id > 0", unit_ids, [])


def assessed_unit_of(unit: Unit, day: date | None = None) -> Unit | None:
    """The unit assessed for what this one does on the day: itself or the nearest above; None if it did not exist."""
    text = (day or clock.today()).isoformat()
    for placement in _walk_up(_STANDING, unit.pk, [text] * 2):
        if placement.is_assessed:
            return placement.unit
    return None


def assessed_on(day: date) -> list[Placement]:
    """The placements of the units assessed on the day, with code, name and class, in the order of the code."""
    return list(placements_on(day).filter(is_assessed=True).order_by("unit__code"))


def grants_of(account: Account) -> list[Grant]:
    """The roles that the account holds today, its own and as a deputy."""
    today = clock.today()
    held = Grant.objects.filter(running_on(today), account=account, revoked_at__isnull=True)
    tops = Placement.objects.filter(running_on(today), parent=None, unit=OuterRef("unit"))
    return list(held.annotate(is_of_top=Exists(tops)).select_related("unit", "stands_in_for__account").order_by("pk"))


def is_current(grant: Grant, day: date) -> bool:
    """Whether the role is held on the day: begun, not ended, not revoked."""
    return grant.revoked_at is None and grant.starts_on <= day and (grant.ends_on is None or grant.ends_on >= day)


def _walk_up(standing: str, unit_id: int, days: list[str]) -> list[Placement]:
    sql = _WALK_UP.format(standing=standing, deepest=_DEEPEST)
    return list(Placement.objects.raw(sql, [unit_id, *days, *days]))


def _walk_down(standing: str, unit_ids: Iterable[int], days: list[str]) -> QuerySet[Unit]:
    starts = list(unit_ids)
    if not starts:
        return Unit.objects.none()
    sql = _WALK_DOWN.format(standing=standing, starts=", ".join(["%s"] * len(starts)))
    return Unit.objects.filter(pk__in=RawSQL(sql, [*starts, *days]))  # noqa: S611 - all values are parameters
