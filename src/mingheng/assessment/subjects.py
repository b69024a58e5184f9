"""Who is assessed on a day: the organisation as it stood then, as the kernel's table of subjects.

Only what had taken effect by that day is seen: a merger of tomorrow changes nothing that is asked as of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import Cycle
from mingheng.organisation.models import Placement, Succession, Unit, UnitKind
from mingheng.organisation.queries import ancestors_of, running_on, units_ever_within, units_within
from mingheng.people.queries import headcounts
from mingheng.scoring import Subject, Subjects

_BRANCHES = frozenset({UnitKind.BRANCH, UnitKind.TEMPORARY_BRANCH, UnitKind.JOINT_BRANCH, UnitKind.PROJECT_BRANCH})
BRANCH_WORDS = frozenset(str(kind.label) for kind in _BRANCHES)
_FEW = 500
"""So many units are looked up one by one; for more the whole tree is read at once."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The table of subjects, and the code of each unit in it by its id."""

    subjects: Subjects
    codes: dict[int, str]


def subjects_on(cycle: Cycle, day: date, units: Collection[int] | None = None) -> Scored:
    """The units that existed in the cycle up to `day`, or those of them that are asked for."""
    placements = _latest_placements(cycle, day, units)
    codes = {placement.unit_id: placement.unit.code for placement in placements}
    sizes = _sizes(placements, day)
    partners = _merged_into(codes, day)
    rows = []
    for placement in placements:
        unit = placement.unit
        attributes = dict(sizes[unit.id])
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
                closed=unit.closed_on if unit.is_closed_on(day) else None,
                assessed=placement.is_assessed,
                attributes=attributes,
            )
        )
    return Scored(Subjects.of(rows, list(rulebook_of(cycle).attributes)), codes)


def touched_by(units: Collection[int], day: date) -> set[int]:
    """The units whose lines may read the facts of these: themselves, those above, and those merged into them."""
    above = {higher for unit in units for higher in ancestors_of(unit, day)}
    merged = Succession.objects.filter(kind=Succession.Kind.MERGED, on_day__lte=day, successor__in=units)
    return above.union(units, merged.values_list("predecessor_id", flat=True))


def neighbourhood(units: Collection[int], day: date) -> set[int]:
    """All whose facts the lines of these units may read: themselves, those below, and those they were merged into."""
    below = set(units_ever_within(units, day).values_list("id", flat=True))
    merged = Succession.objects.filter(kind=Succession.Kind.MERGED, on_day__lte=day, predecessor__in=units)
    return below.union(units, merged.values_list("successor_id", flat=True))


def assessed_among(cycle: Cycle, units: Collection[int], day: date) -> list[Unit]:
    """Those of the units that are assessed on the day, or were when they were closed in the cycle."""
    return [placement.unit for placement in _latest_placements(cycle, day, units) if placement.is_assessed]


def _latest_placements(cycle: Cycle, day: date, units: Collection[int] | None) -> list[Placement]:
    """Each unit's placement on the day, or its last one when it was closed in the cycle."""
    found = Placement.objects.filter(starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day) | Q(ends_on__gte=cycle.starts_on, ends_on=F("unit__closed_on"))
    )
    if units is not None:
        found = found.filter(unit_id__in=units)
    return list(found.select_related("unit").order_by("unit__code"))


def _sizes(placements: Iterable[Placement], day: date) -> dict[int, dict[str, Decimal]]:
    """How many belong to each unit on the day, and how many branches it has; to a closed one, on its last."""
    by_day: dict[date, list[int]] = {}
    for placement in placements:
        by_day.setdefault(min(day, placement.unit.closed_on or day), []).append(placement.unit_id)
    sizes: dict[int, dict[str, Decimal]] = {}
    for on, units in by_day.items():
        counts, branches = headcounts(units, on), _branch_counts(units, on)
        for unit in units:
            members, full = counts.get(unit, (0, 0))
            numbers = {"members": members, "full_members": full, "branches": branches.get(unit, 0)}
            sizes[unit] = {name: Decimal(number) for name, number in numbers.items()}
    return sizes


def _branch_counts(units: Collection[int], day: date) -> Counter[int]:
    """How many branches stand in each unit, itself included."""
    standing = Placement.objects.filter(running_on(day))
    if len(units) <= _FEW:
        standing = standing.filter(unit__in=units_within(units, day))
    places = {unit: (parent, kind) for unit, parent, kind in standing.values_list("unit_id", "parent_id", "kind")}
    counts: Counter[int] = Counter()
    for unit, (_, kind) in places.items():
        at: int | None = unit if kind in _BRANCHES else None
        while at in places:
            counts[at] += 1
            at = places[at][0]
    return counts


def _merged_into(codes: dict[int, str], day: date) -> dict[int, str]:
    merged = Succession.objects.filter(kind=Succession.Kind.MERGED, on_day__lte=day)
    if len(codes) <= _FEW:
        merged = merged.filter(predecessor__in=codes)
    into = dict(merged.values_list("predecessor_id", "successor_id"))
    return {unit: codes[successor] for unit, successor in into.items() if unit in codes and successor in codes}
