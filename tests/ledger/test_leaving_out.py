"""Rows of a sheet that repeat a record can be left out by a tick; everything else is entered, whole or not at all."""

import json
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.audit.telling import told_details
from mingheng.ledger.domain import send_back, withdraw
from mingheng.ledger.imports import Intake, enter_records, read_records_sheet
from mingheng.ledger.imports.stored import key_text
from mingheng.ledger.models import Entry, State
from tests.ledger.desk import actor, meeting, submitted
from tests.ledger.pages import text_of
from tests.ledger.sheets_desk import HEADINGS, book, line
from tests.ledger.test_import_preview import checked, entered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

TICK = re.compile(r'<input type="checkbox"( form="enter")? name="left_out" value="([\d,]+)"( checked)?>')


@pytest.fixture
def repeating(county, people, tmp_path):
    """A sheet whose third row repeats a record, whose fifth the fourth, and whose sixth has no title."""
    submitted(county.one_first, people.colleague, meeting(title="甲"))
    rows = [line(title="甲"), line(title="乙"), line(title="乙", absent=""), line(title="", held_on="2026-05-21")]
    return book(tmp_path / "a.xlsx", *rows)


def ticks(answer) -> dict[str, bool]:
    """The rows of each tick of the page, and whether it is set."""
    return {rows: bool(is_set) for _form, rows, is_set in TICK.findall(answer.content.decode())}


def new_titles() -> list[str]:
    return sorted(Entry.objects.exclude(pk=Entry.objects.earliest("pk").pk).values_list("title", flat=True))


def test_each_row_that_repeats_has_a_tick_and_all_together_have_one(clerk, repeating):
    answer = checked(clerk, repeating)
    assert (ticks(answer), answer.context["question_count"]) == ({"3": False, "5": False, "3,5": False}, 3)
    told = text_of(answer)
    assert [words in told for words in ("疑似重复的2行全部略去", "导入没有略去的各行", "导入这4条")] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left_out", "titles", "told"),
    [
        (["3"], ["乙", "乙", "党课"], "1行"),
        (["5"], ["乙", "党课", "甲"], "1行"),
        (["3,5"], ["乙", "党课"], "2行"),
        (["3", "5"], ["乙", "党课"], "2行"),
    ],
)
def test_what_is_ticked_is_left_out_and_the_others_are_entered(clerk, repeating, left_out, titles, told):
    answer = entered(clerk, checked(clerk, repeating), left_out=left_out, confirmed="on")
    said = [str(message) for message in get_messages(clerk.get(answer.url).wsgi_request)]
    assert (new_titles(), said) == (
        titles,
        [
            f"“三会一课与组织生活”已导入{len(titles)}条，等该组织的另一位审核人或上级采纳后计入。",
            f"疑似重复的{told}已按勾选略去，没有导入。",
        ],
    )


def test_the_log_names_the_rows_that_were_left_out_and_only_then(clerk, repeating, tmp_path):
    entered(clerk, checked(clerk, repeating), left_out=["3,5"], confirmed="on")
    event = Event.objects.latest("pk")
    assert (event.action, json.loads(event.details)) == (
        "ledger.entries.imported",
        {"kind": "三会一课与组织生活", "count": 2, "left_out": [3, 5]},
    )
    assert "表里略去没有导入的行" in [label for label, _key, _value in told_details(event)]
    entered(clerk, checked(clerk, book(tmp_path / "b.xlsx", line(title="丙"))))
    assert json.loads(Event.objects.latest("pk").details) == {"kind": "三会一课与组织生活", "count": 1}


def test_what_is_left_in_is_still_to_be_confirmed_and_the_ticks_stay(clerk, repeating):
    answer = entered(clerk, checked(clerk, repeating), left_out=["5"])
    assert (answer.status_code, Entry.objects.count()) == (422, 1)
    assert answer.context["form"].errors == {
        "confirmed": ["还没有导入：有2处需要确认。请核对上面列出的各项，都无误的，勾选这一项再导入。"]
    }
    assert (ticks(answer), answer.context["count"]) == ({"3": False, "5": True, "3,5": False}, 4)
    assert re.findall(r"有(\d+)处需要确认", text_of(answer)) == ["2", "2"]
    assert [one.row for one in answer.context["questions"]] == [3, 5, 6]
    answer = entered(clerk, answer, left_out=["3,5"])
    assert (ticks(answer), Entry.objects.count()) == ({"3": False, "5": False, "3,5": True}, 1)
    assert entered(clerk, answer, left_out=["3,5"], confirmed="on").status_code == 302


def test_where_only_repetitions_are_asked_about_their_tick_is_the_answer(clerk, tmp_path):
    answer = checked(clerk, book(tmp_path / "a.xlsx", line(), line(absent="")))
    assert ticks(answer) == {"4": False}
    assert (entered(clerk, answer).status_code, Entry.objects.count()) == (422, 0)
    assert (entered(clerk, answer, left_out=["4"]).status_code, Entry.objects.count()) == (302, 1)


@pytest.mark.parametrize("left_out", [["4"], ["6"], ["3,4"], ["3", "900"]])
def test_a_row_that_repeats_nothing_is_not_left_out(clerk, repeating, left_out):
    stray = left_out[-1].rpartition(",")[2]
    answer = entered(clerk, checked(clerk, repeating), left_out=left_out, confirmed="on")
    told = f"第{stray}行没有和别的记录重复，不能略去。请重新勾选；不要导入的行，请在表格里删去后重新检查。"
    assert (answer.status_code, answer.context["form"].errors) == (422, {"left_out": [told]})
    assert (told in text_of(answer), Entry.objects.count()) == (True, 1)


@pytest.mark.parametrize("left_out", ["x", "3,", "-3", "3;5", "٣", "9" * 5000])
def test_what_is_no_row_is_refused(clerk, repeating, left_out):
    answer = entered(clerk, checked(clerk, repeating), left_out=[left_out], confirmed="on")
    assert (answer.status_code, Entry.objects.count()) == (422, 1)


def test_a_row_that_repeats_nothing_any_more_is_told_of(county, people, clerk, tmp_path):
    entry = submitted(county.one_first, people.colleague)
    answer = checked(clerk, book(tmp_path / "a.xlsx", line(), line(title="乙")))
    withdraw(entry, reason="填错", read_at=entry.version, by=actor(people.admin))
    again = entered(clerk, answer, left_out=["3"])
    assert (again.status_code, "第3行没有和别的记录重复" in text_of(again), Entry.objects.count()) == (422, True, 1)
    assert entered(clerk, again).status_code == 302


def test_a_sheet_of_which_nothing_is_left_in_is_not_entered(county, people, clerk, tmp_path):
    submitted(county.one_first, people.colleague)
    answer = entered(clerk, checked(clerk, book(tmp_path / "a.xlsx", line())), left_out=["3"])
    told = "每一行都勾选了略去，没有可以导入的。请改正勾选；都不导入的，请点“取消”。"
    assert (answer.status_code, answer.context["form"].errors) == (422, {"left_out": [told]})
    assert (told in text_of(answer), ticks(answer), Entry.objects.count()) == (True, {"3": True}, 1)
    assert ("处需要确认" in text_of(answer), 'name="confirmed"' in answer.content.decode()) == (False, True)


def test_a_row_with_an_error_is_never_left_out(clerk, tmp_path):
    """The fourth row repeats the third, and more came than there are."""
    path = book(tmp_path / "a.xlsx", line(), line(attended=13))
    answer = checked(clerk, path)
    assert ([one.row for one in answer.context["errors"]], answer.context["questions"][0].row, ticks(answer)) == (
        [4], 4, {},
    )  # fmt: skip
    again = entered(clerk, answer, left_out=["4"], confirmed="on")
    assert (again.status_code, [one.row for one in again.context["errors"]], Entry.objects.count()) == (422, [4], 0)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_what_the_check_says_without_these_rows_is_what_the_import_does(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        book(path, line(title="甲"), line(title="甲", absent=""), line(title="乙"))
    else:
        rows = [HEADINGS, line(title="甲"), line(title="甲", absent=""), line(title="乙")]
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    row = {"xlsx": 4, "csv": 3}[suffix]
    intake = Intake("meeting", State.SUBMITTED, left_out=frozenset({row}))
    found = read_records_sheet(intake, path)
    assert ([one.row for one in found.left_out], found.questions, found.repetitions) == ([row], [], [row])
    assert enter_records(intake, found, by=COMMAND) == 2
    assert sorted(Entry.objects.values_list("title", flat=True)) == ["乙", "甲"]


def test_without_a_row_that_would_have_changed_a_record_others_are_compared_with_it_as_it_is(county, people, tmp_path):
    """The first row of the sheet renames 甲 to 丁, which is there; a new row is another 甲."""
    entry = submitted(county.one_first, people.clerk, meeting(title="甲"))
    submitted(county.one_first, people.colleague, meeting(title="丁"))
    send_back(entry, reason="主题不对", read_at=entry.version, by=actor(people.admin))
    key = key_text(Entry.objects.get(pk=entry.pk))
    path = book(tmp_path / "a.xlsx", line(type="支部党员大会", title="丁", key=key), line(title="甲"))
    told = []
    for left_out in ((), (3,), (3, 4)):
        found = read_records_sheet(Intake("meeting", State.SUBMITTED, left_out=frozenset(left_out)), path)
        told.append(([one.row for one in found.rows], [one.row for one in found.questions], found.repetitions))
    assert told == [([3, 4], [3], [3]), ([4], [4], [3, 4]), ([], [], [3, 4])]


@pytest.mark.usefixtures("county")
def test_a_sheet_with_many_repetitions_takes_as_many_queries_as_one_with_one(tmp_path):
    counts = []
    for rows in (1, 5):
        path = book(tmp_path / f"{rows}.xlsx", *(line(absent="", number=at, attended=at) for at in range(rows + 1)))
        intake = Intake("meeting", State.SUBMITTED, left_out=frozenset(range(4, rows + 4)))
        read_records_sheet(intake, path)
        with CaptureQueriesContext(connection) as queries:
            found = read_records_sheet(intake, path)
        counts.append((len(queries), len(found.left_out)))
    assert counts == [(5, 1), (5, 5)]
