"""The day on which these tests stand; each moves it as it needs."""

from datetime import date

import pytest


@pytest.fixture(autouse=True)
def stand_on(settings):
    """Let it be another day."""

    def move(day: date) -> None:
        settings.MINGHENG_FIXED_DAY = day

    move(date(2026, 9, 1))
    return move
