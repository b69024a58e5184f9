"""Which facts a measure looks at, for whom, and the first reason why the others are left out."""

import pytest

from mingheng.scoring.explain import explain
from tests.scoring.builders import book, fact, measured, outcome, rule, subject

COUNT = "{{take: count, of: meeting.any{}}}"
REASONS = {
    "day": "2026-03-05发生，晚于截至日2026-03-04",
    "known": "2026-04-01才录入，晚于录入截至日2026-03-31",
    "withdrawn": "已于2026-04-01撤回",
    "year_before": "2025-12-31不在本项考核时段内（2026-01-01至2026-12-31）",
    "year_after": "2027-01-05不在本项考核时段内（2026-01-01至2026-12-31）",
    "level": "级别或类型不在本项范围内",
    "verified": "未经核实",
    "actual": "数量未达到本项要求",
    "attendance": "到会率未达到本项要求",
    "lag": "录入或报送过迟",
    "duration": "持续时间不符合本项要求",
    "open": "是否办结不符合本项要求",
    "without": "级别不在本项计分表内",
    "late": "超过宽限期才完成",
    "merged": "与另一条合并，或另有更高、更新的一条，只计一次",
}


def reason_of(measure, row, as_of="2026-12-31", known_on="", **parts):
    """Why the row is left out; empty when it counts."""
    notes = explain(outcome(book(rule(measure=measure), **parts), [row], as_of=as_of, known_on=known_on), "甲", "r")
    assert len(notes.counted + notes.left_out) == 1
    return "".join(note.reason for note in notes.left_out)


@pytest.mark.parametrize(
    ("more", "as_of", "known_on", "expected"),
    [
        ({}, "2026-03-05", "", ""),
        ({}, "2026-03-04", "", "day"),
        ({"known": "04-01"}, "2026-03-31", "", "known"),
        ({"known": "04-01"}, "2026-03-31", "2026-04-01", ""),
        ({"known": "04-01"}, "2026-04-01", "2026-03-31", "known"),
        ({"withdrawn": "04-01"}, "2026-03-31", "", ""),
        ({"withdrawn": "04-01"}, "2026-03-31", "2026-04-01", "withdrawn"),
        ({"withdrawn": "04-01"}, "2026-04-01", "", "withdrawn"),
    ],
)
def test_fact_in_view_happened_is_known_and_not_withdrawn(more, as_of, known_on, expected):
    assert reason_of(COUNT.format(""), fact("03-05", **more), as_of, known_on) == REASONS.get(expected, "")


@pytest.mark.parametrize(
    ("day", "more", "by", "expected"),
    [
        ("2025-12-31", {}, "belongs", "year_before"),
        ("01-01", {}, "belongs", ""),
        ("2027-01-05", {"belongs": "12-31"}, "belongs", ""),
        ("2027-01-05", {"belongs": "12-31"}, "day", "year_after"),
        ("01-05", {"belongs": "2025-12-31"}, "belongs", "year_before"),
        ("01-05", {"belongs": "2025-12-31"}, "day", ""),
    ],
)
def test_fact_counts_in_the_period_it_is_reckoned_to(day, more, by, expected):
    measure = COUNT.format(f", by: {by}")
    assert reason_of(measure, fact(day, **more), "2027-06-30") == REASONS.get(expected, "")


@pytest.mark.parametrize(
    ("where", "more", "expected"),
    [
        ("{level: [市, 省]}", {"level": "市"}, ""),
        ("{level: [市, 省]}", {"level": "县"}, "level"),
        ("{level: [市, 省]}", {}, "level"),
        ("{level: 市}", {"level": "市"}, ""),
        ("{verified: true}", {"verified": True}, ""),
        ("{verified: true}", {}, "verified"),
        ("{verified: false}", {"verified": True}, "verified"),
        ("{actual: {at_least: 2.5}}", {"actual": "2.5"}, ""),
        ("{actual: {at_least: 2.5}}", {"actual": "2.499"}, "actual"),
        ("{actual: {at_least: 0}}", {}, "actual"),
        ("{attendance: {at_least: 80%}}", {"expected": 5, "actual": 4}, ""),
        ("{attendance: {more_than: 80%}}", {"expected": 5, "actual": 4}, "attendance"),
        ("{attendance: {at_least: 0}}", {"expected": 0, "actual": 0}, "attendance"),
        ("{attendance: {at_least: 0}}", {"actual": 4}, "attendance"),
        ("{attendance: {at_least: 0}}", {"expected": 4}, "attendance"),
        ("{lag: {at_most: 30}}", {"known": "04-04"}, ""),
        ("{lag: {at_most: 30}}", {"known": "04-05"}, "lag"),
        ("{lag: {equals: 0}}", {}, ""),
        ("{duration: {at_most: 10}}", {"end": "03-15"}, ""),
        ("{duration: {at_most: 10}}", {"end": "03-16"}, "duration"),
        ("{duration: {more_than: 300}}", {}, ""),
        ("{duration: {more_than: 301}}", {}, "duration"),
        ("{open: true}", {}, ""),
        ("{open: true}", {"end": "03-16"}, "open"),
        ("{open: false}", {"end": "03-16"}, ""),
        ("{open: false}", {}, "open"),
        ("{open: true}", {"end": "2027-01-01"}, ""),
    ],
)
def test_conditions_on_single_facts(where, more, expected):
    assert reason_of(COUNT.format(f", where: {where}"), fact("03-05", **more)) == REASONS.get(expected, "")


EVERYTHING = (
    "{level: [市], verified: true, actual: {at_least: 1}, attendance: {at_least: 1}, "
    "lag: {at_most: 0}, duration: {at_most: 0}, open: false}"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"withdrawn": "04-01", "belongs": "2025-12-31"}, "withdrawn"),
        ({"belongs": "2025-12-31"}, "year_before"),
        ({}, "level"),
        ({"level": "市"}, "verified"),
        ({"level": "市", "verified": True}, "actual"),
        ({"level": "市", "verified": True, "actual": 1}, "attendance"),
        ({"level": "市", "verified": True, "actual": 1, "expected": 1, "known": "03-06"}, "lag"),
        ({"level": "市", "verified": True, "actual": 1, "expected": 1}, "duration"),
        ({"level": "市", "verified": True, "actual": 1, "expected": 1, "end": "03-05"}, ""),
    ],
)
def test_first_reason_in_order_is_given(more, expected):
    assert reason_of(
        COUNT.format(f", where: {EVERYTHING}"), fact("03-05", **more), known_on="2026-12-31"
    ) == REASONS.get(expected, "")


@pytest.mark.parametrize(
    ("day", "more", "expected"),
    [
        (
            "2027-01-15",
            {},
            "2027-01-15不在本项考核时段内（2026-01-01至2026-12-31）；如属2026年度，请在“归属年度”填2026",
        ),
        (
            "2027-04-02",
            {},
            "2027-04-02不在本项考核时段内（2026-01-01至2026-12-31）；如属2026年度，请在“归属年度”填2026",
        ),
        ("2027-04-03", {}, "2027-04-03不在本项考核时段内（2026-01-01至2026-12-31）"),
        ("2027-01-15", {"belongs": "2027-12-31"}, "2027-12-31不在本项考核时段内（2026-01-01至2026-12-31）"),
    ],
)
def test_record_just_after_the_cycle_is_told_how_it_may_belong_to_it(day, more, expected):
    assert reason_of(COUNT.format(""), fact(day, **more), "2028-06-30") == expected


def test_fact_between_the_spans_of_a_period():
    periods = "{two: {spans: [[2026-01-01, 2026-02-28], [2026-07-01, 2026-08-31]]}}"
    measure = COUNT.format(", period: two")
    assert reason_of(measure, fact("03-05"), periods=periods) == "2026-03-05不在本项任何一个考核时段内"
    assert reason_of(measure, fact("09-01"), periods=periods) == (
        "2026-09-01不在本项考核时段内（2026-01-01至2026-08-31）"
    )


def test_reasons_of_single_measures():
    levels = "{take: levels, of: meeting.any, values: {市: 1}}"
    assert reason_of(levels, fact("03-05", level="县")) == REASONS["without"]
    late = "{take: shortfall, of: meeting.any, each: quarter, required: 1, late: within_grace}"
    periods = "{quarter: {every: quarter}}"
    assert reason_of(late, fact("04-05", belongs="03-31"), periods=periods) == REASONS["late"]
    # A run looks at every period: what does not meet the condition ends it, and is not left out.
    assert reason_of("{take: run, of: meeting.any, where: {level: [市]}}", fact("03-05", level="县")) == ""


@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        ("{take: count, of: meeting.any, per: [person]}", ["03-01", "03-03"]),
        ("{take: shortfall, of: meeting.any, each: year, required: 2, quantity: [person]}", ["03-01", "03-03"]),
        ("{take: shortfall, of: meeting.any, each: year, required: 2}", ["03-01", "03-02", "03-03"]),
        ("{take: levels, of: meeting.any, values: {市: 1, 省: 2}, per: case}", ["03-02", "03-03"]),
        ("{take: levels, of: meeting.any, values: {市: 1, 省: 2}, keep: highest}", ["03-02"]),
        ("{take: levels, of: meeting.any, values: {市: 1, 省: 2}, keep: latest}", ["03-03"]),
        ("{take: value, of: meeting.any}", ["03-03"]),
        ("{take: value, of: meeting.any, combine: highest}", ["03-02"]),
        ("{take: value, of: meeting.any, combine: lowest}", ["03-03"]),
        ("{take: value, of: meeting.any, combine: mean}", ["03-01", "03-02", "03-03"]),
        ("{take: value, of: meeting.any, weights: {市: 1, 省: 1}}", ["03-01", "03-02", "03-03"]),
    ],
)
def test_facts_that_count_only_together_with_another_say_so(measure, counted):
    rows = [
        fact("03-01", person="张", case="一", level="市", actual=2),
        fact("03-02", person="张", case="一", level="省", actual=3),
        fact("03-03", person="李", case="二", level="市", actual=1),
    ]
    notes = explain(outcome(book(rule(measure=measure)), rows), "甲", "r")
    assert [f"{note.day:%m-%d}" for note in notes.counted] == counted
    assert {note.reason for note in notes.left_out} <= {REASONS["merged"]}


FAMILY = [
    subject("甲", unit="丙", scored_with="乙"),
    subject("乙", parent="甲"),
    subject("丙", parent="乙", scored_with="乙"),
    subject("丁", parent="甲", unit="丙"),
]


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        ("own", {"甲": 1, "乙": 2, "丙": 4, "丁": 8}),
        ("unit", {"甲": 4, "乙": 0, "丙": 0, "丁": 4}),
        ("partner", {"甲": 2, "乙": 2, "丙": 2, "丁": 8}),
        ("children", {"甲": 10, "乙": 4, "丙": 0, "丁": 0}),
        ("subtree", {"甲": 15, "乙": 6, "丙": 4, "丁": 8}),
    ],
)
def test_whose_facts(whose, expected):
    rows = [
        fact("03-05", subject=name) for name, times in zip("甲乙丙丁", (1, 2, 4, 8), strict=True) for _ in range(times)
    ]
    result = outcome(book(rule(measure=COUNT.format(f", whose: {whose}"))), rows, FAMILY)
    assert {one.id: int(result.line(one.id, "r").measure) for one in FAMILY} == expected


def test_several_kinds_count_together_and_each_once():
    rows = [fact("03-05", "a.b"), fact("03-05", "c.d"), fact("03-05", "e.f")]
    assert measured("{take: count, of: [a.b, c.d]}", *rows) == "2"
    assert measured("{take: count, of: [a.b, a.b]}", *rows) == "1"
