"""Assignments to read: what was given, who has not answered, what has come to a unit, the thread of one recipient."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.live import current_cycle
from mingheng.assignments.cited import LAPSED, WAITING
from mingheng.assignments.conditions import ANSWERABLE, DONE
from mingheng.assignments.models import OPEN, Assignment, Paper, Progress, Recipient, Reply, State, Step
from mingheng.assignments.recalled import recalled_replies
from mingheng.ledger.queries import EntryRow, rows_of
from mingheng.ledger.record_kinds import kind_of
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import children_of, running_on, units_ever_within, units_named, units_within, within

TONES: dict[str, str] = {
    Progress.GIVEN: "waiting",
    Progress.RECEIVED: "waiting",
    Progress.SENT_BACK: "warning",
    Progress.REPLIED: "steady",
    Progress.ANSWERED: "good",
    Progress.RELEASED: "quiet",
    State.DRAFT: "quiet",
    State.GIVEN_OUT: "waiting",
    State.CLOSED: "good",
    State.WITHDRAWN: "quiet",
}
"""From a state to the tone of its dot."""


def given_within(reach: Collection[int]) -> QuerySet[Assignment]:
    """What these units and all below them have given out or begun to write, newest first, with how many answered."""
    counted = Q(recipients__passed_by=None) & ~Q(recipients__progress=Progress.RELEASED)
    late = counted & Q(recipients__progress__in=OPEN, recipients__due_on__lt=clock.today())
    return (
        Assignment.objects.filter(within(reach, "giver"))
        .annotate(
            asked=Count("recipients", filter=counted),
            answered=Count("recipients", filter=counted & Q(recipients__progress=Progress.ANSWERED)),
            replied=Count("recipients", filter=counted & Q(recipients__progress=Progress.REPLIED)),
            overdue=Count("recipients", filter=late),
        )
        .order_by(F("given_at").desc(nulls_first=True), "-pk")
    )


READY = "ready"
"""What waits for nobody any more; no state, but a question to the list of what was given."""


def ready_to_close(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those of them that are given out and wait for nobody any more."""
    waited_for = Recipient.objects.filter(assignment=OuterRef("pk"), passed_by=None).exclude(progress__in=DONE)
    return found.filter(~Exists(waited_for), state=State.GIVEN_OUT)


OVERDUE, REPLIED = "overdue", "replied"
"""What somebody looks for among those who were asked, in place of all missing replies: the late ones, those to accept.
"""


def recipients_asked_by(reach: Collection[int]) -> QuerySet[Recipient]:
    """The recipients of running assignments whose answers these units, or those below them, wait for."""
    own, passed_on = within(reach, "assignment__giver"), within(reach, "passed_by__unit")
    asked = (Q(passed_by=None) & own) | (Q(passed_by__isnull=False) & passed_on)
    return Recipient.objects.filter(asked, assignment__state=State.GIVEN_OUT).select_related(
        "assignment", "unit", "passed_by"
    )


def unanswered_within(reach: Collection[int]) -> QuerySet[Recipient]:
    """Those of them that have to act, the longest overdue first."""
    return recipients_asked_by(reach).filter(progress__in=OPEN).order_by("due_on", "assignment_id", "pk")


def overdue_within(reach: Collection[int]) -> QuerySet[Recipient]:
    """Those of them whose day has passed."""
    return unanswered_within(reach).filter(due_on__lt=clock.today())


def replied_within(reach: Collection[int]) -> QuerySet[Recipient]:
    """The recipients whose reply waits to be accepted, the oldest reply first."""
    return recipients_asked_by(reach).filter(progress=Progress.REPLIED).order_by("replied_on", "pk")


def received_by(units: Collection[int], *, with_below: bool) -> QuerySet[Recipient]:
    """What has come to these units, or to those below them too: what is to be done first stands first."""
    reached: Any = units_ever_within(units).values("pk") if with_below else units
    order = Case(When(progress__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Recipient.objects.filter(unit__in=reached)
        .exclude(assignment__state=State.DRAFT)
        .select_related("assignment", "unit", "passed_by")
        .order_by(order, "due_on", "-pk")
    )


RECEIVE, ANSWER, FINISHED = "given", "to_answer", "done"
"""What somebody looks for in what has come: to be received, to be answered, answered; late as among those asked."""


def of_progress(found: QuerySet[Recipient], wanted: str) -> QuerySet[Recipient]:
    """Those of them to receive, to answer, late, or answered; what no longer runs is not to do. All for nothing."""
    progress = {RECEIVE: {Progress.GIVEN}, ANSWER: set(ANSWERABLE), OVERDUE: OPEN, FINISHED: set(Progress) - OPEN}
    if not wanted:
        return found
    running = found if wanted == FINISHED else found.filter(assignment__state=State.GIVEN_OUT)
    running = running.filter(due_on__lt=clock.today()) if wanted == OVERDUE else running
    return running.filter(progress__in=progress[wanted])


def of_words(found: QuerySet[Recipient], words: str) -> QuerySet[Recipient]:
    """Those of them whose unit or assignment is called so. All for nothing."""
    if not words:
        return found
    return found.filter(Q(unit__in=units_named(words)) | Q(assignment__title__icontains=words))


def recipient_with_all(recipient_id: int) -> Recipient | None:
    """The recipient of an address, with its assignment and who passed it on."""
    with_all = Recipient.objects.select_related("assignment__giver", "assignment__cycle", "unit", "passed_by")
    return with_all.filter(pk=recipient_id).first()


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient in a list."""

    recipient: Recipient
    unit_name: str
    asker_name: str
    tone: str
    days_late: int
    is_open: bool
    is_gone: bool
    """Whether the organisation no longer exists: nobody there can answer."""
    can_remind: bool
    note: str
    """The words of the newest reply that was not taken back."""
    replier_id: int | None
    """The account that wrote it, and so does not accept it."""
    undecided: int
    """How many of the entries that the newest reply points to still wait to be accepted."""
    lapsed: int
    """How many of them were given back or withdrawn, so that the reply cannot be accepted."""

    @property
    def citations_text(self) -> str:
        """What is to be known of the entries that a reply points to while it waits; empty where all is well."""
        if self.recipient.progress != Progress.REPLIED:
            return ""
        waiting = [_("引用的记录有{n}条还没有审核").format(n=self.undecided)] if self.undecided else []
        lapsed = [_("引用的记录有{n}条已退回或撤回").format(n=self.lapsed)] if self.lapsed else []
        return "，".join([*waiting, *lapsed])


def recipient_rows(recipients: Sequence[Recipient]) -> list[RecipientRow]:
    """The rows of a list: four queries, however many they are."""
    names = UnitNames([one.unit_id for one in recipients] + [one.asker_id for one in recipients])
    replies = _newest_replies(recipients)
    return [_recipient_row(one, names, replies.get(one.pk)) for one in recipients]


def _recipient_row(one: Recipient, names: UnitNames, newest: Any) -> RecipientRow:
    day = clock.today()
    is_gone = one.unit.is_closed_on(day)
    is_open = one.progress in OPEN and one.assignment.state == State.GIVEN_OUT
    return RecipientRow(
        recipient=one,
        unit_name=names.on(one.unit_id),
        asker_name=names.on(one.asker_id),
        tone=TONES[one.progress],
        days_late=one.days_late(day) if is_open or one.progress not in OPEN else 0,
        is_open=is_open,
        is_gone=is_gone,
        can_remind=is_open and not is_gone and one.reminded_on != day,
        note=newest.text if newest else "",
        replier_id=newest.replier_id if newest else None,
        undecided=newest.undecided if newest else 0,
        lapsed=newest.lapsed if newest else 0,
    )


def _newest_replies(recipients: Sequence[Recipient]) -> dict[int, Any]:
    replies = Reply.objects.filter(recipient__in=[one.pk for one in recipients])
    replies = replies.annotate(undecided=Count("links", filter=WAITING), lapsed=Count("links", filter=LAPSED))
    recalled = recalled_replies(recipients)
    standing = (reply for reply in replies.order_by("number") if (reply.recipient_id, reply.number) not in recalled)
    return {reply.recipient_id: reply for reply in standing}


def threads_of(assignment: Assignment) -> list[tuple[RecipientRow, list[RecipientRow]]]:
    """The direct recipients in the order of their names, each with those to whom it was passed on."""
    found = list(assignment.recipients.select_related("assignment", "unit", "passed_by"))
    rows = sorted(recipient_rows(found), key=lambda row: row.unit_name)
    below: dict[int | None, list[RecipientRow]] = {}
    for row in rows:
        below.setdefault(row.recipient.passed_by_id, []).append(row)
    return [(row, list(_all_below(row, below))) for row in below.get(None, [])]


def _all_below(row: RecipientRow, below: Mapping[int | None, list[RecipientRow]]) -> Iterable[RecipientRow]:
    for one in below.get(row.recipient.pk, []):
        yield one
        yield from _all_below(one, below)


def counts_of(rows: Iterable[RecipientRow]) -> dict[str, int]:
    """How many are asked, have replied, are answered, are overdue."""
    asked = [row for row in rows if row.recipient.progress != Progress.RELEASED]
    return {
        "asked": len(asked),
        "answered": sum(row.recipient.progress == Progress.ANSWERED for row in asked),
        "replied": sum(row.recipient.progress == Progress.REPLIED for row in asked),
        "open": sum(row.is_open for row in asked),
        "overdue": sum(row.is_open and row.days_late > 0 for row in asked),
    }


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One reply, with the entries it points to and its files."""

    reply: Reply
    entries: list[EntryRow]
    papers: list[Paper]
    days_late: int
    is_recalled: bool


def replies_of(recipient: Recipient) -> list[ReplyRow]:
    """The replies, newest first, those that were taken back among them."""
    recalled = recalled_replies([recipient])
    return [
        ReplyRow(
            reply,
            rows_of([link.entry for link in reply.links.select_related("entry__unit").order_by("pk")]),
            list(reply.papers.order_by("pk")),
            max(0, (reply.replied_on - recipient.due_on).days),
            (recipient.pk, reply.number) in recalled,
        )
        for reply in recipient.replies.order_by("-number")
    ]


def steps_of(recipient: Recipient) -> list[Step]:
    """What happened, newest first."""
    return list(recipient.steps.order_by("-pk"))


def papers_of(assignment: Assignment) -> list[Paper]:
    """What the giver gave out."""
    return list(assignment.papers.filter(reply=None).order_by("pk"))


def offered_units(giver: Unit) -> list[Placement]:
    """The organisations to choose from: those directly below, and those below that are assessed."""
    day = clock.today()
    direct = {placement.unit_id: placement for placement in children_of(giver, day)}
    assessed = Placement.objects.filter(
        running_on(day), is_assessed=True, unit__in=units_within([giver.pk]).values("pk")
    ).exclude(unit=giver)
    direct |= {placement.unit_id: placement for placement in assessed.select_related("unit")}
    return sorted(direct.values(), key=lambda placement: (placement.position, placement.unit.code))


def units_of_classes(giver: Unit, classes: Collection[str]) -> list[Unit]:
    """The units of these classes below the giver today."""
    return [one.unit for one in offered_units(giver) if one.is_assessed and one.assessment_class in classes]


def all_below(unit: Unit) -> list[Unit]:
    """Every organisation below the unit today."""
    return list(units_within([unit.pk]).exclude(pk=unit.pk))


def below_without(recipient: Recipient) -> list[Placement]:
    """The organisations below a recipient that do not have its assignment yet, by name."""
    there = recipient.assignment.recipients.values("unit_id")
    found = Placement.objects.filter(running_on(clock.today()), unit__in=units_within([recipient.unit_id]).values("pk"))
    return list(found.exclude(unit__in=there).select_related("unit").order_by("name"))


def indicator_label(assignment: Assignment) -> str:
    """What the rulebook of its cycle calls the indicator; empty where it serves none."""
    if assignment.cycle is None or not assignment.indicator:
        return ""
    return rulebook_of(assignment.cycle).rules[assignment.indicator].label


def offered_indicators() -> list[tuple[str, str]]:
    """The rules of the running cycle's rulebook: code, and label with article."""
    cycle = current_cycle()
    if cycle is None:
        return []
    rules = rulebook_of(cycle).rules
    return [(code, f"{rule.label}（{rule.article}）" if rule.article else rule.label) for code, rule in rules.items()]


def kind_title(assignment: Assignment) -> str:
    """The record kind that is wanted."""
    return kind_of(assignment.kind).title if assignment.kind else ""


def is_answered_by_all(assignment: Assignment) -> bool:
    """Whether nobody is waited for any more."""
    progress = list(assignment.recipients.filter(passed_by=None).values_list("progress", flat=True))
    return bool(progress) and all(one in DONE for one in progress)
