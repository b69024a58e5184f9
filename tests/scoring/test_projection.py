"""Records to facts: what counts, under which kind, on which day; and what makes a record unusable."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mingheng.scoring.facts import FactRow
from mingheng.scoring.kinds import FactSpec, Field, Kind
from mingheng.scoring.projection import Record, belonging, faults, project

DAY = date(2026, 3, 5)
TYPES = {"党课": "lecture", "支委会": "committee"}
TOPICS = {"意识形态": "ideology", "党风廉政": "integrity"}
FIELDS = (
    Field(code="type", heading="类型", type="choice", required=True, choices=TYPES),
    Field(code="held_on", heading="日期", type="date", required=True),
    Field(code="done_on", heading="完成日期", type="date"),
    Field(code="expected", heading="应到", type="count"),
    Field(code="hours", heading="学时", type="number"),
    Field(code="topics", heading="议题", type="list", choices=TOPICS),
    Field(code="absent", heading="缺席", type="list"),
    Field(code="vest", heading="红马甲", type="flag"),
    Field(code="indicator", heading="指标编码", type="text"),
    Field(code="note", heading="说明", type="text"),
    Field(code="person", heading="姓名", type="person"),
    Field(code="other", heading="另一单位", type="subject"),
)


def kind_of(*facts):
    fields = {column.code: column for column in FIELDS}
    return Kind(
        code="meeting",
        title="会议",
        group="组织生活",
        kept_by="unit",
        article="第一条",
        state="待核",
        help="",
        fields=fields,
        facts=facts,
    )


def rows(spec, **values):
    return list(project(kind_of(spec), [Record("甲", {"type": "党课", "held_on": DAY, **values})]))


def test_record_gives_every_column_of_its_fact():
    spec = FactSpec(
        kind="meeting.{type}",
        day="held_on",
        end="done_on",
        expected="expected",
        actual="hours",
        level="type",
        person="person",
        case="note",
        subject="other",
    )
    values = {
        "type": "党课",
        "held_on": DAY,
        "done_on": date(2026, 4, 1),
        "expected": 9,
        "hours": Decimal("1.5"),
        "person": "某人",
        "note": "一号",
        "other": "乙",
    }
    record = Record(
        "甲", values, "7", year=2025, month=2, entered=date(2026, 5, 1), withdrawn=date(2026, 6, 1), verified=True
    )
    assert list(
        project(kind_of(spec), [record, record._replace(source="会议 第3行", values={**values, "type": "支委会"})])
    ) == [
        FactRow(
            subject="乙",
            kind=kind,
            day=DAY,
            belongs=date(2025, 2, 28),
            end=date(2026, 4, 1),
            expected=9,
            actual=Decimal("1.5"),
            level=level,
            person="某人",
            case="一号",
            verified=True,
            known=date(2026, 5, 1),
            withdrawn=date(2026, 6, 1),
            source=source,
        )
        for kind, level, source in (("meeting.lecture", "党课", "7"), ("meeting.committee", "支委会", "会议 第3行"))
    ]


def test_missing_cells_stay_missing():
    spec = FactSpec(
        kind="meeting.held", day="held_on", end="done_on", expected="expected", actual="hours", person="person"
    )
    assert rows(spec) == [FactRow("甲", "meeting.held", DAY, DAY)]


def test_number_in_the_kind_stands_in_every_fact():
    spec = FactSpec(kind="meeting.held", day="held_on", actual=Decimal(2))
    assert rows(spec)[0].actual == Decimal(2)


@pytest.mark.parametrize(
    ("spec", "values", "expected"),
    [
        (FactSpec(kind="meeting.done", day="done_on"), {}, []),
        (FactSpec(kind="topic.{topics}", day="held_on", for_each="topics"), {}, []),
        (
            FactSpec(kind="topic.{topics}", day="held_on", for_each="topics"),
            {"topics": ("意识形态", "党风廉政")},
            ["topic.ideology", "topic.integrity"],
        ),
        (FactSpec(kind="finding.{indicator}", day="held_on"), {"indicator": "dues"}, ["finding.dues"]),
        (FactSpec(kind="finding.{indicator}", day="held_on"), {}, []),
        (FactSpec(kind="a.b", day="held_on", when={"vest": (True,)}), {"vest": True}, ["a.b"]),
        (FactSpec(kind="a.b", day="held_on", when={"vest": (True,)}), {"vest": False}, []),
        (FactSpec(kind="a.b", day="held_on", when={"vest": (True,)}), {}, []),
        (FactSpec(kind="a.b", day="held_on", when={"type": ("党课", "支委会")}), {}, ["a.b"]),
        (FactSpec(kind="a.b", day="held_on", when={"topics": ("党风廉政",)}), {"topics": ("意识形态",)}, []),
        (FactSpec(kind="a.b", day="held_on", when={"topics": ("意识形态",)}), {"topics": ("意识形态",)}, ["a.b"]),
    ],
)
def test_facts_follow_their_conditions(spec, values, expected):
    assert [row.kind for row in rows(spec, **values)] == expected


def test_each_absent_person_is_a_fact():
    spec = FactSpec(kind="meeting.absence", day="held_on", for_each="absent", person="absent")
    assert [row.person for row in rows(spec, absent=("某甲", "某乙"))] == ["某甲", "某乙"]


@pytest.mark.parametrize(
    ("day", "year", "month", "expected"),
    [
        (date(2027, 1, 9), None, None, date(2027, 1, 9)),
        (date(2027, 1, 9), 2026, None, date(2026, 12, 31)),
        (date(2025, 12, 9), 2026, None, date(2026, 1, 1)),
        (date(2026, 5, 9), 2026, None, date(2026, 5, 9)),
        (date(2027, 1, 9), 2026, 11, date(2026, 11, 30)),
        (date(2026, 3, 31), None, 2, date(2026, 2, 28)),
        (date(2026, 1, 31), None, 2, date(2026, 2, 1)),
    ],
)
def test_fact_belongs_to_the_nearest_day_of_its_year_and_month(day, year, month, expected):
    assert belonging(day, year, month) == expected


NAMED = FactSpec(kind="finding.{indicator}", day="held_on")


def told(record):
    return [
        (problem.code, problem.place.column, problem.params.get("value")) for problem in faults(kind_of(NAMED), record)
    ]


def test_sound_record_has_no_fault():
    values = {
        "type": "党课",
        "held_on": DAY,
        "expected": 9,
        "hours": Decimal("-1.250"),
        "topics": ("意识形态",),
        "absent": ("某甲",),
        "vest": False,
        "indicator": "dues_2",
        "note": "任意 文字",
        "person": "某人",
        "other": "乙",
    }
    assert told(Record("甲", values, year=2026, month=12)) == []


@pytest.mark.parametrize(
    ("field", "value", "code", "heading"),
    [
        ("held_on", datetime(2026, 3, 5, 8, tzinfo=UTC), "kind_cell_wrong", "日期"),
        ("held_on", "2026-03-05", "kind_cell_wrong", "日期"),
        ("expected", -1, "kind_cell_wrong", "应到"),
        ("expected", True, "kind_cell_wrong", "应到"),
        ("expected", Decimal("1.5"), "kind_cell_wrong", "应到"),
        ("hours", 1.5, "kind_cell_wrong", "学时"),
        ("hours", Decimal("1.2345"), "kind_cell_wrong", "学时"),
        ("hours", Decimal(1000001), "kind_cell_wrong", "学时"),
        ("hours", Decimal("NaN"), "kind_cell_wrong", "学时"),
        ("vest", "是", "kind_cell_wrong", "红马甲"),
        ("note", "  ", "kind_cell_wrong", "说明"),
        ("absent", "某甲", "kind_cell_wrong", "缺席"),
        ("absent", ("某甲", ""), "kind_cell_wrong", "缺席"),
        ("indicator", "党费", "kind_cell_wrong", "指标编码"),
        ("type", 3, "kind_cell_wrong", "类型"),
    ],
)
def test_value_of_the_wrong_shape_is_reported(field, value, code, heading):
    record = Record("甲", {"type": "党课", "held_on": DAY, field: value})
    assert [item[:2] for item in told(record)] == [(code, heading)]


def test_unknown_words_and_columns_are_reported_with_the_nearest():
    record = Record(
        "甲", {"type": "党 课", "held_on": DAY, "topics": ("意识形态", "廉政"), "hour": 2}, source="会议 第3行"
    )
    assert [problem.message for problem in faults(kind_of(NAMED), record)] == [
        "记录里有这种台账没有的字段“hour”。是否想写“hours”？请改正或删去。",
        "“类型”栏的“党 课”不在可选范围内（党课、支委会）。是否想写“党课”？请改用其中之一。",
        "“议题”栏的“廉政”不在可选范围内（意识形态、党风廉政）。是否想写“党风廉政”？请改用其中之一。",
    ]
    assert {str(problem.place) for problem in faults(kind_of(NAMED), record)} == {
        f"工作表“会议” “{heading}”列 会议 第3行" for heading in ("hour", "类型", "议题")
    }


def test_missing_subject_and_cells_and_impossible_months_are_reported():
    assert told(Record("", {}, year=26, month=13)) == [
        ("kind_cell_missing", "单位", None),
        ("kind_cell_wrong", "归属月份", 13),
        ("kind_cell_wrong", "归属年度", 26),
        ("kind_cell_missing", "类型", None),
        ("kind_cell_missing", "日期", None),
    ]
