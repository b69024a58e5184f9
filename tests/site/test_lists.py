"""Every list of the site: sorted, paged, taken along, and none forgotten."""

import csv
import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingheng.accounts.listed import factor_of, state_of
from mingheng.accounts.models import Account
from mingheng.assessment.models import Light
from mingheng.assignments.models import Progress
from mingheng.assignments.models import State as Given
from mingheng.ledger.models import State
from mingheng.organisation.models import UnitKind
from mingheng.organisation.roles import LABELS
from mingheng.pinyin import initials_of
from mingheng.policy import Role
from mingheng.reminders.models import Reminder
from mingheng.sheets.defusing import undefused
from tests.site.asking import ask, content_of, events_after, last_event, leaks, text_of
from tests.site.world import ONE, TODAY, TWO, World

TEMPLATES = sorted(Path("src/mingheng").glob("*/templates/*/*.html"))
COMMITTEE, NAME = Role.COMMITTEE_ADMIN, lambda name: (initials_of(name), name)


def _place(choices, value):
    return list(choices).index(value)


KEYS = {
    "accounts:accounts": {
        "name": lambda one: NAME(one.display_name),
        "username": lambda one: one.username,
        "state": lambda one: ["在用", "待设置密码", "已停用"].index(str(state_of(one))),
        "factor": lambda one: ["必须绑定，尚未绑定", "未绑定", "已绑定"].index(str(factor_of(one))),
    },
    "organisation:roles": {
        "name": lambda row: NAME(row[0].grant.account.display_name),
        "role": lambda row: (_place(LABELS, row[0].grant.role), row[0].grant.unit.code),
        "unit": lambda row: (row[0].grant.unit.code, _place(LABELS, row[0].grant.role)),
        "term": lambda row: row[0].grant.starts_on,
    },
    "organisation:tree": {
        "name": lambda one: NAME(one.placement.name),
        "code": lambda one: one.placement.unit.code,
        "kind": lambda one: (_place(UnitKind, one.placement.kind), one.placement.unit.code),
    },
    "people:members": {
        "name": lambda row: NAME(row["person"].name),
        "unit": lambda row: row["membership"].unit.code,
        "type": lambda row: not row["is_full"],
        "since": lambda row: row["membership"].starts_on,
    },
    "people:sizes": {
        "unit": lambda one: one.unit.code,
        "warning": lambda one: one.text,
        "source": lambda one: one.source.source,
    },
    "audit:events": {
        "sequence": lambda row: row.event.sequence,
        "at": lambda row: row.event.at,
        "actor": lambda row: row.event.actor_name,
        "action": lambda row: row.event.action,
        "unit": lambda row: row.event.unit_path,
    },
    "ledger:entries": {
        "title": lambda row: row.entry.title,
        "day": lambda row: row.entry.happened_on,
        "unit": lambda row: row.entry.unit.code,
        "entered": lambda row: row.entry.entered_on,
        "state": lambda row: _place(State, row.entry.state),
    },
    "ledger:waiting": {
        "title": lambda row: row.entry.title,
        "day": lambda row: row.entry.happened_on,
        "unit": lambda row: row.entry.unit.code,
        "entered": lambda row: row.entry.entered_on,
    },
    "ledger:registers": {
        "name": lambda one: initials_of(one.kind.title),
        "count": lambda one: one.this_year,
        "last": lambda one: one.last_on,
    },
    "ledger:samples": {
        "name": lambda row: row.sample.unit.code,
        "days": lambda row: (row.sample.starts_on, row.sample.ends_on),
        "drawn": lambda row: row.sample.drawn_at,
    },
    "assessment:scores": {
        "unit": lambda row: row.unit.code,
        "class": lambda row: row.unit.code,
        "points": lambda row: row.total.points,
        "due": lambda row: row.total.points + row.total.lost,
        "earned": lambda row: row.total.earned,
        "lost": lambda row: row.total.lost,
        "open": lambda row: row.total.open,
        "forecast": lambda row: row.total.forecast,
        "grade": lambda row: row.standing.grade or None,
        "rank": lambda row: row.standing.rank,
        "as_of": lambda row: row.standing.as_of,
    },
    "assessment:overview": {
        "code": lambda row: row.unit.code,
        "class": lambda row: (row.peers, row.unit.code),
        "light": lambda row: (_place(Light.Tone, row.tone), row.unit.code),
        "points": lambda row: row.total.points,
        "forecast": lambda row: row.total.forecast,
        "overdue": lambda row: row.overdue,
    },
    # Rows of this page hold words alone; the days in them stand in the same order as the days kept.
    "assessment:requirements": {
        "state": lambda row: ["已逾期", "临近到期", "时段未完"].index(row.status.text),
        "matter": None,
        "unit": None,
        "until": None,
    },
    "assignments:given": {
        "title": lambda row: row.assignment.title,
        "number": lambda row: (row.assignment.year, row.assignment.serial) if row.assignment.serial else None,
        "giver": lambda row: row.assignment.giver.code,
        "due": lambda row: row.assignment.due_on,
        "overdue": lambda row: (row.assignment.overdue, row.assignment.replied, row.assignment.answered),
        "state": lambda row: _place(Given, row.assignment.state),
    },
    "assignments:unanswered": {
        "unit": lambda row: row.recipient.unit.code,
        "title": lambda row: row.recipient.assignment.title,
        "due": lambda row: row.recipient.due_on,
        "progress": lambda row: _place(Progress, row.recipient.progress),
        "reminded": lambda row: row.recipient.reminded_on,
    },
    "assignments:inbox": {
        "title": lambda row: row.recipient.assignment.title,
        "unit": lambda row: row.recipient.unit.code,
        "due": lambda row: row.recipient.due_on,
        "progress": lambda row: _place(Progress, row.recipient.progress),
    },
    "reminders:todo": {
        "title": lambda row: row.matter.item.title,
        "due": lambda row: row.matter.effective_on,
        "article": lambda row: row.matter.item.article or None,
    },
    "reminders:told": {
        "name": lambda row: NAME(row.reminder.account.display_name),
        "day": lambda row: row.reminder.told_on,
        "title": lambda row: row.reminder.title,
        "unit": lambda row: row.reminder.unit.code,
        "due": lambda row: row.reminder.effective_on,
    },
    "api:keys": {
        "name": lambda row: row.key.name,
        "unit": lambda row: row.key.unit.code,
        "until": lambda row: row.key.expires_on,
        "used": lambda row: row.used_on,
    },
    "feedback:received": {
        "topic": lambda said: said.remark.topic,
        "name": lambda said: NAME(said.remark.account.display_name),
        "sent": lambda said: said.remark.sent_at,
        "state": lambda said: said.remark.answered_at,
    },
    "books:books": {
        "name": lambda row: NAME(row[0].name),
        "kind": lambda row: _place(UnitKind, row[0].kind),
        "code": lambda row: row[0].unit.code,
    },
    "regulations:parameters": {},
}
"""For every list and every column by which it can be sorted: what a row is compared by, said once more."""
READERS_OF = {
    "accounts:accounts": Role.SYSTEM_ADMIN,
    "organisation:roles": Role.SECURITY_ADMIN,
    "api:keys": Role.SECURITY_ADMIN,
    "audit:events": Role.AUDIT_ADMIN,
}
ASKED = {"organisation:tree": "q=雀", "assignments:inbox": "below=on", "reminders:todo": "view=all"}
UNLIKE = {
    "ledger:registers": {"分组"},
    "regulations:parameters": {"文件", "有效期间"},
    "assessment:scores": {"存续情况"},
}
"""Columns of a sheet that stand elsewhere on the page: as headings above the rows, beside the name; days in another
writing.
"""
NO_LISTS = {
    "accounts/account.html": "one's own sessions, few, the last used first",
    "assessment/cycle.html": "the ledgers of the cycle, few",
    "audit/_cells.html": "the columns of one row, before and after",
    "assessment/_lights.html": "one unit's indicators in the order of the rulebook",
    "assignments/_entries.html": "a choice inside the form of a reply, with a search",
    "assignments/assignment.html": "who was asked, as a tree of who passed it on",
    "assignments/recipient.html": "the entries of one reply",
    "books/book.html": "a book is read from its first page",
    "ledger/_conflict.html": "two versions side by side",
    "ledger/_evidence.html": "the files of one entry",
    "ledger/_score_sums.html": "one line for each unit that was just decided about",
    "ledger/check_sheet.html": "the rows of a sheet that is about to be entered, in their order",
    "ledger/choose_unit.html": "a choice on the way to a form, with a search",
    "ledger/closing_days.html": "few rules, one for each register",
    "ledger/imports.html": "the newest sheets that were taken in, a history",
    "ledger/sample.html": "the order is that of the lots that were drawn",
    "organisation/tree.html": "the tree itself; what a search finds in it is a list",
    "people/faults.html": "the faults of a sheet in the order of its rows",
    "people/person.html": "one person's memberships and posts, a history",
    "site/start.html": "a few figures on the way to the lists",
}
"""Pages with tables that are no lists, and why. This list only becomes shorter."""


def holder_of(world: World, route: str):
    return world.holder(READERS_OF.get(route, COMMITTEE), "above")


def told_once(world: World) -> None:
    """Two reminders, as if they had been sent."""
    for unit in (ONE, TWO):
        Reminder.objects.create(
            account=world.units[unit].clerk,
            unit=world.units[unit].unit,
            matter=f"试:{unit}",
            stage="due",
            due_on=TODAY,
            effective_on=TODAY,
            title=f"事项{unit}",
            told_on=TODAY,
            version=1,
        )


def address_of(route: str, **asked: str) -> str:
    query = "&".join([*([ASKED[route]] if route in ASKED else []), *(f"{name}={one}" for name, one in asked.items())])
    return f"{reverse(route)}?{query}"


def listing_of(world: World, route: str, **asked: str):
    return ask(holder_of(world, route), "GET", address_of(route, **asked)).context["listing"]


def sheet_of(world: World, route: str, suffix: str = "csv", **asked: str) -> list[list[str]]:
    answer = ask(holder_of(world, route), "POST", address_of(route, **asked), {"export": suffix})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"))))


def cells_of(page: str) -> tuple[list[str], list[list[str]]]:
    """The headings of the page's tables, and the texts of their cells without any white space."""
    plain = lambda text: re.sub(r"\s", "", unescape(re.sub(r"<[^>]+>", "", text)))
    table = "".join(re.findall(r'<table class="stack">(.*?)</table>', page, re.DOTALL))
    heads = re.findall(r"<thead>(.*?)</thead>", table, re.DOTALL)
    headings = [plain(one).rstrip("↑↓") for one in re.findall(r"<th\b.*?</th>", heads[0], re.DOTALL)]
    rows = re.findall(r"<tr\b.*?</tr>", "".join(re.findall(r"<tbody>(.*?)</tbody>", table, re.DOTALL)), re.DOTALL)
    return headings, [[plain(one) for one in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.mark.parametrize("route", sorted(KEYS))
def test_every_declared_order_is_that_of_an_independent_sort(world, route):
    told_once(world)
    columns = listing_of(world, route).columns.values()
    assert {column.key for column in columns if column.order} == set(KEYS[route])
    for key, compared in KEYS[route].items():
        for asked in (key, f"-{key}"):
            shown = listing_of(world, route, sort=asked, size="100")
            assert (shown.sort, len(shown.rows)) == (asked, min(shown.count, 100))
            if compared:
                found = [compared(row) for row in shown.rows]
                known = [one for one in found if one is not None]
                assert found == sorted(known, reverse=asked != key) + [None] * (len(found) - len(known)), asked


@pytest.mark.parametrize("key", ["matter", "unit", "until"])
def test_what_is_missing_is_sorted_by_what_is_kept_of_it(world, key):
    compared = {
        "matter": lambda row: (row.code, row.first_on, row.pk),
        "unit": lambda row: (row.unit.code, row.due_on, row.pk),
        "until": lambda row: (row.last_on, row.due_on, row.pk),
    }[key]
    found = [compared(row) for row in listing_of(world, "assessment:requirements", sort=key, size="100").page]
    assert found == sorted(found)


@pytest.mark.parametrize("route", sorted(KEYS))
def test_what_is_no_order_of_the_list_is_not_asked(world, route):
    usual = [str(row) for row in listing_of(world, route).page]
    for asked in ("nothing", "-", "--pk", "password", "-account__password"):
        assert [str(row) for row in listing_of(world, route, sort=asked).page] == usual


@pytest.mark.parametrize("route", sorted(KEYS))
def test_a_list_asks_as_many_questions_for_three_rows_as_for_one_and_sorting_asks_none(world, route, monkeypatch):
    told_once(world)
    monkeypatch.setattr("mingheng.ui.listing.SIZES", (1, 3))
    holder = holder_of(world, route)
    ask(holder, "GET", address_of(route))
    counts = {}
    for asked in ({}, {"size": "3"}, *({"size": "3", "sort": key} for key in KEYS[route])):
        with CaptureQueriesContext(connection) as captured:
            ask(holder, "GET", address_of(route, **asked))
        counts[asked.get("sort", asked.get("size", "1"))] = len(captured)
    # Less where none of the rows that stand first now has what is looked up: the names of codes, asked for once.
    spared = 1 if route in ("ledger:entries", "ledger:waiting") else 0
    assert max(counts.values()) - min(counts["1"], counts["3"]) in range(spared + 1), counts


@pytest.mark.parametrize("route", sorted(KEYS))
def test_a_sheet_holds_the_rows_of_all_pages_as_they_stand_there(world, route, monkeypatch):
    told_once(world)
    monkeypatch.setattr("mingheng.ui.listing.SIZES", (3, 100) if KEYS[route] else (1000, 100))
    key = next(iter(KEYS[route]), "")
    first = listing_of(world, route, sort=f"-{key}")
    rows = []
    for number in range(1, first.page.paginator.num_pages + 1):
        page = ask(holder_of(world, route), "GET", address_of(route, sort=f"-{key}", page=str(number)))
        headings, found = cells_of(page.content.decode())
        rows += found
    before = last_event()
    title, origin, written, *lines = sheet_of(world, route, sort=f"-{key}")
    events = [(one.action, one.actor_id) for one in events_after(before)]
    assert (events, len(lines)) == ([("audit.list.exported", holder_of(world, route).account.pk)], len(rows))
    assert (title, f"共{len(rows)}条" in origin[0]) == ([str(first.title)], True)
    # What is exported of the log is told in the log, which is one longer then.
    for shown, line in zip(rows, lines, strict=True):
        for heading, value in zip(written, line, strict=True):
            if heading not in UNLIKE.get(route, ()):
                cell = shown[headings.index(re.sub(r"\s", "", heading))]
                assert [word for word in undefused(value).split() if word not in cell] == [], (heading, cell)


@pytest.mark.parametrize("route", sorted(set(KEYS) - {"organisation:tree"}))
def test_nothing_of_another_unit_stands_in_a_sheet(world, route):
    told = []
    for holder in [one for one in world.holders if one.relation in ("same", "below", "sibling")]:
        answer = ask(holder, "POST", f"{reverse(route)}?sort=name&size=100", {"export": "xlsx"})
        told += leaks(world, holder, route, text_of(answer))
    assert told == []


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_formula_in_a_name_stays_a_text(world, suffix):
    Account.objects.filter(pk=world.newcomer.pk).update(display_name='=HYPERLINK("http://x","y")')
    answer = ask(holder_of(world, "accounts:accounts"), "POST", reverse("accounts:accounts"), {"export": suffix})
    content = content_of(answer)
    if suffix == "csv":
        assert [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if "HYPERLINK" in row[0]] == [
            '\'=HYPERLINK("http://x","y")'
        ]
        return
    with ZipFile(io.BytesIO(content)) as archive:
        assert "'=HYPERLINK" in unescape(archive.read("xl/sharedStrings.xml").decode())
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_an_identity_number_that_is_searched_for_stands_neither_on_the_sheet_nor_in_the_log(world):
    number = next(number for number, unit in world.numbers.items() if unit == ONE)
    before = last_event()
    lines = sheet_of(world, "people:members", q=number)
    assert (len(lines), number in str(lines), number in events_after(before)[0].details) == (4, False, False)


def test_words_that_are_sealed_are_on_no_sheet(world):
    lines = sheet_of(world, "feedback:received")
    assert lines[2] == ["类别", "提出人", "提出时间", "状态"]


def test_more_rows_than_a_sheet_holds_are_refused_with_what_to_do(world, monkeypatch):
    monkeypatch.setattr("mingheng.audit.exports.MOST_ROWS", 2)
    before, url = last_event(), address_of("ledger:entries", words=quote("题"))
    answer = ask(holder_of(world, "ledger:entries"), "POST", url, {"export": "csv"})
    assert (answer.status_code, answer["Location"], events_after(before)) == (302, url, [])
    assert "一次最多导出2条" in text_of(answer)


FOUND_BY = {
    "accounts:accounts": ("q", lambda one: one.display_name),
    "organisation:roles": ("name", lambda row: row[0].grant.account.display_name),
    "organisation:tree": ("q", lambda one: one.placement.name),
    "people:members": ("q", lambda row: row["person"].name),
    "people:sizes": ("q", lambda one: one.name),
    "assessment:scores": ("q", lambda row: row.name),
    "assessment:overview": ("q", lambda row: row.name),
    "assessment:requirements": ("unit", lambda row: row.unit),
    "assignments:unanswered": ("words", lambda row: row.unit_name),
    "assignments:inbox": ("words", lambda row: row.unit_name),
    "reminders:todo": ("unit", lambda row: row.unit_name),
    "reminders:told": ("words", lambda row: row.reminder.account.display_name),
    "api:keys": ("q", lambda row: row.unit_name),
    "ledger:samples": ("q", lambda row: row.unit_name),
    "ledger:registers": ("q", lambda one: one.kind.title),
    "books:books": ("q", lambda row: row[0].name),
    "feedback:received": ("name", lambda said: said.remark.account.display_name),
}
"""For every list with names: what it is asked by, and the name in a row."""


@pytest.mark.parametrize("route", sorted(FOUND_BY))
def test_a_name_is_found_by_the_first_letters_of_its_pinyin(world, route):
    asked_by, name_of = FOUND_BY[route]
    told_once(world)
    name = name_of(listing_of(world, route).rows[0])
    query = ASKED.get(route, "").replace("q=雀", "")
    for words in (name, initials_of(name), initials_of(name).upper()):
        url = f"{reverse(route)}?{query}&{asked_by}={quote(words)}"
        found = ask(holder_of(world, route), "GET", url).context["listing"]
        assert name in [name_of(row) for row in found.rows], words
    nothing = f"{reverse(route)}?{query}&{asked_by}=zzzz"
    assert ask(holder_of(world, route), "GET", nothing).context["listing"].count == 0


def test_every_page_with_a_table_of_many_rows_is_a_list_or_says_why_it_is_none():
    texts = {f"{path.parts[-2]}/{path.name}": path.read_text(encoding="utf-8") for path in TEMPLATES}
    tables = {name: text for name, text in texts.items() if '<table class="stack"' in text and name[:3] != "ui/"}
    # The values of the regulations are taken along, and stand in the order of their documents.
    lists = {
        name
        for name, text in tables.items()
        if "{% exports listing %}" in text and ("{% sorting listing" in text or name == "regulations/parameters.html")
    }
    assert set(tables) - lists | {"organisation/tree.html"} == set(NO_LISTS)
