"""A small county with a clerk and a judge, on a day that each test moves."""

from datetime import date

import pytest

from tests.assessment.world import Scene

FIRST_DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def stand_on(settings):
    """Let it be another day."""

    def move(day: date) -> None:
        settings.MINGHENG_FIXED_DAY = day

    move(FIRST_DAY)
    return move


@pytest.fixture
def scene(db):  # noqa: ARG001 - a fixture cannot ask for another one by a mark
    return Scene()
