"""Whose accounts somebody may administer."""

from datetime import date

import pytest

from mingheng.accounts.queries import accounts_for
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import grant_role
from mingheng.policy import Role
from tests.organisation.county import County
from tests.people import make_account

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def day(settings):
    settings.MINGHENG_FIXED_DAY = TODAY


def test_a_unit_administers_the_accounts_that_have_to_do_with_it_alone():
    county = County()

    def give(name, unit, role, starts_on=TODAY, ends_on=None, **values):
        account = make_account(name, **values)
        grant_role(account, unit, role, starts_on=starts_on, ends_on=ends_on, by=COMMAND)
        return account

    admin = give("admin", county.one, Role.UNIT_ADMIN)
    give("inside", county.one_first, Role.UNIT_CLERK)
    give("outside", county.two, Role.UNIT_CLERK)
    give("above", county.top, Role.LEADER)
    give("of_the_site", county.one, Role.SYSTEM_ADMIN)
    both = give("both", county.one, Role.UNIT_CLERK)
    grant_role(both, county.two, Role.LEADER, starts_on=date(2026, 1, 1), by=COMMAND)
    give("moved", county.two, Role.LEADER, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30), created_by=admin)
    make_account("own", created_by=admin)
    make_account("nobodys")
    reach = frozenset({county.one.pk})
    assert [one.username for one in accounts_for(admin, reach)] == ["admin", "inside", "moved", "own"]
    system = give("system", county.top, Role.SYSTEM_ADMIN)
    assert accounts_for(system, frozenset({county.top.pk})).count() == 10
