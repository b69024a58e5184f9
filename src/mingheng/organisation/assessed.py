"""Which unit is assessed for what another one did: for many questions at once, from one reading of the tree.

In: the placements of all units. Out: the same answers as `queries.assessed_unit_of`, without a query for each.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.queries import assessed_unit_of, units_placed_within


def assessed_code(unit: Unit, day: date) -> str:
    """The same for one question, asked of the database."""
    found = assessed_unit_of(unit, day)
    return found.code if found else ""


class AssessedUnits:
    """The tree as it stands now in the database, with all its past; `below` reads of it what is below these units.

    Of a part of the tree the answers are right for who is assessed in it; for others they are empty.
    """

    def __init__(self, below: Collection[int] | None = None) -> None:
        self._spans: dict[int, list[tuple[date, date | None, int | None, bool, str]]] = {}
        columns = ("unit_id", "starts_on", "ends_on", "parent_id", "is_assessed", "unit__code")
        placed = Placement.objects.all()
        if below is not None:
            placed = placed.filter(unit__in=units_placed_within(below))
        for unit, starts_on, ends_on, parent, is_assessed, code in placed.values_list(*columns):
            self._spans.setdefault(unit, []).append((starts_on, ends_on, parent, is_assessed, code))

    def code_for(self, unit: Unit, day: date) -> str:
        """The code of the unit itself or of the nearest above that is assessed; empty if there is none on the day."""
        at: int | None = unit.pk
        while at is not None:
            found = next((span for span in self._spans.get(at, ()) if _holds(span[0], span[1], day)), None)
            if found is None:
                return ""
            _starts_on, _ends_on, at, is_assessed, code = found
            if is_assessed:
                return code
        return ""


def _holds(starts_on: date, ends_on: date | None, day: date) -> bool:
    return starts_on <= day and (ends_on is None or ends_on >= day)
