"""The part of the tree that somebody has unfolded, level by level: what the page of the tree shows of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from mingheng.organisation.models import Placement, UnitKind
from mingheng.organisation.queries import paths_of, placements_on, running_on
from mingheng.pinyin import named

DEEPEST_SHOWN = 4
"""How far names are set in; deeper ones stand below each other."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: a placement, how deep it stands, how many stand directly below it."""

    placement: Placement
    depth: int
    children: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search, with the way to it from the top."""

    placement: Placement
    path: str


def outline(open_ids: Collection[int], day: date) -> list[Row]:
    """The tops of the day and what stands directly below the open units, in the order of the tree."""
    shown = placements_on(day).filter(Q(parent__isnull=True) | Q(parent__in=open_ids))
    below: dict[int | None, list[Placement]] = {}
    for placement in shown:
        below.setdefault(placement.parent_id, []).append(placement)
    children = _children_counts([placement.unit_id for group in below.values() for placement in group], day)
    rows: list[Row] = []
    waiting = [(placement, 0) for placement in reversed(below.get(None, []))]
    while waiting:
        placement, depth = waiting.pop()
        unfolded = below.get(placement.unit_id, [])
        rows.append(Row(placement, min(depth, DEEPEST_SHOWN), children.get(placement.unit_id, 0), bool(unfolded)))
        waiting += [(child, depth + 1) for child in reversed(unfolded)]
    return rows


def tops_on(day: date) -> list[int]:
    """The units at the top of the tree on the day."""
    return list(placements_on(day).filter(parent__isnull=True).values_list("unit_id", flat=True))


def named_like(text: str, day: date) -> QuerySet[Placement]:
    """The placements of the day whose name or code contains the text."""
    return placements_on(day).filter(named(text) | Q(unit__code__icontains=text)).order_by("unit__code")


def with_paths(placements: Collection[Placement], day: date) -> list[Found]:
    """Each with the names from the top down to it; for one page of results."""
    paths = paths_of({placement.unit_id for placement in placements}, day)
    return [Found(placement, paths[placement.unit_id]) for placement in placements]


def kinds_on(day: date) -> list[tuple[str, int]]:
    """How many units of each kind there were on the day, in the order of the kinds."""
    held = Placement.objects.filter(running_on(day)).values_list("kind").annotate(count=Count("pk"))
    counts = dict(held.order_by("kind"))
    return [(kind.label, counts[kind.value]) for kind in UnitKind if kind.value in counts]


def classes_on(day: date) -> list[str]:
    """The classes in which units are assessed on the day."""
    held = Placement.objects.filter(running_on(day), is_assessed=True).exclude(assessment_class="")
    return list(held.values_list("assessment_class", flat=True).distinct().order_by("assessment_class"))


def _children_counts(unit_ids: Collection[int], day: date) -> dict[int, int]:
    below = Placement.objects.filter(running_on(day), parent__in=unit_ids)
    return dict(below.values_list("parent").annotate(count=Count("pk")).order_by("parent"))
