"""What a clerk gets wrong and puts right: a day that does not exist, a meeting that is not theirs, a draft too many."""

from tests.journeys.meetings import Meeting, fill_form, find_form, focus, state_of
from tests.journeys.walking import faults_of, take_role

NO_DAY = "日期没有填全，或者没有这一天（例如2月没有30日）。请改成实际日期。"


def type_no_day(tab, selector: str) -> None:
    """Type 30 February, in whatever order this browser asks for the parts of a day."""
    for keys in (("2026", "ArrowRight", "2", "30"), ("2", "30", "2026")):
        focus(tab, selector)
        for key in keys:
            if key.isdigit():
                tab.page.keyboard.type(key)
            else:
                tab.page.keyboard.press(key)
        if tab.page.locator(selector).evaluate("(one) => one.validity.badInput"):
            return
        tab.page.locator(selector).evaluate("(one) => { one.blur(); one.type = 'text'; one.type = 'date'; }")
    raise AssertionError(selector)


def test_a_day_that_does_not_exist_is_told_and_a_draft_is_thrown_away(demo, tab_of):
    tab = tab_of(demo)
    page = tab.page
    take_role(tab, "demo-clerk")
    find_form(tab, Meeting("误填的草稿", "第1党支部"))
    page.fill("[name=title]", "误填的草稿")
    type_no_day(tab, "[name=held_on]")
    page.click("button[name=draft]")
    assert page.get_by_role("alert").all_inner_texts() == [NO_DAY]
    assert page.evaluate("document.activeElement.name") == "held_on"
    assert (page.input_value("[name=title]"), faults_of(tab)) == ("误填的草稿", [])
    page.fill("[name=held_on]", "2026-11-18")
    tab.follow("button[name=draft]")
    assert state_of(tab) == "草稿"
    path = page.url.removeprefix(demo)
    page.click("summary:text-is('删除草稿')")
    assert faults_of(tab) == []
    tab.follow("text=确定删除草稿")
    assert "草稿“误填的草稿”已删除。" in page.locator(".messages").inner_text()
    page.fill("[name=words]", "误填的草稿")
    tab.follow("main .filters button")
    assert page.locator("main tbody tr").count() == 0
    tab.go(path)
    assert state_of(tab) == "已撤回"
    assert (page.locator("text=删除了这份草稿").count(), faults_of(tab)) == (1, [])


def test_a_meeting_that_is_not_theirs_is_asked_about_and_goes_through_once_confirmed(demo, tab_of):
    tab = tab_of(demo, java_script_enabled=False)
    page = tab.page
    take_role(tab, "demo-clerk")
    tab.go("/ledger/new/?kind=meeting")
    tab.follow(page.locator("main th a[href$='/meeting/']").first)
    meeting = Meeting("机关党委的会", "")
    fill_form(tab, meeting)
    for code, number in (("expected", "12"), ("attended", "11")):
        page.fill(f"[name={code}]", number)
    tab.follow("button[name=submit]")
    assert "一般没有“支部党员大会”" in page.locator(".field .error").inner_text()
    assert page.input_value("[name=title]") == "机关党委的会"
    page.check("[name=confirmed]")
    tab.follow("button[name=submit]")
    assert state_of(tab) == "待审核"
    assert page.locator("text=一般没有“支部党员大会”").count() == 1
