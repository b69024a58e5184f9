"""Who is assessed on a day: the organisation as it stood then, as the kernel's table of subjects.

Only what had taken effect by that day is seen: a merger of tomorrow changes nothing that is asked as of today.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import Cycle
from mingheng.organisation.models import Placement, Succession, Unit, UnitKind
from mingheng.organisation.queries import units_within
from mingheng.people.queries import Headcount, headcounts
from mingheng.scoring import Subject, Subjects

_BRANCHES = frozenset({UnitKind.BRANCH, UnitKind.TEMPORARY_BRANCH, UnitKind.JOINT_BRANCH, UnitKind.PROJECT_BRANCH})


@dataclass(frozen=True, slots=True)
class Scored:
    """The table of subjects, and the code of each unit in it by its id."""

    subjects: Subjects
    codes: dict[int, str]


def subjects_on(cycle: Cycle, day: date, units: Collection[int] | None = None) -> Scored:
    """The units that existed in the cycle up to `day`, or those of them that are asked for."""
    placements = _latest_placements(cycle, day, units)
    codes = {placement.unit_id: placement.unit.code for placement in placements}
    below = _tree_below(placements)
    counts = _headcounts(placements, day)
    partners = _merged_into(codes, day)
    rows = []
    for placement in placements:
        unit = placement.unit
        members, full = counts.get(unit.id, (0, 0))
        branches = sum(kind in _BRANCHES for kind in below[unit.id])
        attributes = {"members": Decimal(members), "full_members": Decimal(full), "branches": Decimal(branches)}
        if placement.staff is not None:
            attributes["staff"] = Decimal(placement.staff)
        rows.append(
            Subject(
                id=unit.code,
                name=placement.name,
                group=placement.assessment_class,
                kind=UnitKind(placement.kind).label,
                parent=codes.get(placement.parent_id or 0, ""),
                scored_with=partners.get(unit.id, ""),
                founded=unit.founded_on,
                closed=unit.closed_on if unit.closed_on and unit.closed_on <= day else None,
                assessed=placement.is_assessed,
                attributes=attributes,
            )
        )
    return Scored(Subjects.of(rows, list(rulebook_of(cycle).attributes)), codes)


def neighbourhood(units: Iterable[int], day: date) -> set[int]:
    """The units with all below them, and those whose work went on in them or in which theirs goes on."""
    own = set(units_within(list(units), day).values_list("id", flat=True)) | set(units)
    merged = Succession.objects.filter(kind=Succession.Kind.MERGED, on_day__lte=day)
    pairs = merged.filter(Q(predecessor__in=own) | Q(successor__in=own)).values_list("predecessor_id", "successor_id")
    return own.union(*pairs)


def _latest_placements(cycle: Cycle, day: date, units: Collection[int] | None) -> list[Placement]:
    """Each unit's placement on the day, or its last one when it was closed in the cycle."""
    found = Placement.objects.filter(starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day) | Q(ends_on__gte=cycle.starts_on, ends_on=F("unit__closed_on"))
    )
    if units is not None:
        found = found.filter(unit_id__in=units)
    return list(found.select_related("unit").order_by("unit__code"))


def _headcounts(placements: Iterable[Placement], day: date) -> dict[int, Headcount]:
    """How many belong to each unit on the day; to a closed one, on its last."""
    by_day: dict[date, list[int]] = {}
    for placement in placements:
        by_day.setdefault(min(day, placement.unit.closed_on or day), []).append(placement.unit_id)
    counts: dict[int, Headcount] = {}
    for on, units in by_day.items():
        counts |= headcounts(units, on)
    return counts


def _tree_below(placements: Iterable[Placement]) -> dict[int, list[str]]:
    """The kinds of a unit and of everything below it."""
    kinds: dict[int, list[str]] = {}
    parents = {placement.unit_id: placement.parent_id for placement in placements}
    own = {placement.unit_id: placement.kind for placement in placements}
    for unit, kind in own.items():
        at: int | None = unit
        while at is not None:
            kinds.setdefault(at, []).append(kind)
            at = parents.get(at)
    return kinds


def _merged_into(codes: dict[int, str], day: date) -> dict[int, str]:
    merged = Succession.objects.filter(kind=Succession.Kind.MERGED, on_day__lte=day, predecessor__in=codes)
    into = dict(merged.values_list("predecessor_id", "successor_id"))
    return {unit: codes[successor] for unit, successor in into.items() if successor in codes}


def assessed_among(units: Collection[int], day: date) -> list[Unit]:
    """Those of the units that are assessed on the day."""
    return list(
        Unit.objects.filter(id__in=units, placements__is_assessed=True, placements__starts_on__lte=day)
        .filter(Q(placements__ends_on=None) | Q(placements__ends_on__gte=day))
        .order_by("code")
    )
