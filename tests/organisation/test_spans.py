"""Both databases refuse what overlaps. Run with MINGHENG_TEST_DATABASE=postgres too."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from mingheng.organisation.models import Grant, Placement, UnitKind
from mingheng.organisation.spans import NoOverlap
from tests.organisation.county import FOUNDED, County
from tests.people import make_account

pytestmark = pytest.mark.django_db


def placement(unit, starts_on, ends_on=None):
    return Placement(unit=unit, starts_on=starts_on, ends_on=ends_on, name="甲局", kind=UnitKind.COMMITTEE)


def is_refused(row) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def ended():
    """The only placement of a unit, from 2024-01-01 to 2024-06-30."""
    row = County().one.placements.get()
    row.ends_on = date(2024, 6, 30)
    row.save()
    return row


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "refused"),
    [
        (date(2024, 6, 30), None, True),
        (date(2024, 7, 1), None, False),
        (date(2023, 1, 1), date(2023, 12, 31), False),
        (date(2023, 1, 1), FOUNDED, True),
        (date(2024, 2, 1), date(2024, 2, 1), True),
        (date(2023, 1, 1), None, True),
    ],
)
def test_a_second_placement_is_refused_exactly_where_it_shares_a_day(ended, starts_on, ends_on, refused):
    assert is_refused(placement(ended.unit, starts_on, ends_on)) is refused


def test_a_placement_cannot_grow_into_the_next_but_may_change_otherwise(ended):
    placement(ended.unit, date(2024, 7, 1)).save()
    ended.name = "改名"
    assert not is_refused(ended)
    ended.ends_on = date(2024, 7, 1)
    assert is_refused(ended)


def test_placements_of_two_units_share_days():
    county = County()
    assert Placement.objects.filter(unit__in=[county.one, county.two], starts_on=FOUNDED).count() == 2


def test_the_last_day_is_not_before_the_first(ended):
    assert is_refused(placement(ended.unit, date(2025, 3, 2), date(2025, 3, 1)))


def test_a_role_is_held_once_at_a_time_unless_revoked():
    county, holder = County(), make_account("wang")
    held = Grant(account=holder, unit=county.one, role="unit_clerk", starts_on=FOUNDED)
    held.save()
    again = Grant(account=holder, unit=county.one, role="unit_clerk", starts_on=date(2025, 1, 1))
    assert is_refused(again)
    assert not is_refused(Grant(account=holder, unit=county.one, role="leader", starts_on=FOUNDED))
    assert not is_refused(Grant(account=holder, unit=county.two, role="unit_clerk", starts_on=FOUNDED))
    assert not is_refused(Grant(account=make_account("li"), unit=county.one, role="unit_clerk", starts_on=FOUNDED))
    held.revoked_at = "2024-02-01T00:00:00Z"
    held.save()
    assert not is_refused(again)


class Editor:
    """Django's schema editor refuses to work inside a transaction on SQLite; these statements do not mind."""

    connection = connection

    def execute(self, statement: str) -> None:
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_operation_can_be_taken_back_and_done_again(ended):
    operation = NoOverlap("unit_placement", ["unit_id"])
    operation.database_backwards("organisation", Editor(), None, None)
    assert not is_refused(placement(ended.unit, date(2024, 6, 1), date(2024, 6, 30)))
    Placement.objects.filter(starts_on=date(2024, 6, 1)).delete()
    operation.database_forwards("organisation", Editor(), None, None)
    assert is_refused(placement(ended.unit, date(2024, 6, 1), date(2024, 6, 30)))
