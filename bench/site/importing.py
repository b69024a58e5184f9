"""Measure the import of a clerk's sheet: its check, its entering, and how long others waited to save meanwhile."""

import resource
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import MEGABYTE, seconds
from bench.site.measuring import ACCEPTER, beside_others
from bench.site.worlds import actor
from mingheng.ledger.imports import CheckedSheet, Intake, enter_records, read_records_sheet
from mingheng.ledger.models import Entry, State
from mingheng.organisation.models import Unit
from mingheng.sheets.register_sheets import RegisterTable, write_register_workbook

HEADINGS = ["序号", "党组织", "类型", "主题", "召开日期", "应到", "实到", "议题", "缺席人员", "会议记录", "编号"]
FIRST = date(2026, 1, 1)
DAYS = 200


def imports(rows: int) -> dict[str, Any]:
    """One sheet of so many meetings of all branches: checked, then entered as submitted."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "meetings.xlsx"
        write_register_workbook(_table(rows), path)
        intake = Intake("meeting", State.SUBMITTED)
        found: list[CheckedSheet] = []
        checking = seconds(lambda: found.append(read_records_sheet(intake, path)))
        checked = found[0]
        assert not checked.faults, checked.faults[0]
        before = Entry.objects.count()
        entering = beside_others(lambda: enter_records(intake, checked, by=actor(ACCEPTER)))
        assert Entry.objects.count() - before == rows
        again = read_records_sheet(intake, path)
        assert (again.rows, again.unchanged) == ([], rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return {"rows": rows, "checking": checking, "entering": entering, "megabytes": memory}


def _table(rows: int) -> RegisterTable:
    units = list(Unit.objects.filter(code__endswith="B").order_by("code").values_list("code", flat=True))
    lines = [_line(number, units[number % len(units)]) for number in range(rows)]
    return RegisterTable("三会一课与组织生活", "测速", HEADINGS, lines)


def _line(number: int, unit: str) -> list[Any]:
    day = (FIRST + timedelta(days=number % DAYS)).isoformat()
    minutes = "第一项议程\n第二项议程\n" * 10
    return [
        number,
        unit,
        "支部党员大会",
        f"学习讨论{number}",
        day,
        12,
        10,
        "意识形态、党风廉政",
        "赵文华、钱立",
        minutes,
        "",
    ]
