"""The empty sheets of the registers: what their notes tell of columns that have a list of words."""

import zipfile

import pytest
from python_calamine import CalamineWorkbook

from mingheng.ledger.imports import write_records_template
from mingheng.ledger.record_kinds import UNIT_FIELD, all_kinds
from mingheng.sheets.record_columns import offered


def notes_of(path, kind):
    """What the notes say of each column, by its heading."""
    write_records_template(kind.code, path)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("说明").to_python()
    start = next(place for place, row in enumerate(rows) if row[:2] == ["栏目", "必填"])
    return {row[0]: dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]}


@pytest.mark.parametrize("code", sorted(all_kinds()))
def test_the_notes_tell_every_word_of_every_column_that_has_a_list(code, tmp_path):
    kind = all_kinds()[code]
    columns = [column for name, column in kind.fields.items() if name != UNIT_FIELD and offered(column)]
    notes = notes_of(tmp_path / "template.xlsx", kind)
    told = [notes[column.heading]["可选"] for column in columns]
    assert told == ["、".join(offered(column)) for column in columns]


def test_a_column_for_several_words_says_so_and_offers_no_list_of_single_ones(tmp_path):
    path = tmp_path / "template.xlsx"
    topics = notes_of(path, all_kinds()["meeting"])["议题"]
    assert (topics["怎样填"], topics["例子"]) == ("填可选的词；可填几项，用顿号隔开", "意识形态、党风廉政")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 2


def test_a_column_whose_words_depend_on_the_code_refers_to_the_notes_on_the_codes(tmp_path):
    notes = notes_of(tmp_path / "template.xlsx", all_kinds()["tally"])
    assert {notes[heading]["怎样填"] for heading in ("投票群体", "选项")} == {"照上面的说明，填所填编码后面写明的词"}
