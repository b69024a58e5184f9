"""Sheets of clerks: as they keep them, every fault at once, all rows or none; what was exported is recognised."""

import pytest
from python_calamine import CalamineWorkbook

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.ledger.domain import accept, send_back
from mingheng.ledger.imports import bundled_mappings, enter_records, read_mapping, write_marked_sheet
from mingheng.ledger.imports.stored import key_text
from mingheng.ledger.models import Entry, EntryVersion, State
from mingheng.ledger.queries import latest_version
from mingheng.ledger.values import content_of
from mingheng.organisation.refusals import Refused
from mingheng.sheets.register_sheets import RegisterTable, write_register_workbook
from tests.ledger.desk import TODAY, accepted, actor, draft, meeting, submitted
from tests.ledger.sheets_desk import HEADINGS, book, check, exported, line, places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def bring(path, **options):
    intake, checked = check(path, **options)
    assert places(checked) == []
    return enter_records(intake, checked, by=COMMAND)


def change_cell(path, heading, value, at=0):
    """The exported sheet with one cell that a clerk has changed."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    headings = rows[2]
    body = [[int(cell) if isinstance(cell, float) else cell for cell in row] for row in rows[3:-1]]
    body[at][headings.index(heading)] = value
    write_register_workbook(RegisterTable(rows[0][0], rows[1][0], headings, body), path)
    return path


def test_a_clerks_sheet_is_entered_as_it_is_kept(county, tmp_path):
    moved = [
        HEADINGS.index(name) for name in ("缺席", "实到", "召开日期", "序号", "党支部", "类型", "应到", "活动/会议主题")
    ]
    rows = [
        line(),
        line("甲局第一党支部", type="党员大会", held_on="2026年5月21日", title="=不是公式".replace("=", "'=")),
    ]
    path = book(
        tmp_path / "a.xlsx", *([row[at] for at in moved] for row in rows), headings=[HEADINGS[at] for at in moved]
    )
    assert bring(path) == 2
    first, second = Entry.objects.order_by("happened_on")
    assert [(one.unit, one.state, one.title, one.entered_on) for one in (first, second)] == [
        (county.one_first, "submitted", "学习讨论", TODAY),
        (county.one_first, "submitted", "=不是公式", TODAY),
    ]
    assert content_of(latest_version(second)).values == {
        "type": "支部党员大会", "held_on": second.happened_on, "title": "=不是公式", "expected": 12, "attended": 10,
        "absent": ("赵文华",),
    }  # fmt: skip


FAULTY_CELLS = {
    "党支部": ["没有的支部", "B9", "=A1", "乙"],
    "类型": ["党刻", "支委员会", "大会", "1"],
    "召开日期": ["2026-02-30", "昨天", "2027-01-01", "2026-13-01", "", "1850-01-01"],
    "应到": ["十二", "-1", "1.5", "9999999"],
    "实到": ["13", "十", "-2", "0.5"],
    "议题": ["意识", "党风、党风", "意识形态、意识形态"],
    "编号": ["7", "aaaaaaaaaaaaaaaaaaaa-1", "x-1"],
}


@pytest.mark.usefixtures("county")
def test_forty_planted_errors_are_exactly_those_forty(tmp_path):
    rows, planted = [], []
    cells = [(heading, value) for heading, values in FAULTY_CELLS.items() for value in values]
    pairs = [
        ("应到", "十二", "类型", "党刻"),
        ("召开日期", "2026-02-30", "议题", "意识"),
        ("类型", "大会", "实到", "半数"),
    ] * 2
    for heading, value in cells:
        rows += [line(title=f"好的{len(rows)}"), line(title=f"坏的{len(rows)}")]
        rows[-1][HEADINGS.index(heading)] = value
        planted.append((len(rows) + 2, heading))
    for one, bad, other, worse in pairs:
        rows.append(line(title=f"两处{len(rows)}"))
        rows[-1][HEADINGS.index(one)], rows[-1][HEADINGS.index(other)] = bad, worse
        planted += [(len(rows) + 2, one), (len(rows) + 2, other)]
    assert len(planted) == 40
    _, checked = check(book(tmp_path / "a.xlsx", *rows))
    assert sorted(places(checked)) == sorted(planted)
    assert Entry.objects.count() == 0


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("cells", "headings"),
    [
        ({"attended": 13, "type": "党刻"}, ["类型", "实到"]),
        ({"attended": 13, "unit": "没有的支部"}, ["党支部", "实到"]),
        ({"attended": 13, "unit": "", "held_on": "2027-01-01"}, ["党支部", "召开日期", "实到"]),
        ({"attended": 13, "held_on": ""}, ["召开日期", "实到"]),
        ({"held_on": "1950-01-01", "expected": "十二"}, ["应到", "召开日期"]),
        ({"attended": 13, "expected": "十二"}, ["应到"]),
        ({"held_on": "2026-02-30", "type": ""}, ["类型", "召开日期"]),
        ({"attended": 13, "key": "x-1", "month": "13"}, ["编号", "实到", "归属月份"]),
    ],
)
def test_cells_that_do_not_meet_are_told_with_those_that_cannot_be_read(tmp_path, cells, headings):
    path = book(tmp_path / "a.xlsx", line(**{"month": "", **cells}), headings=[*HEADINGS, "归属月份"])
    _, checked = check(path)
    assert (sorted(places(checked)), checked.rows) == (sorted((3, heading) for heading in headings), [])


def test_a_row_that_waits_is_told_with_its_other_faults(county, people, tmp_path):
    submitted(county.one_first, people.clerk)
    path = change_cell(change_cell(exported(tmp_path, "meeting"), "实到", 13), "类型", "党刻")
    assert sorted(places(check(path)[1])) == [(4, "实到"), (4, "类型"), (4, "编号")]


def test_of_a_row_that_says_nothing_else_only_the_unit_is_told(county, people, tmp_path):
    """Its counts do not meet, but they stand so in the draft."""
    draft(county.one_first, people.clerk, meeting(attended=13))
    path = change_cell(exported(tmp_path, "meeting"), "党组织", "没有的支部")
    _, checked = check(path)
    assert (places(checked), checked.unchanged) == ([(4, "党组织")], 0)


def test_what_the_check_says_is_what_the_import_does(county, tmp_path):
    path = book(tmp_path / "a.xlsx", *(line(title=f"第{number}次", expected=number) for number in range(10, 30)))
    intake, checked = check(path)
    said = [(row.unit.pk, dict(row.content.values)) for row in checked.rows]
    before = Event.objects.count()
    assert enter_records(intake, checked, by=COMMAND) == 20
    versions = EntryVersion.objects.select_related("entry").order_by("pk")
    assert [(version.entry.unit_id, content_of(version).values) for version in versions] == said
    assert Event.objects.count() == before + 1
    assert {version.entry.unit for version in versions} == {county.one_first}


@pytest.mark.usefixtures("county")
def test_the_same_sheet_twice_makes_nothing_double(tmp_path):
    path = book(tmp_path / "a.xlsx", line(), line(title="另一次"))
    assert bring(path) == 2
    _, checked = check(path)
    assert (places(checked), checked.rows, checked.unchanged) == ([], [], 2)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("arrives", [State.DRAFT, State.SUBMITTED])
@pytest.mark.parametrize("is_first", [True, False])
def test_what_the_sheet_changes_is_there_no_longer_for_a_row_that_says_it(tmp_path, arrives, is_first):
    """The row with the key turns 甲 into 乙; the other one says 甲 anew."""
    bring(book(tmp_path / "a.xlsx", line(title="甲")), arrives=State.DRAFT)
    rows = [line(title="乙", key=key_text(Entry.objects.get())), line(title="甲")]
    path = book(tmp_path / "b.xlsx", *(rows if is_first else reversed(rows)))
    assert bring(path, arrives=arrives) == 2
    assert sorted(Entry.objects.values_list("title", flat=True)) == ["乙", "甲"]


@pytest.mark.usefixtures("county")
def test_what_a_row_with_a_key_leaves_as_it_is_is_there(tmp_path):
    bring(book(tmp_path / "a.xlsx", line()), arrives=State.DRAFT)
    path = book(tmp_path / "b.xlsx", line(key=key_text(Entry.objects.get())), line())
    _, checked = check(path)
    assert (places(checked), checked.rows, checked.unchanged) == ([], [], 2)


@pytest.mark.usefixtures("county")
def test_two_who_checked_the_same_sheet_do_not_double_it(tmp_path):
    intake, checked = check(book(tmp_path / "a.xlsx", line()))
    assert enter_records(intake, checked, by=COMMAND) == 1
    intake, again = check(tmp_path / "a.xlsx")
    again.rows, again.standing = checked.rows, checked.standing
    with pytest.raises(Refused, match="检查以后"):
        enter_records(intake, again, by=COMMAND)
    assert Entry.objects.count() == 1


@pytest.mark.usefixtures("county")
def test_drafts_may_have_gaps_and_submitted_rows_may_not(tmp_path):
    path = book(tmp_path / "a.xlsx", line(type="", held_on=""), line(title="齐全的"))
    _, checked = check(path)
    assert places(checked) == [(3, "类型"), (3, "召开日期")]
    assert bring(path, arrives=State.DRAFT) == 2
    assert set(Entry.objects.values_list("state", "entered_on")) == {("draft", None)}


def test_who_has_one_organisation_needs_not_name_it(county, tmp_path):
    headings = [heading for heading in HEADINGS if heading != "党支部"]
    row = [cell for at, cell in enumerate(line()) if HEADINGS[at] != "党支部"]
    path = book(tmp_path / "a.xlsx", row, headings=headings)
    assert bring(path, within={county.one_first.pk}) == 1
    assert Entry.objects.get().unit == county.one_first
    _, checked = check(path, within={county.one_first.pk, county.one.pk})
    assert places(checked) == [(2, "党组织")]


def test_units_out_of_reach_are_unknown_and_so_are_their_entries(county, people, tmp_path):
    draft(county.two_first, people.outsider)
    path = change_cell(exported(tmp_path, "meeting"), "主题", "改了")
    _, checked = check(path, within={county.one_first.pk, county.one.pk})
    assert places(checked) == [(4, "编号"), (4, "党组织")]


def test_a_changed_row_of_a_draft_is_a_new_version(county, people, tmp_path):
    entry = draft(county.one_first, people.clerk)
    draft(county.one_first, people.clerk, meeting(title="另一条", held_on=TODAY))
    path = change_cell(exported(tmp_path, "meeting"), "实到", 11)
    intake, checked = check(path, arrives=State.DRAFT)
    assert (places(checked), len(checked.rows), checked.unchanged) == ([], 1, 1)
    assert enter_records(intake, checked, by=COMMAND) == 1
    entry.refresh_from_db()
    assert (entry.latest, entry.state, content_of(latest_version(entry))) == (2, "draft", meeting(attended=11))


def test_a_row_that_was_sent_back_is_mended_and_submitted(county, people, tmp_path):
    entry = submitted(county.one_first, people.clerk)
    send_back(entry, reason="人数不对", read_at=entry.version, by=actor(people.admin))
    assert bring(change_cell(exported(tmp_path, "meeting"), "实到", 11)) == 1
    entry.refresh_from_db()
    assert (entry.latest, entry.state) == (2, "submitted")


def test_what_was_accepted_changes_only_with_a_reason_and_waits_again(county, people, tmp_path):
    entry = accepted(county.one_first, people.clerk, people.admin)
    path = change_cell(exported(tmp_path, "meeting"), "实到", 11)
    _, checked = check(path)
    assert (places(checked), "更正原因" in checked.faults[0].text) == ([(4, "编号")], True)
    assert bring(path, reason="签到表漏了一人") == 1
    entry.refresh_from_db()
    version = latest_version(entry)
    assert (entry.state, entry.accepted, version.number, version.reason) == ("submitted", 1, 2, "签到表漏了一人")
    accept(entry, read_at=entry.version, by=actor(people.admin))
    assert (entry.accepted, content_of(latest_version(entry))) == (2, meeting(attended=11))


def test_what_waits_or_was_changed_since_is_refused(county, people, tmp_path):
    submitted(county.one_first, people.clerk)
    path = change_cell(exported(tmp_path, "meeting"), "实到", 11)
    assert [str(fault.text)[:12] for fault in check(path)[1].faults] == ["这条记录现在是“待审核”"]
    entry = Entry.objects.get()
    send_back(entry, reason="人数不对", read_at=entry.version, by=actor(people.admin))
    old = change_cell(exported(tmp_path, "meeting"), "实到", 11)
    bring(change_cell(exported(tmp_path, "meeting", "xlsx"), "实到", 9), arrives=State.DRAFT)
    assert old.exists()
    rows = CalamineWorkbook.from_path(exported(tmp_path, "meeting")).get_sheet_by_index(0).to_python()
    key = str(rows[3][-1]).replace("-2", "-1")
    stale = change_cell(change_cell(exported(tmp_path, "meeting"), "编号", key), "实到", 8)
    assert ["导出以后又有人改过" in fault.text for fault in check(stale)[1].faults] == [True]


def test_an_accepted_row_that_moved_to_another_unit_is_refused(county, people, tmp_path):
    accepted(county.one_first, people.clerk, people.admin)
    path = change_cell(exported(tmp_path, "meeting"), "党组织", "B1")
    assert places(check(path, reason="填错单位")[1]) == [(4, "党组织")]


@pytest.mark.usefixtures("county")
def test_the_marked_sheet_says_what_is_wrong_where_it_is_and_is_read_again(tmp_path):
    path = book(tmp_path / "a.xlsx", line(), line(type="党刻", title="错的", held_on="2026-02-30"))
    intake, checked = check(path)
    target = tmp_path / "marked.xlsx"
    write_marked_sheet(intake, path, checked, target)
    workbook = CalamineWorkbook.from_path(target)
    assert workbook.sheet_names == ["错误清单", "台账"]
    listed = workbook.get_sheet_by_name("错误清单").to_python()
    assert [row[:3] for row in listed[1:]] == [[4, "类型", "错误"], [4, "召开日期", "错误"]]
    rows = workbook.get_sheet_by_name("台账").to_python()
    assert [row[-1] for row in rows] == [
        "",
        "错误说明",
        "",
        "".join(f"“{fault.column}”：{fault.text}" for fault in checked.faults),
        "",
    ]
    _, again = check(target)
    assert ([fault.text for fault in again.faults], places(again)) == (
        [fault.text for fault in checked.faults],
        places(checked),
    )


@pytest.mark.usefixtures("county")
def test_the_bundled_mappings_are_sound_and_read_what_they_describe(tmp_path):
    assert sorted(bundled_mappings()) == ["meeting_register_example", "study_platform_example"]
    headings = ["组织全称", "会议类别", "会议名称", "开始时间", "应参会人数", "实参会人数"]
    row = ["甲局第一党支部", "党员大会（全体）", "学习讨论", "2026-05-20", 12, 10]
    path = book(tmp_path / "a.xlsx", row, headings=headings)
    assert bring(path, mapped=bundled_mappings()["meeting_register_example"]) == 1
    values = content_of(latest_version(Entry.objects.get())).values
    assert (values["type"], values["title"], values["attended"]) == ("支部党员大会", "学习讨论", 10)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mapping: a\ntitle: 甲\nkind: meetings\n", ["第3行：没有这种台账"]),
        ("mapping: a\ntitle: 甲\nkind: meeting\ncolumns:\n  会名: titel\n", ["第5行：不认识“titel”。是不是“title”"]),
        (
            "mapping: a\ntitle: 甲\nkind: study\ncolumns: {时间: held_on, 日期: held_on}\nconstants:\n  hours: 很多\n",
            ["第4行：“held_on”已经有一栏", "第6行：“很多”不是数"],
        ),
        ("mapping: a\ntitle: 甲\nkind: meeting\ncolumns: {会名: title}\n", ["第4行：必填的“type”（类型）"]),
        ("- a\n", ["第1行：映射文件要写成"]),
        ("a: &x 1\n", ["第1行："]),
    ],
)
def test_a_faulty_mapping_is_told_with_its_lines(text, told):
    mapped, faults = read_mapping(text)
    assert mapped is None
    assert [str(fault)[: len(words)] for fault, words in zip(faults, told, strict=False)] == told
