"""One run: who is to be told what today, noted first, sent then.

1. What is due, and which stage of which ladder it has reached.
2. Portion by portion of the persons, in one transaction each: the reminders that are not there yet, the messages that
   are to carry them, and the event. The database refuses a second reminder of the same matter, stage and person.
3. The messages that wait, `sending`.

It may be run again at any time, twice at once, or after days: what was told is not told again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils import timezone

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.audit.log import locked_head
from mingheng.audit.models import Event
from mingheng.regulations.working_days import is_working_day
from mingheng.reminders.channels import Channel, channels_on
from mingheng.reminders.domain.sending import Sent, is_wanted, send_waiting
from mingheng.reminders.models import Contact, Delivery, Means, Reminder
from mingheng.reminders.plan import Plan, current_plan
from mingheng.reminders.recipients import Holders
from mingheng.reminders.registry import DueItem, due_items
from mingheng.reminders.stages import Stage, effective_day, reached

COMPLETED = "reminders.run.completed"
PERSONS_A_PORTION = 100
MOST_A_DAY = 200
"""What one person is told in a day at most; the rest, the latest due, on the next working day."""
_ASKED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One matter that one person is to be told at a stage."""

    account_id: int
    item: DueItem
    stage: Stage

    @property
    def identity(self) -> tuple[int, str, date, str]:
        """What is told once. A due day that was moved is told anew: it is another deadline."""
        return self.account_id, self.item.key, self.item.due_on, self.stage.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did. On a day off nothing."""

    is_day_off: bool = False
    matters: int = 0
    without_anybody: int = 0
    """Matters that have reached a stage and that nobody has to do."""
    reminders: int = 0
    persons: int = 0
    sent: Sent = Sent()


class _NothingNew(Exception):
    """Another run was faster."""


def remind(*, by: Actor, channels: Sequence[Channel] | None = None) -> Outcome:
    """Tell what is to be told today."""
    day, plan = clock.today(), current_plan()
    used = channels_on() if channels is None else channels
    if not is_working_day(day):
        return Outcome(is_day_off=True)
    items = due_items(day)
    wanted, left = wanted_on(day, items, plan)
    reminders = persons = 0
    for portion in _portions(wanted):
        told = _tell(portion, day, plan, used, by)
        reminders, persons = reminders + len(told), persons + len({one.account_id for one in told})
    if not reminders and not _has_run_today():
        with recording(COMPLETED, by) as change:
            change.note(reminders=0, persons=0)
    sent = send_waiting(day, used)
    return Outcome(matters=len(items), without_anybody=left, reminders=reminders, persons=persons, sent=sent)


def wanted_on(day: date, items: Iterable[DueItem], plan: Plan) -> tuple[dict[int, list[Wanted]], int]:
    """What each person has to be told by now, told or not; and for how many matters there is nobody."""
    holders, wanted, left = Holders(day), dict[int, list[Wanted]](), 0
    for item in items:
        stages = reached(item.due_on, plan, day)
        if not stages:
            continue
        told = holders.told(item)
        left += not any(told.values())
        for ladder, stage in stages.items():
            for account_id in told[ladder]:
                wanted.setdefault(account_id, []).append(Wanted(account_id, item, stage))
    return wanted, left


def _portions(wanted: dict[int, list[Wanted]]) -> Iterator[list[Wanted]]:
    """What may be new, some persons at a time."""
    accounts = iter(sorted(wanted))
    while some := list(islice(accounts, PERSONS_A_PORTION)):
        if fresh := _fresh([one for account in some for one in wanted[account]], some):
            yield fresh


def _fresh(wanted: list[Wanted], accounts: Collection[int]) -> list[Wanted]:
    """Those of which there is no reminder yet, of each person the first few."""
    matters = sorted({one.item.key for one in wanted})
    known = set()
    for start in range(0, len(matters), _ASKED_AT_ONCE):
        of = Reminder.objects.filter(account__in=accounts, matter__in=matters[start : start + _ASKED_AT_ONCE])
        known |= set(of.values_list("account_id", "matter", "due_on", "stage"))
    fresh: dict[int, list[Wanted]] = {}
    for one in wanted:
        if one.identity not in known:
            fresh.setdefault(one.account_id, []).append(one)
    return [one for of_account in fresh.values() for one in of_account[:MOST_A_DAY]]


def _tell(portion: list[Wanted], day: date, plan: Plan, channels: Sequence[Channel], by: Actor) -> list[Reminder]:
    """Note who is told what: nobody twice in a day, so that a person gets one message with everything."""
    try:
        with recording(COMPLETED, by) as change:
            # From here on no other run notes anything; what it noted before is seen.
            locked_head()
            accounts = {one.account_id for one in portion}
            quiet = set(Reminder.objects.filter(account__in=accounts, told_on=day).values_list("account_id", flat=True))
            told = [_reminder(one, day, plan) for one in _fresh(portion, accounts) if one.account_id not in quiet]
            if not told:
                raise _NothingNew
            change.save_all(told)
            persons = {reminder.account_id for reminder in told}
            Delivery.objects.bulk_create(_deliveries(persons, day, channels))
            change.note(reminders=len(told), persons=len(persons))
    except _NothingNew:
        return []
    return told


def _reminder(one: Wanted, day: date, plan: Plan) -> Reminder:
    item = one.item
    return Reminder(
        account_id=one.account_id,
        unit_id=item.unit_id,
        matter=item.key,
        stage=one.stage.code,
        due_on=item.due_on,
        effective_on=effective_day(item.due_on, plan),
        title=item.title_outside[:200],
        article=item.article[:200],
        address=item.address[:200],
        told_on=day,
    )


def _deliveries(persons: Collection[int], day: date, channels: Sequence[Channel]) -> Iterator[Delivery]:
    codes = {channel.code for channel in channels}
    for contact in Contact.objects.filter(account__in=persons).order_by("account_id"):
        for means in Means:
            if means in codes and is_wanted(contact, means):
                yield Delivery(account_id=contact.account_id, channel=means, told_on=day)


def _has_run_today() -> bool:
    last = Event.objects.filter(action=COMPLETED).order_by("-sequence").values_list("at", flat=True).first()
    return last is not None and timezone.localdate(last) == timezone.localdate(clock.now())
