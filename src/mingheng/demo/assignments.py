"""What the 工委 of the demonstration has given out: one matter answered by all, one overdue, one just given out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings

from mingheng import clock
from mingheng.assessment.live import current_cycle
from mingheng.assignments.domain import Wording, accept, give_out, receive, remind, reply, save_draft
from mingheng.assignments.models import Assignment, Recipient, Wanted
from mingheng.audit.actors import Actor
from mingheng.ledger.models import Entry, State
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import units_within

INDICATOR = "integrity_topics"
"""The rule of the demonstration's rulebook that the second matter serves: 专题研究党风廉政建设."""

Clerks = Mapping[Unit, Actor]
"""Who answers for whom, in the order in which the matters come to them."""


def give_assignments(giver: Unit, clerks: Clerks, *, by: Actor) -> None:
    """Three matters: of a month ago, answered; of a fortnight ago, overdue at the first unit; of today."""
    today = clock.today()
    with _standing_on(today - timedelta(days=30)):
        _answer_all(_given(giver, _summary(today - timedelta(days=20)), clerks, by), clerks, by)
    with _standing_on(today - timedelta(days=14)):
        study = _given(giver, _study(today - timedelta(days=3)), clerks, by)
        _answer_some(study, clerks)
    with _standing_on(today - timedelta(days=1)):
        _remind_late(study, by)
    _given(giver, _check(today + timedelta(days=12)), clerks, by)


def _summary(due_on: date) -> Wording:
    return Wording(
        title="报送机关党建工作总结",
        text="请各单位报送前三季度机关党建工作总结和工作数据，内容要实，不超过两千字。",
        document_number="示工委发〔2026〕21号",
        duty="机关党委书记：定期研究并报告党建工作",
        due_on=due_on,
    )


def _study(due_on: date) -> Wording:
    cycle = current_cycle()
    return Wording(
        title="专题研究党风廉政建设并登记",
        text="请各单位召开会议专题研究党风廉政建设，会后在台账中登记，用登记的记录回复。",
        document_number="示工委办〔2026〕33号",
        due_on=due_on,
        wanted=Wanted.ENTRY,
        kind="meeting",
        cycle=cycle,
        indicator=INDICATOR,
    )


def _check(due_on: date) -> Wording:
    return Wording(
        title="做好支部工作手册年底核对准备",
        text="请对照台账核对支部工作手册，需要的转给所属支部办理。",
        due_on=due_on,
    )


def _given(giver: Unit, wording: Wording, clerks: Clerks, by: Actor) -> Assignment:
    draft = save_draft(Assignment(giver=giver), wording, read_at=0, by=by)
    return give_out(draft, list(clerks), read_at=draft.version, by=by)


def _answer_all(assignment: Assignment, clerks: Clerks, by: Actor) -> None:
    for unit, clerk in clerks.items():
        recipient = assignment.recipients.get(unit=unit)
        receive(recipient, read_at=recipient.version, by=clerk)
        reply(recipient, text="总结和数据表已报送，数据与台账一致。", read_at=recipient.version, by=clerk)
        accept(recipient, read_at=recipient.version, by=by)


def _answer_some(assignment: Assignment, clerks: Clerks) -> None:
    """All but the first, who has only received it, by an entry that counts."""
    for place, (unit, clerk) in enumerate(clerks.items()):
        recipient = assignment.recipients.get(unit=unit)
        receive(recipient, read_at=recipient.version, by=clerk)
        entry = _newest_entry(unit, assignment.kind)
        if place and entry:
            reply(recipient, text="已专题研究。", entries=[entry], read_at=recipient.version, by=clerk)


def _newest_entry(unit: Unit, kind: str) -> Entry | None:
    found = Entry.objects.filter(unit__in=units_within([unit.pk]), kind=kind, state=State.ACCEPTED)
    return found.filter(happened_on__lte=clock.today()).order_by("-happened_on", "-pk").first()


def _remind_late(assignment: Assignment, by: Actor) -> None:
    late: Recipient = assignment.recipients.order_by("pk")[0]
    remind(late, read_at=late.version, by=by)


@contextmanager
def _standing_on(day: date) -> Iterator[None]:
    """What is done in this block is done on that day; the times of the log stay true."""
    before, settings.MINGHENG_FIXED_DAY = settings.MINGHENG_FIXED_DAY, day
    try:
        yield
    finally:
        settings.MINGHENG_FIXED_DAY = before
