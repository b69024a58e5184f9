"""A record on its way: written, submitted, accepted, counted, corrected; by keyboard, without script, by two at once."""

import pytest

from tests.journeys.meetings import (
    ABSENT,
    MINUTES,
    PDF,
    Meeting,
    accept_waiting,
    changed_lines,
    fill_form,
    find_form,
    focus,
    open_record,
    state_of,
    type_day,
    written_and_submitted,
)
from tests.journeys.walking import faults_of, take_role

OFFICE = "示范县委办公室"
UNIT = "/scores/D001/"


@pytest.fixture
def people(demo, tab_of):
    """Tabs of those who take part, each in a browser of their own."""

    def sign_in(*usernames, **options):
        tabs = [tab_of(demo, viewport={"width": 1440, "height": 900}, **options) for _ in usernames]
        for tab, username in zip(tabs, usernames, strict=True):
            take_role(tab, username)
        return tabs

    return sign_in


def test_a_record_is_written_by_keyboard_alone_and_a_second_press_on_submit_changes_nothing(people):
    (clerk,) = people("demo-clerk")
    page, title = clerk.page, "只用键盘填的支部党员大会"
    clerk.go("/ledger/new/?kind=meeting")
    focus(clerk, "#q")
    page.keyboard.type(f"{OFFICE}第2党支部")
    page.keyboard.press("Enter")
    page.wait_for_url("**/new/?kind=meeting&q=*")
    focus(clerk, "main th a[href$='/meeting/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meeting/")
    type_day(clerk, "[name=held_on]", "2026-11-18")
    focus(clerk, "[name=type]")
    page.keyboard.press("ArrowDown")
    focus(clerk, "[name=title]")
    page.keyboard.type(title)
    focus(clerk, "[name=attended]")
    page.keyboard.type("3")
    focus(clerk, "[name=draft]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entries/*/")
    assert state_of(clerk) == "草稿"
    focus(clerk, "form[action$='/submit/'] button")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_text("已提交，等待审核。").wait_for()
    assert (state_of(clerk), page.locator(".history > li").count()) == ("待审核", 2)
    open_record(clerk, title)
    assert clerk.faults == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no_script"])
def test_what_is_accepted_counts_and_what_was_wrong_is_corrected_and_can_be_traced(people, has_script):
    clerk, admin = people("demo-clerk", "demo-unit", java_script_enabled=has_script)
    # Two branches that had no meeting yet in this quarter, so that neither run takes the other's change away.
    number = 6 if has_script else 3
    meeting = Meeting(f"{number}支部的大会", f"{OFFICE}第{number}党支部")
    find_form(clerk, meeting)
    fill_form(clerk, meeting)
    clerk.follow("button[name=draft]")
    assert state_of(clerk) == "草稿"
    clerk.page.dblclick("form[action$='/submit/'] button")
    clerk.page.locator(".title .status", has_text="待审核").wait_for()
    clerk.page.wait_for_load_state("networkidle")
    open_record(clerk, meeting.title)
    assert (state_of(clerk), clerk.page.locator(".history > li").count()) == ("待审核", 2)
    record = clerk.page.url.removeprefix(clerk.address)

    accept_waiting(admin, meeting.title)
    lines = changed_lines(admin)
    assert lines
    assert all("→" in line for line in lines)
    assert not has_script or faults_of(admin) == []
    admin.go(UNIT)
    newest = admin.page.locator(".history > li").first.inner_text()
    assert "采纳" in newest
    assert meeting.title in newest or admin.page.locator(f".history > li:first-child a[href='{record}']").count() == 1

    clerk.go(record)
    clerk.follow("text=更正")
    clerk.page.fill("[name=attended]", "1")
    clerk.follow("button[name=submit]")
    assert clerk.page.locator(".field.faulty [name=correction_reason]").count() == 1
    assert not has_script or faults_of(clerk) == []
    clerk.page.fill("[name=correction_reason]", "签到表只有一人")
    clerk.follow("button[name=submit]")
    accept_waiting(admin, meeting.title)
    admin.go(record)
    history = admin.page.locator(".history").inner_text()
    assert ("第2版：签到表只有一人" in history, "实到" in history, "第1版" in history) == (True, True, True)
    assert clerk.faults + admin.faults == []


def test_of_two_who_write_at_once_the_second_sees_what_the_first_wrote_and_merges(people):
    first, second = people("demo-clerk", "demo-unit")
    meeting = Meeting("两个人同时填的大会", f"{OFFICE}第4党支部")
    find_form(first, meeting)
    fill_form(first, meeting)
    first.follow("button[name=draft]")
    record = first.page.url.removeprefix(first.address)
    for tab in (first, second):
        tab.go(f"{record}edit/")
    first.page.fill("[name=attended]", "4")
    first.follow("button[name=draft]")
    second.page.fill("[name=minutes]", "另一位写的会议记录")
    with second.page.expect_response(lambda answer: answer.url.endswith("/edit/")) as answered:
        second.follow("button[name=draft]")
    assert answered.value.status == 409
    compared = second.page.locator("main table tbody tr").filter(has_text="不同").all_inner_texts()
    assert [row.split()[0] for row in compared] == ["实到", "会议记录"]
    assert second.page.input_value("[name=minutes]") == "另一位写的会议记录"
    assert [one for one in faults_of(second) if "409" not in one] == []
    second.page.fill("[name=attended]", "4")
    second.follow("text=保存合并后的内容")
    second.page.get_by_text("草稿已保存。").wait_for()
    told = second.page.locator("dl.pairs").all_inner_texts()
    assert any("4 人" in one for one in told)
    assert any("另一位写的会议记录" in one for one in told)
    # The browser itself complains of the answer 409.
    assert [one for one in first.faults + second.faults if "409" not in one] == []


def test_who_was_signed_out_in_another_tab_loses_nothing_that_was_typed(people, demo):
    (clerk,) = people("demo-clerk")
    meeting = Meeting("填到一半被退出登录的大会", f"{OFFICE}第1党支部")
    find_form(clerk, meeting)
    fill_form(clerk, meeting)
    other = clerk.page.context.new_page()
    other.goto(f"{demo}/")
    other.click("details.account summary")
    with other.expect_navigation():
        other.click("text=退出")
    with clerk.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        clerk.follow("button[name=draft]")
    assert answered.value.status == 401
    clerk.page.get_by_role("heading", name="您已退出登录", level=1).wait_for()
    with other.expect_navigation():
        other.click("form[action='/demo/demo-clerk/'] button")
    clerk.page.go_back()
    assert clerk.page.input_value("[name=title]") == meeting.title
    assert clerk.page.input_value("[name=minutes]") == MINUTES
    clerk.follow("button[name=draft]")
    clerk.page.get_by_text("草稿已保存。").wait_for()
    assert [one for one in clerk.faults if "401" not in one] == []


def test_from_a_number_the_discipline_officer_comes_to_rule_article_record_evidence_person_and_time(people):
    clerk, admin, officer = people("demo-clerk", "demo-unit", "demo-audit")
    meeting = Meeting(
        "纪检抽查的大会",
        f"{OFFICE}第8党支部",
        topics=("党风廉政",),
        files=[{"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": PDF}],
    )
    record = written_and_submitted(clerk, meeting)
    accept_waiting(admin, meeting.title)

    page = officer.page
    officer.go("/scores/")
    officer.follow(page.get_by_role("link", name=OFFICE, exact=True))
    line = page.locator("details.line", has_text="专题研究党风廉政建设").first
    line.locator("summary").click()
    line.locator(".basis").wait_for()
    basis = line.locator(".basis")
    assert "第十条第（一）项" in basis.inner_text()
    assert basis.locator("dt").all_inner_texts()[:4] == ["条款", "原文", "口径", "计算"]
    counted = basis.locator(f"a[href='{record}']").first
    officer.follow(counted)
    page.get_by_role("heading", name=meeting.title, level=1).wait_for()
    told = page.locator("main").inner_text()
    assert (MINUTES in told, ABSENT in told) == (False, False)
    history = page.locator(".history").inner_text()
    assert ("填报员 熊俊华 写了第1版" in history, "单位管理员 赵静平 采纳第1版" in history) == (True, True)
    assert page.locator(".history time").count() == 3
    with page.expect_download() as downloading:
        page.click("text=签到表.pdf")
    assert downloading.value.path().read_bytes() == PDF
    assert page.get_by_role("button", name="撤回").count() + page.get_by_role("link", name="更正").count() == 0
    person = officer.go("/people/").request.frame.page.locator("main tbody th a").first.get_attribute("href")
    assert officer.go(f"{person}reveal/").status == 404


def test_a_meeting_is_recorded_with_few_clicks_and_fields_and_who_is_missing_is_ticked(people, record_property):
    """From the start page to the submission; what the clerk does is counted."""
    clerk, done = *people("demo-clerk"), []

    def act(what, *words):
        done.append(what)
        getattr(clerk.page, what)(*words)

    with clerk.page.expect_navigation():
        act("click", "text=新增记录")
    with clerk.page.expect_navigation():
        act("click", "main a[href$='?kind=meeting'].button")
    act("fill", "#q", f"{OFFICE}第2党支部")
    with clerk.page.expect_navigation():
        act("press", "#q", "Enter")
    with clerk.page.expect_navigation():
        act("click", "main th a[href$='/meeting/']")
    members = clerk.page.locator("input[name^=presence_][value=present]").count()
    act("fill", "[name=held_on]", "2026-11-19")
    act("select_option", "[name=type]", "支部党员大会")
    act("fill", "[name=title]", "数着点的大会")
    act("check", "input[name^=presence_][value=on_leave] >> nth=0")
    act("check", "input[name^=presence_][value=absent] >> nth=1")
    act("fill", "[name=minutes]", MINUTES)
    counts = [clerk.page.input_value(f"[name={name}]") for name in ("expected", "attended")]
    assert counts == [str(members), str(members - 2)]
    assert faults_of(clerk) == []
    with clerk.page.expect_navigation():
        act("click", "button[name=submit]")
    assert state_of(clerk) == "待审核"
    told = clerk.page.locator("dl.pairs").all_inner_texts()
    assert [f"{members} 人" in told[0], f"{members - 2} 人" in told[0]] == [True, True]
    pressed, filled = len([one for one in done if one in ("click", "check", "press")]), done.count("fill") + 1
    record_property("clicks", pressed)
    record_property("fields", filled)
    print(f"{pressed} clicks, {filled} fields")
    assert (pressed, filled) <= (7, 5)


def test_what_was_typed_and_left_is_there_again_on_the_next_opening(people):
    (clerk,) = people("demo-clerk")
    page = clerk.page
    page.on("dialog", lambda dialog: dialog.accept())
    meeting = Meeting("写到一半走开的大会", f"{OFFICE}第7党支部")
    find_form(clerk, meeting)
    form = page.url.removeprefix(clerk.address)
    with page.expect_response(lambda answer: answer.url.endswith("/typed/")) as kept:
        page.fill("[name=title]", meeting.title)
    assert kept.value.status == 204
    page.get_by_text("填写的内容已暂存").wait_for()
    # Sent as the page is left; nobody is there to see the answer.
    page.fill("[name=minutes]", MINUTES)
    clerk.go("/ledger/")
    page.wait_for_timeout(500)
    clerk.go(form)
    assert (page.input_value("[name=title]"), page.input_value("[name=minutes]")) == (meeting.title, MINUTES)
    assert faults_of(clerk) == []
    clerk.follow(page.get_by_role("button", name="放弃恢复的内容"))
    assert page.input_value("[name=title]") == ""
