"""Where somebody follows up what is missing: asked by pages of scores, answered by the part that gives out work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from mingheng.assessment.asked import Asked, asked_within
from mingheng.assessment.live import day_of
from mingheng.assessment.models import Cycle
from mingheng.organisation.models import Grant

Form = Callable[[Iterable[Grant], Asked, int | None], str]
"""From what somebody may, what is asked of the list and the unit of which alone (None: all that are listed) to the
address of the form; empty for those who give nothing out there.
"""

forms: list[Form] = []


def register_follow_up(form: Form) -> None:
    """Register where work is given out."""
    if form not in forms:
        forms.append(form)


def follow_up_address(
    cycle: Cycle, asked: Asked, reach: Collection[int], *, grants: Iterable[Grant], unit_id: int | None = None
) -> str:
    """The form for what the list shows, where nothing else is asked for what has run out; empty where that is nothing.

    Nobody is urged to do what there is time for.
    """
    urgent, held = replace(asked, state=asked.state or "overdue"), list(grants)
    address = next((found for form in forms if (found := form(held, urgent, unit_id))), "")
    is_needed = address and urgent.state != "later" and asked_within(cycle, reach, day_of(cycle), urgent).exists()
    return address if is_needed else ""
