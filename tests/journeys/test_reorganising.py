"""A merger from tomorrow on: the tree is another tomorrow, and nothing that was changes."""

from tests.journeys.walking import take_role

GOING, GOING_NAME = "示范县委政法委机关党支部", "示范县委政法委机关党支部"
TODAY, TOMORROW = "2026-11-20", "2026-11-21"


def rows_of(tab, day: str) -> list[str]:
    """The names that the tree finds on a day."""
    tab.go(f"/organisation/?day={day}&q={GOING}")
    return tab.page.locator("main tbody th").all_inner_texts()


def test_a_merger_from_tomorrow_on_changes_tomorrow_and_nothing_before(demo, tab_of):
    tab = tab_of(demo, viewport={"width": 1440, "height": 900})
    page = tab.page
    take_role(tab, "demo-committee")
    tab.go("/scores/")
    before = page.locator("main table").inner_text()
    assert rows_of(tab, TODAY) == [GOING_NAME]
    tab.follow("main tbody th a")
    unit = page.url.split("?")[0].removeprefix(demo)
    tab.follow("text=并入其他组织")
    page.fill("[name=into]", "示范县委统战部党支部")
    page.fill("[name=on]", TOMORROW)
    page.check("[name=confirmed]")
    tab.follow("main form .primary")
    told = page.locator("main").inner_text()
    assert f"{TOMORROW}：{GOING_NAME}并入示范县委统战部党支部" in told

    assert rows_of(tab, TODAY) == [GOING_NAME]
    assert rows_of(tab, TOMORROW) == []
    assert rows_of(tab, "2026-01-15") == [GOING_NAME]
    tab.go(unit)
    assert "2010-01-01 – 2026-11-20" in page.locator(".history").inner_text()
    tab.go("/scores/")
    assert page.locator("main table").inner_text() == before
    assert tab.faults == []
