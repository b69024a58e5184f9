"""One browser and one demonstration for all journeys of a process, started when the first asks for them."""

import pytest

from tests.journeys.serving import demonstration
from tests.journeys.walking import watched


@pytest.fixture(scope="session")
def demo(browser):  # noqa: ARG001 - without a browser nobody comes
    with demonstration() as address:
        yield address


@pytest.fixture
def tab_of(browser):
    """Open a tab of its own at an address; all are closed after the test."""
    opened = []

    def open_tab(address, **options):
        opened.append(watched(browser, address, **options))
        return opened[-1]

    yield open_tab
    for one in opened:
        one.close()
