"""A whole year under a moving clock, beside an oracle that says day by day who must have been told what."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.reminders.domain import remind
from mingheng.reminders.models import Reminder
from mingheng.reminders.registry import DueItem
from tests.reminders.office import REFUSED, Crash, Office, Postbox, make_office, matters, want

OFF = {
    *(date(2026, 1, day) for day in (1, 2, 3)),
    *(date(2026, 2, day) for day in range(15, 24)),
    *(date(2026, 4, day) for day in (4, 5, 6)),
    *(date(2026, 5, day) for day in (1, 2, 3, 4, 5)),
    *(date(2026, 6, day) for day in (19, 20, 21)),
    *(date(2026, 9, day) for day in (25, 26, 27)),
    *(date(2026, 10, day) for day in range(1, 8)),
}
WORKED = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
WORKING = [day for day in YEAR if day in WORKED or (day.weekday() < 5 and day not in OFF)]
HOUR = 9


@dataclass(frozen=True)
class Planted:
    """A matter of the test's year."""

    key: str
    unit: str
    due_on: date
    done_on: date
    """From this day on nobody has to do it any more."""


def planted(seed: int) -> list[Planted]:
    """Matters of every rhythm: weekly, monthly, quarterly, once; done early, on the day, late, never."""
    chance, found = random.Random(seed), []
    months = [date(2026, month, 28) for month in range(1, 12)]
    quarters = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]
    rhythms = {
        "weekly": YEAR[10:330:7],
        "monthly": months,
        "quarterly": quarters,
        "half": [date(2026, 6, 30)],
        "once": chance.sample(YEAR[30:330], 12),
    }
    for rhythm, days in rhythms.items():
        for number, due in enumerate(days):
            unit = chance.choice(["A", "A1", "A2", "B"])
            late = chance.choice([-9, -3, 0, 1, 2, 4, 7, 12, 400])
            found.append(Planted(f"{rhythm}:{number}", unit, due, due + timedelta(days=late)))
    return found


def moved(day: date) -> date:
    return next(one for one in WORKING if one >= day)


def before(day: date) -> date:
    return max(one for one in WORKING if one <= day)


def later(day: date, count: int) -> date:
    return [one for one in WORKING if one > day][count - 1]


OWN = {"A": {"a-admin", "a-clerk"}, "A1": {"a1-clerk"}, "A2": {"a-admin", "a-clerk"}, "B": {"b-clerk"}}
ABOVE = {"A": {"gw"}, "A1": {"a-admin"}, "A2": {"gw"}, "B": {"gw"}}
COMMITTEE = {"A": set(), "A1": {"gw"}, "A2": set(), "B": set()}


def expected(planted_matters: list[Planted], ran_on: list[date]) -> set[tuple[str, str, str, date]]:
    """(person, matter, stage, day), worked out matter by matter from the words of the plan, not from the code."""
    told = set()
    runs = sorted({day for day in ran_on if day in WORKING})
    for one in planted_matters:
        due = moved(one.due_on)
        ladders = (
            (OWN, [("before-7", before(due - timedelta(days=7))), ("before-1", before(due - timedelta(days=1))),
                   ("on", due), ("after-1", later(due, 1))]),
            (ABOVE, [("above-3", later(due, 3))]),
            (COMMITTEE, [("committee-6", later(due, 6))]),
        )  # fmt: skip
        for who, steps in ladders:
            last = ""
            for day in [day for day in runs if day < one.done_on]:
                reached = [stage for stage, starts in steps if starts <= day]
                if reached and reached[-1] != last:
                    last = reached[-1]
                    told |= {(person, one.key, last, day) for person in who[one.unit]}
    return told


def running_days(seed: int) -> list[date]:
    """Twice on some days, not at all on others, once not for two weeks."""
    chance, days = random.Random(seed), []
    for day in YEAR[:340]:
        if date(2026, 7, 6) <= day <= date(2026, 7, 19):
            continue
        days += [day] * chance.choice([0, 1, 1, 1, 1, 1, 2])
    return days


def told_in(office: Office) -> list[tuple[str, str, str, date]]:
    names = {account.pk: name for name, account in office.accounts.items()}
    return [
        (names[one.account_id], one.matter.removeprefix("tests:"), one.stage, one.told_on)
        for one in Reminder.objects.order_by("pk")
    ]


def provider_of(office: Office, year: list[Planted]):
    def named(day: date, _unit_ids: object) -> list[DueItem]:
        return [
            DueItem(key=one.key, unit_id=office.units[one.unit].pk, due_on=one.due_on, title=f"事项{one.key}")
            for one in year
            if day < one.done_on
        ]

    return named


def walk(office: Office, year: list[Planted], days: list[date], box: Postbox, *, crashes: random.Random | None = None):
    """Run on each of the days, a quarter of an hour and more apart."""
    times: dict[date, int] = defaultdict(int)
    with matters(provider=provider_of(office, year)):
        for day in days:
            times[day] += 1
            at = datetime(day.year, day.month, day.day, HOUR - 8 + times[day], tzinfo=UTC)
            with time_machine.travel(at, tick=False):
                if crashes and crashes.random() < 0.15:
                    (box.faults if crashes.random() < 0.5 else box.after).append(Crash())
                try:
                    remind(by=COMMAND, channels=[box])
                except Crash:
                    with time_machine.travel(at + timedelta(minutes=20), tick=False):
                        remind(by=COMMAND, channels=[box])
                box.faults.clear()
                box.after.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_through_a_year_everybody_is_told_exactly_what_the_plan_says_and_when(seed):
    office, year, days = make_office(), planted(seed), running_days(seed)
    walk(office, year, days, Postbox())
    told = told_in(office)
    assert sorted(told) == sorted(expected(year, days))
    assert {day for _, _, _, day in told} <= set(WORKING)
    assert len(told) > 100


@pytest.mark.django_db
def test_mail_carries_every_reminder_once_and_comes_once_a_day():
    office, year, days = make_office(), planted(3), running_days(3)
    for name, account in office.accounts.items():
        want(account, email=f"{name}@example.gov.cn")
    box = Postbox()
    walk(office, year, days, box)
    assert sum(message.count for message in box.taken) == Reminder.objects.count()
    sent = [(message.username, message.day) for message in box.taken]
    assert sorted(set(sent)) == sorted(sent)
    assert {day for _, day in sent} <= set(WORKING)


@pytest.mark.django_db
def test_a_crash_loses_no_message_and_repeats_only_the_one_that_was_on_its_way():
    office, year, days = make_office(), planted(4), running_days(4)
    for name, account in office.accounts.items():
        want(account, email=f"{name}@example.gov.cn")
    box, chance = Postbox(), random.Random(4)
    walk(office, year, days, box, crashes=chance)
    assert sorted(told_in(office)) == sorted(expected(year, days))
    keys = [message.key for message in box.taken]
    assert sum({message.key: message.count for message in box.taken}.values()) == Reminder.objects.count()
    assert 0 < len(keys) - len(set(keys)) < 60


@pytest.mark.django_db
def test_what_a_server_refuses_joins_the_next_message():
    office = make_office()
    want(office.accounts["b-clerk"], email="b@example.gov.cn")
    box = Postbox(faults=[REFUSED])
    year = [
        Planted("one", "B", date(2026, 3, 10), date(2027, 1, 1)),
        Planted("two", "B", date(2026, 3, 11), date(2027, 1, 1)),
    ]
    walk(office, year, [date(2026, 3, 3)], box)
    assert box.taken == []
    walk(office, year, [date(2026, 3, 4)], box)
    assert [(message.count, message.day) for message in box.taken] == [(2, date(2026, 3, 4))]


@pytest.mark.django_db
def test_a_run_writes_its_event_and_a_second_one_with_nothing_new_none():
    office = make_office()
    year = [Planted("one", "A1", date(2026, 3, 10), date(2027, 1, 1))]
    walk(office, year, [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 7)], Postbox())
    events = Event.objects.filter(action="reminders.run.completed").order_by("sequence")
    assert [event.details for event in events] == ['{"persons":0,"reminders":0}', '{"persons":1,"reminders":1}']
