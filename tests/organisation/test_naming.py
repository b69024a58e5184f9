"""What units are called on any day: renamed, of another kind, not yet founded, closed."""

from datetime import date

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import change_kind, close_unit, found_unit, rename_unit
from mingheng.organisation.models import UnitKind
from mingheng.organisation.naming import UnitNames, name_of, names_on
from tests.organisation.county import County

pytestmark = pytest.mark.django_db
CHANGED, BEFORE, LATER = date(2025, 7, 1), date(2025, 6, 30), date(2026, 1, 1)


@pytest.fixture
def county(time_machine):
    time_machine.move_to(BEFORE)
    made = County()
    rename_unit(made.one, "甲局党委", on=CHANGED, by=COMMAND)
    change_kind(made.two, UnitKind.COMMITTEE, on=CHANGED, by=COMMAND)
    close_unit(made.one_second, on=BEFORE, by=COMMAND)
    made.late = found_unit("C", "丙局党支部", kind=UnitKind.BRANCH, parent=made.top, on=LATER, by=COMMAND)
    return made


def test_a_unit_is_called_on_a_day_what_it_was_called_then(county):
    units = [county.one, county.one_second, county.late]
    names = UnitNames(unit.pk for unit in units)
    before, after = ["甲局机关党委", "甲局第二党支部", "丙局党支部"], ["甲局党委", "甲局第二党支部", "丙局党支部"]
    for day, expected in ((BEFORE, before), (None, before), (date(2020, 1, 1), before), (CHANGED, after)):
        assert [names.on(unit.pk, day) for unit in units] == expected
        assert [name_of(unit, day) for unit in units] == expected


def test_names_of_a_day_leave_out_what_is_founded_later(county):
    units = [county.one.pk, county.one_second.pk, county.late.pk]
    before = {county.one.pk: "甲局机关党委", county.one_second.pk: "甲局第二党支部"}
    assert (names_on(units, BEFORE), names_on(units)) == (before, before)
    assert names_on(units, LATER) == {
        county.one.pk: "甲局党委",
        county.one_second.pk: "甲局第二党支部",
        county.late.pk: "丙局党支部",
    }


def test_the_kind_is_that_of_the_day(county):
    names = UnitNames([county.two.pk])
    assert [names.kind_on(county.two.pk, day) for day in (BEFORE, CHANGED)] == ["党总支", "机关党委"]


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_names_any_number_of_units(county, django_assert_num_queries, count):
    units = [county.one.pk, county.two.pk, county.one_second.pk][:count]
    with django_assert_num_queries(1):
        names = UnitNames(units)
        assert len({names.on(unit, CHANGED) for unit in units}) == count
