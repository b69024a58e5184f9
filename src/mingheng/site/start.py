"""What the start page shows: steps of the first days, what waits, where one's units stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assessment.live import current_cycle, day_of
from mingheng.assessment.losses import Loss, weightiest_losses
from mingheng.assessment.overview import overdue_within
from mingheng.assessment.pages import ScoreRow, score_rows
from mingheng.assessment.permissions import READERS
from mingheng.assessment.queries import standings_within
from mingheng.assignments.waiting import waiting_for
from mingheng.feedback.permissions import topics_of
from mingheng.feedback.queries import newly_answered, waiting_on
from mingheng.ledger.models import Entry, State
from mingheng.ledger.permissions import DECIDERS, VERIFIERS, WRITERS
from mingheng.ledger.queries import entries_within, waiting_within
from mingheng.ledger.verified import VerificationState, verified_as
from mingheng.organisation.models import Grant, Placement
from mingheng.organisation.queries import running_on
from mingheng.organisation.reach import Reach
from mingheng.organisation.roles import SMALL_COMMITTEE, missing_roles, role_label
from mingheng.people.models import Membership
from mingheng.policy import Role
from mingheng.reminders.queries import Todo
from mingheng.site.frame import may_open
from mingheng.site.gate import roles_of
from mingheng.site.watching import MOST_SHOWN, Watch, watch_of

MOST_UNITS = 12
SETTERS_UP = frozenset({Role.COMMITTEE_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the first days: done or not, what to do, and where, if this account may."""

    label: str
    is_done: bool
    advice: str
    url: str
    is_optional: bool = False
    """The list is finished without it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: how many, what, where, and since when."""

    count: int
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Start:
    """The start page."""

    steps: list[Step]
    missing: list[str]
    preset: list[tuple[str, str, str]]
    tasks: list[Task]
    overdue: int
    """How many matters are late: a look at the tasks from another side, and never one of them."""
    scores: list[ScoreRow]
    losses: list[tuple[ScoreRow, Loss]]
    """The largest where no record is missing, for who has no `watch`: one for a unit."""
    has_more: bool
    has_roles: bool
    may_write: bool
    as_of: date | None
    watch: Watch | None
    """How the units stand, for who looks after them and enters nothing."""


def start_of(request: Any) -> Start:
    """The start page of one account."""
    roles = roles_of(request)
    steps = first_steps(request) if roles & SETTERS_UP else []
    missing = missing_roles(clock.today()) if roles & SETTERS_UP else []
    scores, watch = own_scores(request), watch_of(request)
    return Start(
        steps=[] if all(step.is_done or step.is_optional for step in steps) else steps,
        missing=[role_label(role) for role in missing],
        preset=[
            (str(post.title), "、".join(role_label(role) for role in post.roles), str(post.duty))
            for post in SMALL_COMMITTEE
        ],
        tasks=list(tasks_of(request)),
        overdue=_overdue(request),
        scores=scores[:MOST_UNITS],
        losses=[] if watch else own_losses(scores[:MOST_UNITS]),
        has_more=len(scores) > MOST_UNITS,
        has_roles=bool(roles),
        may_write=bool(roles & WRITERS.keys()),
        as_of=max((row.standing.as_of for row in scores), default=None),
        watch=watch,
    )


def first_steps(request: Any) -> list[Step]:
    """What an office does on its first day, in order."""
    day = clock.today()
    units = Placement.objects.filter(running_on(day), is_assessed=True).count()
    members = Membership.objects.filter(running_on(day)).count()
    missing = missing_roles(day)

    def link(route: str) -> str:
        return reverse(route) if may_open(request, route) else ""

    return [
        Step(_("四类管理角色有人担任"), not missing, _("由安全管理员授予。"), link("organisation:roles")),
        Step(
            _("导入单位和党组织"),
            units > 0,
            _("由工委管理员用“党组织名册”导入，已有 %d 个考核单位。") % units,
            link("people:imports"),
        ),
        Step(_("导入党员名册"), members > 0, _("由工委管理员导入，现有党员 %d 名。") % members, link("people:imports")),
        Step(
            _("导入上年考核结果"),
            Entry.objects.filter(kind="history").exists(),
            _("由工委管理员导入。细则要看上年结果的才需要，启动周期时请勾选“以往各期结果”。"),
            link("ledger:imports"),
            is_optional=True,
        ),
        Step(
            _("启动考核周期"),
            current_cycle() is not None,
            _("由工委管理员选定评分细则后启动。"),
            link("assessment:cycle"),
        ),
        Step(
            _("为各单位开设账号"),
            _has_keepers(),
            _("系统管理员开设账号，安全管理员授予角色：填报员登记，单位管理员审核，两者由不同的人担任。"),
            link("accounts:accounts") or link("organisation:roles"),
        ),
    ]


def _has_keepers() -> bool:
    """Whether somebody enters records and somebody else accepts them."""
    held = Grant.objects.filter(running_on(clock.today()), revoked_at=None, role__in=[Role.UNIT_CLERK, Role.UNIT_ADMIN])
    return held.values("role").distinct().count() > 1


def reach_of(request: Any, roles: Any) -> Reach:
    """The units at which one of these roles is held."""
    return Reach.of(grant for grant in request.grants if Role(grant.role) in roles)


def tasks_of(request: Any) -> list[Task]:
    """What waits for this account; nothing for what nothing waits."""
    deciding, writing = reach_of(request, DECIDERS), reach_of(request, WRITERS)
    found: list[Task] = []
    if deciding:
        waiting = waiting_within(deciding)
        oldest = waiting.order_by("entered_on").values_list("entered_on", flat=True).first()
        note = _("最早一条 %s 提交") % oldest if oldest else ""
        found.append(Task(waiting.count(), _("待审核的记录"), note, reverse("ledger:waiting")))
    if writing:
        own: Any = entries_within(writing)
        for state, label in ((State.SENT_BACK, _("被退回的记录")), (State.DRAFT, _("没有提交的草稿"))):
            count = own.filter(state=state).count()
            found.append(Task(count, label, "", f"{reverse('ledger:entries')}?state={state.value}"))
        found.append(_verified_as(VerificationState.ASKED, writing, _("工委存疑、待答复的记录")))
        found.append(_overdue_requirements(request))
    if verifying := reach_of(request, VERIFIERS):
        found.append(_verified_as(VerificationState.ANSWERED, verifying, _("单位已答复、待核实的存疑记录")))
    found += [Task(one.count, one.label, one.note, one.url) for one in waiting_for(request.grants)]
    topics = topics_of(roles_of(request))
    found.append(Task(waiting_on(topics), _("等待答复的意见"), "", reverse("feedback:received")))
    found.append(Task(newly_answered(request.account), _("您的意见有了答复"), "", reverse("feedback:write")))
    return [task for task in found if task.count]


def _overdue(request: Any) -> int:
    """As many matters as the list has to which the number leads."""
    todo = Todo(request.account, request.grants, clock.today())
    return len(todo.of_group(todo.own_alone(), "overdue"))


def _verified_as(state: VerificationState, reach: Reach, label: str) -> Task:
    """The entries within reach whose verification is in a state."""
    count = entries_within(reach).filter(verified_as(state)).count()
    return Task(count, label, "", f"{reverse('ledger:entries')}?verification={state.value}")


def _overdue_requirements(request: Any) -> Task:
    """What has run out, for who enters records: as many as the list has to which the number leads."""
    cycle = current_cycle()
    count = overdue_within(cycle, reach_of(request, READERS), day_of(cycle)) if cycle else 0
    note = _("过了宽限期仍没有记录；确已开展的请补登，没有开展的不要补做")
    return Task(count, _("已逾期的要求"), note, f"{reverse('assessment:requirements')}?state=overdue")


def own_scores(request: Any) -> list[ScoreRow]:
    """The scores of the units within reach of those roles that may read them; one more than the page shows."""
    cycle, reach = current_cycle(), reach_of(request, READERS)
    if cycle is None or not reach:
        return []
    return score_rows(cycle, list(standings_within(cycle, reach)[: MOST_UNITS + 1]))


def own_losses(scores: Sequence[ScoreRow]) -> list[tuple[ScoreRow, Loss]]:
    """What has cost these units most though no record is missing; the units that have lost most so."""
    cycle = current_cycle()
    if cycle is None or not scores:
        return []
    losses = weightiest_losses(cycle, [row.unit.pk for row in scores if not row.has_ceased])
    found = [(row, losses[row.unit.pk]) for row in scores if row.unit.pk in losses]
    return sorted(found, key=lambda one: -one[1].lost)[:MOST_SHOWN]
