"""What the ledger names as due: submitted entries that nobody has decided on, entries sent back and not answered.

The titles say kind and day only: messages carry them outside, and the title of an entry may name a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingheng.ledger.models import Entry, EntryVersion, State
from mingheng.ledger.record_kinds import kind_of
from mingheng.policy import Role
from mingheng.regulations.working_days import add_working_days
from mingheng.reminders.registry import DueItem

DECIDED_WITHIN = 5
ANSWERED_WITHIN = 5
"""Working days."""
_FEW = 500


def due_entries(day: date, unit_ids: Collection[int] | None) -> Iterator[DueItem]:
    """The entries of these organisations that have waited too long, or were sent back."""
    for entry in _in_state(State.SUBMITTED, unit_ids):
        due = add_working_days(entry.entered_on, DECIDED_WITHIN) if entry.entered_on else day
        # Before that they wait on the page 待审核, and nobody is reminded of each one.
        if due <= day:
            yield _item(entry, "waiting", due, _("审核%(kind)s记录（%(day)s）"), Role.UNIT_ADMIN)
    sent_back = list(_in_state(State.SENT_BACK, unit_ids))
    decided = _decided_on(sent_back)
    for entry in sent_back:
        # The demonstration's day may lie before the moment in which it was built.
        due = add_working_days(min(decided.get(entry.pk, day), day), ANSWERED_WITHIN)
        yield _item(entry, "sent_back", due, _("修改被退回的%(kind)s记录（%(day)s）"), Role.UNIT_CLERK)


def _in_state(state: State, unit_ids: Collection[int] | None) -> Iterator[Entry]:
    found: QuerySet[Entry] = Entry.objects.filter(state=state).order_by("pk")
    if unit_ids is not None and len(unit_ids) <= _FEW:
        found = found.filter(unit__in=list(unit_ids))
    wanted = None if unit_ids is None else frozenset(unit_ids)
    return (entry for entry in found if wanted is None or entry.unit_id in wanted)


def _decided_on(entries: list[Entry]) -> dict[str, date]:
    """The days on which the newest versions were sent back."""
    decided: dict[str, date] = {}
    for start in range(0, len(entries), _FEW):
        keys = [entry.pk for entry in entries[start : start + _FEW]]
        found = EntryVersion.objects.filter(entry__in=keys, number=F("entry__latest"), decided_at__isnull=False)
        decided |= {key: timezone.localdate(at) for key, at in found.values_list("entry_id", "decided_at")}
    return decided


def _item(entry: Entry, matter: str, due: date, title: str, role: Role) -> DueItem:
    return DueItem(
        key=f"{matter}:{entry.pk}:{entry.latest}",
        unit_id=entry.unit_id,
        due_on=due,
        title=title % {"kind": kind_of(entry.kind).title, "day": entry.happened_on or ""},
        address=reverse("ledger:entry", args=[entry.pk]),
        roles=frozenset({role}),
    )
