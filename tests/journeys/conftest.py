"""One browser and one demonstration for all journeys of a process, started when the first asks for them."""

import shutil

import pytest

from tests.journeys.serving import demonstration
from tests.journeys.walking import playwright, watched

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium here")
    with playwright.sync_playwright() as runner:
        # The browser's own words, in date fields for one, as an office sees them.
        options = {"args": ["--no-sandbox", "--lang=zh-CN"], "env": {"LANGUAGE": "zh_CN"}}
        opened = runner.chromium.launch(executable_path=CHROMIUM, **options)
        yield opened
        opened.close()


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
