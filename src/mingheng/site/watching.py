"""What the start page shows those who look after units and enter nothing: their lights, why, and what is late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mingheng.assessment.asked import Asked, asked_within
from mingheng.assessment.live import current_cycle, day_of
from mingheng.assessment.losses import weightiest_losses
from mingheng.assessment.overview import UnitRow, Wanted, chosen, lights_within, unit_rows
from mingheng.assessment.permissions import OVERSEERS
from mingheng.assignments.queries import OVERDUE, of_progress, received_by
from mingheng.ledger.permissions import WRITERS
from mingheng.organisation.reach import Reach
from mingheng.policy import Role

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Watch:
    """How the units within reach stand. `rows` are those with the worst lights, `others` how many more there are."""

    rows: list[UnitRow]
    others: int
    tasks: int
    """How many assignments the units themselves have not answered in time."""
    overdue: int
    due: int
    as_of: date


def watch_of(request: Any) -> Watch | None:
    """What the overseer of units should know; None for who enters records, and where there is nothing to know."""
    cycle, roles = current_cycle(), {Role(grant.role) for grant in request.grants}
    reach = Reach.of(grant for grant in request.grants if Role(grant.role) in OVERSEERS)
    if cycle is None or not reach or roles & WRITERS.keys():
        return None
    day = day_of(cycle)
    lights = chosen(lights_within(cycle, reach, day), Wanted(), day)
    rows = unit_rows(cycle, lights, list(lights.values_list("pk", flat=True)[:MOST_SHOWN]), day)
    losses = weightiest_losses(cycle, [row.unit.pk for row in rows])
    rows = [replace(row, loss=losses.get(row.unit.pk)) for row in rows]
    # As many as the lists have to which the numbers lead.
    overdue, due = (asked_within(cycle, reach, day, Asked(state=state)).count() for state in ("overdue", "due"))
    tasks = of_progress(received_by(reach, with_below=False), OVERDUE).count()
    if not (rows or tasks or overdue or due):
        return None
    return Watch(rows, max(lights.count() - MOST_SHOWN, 0), tasks, overdue, due, day)
