"""A county with its people, on a fixed day."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse

from mingheng.assessment.domain import start_cycle
from mingheng.assessment.passes import run_due
from mingheng.audit.actors import COMMAND
from mingheng.content import bundled_rulebooks
from mingheng.policy import Role
from tests.ledger.desk import TODAY, person
from tests.organisation.county import County
from tests.people import signed_in


@pytest.fixture(autouse=True)
def fixed_day(settings):
    settings.MINGHENG_FIXED_DAY = TODAY
    # Without it the static files' middleware warns, and a warning is an error.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def county(db):  # noqa: ARG001 - a fixture cannot ask for another one by a mark
    return County()


@pytest.fixture
def people(county):
    """Two clerks of a branch, the administrators above, who only reads, and somebody of another office."""
    return SimpleNamespace(
        clerk=person("clerk", county.one_first, Role.UNIT_CLERK),
        colleague=person("colleague", county.one_first, Role.UNIT_CLERK),
        admin=person("admin", county.one, Role.UNIT_ADMIN),
        committee=person("committee", county.top, Role.COMMITTEE_ADMIN),
        leader=person("leader", county.one, Role.LEADER),
        discipline=person("discipline", county.top, Role.DISCIPLINE_OFFICER),
        outsider=person("outsider", county.two_first, Role.UNIT_ADMIN),
    )


@pytest.fixture
def at(people):
    """Who is named, in a browser."""
    return lambda name: signed_in(getattr(people, name))


@pytest.fixture
def clerk(at):
    return at("clerk")


@pytest.fixture
def new_url(county):
    return reverse("ledger:new_entry", args=[county.one_first.pk, "meeting"])


@pytest.fixture
def running(county):
    """The county while its meetings are scored by demo-2026."""
    start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    run_due(COMMAND)
    return county
