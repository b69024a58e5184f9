"""A county with the people who give out and answer, on a fixed day."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from mingheng.policy import Role
from tests.assignments.desk import TODAY
from tests.ledger.desk import person
from tests.organisation.county import County
from tests.people import signed_in


@pytest.fixture(autouse=True)
def _fixed_day(settings):
    settings.MINGHENG_FIXED_DAY = TODAY
    # Without it the static files' middleware warns, and a warning is an error.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def county(db):  # noqa: ARG001 - a fixture cannot ask for another one by a mark
    return County()


@pytest.fixture
def people(county):
    """The 工委, an office with its clerks, a branch of it, who only reads, and the office beside it."""
    return SimpleNamespace(
        committee=person("committee", county.top, Role.COMMITTEE_ADMIN),
        admin=person("admin", county.one, Role.UNIT_ADMIN),
        clerk=person("clerk", county.one, Role.UNIT_CLERK),
        colleague=person("colleague", county.one, Role.UNIT_CLERK),
        branch=person("branch", county.one_first, Role.UNIT_CLERK),
        leader=person("leader", county.one, Role.LEADER),
        outsider=person("outsider", county.two, Role.UNIT_ADMIN),
    )


@pytest.fixture
def at(people):
    """Who is named, in a browser."""
    return lambda name: signed_in(getattr(people, name))
