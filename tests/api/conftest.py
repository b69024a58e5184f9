"""A county whose units have entries, on a fixed day, and no turns taken yet."""

from pathlib import Path

import pytest

from mingheng.policy import Role
from tests.api.desk import System, forget_turns
from tests.ledger.desk import TODAY, person
from tests.organisation.county import County


@pytest.fixture(autouse=True)
def _fixed_day(settings):
    settings.MINGHENG_FIXED_DAY = TODAY
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    forget_turns()


@pytest.fixture
def county(db):  # noqa: ARG001 - a fixture cannot ask for another one by a mark
    return County()


@pytest.fixture
def clerk(county):
    return person("clerk", county.one_first, Role.UNIT_CLERK)


@pytest.fixture
def judge(county):
    return person("judge", county.top, Role.COMMITTEE_ADMIN)


@pytest.fixture
def system(county):
    """A system with every scope for the first office."""
    return System(county.one)
