"""An export brought back changes nothing, for every kind; and nothing in it is a formula."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.ledger.domain import save_draft
from mingheng.ledger.models import Entry, State
from mingheng.ledger.record_kinds import all_kinds
from mingheng.ledger.values import Content
from mingheng.sheets.defusing import defused_text, undefused
from mingheng.sheets.register_sheets import RegisterTable, write_register_csv, write_register_workbook
from tests.ledger.desk import accepted, draft, meeting, submitted
from tests.ledger.sheets_desk import TEXTS, check, contents_of, exported, places

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.django_db
@pytest.mark.usefixtures("own_home")
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", sorted(all_kinds()))
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_export_that_nobody_changed_changes_nothing(county, tmp_path, kind, suffix, data):
    for values in data.draw(st.lists(contents_of(kind), min_size=1, max_size=4)):
        content = Content(values, data.draw(st.none() | st.just(2025)), data.draw(st.none() | st.integers(1, 12)))
        save_draft(Entry(unit=county.one_first, kind=kind), content, read_at=0, by=COMMAND)
    count = Entry.objects.filter(kind=kind).count()
    _, checked = check(exported(tmp_path, kind, suffix), kind=kind)
    assert (places(checked), checked.rows, checked.unchanged) == ([], [], count)


@pytest.mark.parametrize("how_many", [500, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_no_text_is_a_formula_and_each_reads_back(tmp_path, how_many):
    found = set()

    @settings(max_examples=how_many, database=None, derandomize=True)
    @given(TEXTS | st.text("=+-@'＝＋－＠ax", min_size=1))
    def collect(text):
        found.add(text.strip())

    collect()
    texts = sorted(found - {""})
    table = RegisterTable("台账", "=1+1", ["文字", "序号"], [[text, 1] for text in texts])
    write_register_csv(table, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        of_csv = [row[0] for row in csv.reader(stream)][3:-1]
    write_register_workbook(table, tmp_path / "t.xlsx")
    of_xlsx = [row[0] for row in CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(0).to_python()][
        3:-1
    ]
    for cells in (of_csv, of_xlsx):
        assert [cell for cell in cells if cell.startswith(DANGEROUS)] == []
        assert [undefused(cell) for cell in cells] == texts


@given(st.text())
def test_what_is_defused_reads_back(text):
    assert undefused(defused_text(text)) == text


@pytest.mark.usefixtures("own_home")
def test_a_masked_export_brought_back_changes_nothing_either(county, people, tmp_path):
    draft(county.one_first, people.clerk)
    submitted(county.one_first, people.clerk)
    accepted(county.two_first, people.outsider, people.committee)
    path = exported(tmp_path, "meeting", plain=False)
    cells = [cell for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python() for cell in row]
    assert [word in str(cells) for word in ("赵文华", "第一项议程", "内容不予显示", "敏感栏目已遮住")] == [
        False,
        False,
        True,
        True,
    ]
    _, checked = check(path)
    assert (places(checked), checked.rows, checked.unchanged) == ([], [], 3)


@pytest.mark.usefixtures("own_home")
def test_the_same_rows_without_their_keys_are_there_already(county, people, tmp_path):
    draft(county.one_first, people.clerk, meeting(title="-5度的一天"))
    path = exported(tmp_path, "meeting", "csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row[:-1] for row in csv.reader(stream)]
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows)
    _, checked = check(path)
    assert (places(checked), checked.rows, checked.unchanged) == ([], [], 1)


@pytest.mark.usefixtures("own_home")
def test_an_export_is_one_event_that_says_what_went_out(county, people, tmp_path):
    draft(county.one_first, people.clerk)
    before = Event.objects.count()
    exported(tmp_path, "meeting")
    (event,) = Event.objects.order_by("pk")[before:]
    assert (event.action, event.details) == (
        "ledger.register.exported",
        '{"count":1,"kind":"三会一课与组织生活","scope":"全部"}',
    )
    assert Entry.objects.get().state == State.DRAFT
