"""Two counters, summed up the tree; what is said about the size of an organisation."""

from datetime import date, timedelta

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, found_unit, move_unit
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.people.domain import add_post, become_full, leave_unit
from mingheng.people.models import Membership
from mingheng.people.queries import (
    Headcount,
    headcount_within,
    headcounts,
    latest_membership,
    members_of,
)
from mingheng.people.sizes import UnitSize, size_warnings, size_warnings_within, warnings_of

TODAY = date(2026, 6, 30)
NOWHERE = range(-600, 0)
"""Keys of no unit: with so many the whole tree is counted at once."""


def said(
    kind: str, members: int, full: int, *, committee: int = 5, workplaces: int = 1, closed: date | None = None
) -> list[str]:
    unit = Unit(pk=1, code="1", founded_on=date(2026, 1, 1), closed_on=closed)
    placement = Placement(unit=unit, name="示范", kind=kind)
    size = UnitSize(
        placement, Headcount(members, full), set(map(str, range(committee))), set(map(str, range(workplaces)))
    )
    return [f"{one.source.key}：{one.text}" for one in warnings_of(size, TODAY)]


def test_those_on_probation_are_members_and_not_full_until_their_day(office, enter):
    enter(office.branch, "甲")
    probationer = enter(office.branch, "乙", starts_on=date(2025, 6, 1), full_on=None)
    enter(office.other, "丙")
    become_full(latest_membership(probationer.pk), on=date(2026, 6, 1), by=COMMAND)
    units = [office.top.pk, office.committee.pk, office.branch.pk, office.other.pk]
    assert headcounts(units, date(2026, 5, 31)) == dict(zip(units, [(3, 2), (2, 1), (2, 1), (1, 1)], strict=True))
    assert headcounts([*units, *NOWHERE], TODAY) == dict(zip(units, [(3, 3), (2, 2), (2, 2), (1, 1)], strict=True))
    assert headcounts([office.other.pk], date(2019, 12, 31)) == {office.other.pk: (0, 0)}
    assert headcounts([office.other.pk], date(2019, 1, 1)) == {}
    assert headcount_within(units, TODAY) == (3, 3)


def test_counts_follow_the_tree_of_the_day(office, enter):
    leaver = enter(office.branch, "甲")
    enter(office.branch, "乙")
    move_unit(office.branch, parent=office.top, on=date(2026, 1, 1), by=COMMAND)
    leave_unit(latest_membership(leaver.pk), last_day=date(2026, 3, 31), reason="调出", by=COMMAND)
    assert headcounts([office.committee.pk], date(2025, 12, 31))[office.committee.pk] == (2, 2)
    assert headcounts([office.committee.pk], date(2026, 1, 1))[office.committee.pk] == (0, 0)
    assert headcounts([office.top.pk], date(2026, 3, 31))[office.top.pk] == (2, 2)
    assert headcounts([office.top.pk], date(2026, 4, 1))[office.top.pk] == (1, 1)
    assert [one.person.name for one in members_of(office.branch, TODAY)] == ["乙"]


@pytest.mark.parametrize("number", [1, 3])
def test_counting_takes_the_same_queries_however_many_there_are(office, enter, django_assert_num_queries, number: int):
    for serial in range(number):
        enter(office.branch, f"党员{serial}")
    with django_assert_num_queries(3):
        headcounts([office.top.pk, office.branch.pk], TODAY)
    with django_assert_num_queries(2):
        headcounts([office.top.pk, *NOWHERE], TODAY)


@pytest.mark.parametrize(
    ("kind", "members", "full", "keys"),
    [
        (UnitKind.COMMITTEE, 100, 0, []),
        (UnitKind.COMMITTEE, 99, 99, ["org.committee.min"]),
        (UnitKind.GENERAL_BRANCH, 100, 0, ["org.committee.min"]),
        (UnitKind.GENERAL_BRANCH, 99, 0, []),
        (UnitKind.GENERAL_BRANCH, 50, 0, []),
        (UnitKind.GENERAL_BRANCH, 49, 49, ["org.general_branch.min"]),
        (UnitKind.BRANCH, 49, 49, []),
        (UnitKind.BRANCH, 50, 49, ["org.general_branch.min"]),
        (UnitKind.BRANCH, 51, 49, ["org.general_branch.min", "org.branch.max_members"]),
        (UnitKind.BRANCH, 100, 49, ["org.committee.min", "org.branch.max_members"]),
        (UnitKind.BRANCH, 3, 3, []),
        (UnitKind.BRANCH, 3, 2, ["org.branch.min"]),
        (UnitKind.TEMPORARY_BRANCH, 60, 2, ["org.branch.min"]),
        (UnitKind.TEMPORARY_BRANCH, 60, 60, []),
        (UnitKind.PROJECT_BRANCH, 60, 3, []),
        (UnitKind.GROUP, 0, 0, []),
        (UnitKind.WORK_COMMITTEE, 5000, 5000, []),
        (UnitKind.PARTY_GROUP, 0, 0, []),
    ],
)
def test_each_limit_counts_by_its_own_counter(kind: str, members: int, full: int, keys: list[str]):
    assert [text.partition("：")[0] for text in said(kind, members, full)] == keys


@pytest.mark.parametrize(
    ("full", "committee", "texts"),
    [
        (6, 0, []),
        (7, 0, ["org.branch.committee_min：有正式党员7名，达到7名的应设支部委员会；还没有登记支部委员会成员。"]),
        (7, 2, ["org.branch.committee_size.min：登记的支部委员会成员2名，少于3名。"]),
        (7, 3, []),
        (7, 7, []),
        (7, 8, ["org.branch.committee_size.max：登记的支部委员会成员8名，支部委员会一般不超过7名。"]),
    ],
)
def test_a_branch_of_seven_full_members_has_a_committee_of_three_to_seven(full: int, committee: int, texts: list[str]):
    assert said(UnitKind.BRANCH, full, full, committee=committee) == texts


def test_a_joint_branch_covers_few_units_and_a_project_branch_lasts():
    assert said(UnitKind.JOINT_BRANCH, 6, 6, workplaces=5) == []
    wide = "org.joint_branch.max_units：覆盖6个单位，联合党支部覆盖单位一般不超过5个。"
    assert said(UnitKind.JOINT_BRANCH, 6, 6, workplaces=6) == [wide]
    short = "org.project_branch.months：存续179天，工期不足6个月的工程、项目一般不单独成立党支部。"
    assert said(UnitKind.PROJECT_BRANCH, 6, 6, closed=date(2026, 1, 1) + timedelta(days=178)) == [short]
    assert said(UnitKind.PROJECT_BRANCH, 6, 6, closed=date(2026, 1, 1) + timedelta(days=179)) == []


def test_warnings_name_document_and_article_and_block_nothing(office, enter):
    for serial in range(7):
        person = enter(office.branch, f"党员{serial}")
    warnings = size_warnings(office.branch)
    assert [(one.name, one.source.source, one.source.state) for one in warnings] == [
        ("第一党支部", "《中国共产党党和国家机关基层组织工作条例》第七条", "已核")
    ]
    for title in ("书记", "组织委员"):
        add_post(person, office.branch, title=title, starts_on=TODAY, by=COMMAND)
    assert [one.text for one in size_warnings(office.branch)] == ["登记的支部委员会成员1名，少于3名。"]
    close_unit(office.other, on=TODAY, by=COMMAND)
    found = [(one.name, one.source.key) for one in size_warnings_within([office.top.pk], TODAY)]
    assert found == [("财政局机关党委", "org.committee.min"), ("第一党支部", "org.branch.committee_size.min")]
    assert [one.name for one in size_warnings_within([office.other.pk], TODAY - timedelta(days=1))] == ["档案馆党支部"]


def test_a_joint_branch_is_measured_by_the_workplaces_of_its_members(office, enter):
    joint = found_unit("09", "联合党支部", kind="joint_branch", parent=office.top, on=date(2020, 1, 1), by=COMMAND)
    for serial in range(6):
        enter(joint, f"党员{serial}", workplace=f"示范单位{serial}")
    assert [one.source.key for one in size_warnings(joint)] == ["org.joint_branch.max_units"]
    assert Membership.objects.filter(unit=joint).count() == 6
