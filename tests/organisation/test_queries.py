"""Where everybody stands, asked along the tree."""

from datetime import date

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, found_unit, grant_role, move_unit, revoke_role
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.organisation.queries import (
    ancestors_of,
    assessed_on,
    assessed_unit_of,
    grants_of,
    is_within,
    of_units,
    path_of,
    units_ever_within,
    units_within,
    within,
)
from mingheng.organisation.reach import Reach
from mingheng.policy import Role
from tests.organisation.county import FOUNDED, County
from tests.people import make_account

pytestmark = pytest.mark.django_db
CHANGED, BEFORE = date(2025, 7, 1), date(2025, 6, 30)


@pytest.fixture
def county():
    return County()


def codes(units):
    return sorted(unit.code for unit in units)


def test_what_lies_within_a_unit_depends_on_the_day(county):
    move_unit(county.one_first, parent=county.two, on=CHANGED, by=COMMAND)
    assert codes(units_within([county.two.pk], BEFORE)) == ["B", "B-1"]
    assert codes(units_within([county.two.pk], CHANGED)) == ["A-1", "B", "B-1"]
    assert codes(units_within([county.one.pk, county.two_first.pk], CHANGED)) == ["A", "A-2", "B-1"]
    assert codes(units_within([], CHANGED)) == []
    assert ancestors_of(county.one_first.pk, BEFORE) == [county.one.pk, county.top.pk]
    assert ancestors_of(county.one_first.pk, CHANGED) == [county.two.pk, county.top.pk]
    assert is_within(county.one_first.pk, {county.one.pk}, CHANGED) is False
    assert is_within(county.top.pk, {county.one.pk}, CHANGED) is False


def test_a_closed_unit_stays_within_those_it_stood_below_last(county):
    close_unit(county.one_first, on=CHANGED, by=COMMAND)
    assert codes(units_within([county.one.pk], CHANGED)) == ["A", "A-2"]
    assert codes(units_ever_within([county.one.pk], CHANGED)) == ["A", "A-1", "A-2"]
    assert is_within(county.one_first.pk, {county.top.pk}, CHANGED) is True
    assert is_within(county.one_first.pk, {county.two.pk}, CHANGED) is False
    assert path_of(county.one_first, CHANGED) == "示范县直属机关工委/甲局机关党委/甲局第一党支部"


def test_a_unit_to_be_founded_is_within_those_it_will_stand_below(county):
    values = {"kind": UnitKind.GROUP, "parent": county.one_first, "by": COMMAND}
    group = found_unit("A-1-1", "第一党小组", on=CHANGED, **values)
    assert is_within(group.pk, {county.one.pk}, BEFORE) is True
    assert codes(units_within([county.one.pk], BEFORE)) == ["A", "A-1", "A-2"]
    assert codes(units_ever_within([county.one.pk], BEFORE)) == ["A", "A-1", "A-1-1", "A-2"]


def test_who_is_assessed_for_a_branch(county):
    assert assessed_unit_of(county.one_first, CHANGED) == county.one
    assert assessed_unit_of(county.one, CHANGED) == county.one
    assert assessed_unit_of(county.top, CHANGED) is None
    assert assessed_unit_of(county.one_first, date(2023, 12, 31)) is None
    move_unit(county.one_first, parent=county.two, on=CHANGED, by=COMMAND)
    assert assessed_unit_of(county.one_first, CHANGED) == county.two
    assert [(one.unit.code, one.name, one.assessment_class) for one in assessed_on(CHANGED)] == [
        ("A", "甲局机关党委", "一类单位"),
        ("B", "乙局党总支", "二类单位"),
    ]


def test_only_roles_held_today_count(county, time_machine):
    time_machine.move_to("2025-07-01T09:00:00+08:00")
    holder = make_account("wang")
    held = grant_role(holder, county.one, Role.LEADER, starts_on=CHANGED, ends_on=CHANGED, by=COMMAND)
    grant_role(holder, county.two, Role.LEADER, starts_on=date(2025, 7, 2), by=COMMAND)
    grant_role(holder, county.two, Role.MEMBER, starts_on=FOUNDED, ends_on=BEFORE, by=COMMAND)
    assert grants_of(holder) == [held]
    revoke_role(held, by=COMMAND)
    assert grants_of(holder) == []


def test_walking_asks_once_however_large_the_tree(county, django_assert_num_queries):
    units = Unit.objects.bulk_create(Unit(code=f"X{n}", founded_on=FOUNDED, version=1) for n in range(3000))
    Placement.objects.bulk_create(
        Placement(
            unit=unit,
            starts_on=FOUNDED,
            name=unit.code,
            kind=UnitKind.BRANCH,
            parent=units[(n - 1) // 8] if n else county.two,
            version=1,
        )
        for n, unit in enumerate(units)
    )
    with django_assert_num_queries(4):
        assert len(ancestors_of(units[-1].pk, CHANGED)) == 6
        assert is_within(units[-1].pk, {county.two.pk}, CHANGED)
        assert units_within([county.two.pk], CHANGED).count() == 3002
        assert len(units_ever_within([units[1].pk], CHANGED)) == 585


@pytest.mark.parametrize("others", [0, 600])
def test_the_rows_of_units_are_the_same_however_many_are_asked_about(county, others, django_assert_num_queries):
    rows = Placement.objects.order_by("pk")
    asked = {county.one.pk, county.two_first.pk, *range(10_000, 10_000 + others)}
    with django_assert_num_queries(1) as queries:
        assert [row.unit_id for row in of_units(rows, "unit_id", asked)] == [county.one.pk, county.two_first.pk]
    assert len(queries.captured_queries[0]["sql"]) < 1_000
    assert (list(of_units(rows, "unit_id", None)), list(of_units(rows, "unit_id", ()))) == (list(rows), [])


def test_the_top_of_the_tree_reaches_everything_that_a_walk_down_from_it_finds(county):
    close_unit(county.two_first, on=CHANGED, by=COMMAND)
    for unit, is_whole in ((county.top, True), (county.one, False)):
        account = make_account(f"of-{unit.code}")
        grant_role(account, unit, Role.COMMITTEE_ADMIN, starts_on=FOUNDED, by=COMMAND)
        reach = Reach.of(grants_of(account))
        walked = codes(units_ever_within(set(reach)))
        assert (reach.is_whole, codes(units_ever_within(reach))) == (is_whole, walked)
        assert codes(row.unit for row in Placement.objects.filter(within(reach), ends_on=None)) == [
            code for code in walked if code != "B-1"
        ]
