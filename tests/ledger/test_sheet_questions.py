"""What is doubtful in a sheet is asked before it is entered, all at once; one tick answers, and without it nothing is lost."""

import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from mingheng.ledger.imports import write_marked_sheet
from mingheng.ledger.models import Entry, State
from tests.ledger.desk import accepted, draft, meeting, submitted
from tests.ledger.pages import text_of
from tests.ledger.sheets_desk import book, check, exported, line, places
from tests.ledger.test_import_preview import checked as sent_to_check
from tests.ledger.test_import_preview import entered
from tests.ledger.test_sheet_import import change_cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home", "county")]

BOX = 'name="confirmed"'


def doubtful(folder):
    """Three rows with a question each: too many are told of, no title, and the first one again."""
    rows = [line(absent="赵文华、钱立、孙明"), line(title="", held_on="2026-05-21"), line(absent="")]
    return book(folder / "a.xlsx", *rows)


def asked(checked):
    return [(fault.row, fault.column, fault.text) for fault in checked.questions]


def test_the_check_lists_what_is_to_be_confirmed_apart_from_errors(clerk, tmp_path):
    answer = sent_to_check(clerk, doubtful(tmp_path))
    assert (answer.status_code, answer.context["error_count"], answer.context["warnings"]) == (200, 0, [])
    assert [(one.sheet, one.row, one.column, one.text) for one in answer.context["questions"]] == [
        (
            "台账",
            3,
            "实到",
            "实到10人、请假0人、缺席3人，合计13人，多于应到12人。请核对人数和名单。",
        ),
        ("台账", 4, "活动/会议主题", "没有填写主题。请核对是否漏填。"),
        ("台账", 5, "活动/会议主题", "与第3行的组织、日期、主题都相同。请核对是否重复填报。"),
    ]
    assert ("有3处需要确认" in text_of(answer), BOX in answer.content.decode()) == (True, True)
    assert [f'<th scope="row">第{row}行</th>' in answer.content.decode() for row in (3, 4, 5)] == [True] * 3


def test_without_the_tick_nothing_is_entered_or_lost_and_with_it_everything_is_entered(clerk, tmp_path):
    first = sent_to_check(clerk, doubtful(tmp_path))
    answer = entered(clerk, first)
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {
        "confirmed": ["还没有导入：有3处需要确认。请核对上面列出的各项，都无误的，勾选这一项再导入。"]
    }
    assert [answer.context[name] for name in ("settings", "ticket", "count", "question_count")] == [
        first.context[name] for name in ("settings", "ticket", "count", "question_count")
    ]
    assert entered(clerk, answer, confirmed="on").status_code == 302
    assert list(Entry.objects.values_list("state", flat=True)) == ["submitted"] * 3


def test_errors_and_questions_are_told_at_once(clerk, tmp_path):
    rows = [line(title=""), line(type="党刻"), line(attended=13, title="", held_on="2026-05-21")]
    answer = sent_to_check(clerk, book(tmp_path / "a.xlsx", *rows))
    told = [[one.row for one in answer.context[name]] for name in ("errors", "questions")]
    assert (answer.status_code, told, BOX in answer.content.decode()) == (422, [[4, 5], [3, 5]], False)
    assert "有2处需要确认" in text_of(answer)


@pytest.mark.parametrize("arrives", ["submitted", "draft"])
def test_where_nothing_is_doubtful_and_for_drafts_there_is_no_box(clerk, tmp_path, arrives):
    path = book(tmp_path / "a.xlsx", line()) if arrives == "submitted" else doubtful(tmp_path)
    answer = sent_to_check(clerk, path, arrives=arrives)
    assert (answer.context["questions"], BOX in answer.content.decode()) == ([], False)
    assert entered(clerk, answer, arrives=arrives).status_code == 302


def test_what_somebody_entered_since_the_check_is_asked_about(clerk, county, people, tmp_path):
    answer = sent_to_check(clerk, book(tmp_path / "a.xlsx", line()))
    assert answer.context["questions"] == []
    submitted(county.one_first, people.colleague)
    again = entered(clerk, answer)
    assert (again.status_code, [one.row for one in again.context["questions"]], Entry.objects.count()) == (422, [3], 1)


def test_an_export_and_a_sheet_that_is_there_already_come_back_without_a_question(county, people, tmp_path):
    for attended in (10, 11):
        submitted(county.one_first, people.clerk, meeting(title=None, attended=attended, absent=("赵", "钱", "孙")))
    for path in (exported(tmp_path, "meeting"), _without_keys(exported(tmp_path, "meeting"))):
        _intake, checked = check(path)
        assert (checked.faults, checked.rows, checked.unchanged) == ([], [], 2)


def _without_keys(path):
    for at in range(2):
        change_cell(path, "编号", "", at)
    return path


def test_a_changed_row_is_compared_with_others_and_not_with_itself(county, people, tmp_path):
    for title in ("甲", "乙"):
        draft(county.one_first, people.clerk, meeting(title=title))
    path = change_cell(exported(tmp_path, "meeting"), "会议记录", "补记一项")
    assert asked(check(path)[1]) == []
    submitted(county.one_first, people.clerk, meeting(title="丙"))
    _intake, checked = check(change_cell(path, "主题", "丙"))
    text = "同一组织同一天已有一条“丙”（待审核）。请核对是否重复填报。"
    assert (places(checked), asked(checked)) == ([], [(4, "主题", text)])


def test_two_rows_that_change_places_are_not_alike(county, people, tmp_path):
    for title in ("甲", "乙"):
        accepted(county.one_first, people.clerk, people.admin, meeting(title=title))
    path = exported(tmp_path, "meeting")
    titles = [entry.title for entry in Entry.objects.order_by("pk")]
    for at, title in enumerate(_of_rows(path)):
        change_cell(path, "主题", next(one for one in titles if one != title), at)
    _intake, checked = check(path, reason="两次会的主题写反了")
    assert (len(checked.rows), places(checked), asked(checked)) == (2, [], [])


def _of_rows(path) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [row[rows[2].index("主题")] for row in rows[3:5]]


def test_a_correction_is_checked_and_asked_about_whatever_becomes_of_other_rows(county, people, tmp_path):
    accepted(county.one_first, people.clerk, people.admin)
    path = change_cell(exported(tmp_path, "meeting"), "实到", 13)
    assert places(check(path, arrives=State.DRAFT, reason="多记一人")[1]) == [(4, "实到")]
    _intake, checked = check(change_cell(path, "实到", 12), arrives=State.DRAFT, reason="多记两人")
    assert [column for _row, column, _text in asked(checked)] == ["实到"]


def test_the_marked_sheet_has_another_word_and_another_colour_for_a_question(tmp_path):
    path = book(tmp_path / "a.xlsx", line(title=""), line(type="党刻"))
    intake, checked = check(path)
    target = tmp_path / "marked.xlsx"
    write_marked_sheet(intake, path, checked, target)
    workbook = CalamineWorkbook.from_path(target)
    listed = workbook.get_sheet_by_name("错误清单").to_python()
    assert [row[:3] for row in listed[1:]] == [[3, "活动/会议主题", "需确认"], [4, "类型", "错误"]]
    said = [row[-1] for row in workbook.get_sheet_by_name("台账").to_python()[2:4]]
    assert said[0] == "（需确认）“活动/会议主题”：没有填写主题。请核对是否漏填。"
    assert said[1].startswith("“类型”：")
    assert _fills(target) == {"D3": "FFFFEB9C", "C4": "FFFFC7CE"}
    assert [str(fault) for fault in check(target)[1].faults] == [str(fault) for fault in checked.faults]


def _fills(path) -> dict[str, str]:
    """The colours of the cells that have one, below the headings of the second sheet."""
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    fills = [re.search(r'fgColor rgb="(\w+)"', one) for one in re.findall(r"<fill>.*?</fill>", styles)]
    formats = [fills[int(one)] for one in re.findall(r'<xf [^>]*?fillId="(\d+)"', styles.partition("<cellXfs")[2])]
    cells = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet)
    return {cell: formats[int(style)][1] for cell, style in cells if formats[int(style)]}


def test_a_long_sheet_is_asked_about_with_as_many_queries_as_a_short_one(tmp_path):
    counts = []
    check(book(tmp_path / "first.xlsx", line()))
    for rows in (1, 10):
        path = book(tmp_path / f"{rows}.xlsx", *(line(title="", attended=number) for number in range(rows)))
        with CaptureQueriesContext(connection) as queries:
            _intake, checked = check(path)
        counts.append(len(queries))
        assert len(checked.questions) == 2 * rows - 1
    assert counts == [5, 5]


def test_the_page_of_an_entry_asks_where_what_is_always_kept_is_missing(county, clerk):
    page = clerk.get(reverse("ledger:new_entry", args=[county.one_first.pk, "meeting"]))
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]
    sent = {"read_at": 0, "key": key, "type": "支委会", "held_on": "2026-05-20", "submit": "1"}
    address = reverse("ledger:new_entry", args=[county.one_first.pk, "meeting"])
    assert "没有填写主题、应到、实到。请核对是否漏填。" in text_of(clerk.post(address, sent))
    assert Entry.objects.count() == 0
    clerk.post(address, sent | {"confirmed": "on"})
    assert Entry.objects.get().state == "submitted"
