"""What units are called, and of which kind they are, on any day.

In: ids of units, a day. Out: names, in one query for all of a page. What a unit may be called is in `names`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from mingheng import clock
from mingheng.organisation.models import Placement, Unit


class UnitNames:
    """What units were called and of which kind they were, on any day: one query for all of a page."""

    def __init__(self, unit_ids: Iterable[int]) -> None:
        self._placements: dict[int, list[Placement]] = {}
        for placement in Placement.objects.filter(unit_id__in=set(unit_ids)).order_by("starts_on"):
            self._placements.setdefault(placement.unit_id, []).append(placement)

    def on(self, unit_id: int, day: date | None = None) -> str:
        """The name on that day (default today); before the founding the first, after the closing the last."""
        return self._placement(unit_id, day).name

    def kind_on(self, unit_id: int, day: date | None = None) -> str:
        """The kind of organisation on that day, as people call it."""
        return str(self._placement(unit_id, day).get_kind_display())

    def _placement(self, unit_id: int, day: date | None) -> Placement:
        known = self._placements[unit_id]
        begun = [placement for placement in known if placement.starts_on <= (day or clock.today())]
        return (begun or known[:1])[-1]


def name_of(unit: Unit, day: date | None = None) -> str:
    """What one unit was called on a day."""
    return UnitNames([unit.pk]).on(unit.pk, day)


def names_on(unit_ids: Collection[int], day: date | None = None) -> dict[int, str]:
    """What units are called on the day; closed ones as they were called last, and none that is founded later."""
    on = day or clock.today()
    known = Placement.objects.filter(unit__in=unit_ids, starts_on__lte=on).order_by("starts_on")
    return dict(known.values_list("unit_id", "name"))
