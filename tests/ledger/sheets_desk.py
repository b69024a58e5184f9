"""What the tests of sheets write: workbooks as clerks keep them, contents of any kind, exports brought back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from hypothesis import strategies as st

from mingheng.audit.actors import COMMAND, Actor
from mingheng.ledger.exports import export_register
from mingheng.ledger.imports import NO_MAPPING, CheckedSheet, Intake, Mapped, read_records_sheet
from mingheng.ledger.models import Entry, State
from mingheng.ledger.record_kinds import UNIT_FIELD, kind_of
from mingheng.organisation.models import Unit
from mingheng.scoring.kinds import Field
from mingheng.sheets.record_columns import choices_of
from mingheng.sheets.register_sheets import write_register_csv, write_register_workbook

HEADINGS = ["序号", "党支部", "类型", "活动/会议主题", "召开日期", "应到", "实到", "议题", "缺席", "编号"]
WRITERS = {"xlsx": write_register_workbook, "csv": write_register_csv}


def line(unit: object = "甲局第一党支部", **changes: object) -> list[object]:
    """One meeting as a clerk's sheet has it."""
    cells = {
        "number": 1, "unit": unit, "type": "党课", "title": "学习讨论", "held_on": "2026-05-20", "expected": 12,
        "attended": 10, "topics": "意识形态", "absent": "赵文华", "key": "",
    } | changes  # fmt: skip
    return list(cells.values())


def book(path: Path, *rows: list[object], headings: list[str] = HEADINGS, title: str = "台账") -> Path:
    """A workbook with a merged title, headings in the second row, and lines for signatures below."""
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = workbook.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, len(headings) - 1, title)
    for at, cells in enumerate([headings, *rows, ["填表人：王五", "审核人：李四"]], start=1):
        sheet.write_row(at, 0, cells)
    workbook.close()
    return path


def check(
    path: Path,
    *,
    kind: str = "meeting",
    arrives: State = State.SUBMITTED,
    within: set[int] | None = None,
    reason: str = "",
    mapped: Mapped = NO_MAPPING,
) -> tuple[Intake, CheckedSheet]:
    intake = Intake(kind, arrives, within, reason, mapped)
    return intake, read_records_sheet(intake, path)


def places(checked: CheckedSheet) -> list[tuple[int | None, str]]:
    """Row and column of each error."""
    return [(fault.row, fault.column) for fault in checked.faults if fault.is_error]


def exported(folder: Path, kind: str, suffix: str = "xlsx", *, plain: bool = True, by: Actor = COMMAND) -> Path:
    """The register of everything, as a file."""
    units = set(Unit.objects.values_list("pk", flat=True)) if plain else set()
    table = export_register(kind_of(kind), Entry.objects.all(), plain_units=units, scope="全部", by=by)
    path = folder / f"{kind}.{suffix}"
    WRITERS[suffix](table, path)
    return path


TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf")) | st.sampled_from(list("='+-@＝＋－＠\n\t'\"，,;、_x")),
    min_size=1,
    max_size=40,
).map(str.strip).filter(bool)  # fmt: skip


def values_of(column: Field) -> st.SearchStrategy:
    """Values as a form takes them."""
    if column.type == "list":
        words = sorted(set(choices_of(column).values()))
        one = st.sampled_from(words) if words else _items()
        return st.lists(one, min_size=1, max_size=3, unique=True).map(tuple)
    strategies = {
        "text": TEXTS,
        "person": TEXTS,
        "subject": TEXTS,
        "date": st.dates(date(2020, 1, 1), date(2026, 5, 31)),
        "count": st.integers(0, 1_000_000),
        "number": st.decimals(Decimal(-1000), Decimal(1000), places=2),
        "flag": st.booleans(),
    }
    if column.type == "choice":
        return st.sampled_from(sorted(set(choices_of(column).values())))
    return strategies[column.type]


def _items() -> st.SearchStrategy:
    return (
        TEXTS.map(lambda text: "".join(sign for sign in text if sign not in "、，,；;\r\n")).map(str.strip).filter(bool)
    )


def contents_of(kind_code: str) -> st.SearchStrategy:
    """What drafts of a kind may say: any of its fields may be empty."""
    fields = {code: values_of(column) for code, column in kind_of(kind_code).fields.items() if code != UNIT_FIELD}
    return st.fixed_dictionaries({}, optional=fields)
