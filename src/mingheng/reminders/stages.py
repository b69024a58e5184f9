"""When a matter reaches which stage. Pure: a due day, a plan and a day in; the stages that are reached out.

Three ladders run beside each other: the one of those who have to do it, the one of the level above, the 工委's. Of
each ladder only the newest stage that is reached is told, so that a run after days of standstill floods nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from mingheng.regulations.working_days import add_working_days, last_working_day, next_working_day
from mingheng.reminders.plan import Plan


class Ladder(StrEnum):
    """Who is told."""

    OWN = "own"
    """Those who have to do it."""
    ABOVE = "above"
    """The administrator at the next level."""
    COMMITTEE = "committee"
    """The 工委."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a ladder, and the working day from which on it is reached."""

    ladder: Ladder
    code: str
    """before-7, on, after-1, above-3, committee-6: what is noted as told."""
    starts_on: date


def effective_day(due_on: date, plan: Plan) -> date:
    """The last day that is in time: the next working day, where the plan moves due days."""
    return next_working_day(due_on) if plan.moves_due_days else due_on


def stages_of(due_on: date, plan: Plan) -> Iterator[Stage]:
    """All stages of a matter, each ladder in the order of time.

    What has to be told by a day that is not worked is told on the last working day before it: a reminder for the first
    day after a holiday would come too late.
    """
    day = effective_day(due_on, plan)
    for number in plan.days_before:
        yield Stage(Ladder.OWN, f"before-{number}", last_working_day(day - timedelta(days=number)))
    if plan.is_on_the_day:
        yield Stage(Ladder.OWN, "on", last_working_day(day))
    for number in plan.days_after:
        yield Stage(Ladder.OWN, f"after-{number}", add_working_days(day, number))
    if plan.raised_after:
        yield Stage(Ladder.ABOVE, f"above-{plan.raised_after}", add_working_days(day, plan.raised_after))
    if plan.raised_to_committee_after:
        number = plan.raised_to_committee_after
        yield Stage(Ladder.COMMITTEE, f"committee-{number}", add_working_days(day, number))


def reached(due_on: date, plan: Plan, day: date) -> dict[Ladder, Stage]:
    """The newest stage of each ladder that is reached on the day."""
    return {stage.ladder: stage for stage in stages_of(due_on, plan) if stage.starts_on <= day}


def stage_label(code: str) -> str:
    """What a stage is called on pages and in messages."""
    kind, _dash, number = code.partition("-")
    match kind:
        case "before":
            return _("提前%(number)s天提醒") % {"number": number}
        case "on":
            return _("到期日提醒")
        case "after":
            return _("逾期%(number)s个工作日提醒") % {"number": number}
        case "above":
            return _("逾期%(number)s个工作日报上级") % {"number": number}
        case "committee":
            return _("逾期%(number)s个工作日报工委") % {"number": number}
    return code
