"""Whether organisations have the size that the regulations ask for. Warnings only: nothing is ever blocked by them.

Every number comes from the regulations in force on the day, and every warning names document and article. 100 and 50
count 党员, those on probation included; 3 and 7 count 正式党员.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.organisation.queries import running_on
from mingheng.people.models import Membership, Post
from mingheng.people.queries import Headcount, headcounts, units_below
from mingheng.regulations.parameters import Parameter, parameter

_BRANCHES = (UnitKind.BRANCH, UnitKind.JOINT_BRANCH)
"""What the rules on size are meant for; temporary and project branches are set up for a time."""
_COMMITTEE_POSTS = ("书记", "委员")
"""How the titles of those end who sit in a branch committee: 副书记, 组织委员."""
_DAYS_PER_MONTH = 30
_FEW = 500


@dataclass(frozen=True, slots=True)
class SizeWarning:
    """One thing that is not as the regulations ask for; `source` says which."""

    unit: Unit
    name: str
    text: str
    source: Parameter


@dataclass(slots=True)
class UnitSize:
    """What is counted of one organisation on a day."""

    placement: Placement
    headcount: Headcount
    committee: set[str] = field(default_factory=set)
    """The persons who sit in its branch committee."""
    workplaces: set[str] = field(default_factory=set)


def size_warnings(unit: Unit, day: date | None = None) -> list[SizeWarning]:
    """What is to be said about the unit itself on the day."""
    return _warnings_in({unit.pk}, day or clock.today())


def size_warnings_within(unit_ids: Collection[int], day: date | None = None) -> list[SizeWarning]:
    """What is to be said about the units and all below them on the day, in the order of the code."""
    on = day or clock.today()
    return _warnings_in(units_below(unit_ids, on), on)


def _warnings_in(units: set[int], day: date) -> list[SizeWarning]:
    return [warning for size in _sizes(units, day) for warning in warnings_of(size, day)]


def _sizes(units: set[int], day: date) -> list[UnitSize]:
    # Many keys are sorted out here rather than sent to the database.
    inside = {"unit__in": units} if len(units) <= _FEW else {}
    placements = Placement.objects.filter(running_on(day), **inside).select_related("unit").order_by("unit__code")
    counts = headcounts(units, day)
    sizes = {
        placement.unit_id: UnitSize(placement, counts.get(placement.unit_id, Headcount(0, 0)))
        for placement in placements
        if placement.unit_id in units
    }
    held = Post.objects.filter(running_on(day), **inside)
    for unit_id, person_id, title in held.values_list("unit_id", "person_id", "title"):
        if unit_id in sizes and title.endswith(_COMMITTEE_POSTS):
            sizes[unit_id].committee.add(person_id)
    named = Membership.objects.filter(running_on(day), **inside).exclude(workplace="")
    for unit_id, workplace in named.values_list("unit_id", "workplace").distinct():
        if unit_id in sizes:
            sizes[unit_id].workplaces.add(workplace)
    return list(sizes.values())


def warnings_of(size: UnitSize, day: date) -> Iterator[SizeWarning]:
    """The warnings about one organisation whose numbers are known."""
    kind = size.placement.kind
    if kind == UnitKind.COMMITTEE:
        yield from _committee(size, day)
    elif kind == UnitKind.GENERAL_BRANCH:
        yield from _general_branch(size, day)
    elif kind in _BRANCHES:
        yield from _branch(size, day)
    elif kind in (UnitKind.TEMPORARY_BRANCH, UnitKind.PROJECT_BRANCH):
        yield from _branch_for_a_time(size, day)


def _committee(size: UnitSize, day: date) -> Iterator[SizeWarning]:
    least = parameter("org.committee.min", on=day)
    if size.headcount.members < least.value:
        text = _("有党员%(members)d名，不足%(limit)s名；设立机关党委须因工作需要，并经上级党组织批准。")
        yield _warning(size, least, text, members=size.headcount.members)


def _general_branch(size: UnitSize, day: date) -> Iterator[SizeWarning]:
    members = size.headcount.members
    most, least = parameter("org.committee.min", on=day), parameter("org.general_branch.min", on=day)
    if members >= most.value:
        yield _warning(size, most, _("有党员%(members)d名，达到%(limit)s名的应设立机关党委。"), members=members)
    elif members < least.value:
        text = _("有党员%(members)d名，不足%(limit)s名；设立党总支须因工作需要，并经上级党组织批准。")
        yield _warning(size, least, text, members=members)


def _branch(size: UnitSize, day: date) -> Iterator[SizeWarning]:
    members, full = size.headcount
    committee, general = parameter("org.committee.min", on=day), parameter("org.general_branch.min", on=day)
    if members >= committee.value:
        yield _warning(size, committee, _("有党员%(members)d名，达到%(limit)s名的应设立机关党委。"), members=members)
    elif members >= general.value:
        yield _warning(size, general, _("有党员%(members)d名，达到%(limit)s名的应设立党总支。"), members=members)
    most = parameter("org.branch.max_members", on=day)
    if members > most.value:
        yield _warning(size, most, _("有党员%(members)d名，党支部党员人数一般不超过%(limit)s名。"), members=members)
    yield from _too_few(size, day)
    yield from _branch_committee(size, full, day)
    widest = parameter("org.joint_branch.max_units", on=day)
    if size.placement.kind == UnitKind.JOINT_BRANCH and len(size.workplaces) > widest.value:
        text = _("覆盖%(units)d个单位，联合党支部覆盖单位一般不超过%(limit)s个。")
        yield _warning(size, widest, text, units=len(size.workplaces))


def _too_few(size: UnitSize, day: date) -> Iterator[SizeWarning]:
    least = parameter("org.branch.min", on=day)
    if size.headcount.full < least.value:
        text = _("有正式党员%(full)d名，不足%(limit)s名；应与邻近单位的党员组成联合党支部，或编入其他党支部。")
        yield _warning(size, least, text, full=size.headcount.full)


def _branch_committee(size: UnitSize, full: int, day: date) -> Iterator[SizeWarning]:
    needed, sitting = parameter("org.branch.committee_min", on=day), len(size.committee)
    if full < needed.value:
        return
    fewest = parameter("org.branch.committee_size.min", on=day)
    most = parameter("org.branch.committee_size.max", on=day)
    if sitting == 0:
        text = _("有正式党员%(full)d名，达到%(limit)s名的应设支部委员会；还没有登记支部委员会成员。")
        yield _warning(size, needed, text, full=full)
    elif sitting < fewest.value:
        yield _warning(size, fewest, _("登记的支部委员会成员%(sitting)d名，少于%(limit)s名。"), sitting=sitting)
    elif sitting > most.value:
        text = _("登记的支部委员会成员%(sitting)d名，支部委员会一般不超过%(limit)s名。")
        yield _warning(size, most, text, sitting=sitting)


def _branch_for_a_time(size: UnitSize, day: date) -> Iterator[SizeWarning]:
    yield from _too_few(size, day)
    unit, shortest = size.placement.unit, parameter("org.project_branch.months", on=day)
    if size.placement.kind != UnitKind.PROJECT_BRANCH or unit.closed_on is None:
        return
    days = (unit.closed_on - unit.founded_on).days + 1
    if days < shortest.value * _DAYS_PER_MONTH:
        text = _("存续%(days)d天，工期不足%(limit)s个月的工程、项目一般不单独成立党支部。")
        yield _warning(size, shortest, text, days=days)


def _warning(size: UnitSize, source: Parameter, text: str, **words: int) -> SizeWarning:
    return SizeWarning(size.placement.unit, size.placement.name, text % {"limit": source.written, **words}, source)
