"""A small office with members."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import found_unit
from mingheng.organisation.models import Unit
from mingheng.people.domain import add_person
from mingheng.people.identity import check_character
from mingheng.people.models import Person
from mingheng.people.sealed import PersonDetails

FOUNDED = date(2019, 3, 1)
TODAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _stands_still(settings):
    settings.MINGHENG_FIXED_DAY = TODAY
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@dataclass
class Office:
    top: Unit
    committee: Unit
    branch: Unit
    other: Unit


@pytest.fixture
def office(db: None) -> Office:  # noqa: ARG001
    top = found_unit("0", "示范县直属机关工委", kind="work_committee", parent=None, on=FOUNDED, by=COMMAND)
    committee = found_unit(
        "01",
        "财政局机关党委",
        kind="committee",
        parent=top,
        on=FOUNDED,
        by=COMMAND,
        is_assessed=True,
        assessment_class="一类",
    )
    branch = found_unit("0101", "第一党支部", kind="branch", parent=committee, on=FOUNDED, by=COMMAND)
    other = found_unit("02", "档案馆党支部", kind="branch", parent=top, on=FOUNDED, by=COMMAND)
    return Office(top, committee, branch, other)


@pytest.fixture(scope="session")
def number_of() -> Callable[..., str]:
    """An identity number by its serial part."""
    return _number_of


def _number_of(serial: int, born: str = "19900307") -> str:
    digits = f"110101{born}{serial:03}"
    return digits + check_character(digits)


@pytest.fixture(scope="session")
def enter() -> Callable[..., Person]:
    """Enter a person as a member of a unit."""
    return _enter


def _enter(
    unit: Unit, name: str, *, starts_on: date = date(2020, 1, 1), full_on: date | None = date(2018, 7, 1), **more
) -> Person:
    details = {key: more.pop(key) for key in ("id_number", "phone", "born_on") if key in more}
    return add_person(
        unit, PersonDetails.checked(name=name, **details), starts_on=starts_on, full_on=full_on, by=COMMAND, **more
    )
