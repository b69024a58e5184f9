"""What an assessment gives: lines in order, earned, open, lost and forecast; nothing that is missing is a number."""

from fractions import Fraction

import pytest

from tests.scoring.builders import book, fact, outcome, rule, subject, text

NODES = """[{node: total, label: 总分, max_points: 20}, {node: first, parent: total, label: 甲部},
            {node: second, parent: total, label: 乙部}, {node: aside, label: 旁列}]"""


def rulebook_of(**more):
    rules = [
        rule("late", "{take: value, of: mark.late}", node="second", max_points=10),
        rule("early", "{take: value, of: mark.early}", node="first", max_points=10),
        rule("shown", "{take: count, of: meeting.any}", node="aside"),
    ]
    return book(*rules, nodes=NODES, **more)


def marks(**numbers):
    return [fact("06-01", f"mark.{code}", actual=number) for code, number in numbers.items()]


def test_lines_stand_in_the_order_of_the_tree_and_trees_aside_come_last():
    result = outcome(rulebook_of())
    assert result.codes == ["total", "first", "early", "second", "late", "aside", "shown"]
    assert [line.code for line in result.lines("甲")] == result.codes
    assert result.rulebook is result.view.rulebook


def test_figures_of_a_line():
    line = outcome(rulebook_of(), marks(early=7)).line("甲", "early")
    assert (line.label, line.article, line.status) == ("规则early", "第三条", "scored")
    assert (line.points, line.worst, line.best, line.earned, line.open, line.lost) == (7, 7, 7, 7, 0, 3)
    assert (line.max_points, line.measure, line.forecast) == (10, 7, 7)


@pytest.mark.parametrize(
    ("code", "rows", "as_of", "expected"),
    [
        ("early", [], "2026-06-30", (None, 0, 10, 0, 10, 0)),
        ("early", [], "2026-12-31", (None, 0, 10, 0, 10, 0)),
        ("early", [fact("01-01", "exemption.early")], "2026-12-31", (None, 0, 0, 0, 0, 0)),
        ("shown", [fact("03-01")], "2026-12-31", (1, 1, 1, 1, 0, None)),
        ("total", marks(early=7), "2026-06-30", (7, 7, 17, 7, 10, 3)),
        ("total", marks(early=7), "2026-12-31", (7, 7, 17, 7, 10, 3)),
        ("second", marks(early=7), "2026-06-30", (None, 0, 10, 0, 10, None)),
    ],
)
def test_points_worst_best_earned_open_lost(code, rows, as_of, expected):
    line = outcome(rulebook_of(), rows, as_of=as_of).line("甲", code)
    assert (line.points, line.worst, line.best, line.earned, line.open, line.lost) == expected


def test_measure_is_there_only_where_something_was_measured():
    result = outcome(rulebook_of(), marks(early=7))
    assert [result.line("甲", code).measure for code in ("early", "late", "total")] == [7, None, None]


@pytest.mark.parametrize(
    ("rows", "as_of", "code", "expected"),
    [
        # 7 of the 10 that have fallen due: seven tenths of the open 10.
        (marks(early=7), "2026-06-30", "late", "7"),
        (marks(early=7), "2026-06-30", "total", "14"),
        (marks(early=7), "2026-06-30", "early", "7"),
        (marks(early=10), "2026-06-30", "late", "10"),
        (marks(early=0), "2026-06-30", "late", "0"),
        (marks(early="3.333"), "2026-06-30", "late", "3.33"),
        (marks(early=7), "2026-12-31", "late", "7"),
        ([], "2026-06-30", "late", None),
        ([fact("01-01", "exemption.early"), fact("01-01", "exemption.late")], "2026-06-30", "total", "0"),
    ],
)
def test_forecast_goes_on_as_the_due_part_went(rows, as_of, code, expected):
    forecast = outcome(rulebook_of(), rows, as_of=as_of).line("甲", code).forecast
    assert forecast == (None if expected is None else Fraction(expected))


def test_forecast_needs_a_total_with_a_maximum_and_something_due():
    free = book(rule("a", "{take: value, of: mark.a}", max_points=10))
    assert outcome(free, as_of="2026-06-30").line("甲", "a").forecast is None
    nothing_due = book(
        rule("a", "{take: value, of: mark.a}", max_points=10),
        rule("b", "{take: count, of: a.b}", "{form: flat, give: 0}"),
        nodes="[{node: total, label: 总分, max_points: 10}]",
    )
    assert outcome(nothing_due, as_of="2026-06-30").line("甲", "a").forecast is None


def test_forecast_stays_between_nothing_and_everything():
    rules = [
        rule("a", "{take: value, of: mark.a}", max_points=10),
        rule("b", "{take: value, of: mark.b}", max_points=10),
        rule("c", "{take: value, of: mark.c}"),
    ]
    rulebook = book(*rules, nodes="[{node: total, label: 总分, article: 第一条, max_points: 20, floor: -50}]")
    low = outcome(rulebook, [fact("06-01", "mark.a", actual=1), fact("06-01", "mark.c", actual=-9)], as_of="2026-06-30")
    assert text(low.line("甲", "b").forecast) == "0"


def test_unknown_subjects_and_codes_are_faults_of_the_caller():
    result = outcome(rulebook_of())
    with pytest.raises(KeyError):
        result.line("乙", "total")
    with pytest.raises(KeyError):
        result.line("甲", "nothing")


def test_assessed_subjects_in_the_order_given():
    subjects = [subject("丙"), subject("甲", assessed=False), subject("乙")]
    assert [one.id for one in outcome(rulebook_of(), subjects=subjects).assessed] == ["丙", "乙"]


def test_rulebook_of_an_amount_by_attribute_rounds_as_declared():
    head = "{attributes: {plan: 计划数}}"
    for rounding, missing in (
        ("", "2.6"),
        (", rounding: up", "3"),
        (", rounding: down", "2"),
        (", rounding: half_up", "3"),
    ):
        amount = f"{{attribute: plan, times: 80%{rounding}}}"
        measure = f"{{take: shortfall, of: meeting.any, each: year, required: {amount}}}"
        result = outcome(book(rule(measure=measure), head=head), [fact("01-05")], [subject(attributes={"plan": "4.5"})])
        assert text(result.line("甲", "r").measure) == missing
