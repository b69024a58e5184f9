"""Which roles fit a route: named in the row, held on the day, in an allowed relation to the place."""

from datetime import date

import pytest

from mingheng.organisation.models import Grant
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import ANYWHERE, WITHIN, Relation, Role
from tests.organisation.county import FOUNDED, County
from tests.people import make_account

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)


@pytest.fixture
def county():
    return County()


@pytest.fixture
def held(county):
    return Grant.objects.create(account=make_account("wang"), unit=county.one, role=Role.LEADER, starts_on=FOUNDED)


def fits(grant, roles, unit=None):
    return fitting_grants([grant], roles, unit.pk if unit else None, DAY) == [grant]


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        (WITHIN, {"one", "one_first"}),
        (ANYWHERE, {"one", "one_first", "top", "two"}),
        (frozenset({Relation.SAME_UNIT}), {"one"}),
        (frozenset({Relation.ANCESTOR}), {"top"}),
        (frozenset({Relation.UNRELATED}), {"two"}),
        (frozenset({Relation.FORMER}), set()),
    ],
)
def test_a_role_fits_where_the_relation_is_allowed(county, held, allowed, expected):
    places = ("one", "one_first", "top", "two")
    assert {name for name in places if fits(held, {Role.LEADER: allowed}, getattr(county, name))} == expected


def test_a_role_that_the_row_does_not_name_fits_nowhere(county, held):
    assert not fits(held, {Role.UNIT_ADMIN: ANYWHERE}, county.one)
    assert not fits(held, {Role.UNIT_ADMIN: ANYWHERE})
    assert fits(held, {Role.LEADER: WITHIN})


@pytest.mark.parametrize(
    "change",
    [{"ends_on": date(2025, 6, 30)}, {"starts_on": date(2025, 7, 2)}, {"revoked_at": "2025-01-01T00:00:00Z"}],
)
def test_a_role_that_has_ended_or_not_begun_or_was_revoked_fits_only_as_former(county, held, change):
    for name, value in change.items():
        setattr(held, name, value)
    assert not fits(held, {Role.LEADER: ANYWHERE}, county.one)
    assert not fits(held, {Role.LEADER: ANYWHERE})
    assert fits(held, {Role.LEADER: frozenset({Relation.FORMER})}, county.one)


def test_one_question_answers_for_the_usual_rows(county, held, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert fits(held, {Role.LEADER: WITHIN}, county.one_first)
    with django_assert_num_queries(1):
        assert fits(held, {Role.LEADER: ANYWHERE}, county.two)
