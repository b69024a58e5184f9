"""The office's plan of reminders, as the stages read it."""

from __future__ import annotations

from dataclasses import dataclass

from mingheng.reminders.models import ReminderPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a matter is told to whom. The defaults hold as long as the office has said nothing else."""

    days_before: tuple[int, ...] = (7, 1)
    is_on_the_day: bool = True
    days_after: tuple[int, ...] = (1,)
    raised_after: int = 3
    raised_to_committee_after: int = 6
    moves_due_days: bool = True


def stored_plan() -> ReminderPlan:
    """The office's row, or a new one with the defaults, not yet saved."""
    return ReminderPlan.objects.order_by("pk").first() or row_of(Plan())


def current_plan() -> Plan:
    """The plan that holds now."""
    row = stored_plan()
    return Plan(
        days_before=numbers_of(row.days_before),
        is_on_the_day=row.is_on_the_day,
        days_after=numbers_of(row.days_after),
        raised_after=row.raised_after,
        raised_to_committee_after=row.raised_to_committee_after,
        moves_due_days=row.moves_due_days,
    )


def row_of(plan: Plan, row: ReminderPlan | None = None) -> ReminderPlan:
    """The plan in its row."""
    row = row or ReminderPlan()
    row.days_before = text_of(plan.days_before)
    row.days_after = text_of(plan.days_after)
    row.is_on_the_day, row.moves_due_days = plan.is_on_the_day, plan.moves_due_days
    row.raised_after, row.raised_to_committee_after = plan.raised_after, plan.raised_to_committee_after
    return row


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers of a list with commas."""
    return tuple(int(number) for number in text.split(",") if number)


def text_of(numbers: tuple[int, ...]) -> str:
    """A list with commas."""
    return ",".join(map(str, numbers))
