"""What a clerk and an administrator do with one record, step by step, as they see it on the screen."""

from dataclasses import dataclass, field

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MINUTES = "第一项议程：学习文件。发言要点只给经办的人看。"
ABSENT = "赵缺席"


@dataclass
class Meeting:
    """What stands in the papers of a 支部党员大会 that has been held."""

    title: str
    branch: str
    held_on: str = "2026-11-19"
    topics: tuple[str, ...] = ()
    files: list[dict] = field(default_factory=list)


def find_form(tab, meeting: Meeting) -> None:
    """From the ledger to the empty form of the branch."""
    tab.go("/ledger/")
    tab.follow("text=新增记录")
    tab.follow("main a[href$='?kind=meeting'].button")
    tab.page.fill("#q", meeting.branch)
    tab.follow("main .filters button")
    tab.follow(tab.page.locator("main th a[href$='/meeting/']").first)


def fill_form(tab, meeting: Meeting) -> None:
    page = tab.page
    page.fill("[name=held_on]", meeting.held_on)
    page.select_option("[name=type]", "支部党员大会")
    page.fill("[name=title]", meeting.title)
    # Without script the number is not there yet: the roll is counted as the record is saved.
    expected = page.input_value("[name=expected]")
    page.fill("[name=attended]", str(int(expected) - 1) if expected else "")
    for topic in meeting.topics:
        page.check(f"[name=topics][value={topic}]")
    page.fill("[name=absent]", ABSENT)
    page.fill("[name=minutes]", MINUTES)
    if meeting.files:
        page.set_input_files("[name=evidence]", meeting.files)


def state_of(tab) -> str:
    """The state of the record whose page is open."""
    return tab.page.locator(".title .status").inner_text().strip()


def open_record(tab, title: str) -> None:
    """Find a record in the ledger by its title, and open it."""
    tab.go("/ledger/")
    tab.page.fill("[name=words]", title)
    tab.follow("main .filters button")
    found = tab.page.locator("main tbody th a")
    assert found.all_inner_texts() == [title]
    tab.follow(found)


def accept_waiting(tab, title: str) -> None:
    """Accept one of those that wait."""
    tab.go("/ledger/waiting/")
    row = tab.page.locator("main tbody tr").filter(has=tab.page.get_by_role("link", name=title, exact=True))
    tab.follow(row.get_by_role("button", name="采纳"))
    tab.page.get_by_role("heading", name="已采纳", level=1).wait_for()


def written_and_submitted(tab, meeting: Meeting) -> str:
    """Write a record and submit it at once; its address."""
    find_form(tab, meeting)
    fill_form(tab, meeting)
    tab.follow("button[name=submit]")
    assert state_of(tab) == "待审核"
    return tab.page.url.removeprefix(tab.address)


def changed_lines(tab) -> list[str]:
    """The lines of the score that the page says have changed."""
    return tab.page.locator("main ul.plain li", has=tab.page.locator(".change")).all_inner_texts()


def focus(tab, selector: str) -> None:
    """Go to a control with the Tab key, as somebody without a mouse."""
    page = tab.page
    for _ in range(120):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def type_day(tab, selector: str, day: str) -> None:
    """Type a day into a date field, in the order in which this browser shows its parts."""
    focus(tab, selector)
    year, month, number = day.split("-")
    for parts in ((year, "ArrowRight", month, number), (month, number, year)):
        for part in parts:
            if part.isdigit():
                tab.page.keyboard.type(part)
            else:
                tab.page.keyboard.press(part)
        if tab.page.input_value(selector) == day:
            return
        tab.page.locator(selector).evaluate("(one) => { one.value = ''; one.blur(); one.focus(); }")
    raise AssertionError(f"{selector} does not take {day}")
