"""What the ledger names as due: submitted entries that nobody has decided on, entries sent back and not answered,
doubts of the 工委 that no unit has answered, drafts with a closing day.

The titles say kind and day only: messages carry them outside, and the title of an entry may name a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingheng.ledger.closing import ClosingDays
from mingheng.ledger.models import Entry, EntryVersion, State, Verification
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.verified import VerificationState, verdicts_in
from mingheng.organisation.queries import of_units
from mingheng.policy import Role
from mingheng.regulations.working_days import add_working_days
from mingheng.reminders.registry import DueItem

DECIDED_WITHIN = 5
ANSWERED_WITHIN = 5
"""Working days."""
_BATCH = 500


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


def due_doubts(day: date, unit_ids: Collection[int] | None) -> Iterator[DueItem]:
    """The doubts that wait for the unit's answer: due as what is sent back, for whoever may write in the unit."""
    del day
    asked = verdicts_in(VerificationState.ASKED).annotate(unit_id=F("entry_version__entry__unit")).order_by("pk")
    for doubt in of_units(asked.select_related("entry_version__entry"), "unit_id", unit_ids):
        entry = doubt.entry_version.entry
        yield DueItem(
            # One that is raised anew after its answer is another matter.
            key=str(doubt.pk),
            unit_id=entry.unit_id,
            due_on=answer_day(doubt),
            title=_("答复工委对{kind}记录的疑问（{day}）").format(
                kind=kind_of(entry.kind).title, day=entry.happened_on
            ),
            address=f"{reverse('ledger:entry', args=[entry.pk])}#verification",
        )


def answer_day(doubt: Verification) -> date:
    """The last day on which the unit answers a doubt in time."""
    return add_working_days(doubt.counts_from, ANSWERED_WITHIN)


def due_drafts(day: date, unit_ids: Collection[int] | None) -> Iterator[DueItem]:
    """Drafts that have a closing day. What was sent back has a deadline of its own."""
    del day
    closing = ClosingDays()
    if not closing.rules:
        return
    for entry in _in_state(State.DRAFT, unit_ids):
        due_on = closing.of(entry)
        if due_on:
            yield DueItem(
                key=entry.pk,
                unit_id=entry.unit_id,
                due_on=due_on,
                title=_("提交{kind}记录（{day}）").format(kind=kind_of(entry.kind).title, day=entry.happened_on),
                article=_("工委规定的录入截止日"),
                address=reverse("ledger:entry", args=[entry.pk]),
            )


def _in_state(state: State, unit_ids: Collection[int] | None) -> Iterable[Entry]:
    return of_units(Entry.objects.filter(state=state).order_by("pk"), "unit_id", unit_ids)


def _decided_on(entries: list[Entry]) -> dict[str, date]:
    """The days on which the newest versions were sent back."""
    decided: dict[str, date] = {}
    for start in range(0, len(entries), _BATCH):
        keys = [entry.pk for entry in entries[start : start + _BATCH]]
        found = EntryVersion.objects.newest().filter(entry__in=keys, decided_at__isnull=False)
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
