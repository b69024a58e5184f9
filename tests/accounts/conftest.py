"""A day on which nothing moves by itself."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.accounts.acting import START


@pytest.fixture(autouse=True)
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller
