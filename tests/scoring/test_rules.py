"""Leaves: every status, first reason first; points, worst and best by status; limits, factors and baselines."""

from decimal import Decimal

import pytest

from tests.scoring.builders import ANY, book, fact, got, on, outcome, range_of, rule, subject, text, told

HEAD = "{classes: [甲类, 乙类], unit_kinds: [党组, 党委, 党支部], attributes: {members: 党员人数, staff: 机关人数}}"
GIVING, TAKING = "{form: per_item, give: 1}", "{form: per_item, deduct: 1}"
MARK = "{take: value, of: mark.x, within: [0, 10]}"
SHORT = "{take: shortfall, of: meeting.any, each: quarter, required: 1}"
BEFORE, AFTER = "2026-06-30", "2026-12-31"
EXEMPT = fact("01-01", "exemption.r")


def line(measure=MARK, shape=GIVING, rows=(), as_of=AFTER, subjects=(), connected=None, **more):
    """Status, points and worst..best of the rule for 甲."""
    rulebook = book(rule(measure=measure, shape=shape, **more), head=HEAD, periods="{quarter: {every: quarter}}")
    result = outcome(rulebook, rows, subjects, as_of, connected=connected)
    one = result.line("甲", "r")
    return one.status, text(one.points), range_of(result)


def marked(number, **more):
    return fact("06-01", "mark.x", actual=number, **more)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"rows": [marked(7)]}, ("scored", "7", "7..7")),
        ({"as_of": BEFORE}, ("not_yet_due", "", "0..10")),
        ({}, ("missing", "", "0..10")),
        ({"if_missing": "zero"}, ("scored", "0", "0..0")),
        ({"if_missing": "full_marks"}, ("scored", "10", "10..10")),
        ({"if_missing": "not_applicable"}, ("not_applicable", "", "0..0")),
        ({"if_missing": "zero", "as_of": BEFORE}, ("not_yet_due", "", "0..10")),
        ({"connected": []}, ("missing", "", "0..10")),
        ({"connected": [], "as_of": BEFORE, "if_missing": "zero"}, ("missing", "", "0..10")),
        ({"rows": [marked(11)]}, ("failed", "", "0..10")),
        ({"rows": [marked(7), EXEMPT]}, ("exempt", "", "0..0")),
        ({"rows": [EXEMPT], "connected": []}, ("exempt", "", "0..0")),
        ({"rows": [EXEMPT, marked(11)]}, ("exempt", "", "0..0")),
        ({"rows": [EXEMPT], "exempt_gives": "full_marks"}, ("exempt", "10", "10..10")),
        ({"rows": [marked(7)], "applies": "{class: [乙类]}"}, ("not_applicable", "", "0..0")),
        ({"rows": [marked(7), EXEMPT], "applies": "{class: [乙类]}"}, ("not_applicable", "", "0..0")),
        ({"applies": "{class: [乙类]}", "otherwise": "full_marks"}, ("not_applicable", "10", "10..10")),
        ({"rows": [marked(7)], "subjects": [subject(founded="2027-01-01")]}, ("not_applicable", "", "0..0")),
        ({"rows": [marked(7)], "reference": True}, ("for_reference", "7", "7..7")),
        ({"reference": True}, ("missing", "", "0..10")),
    ],
)
def test_status_of_a_rule_with_ten_points(more, expected):
    assert line(max_points=10, **more) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"rows": [marked(7)]}, ("scored", "7", "7..7")),
        ({"as_of": BEFORE}, ("not_yet_due", "", "0..0")),
        ({}, ("missing", "", "0..0")),
        ({"floor": -5}, ("missing", "", "0..0")),
        ({"floor": -5, "as_of": BEFORE}, ("not_yet_due", "", "-5..0")),
        ({"rows": [marked(11)]}, ("failed", "", "0..0")),
        ({"rows": [EXEMPT]}, ("exempt", "", "0..0")),
        ({"applies": "{class: [乙类]}"}, ("not_applicable", "", "0..0")),
        ({"applies": "{class: [乙类]}", "otherwise": "full_marks"}, ("not_applicable", "", "0..0")),
    ],
)
def test_status_of_a_rule_without_a_maximum(more, expected):
    assert line(**more) == expected


@pytest.mark.parametrize(
    ("applies", "one", "expected"),
    [
        ("{class: [甲类, 乙类]}", subject(group="甲类"), "scored"),
        ("{class: [甲类]}", subject(group=""), "not_applicable"),
        ("{kind: [党组]}", subject(kind="党组"), "scored"),
        ("{kind: [党组]}", subject(kind="党委"), "not_applicable"),
        ("{attributes: {members: {at_least: 7}}}", subject(attributes={"members": 7}), "scored"),
        ("{attributes: {members: {at_least: 7}}}", subject(attributes={"members": 6}), "not_applicable"),
        ("{attributes: {members: {at_least: 7}}}", subject(), "missing"),
        ("{class: [甲类], attributes: {members: {at_least: 7}}}", subject(group="乙类"), "not_applicable"),
        ("{when: {measure: {take: count, of: mark.x}, at_least: 1}}", subject(), "scored"),
        ("{when: {measure: {take: count, of: mark.x}, at_least: 2}}", subject(), "not_applicable"),
        ("{when: {measure: {take: attribute, name: members}, at_least: 2}}", subject(), "missing"),
        (
            "{class: [甲类], when: {measure: {take: attribute, name: members}, at_least: 2}}",
            subject(),
            "not_applicable",
        ),
    ],
)
def test_to_whom_a_rule_applies(applies, one, expected):
    assert line(rows=[marked(7)], applies=applies, subjects=[one], max_points=10)[0] == expected


@pytest.mark.parametrize(
    ("exemption", "due", "expected"),
    [
        (fact("12-31", "exemption.r"), None, "exempt"),
        (fact("11-01", "exemption.r", end="12-31"), None, "exempt"),
        (fact("11-01", "exemption.r", end="12-30"), None, "scored"),
        (fact("11-01", "exemption.r", end="11-30"), "2026-11-30", "exempt"),
        (fact("12-01", "exemption.r"), "2026-11-30", "scored"),
        (fact("11-01", "exemption.s"), None, "scored"),
        (fact("11-01", "exemption.r", known="2027-01-01"), None, "scored"),
    ],
)
def test_exemption_covers_the_due_day(exemption, due, expected):
    more = {} if due is None else {"due": on(due)}
    assert line(rows=[marked(7), exemption], max_points=10, **more)[0] == expected


@pytest.mark.parametrize(
    ("measure", "as_of", "expected"),
    [
        ("{take: count, of: meeting.any}", BEFORE, "not_yet_due"),
        ("{take: count, of: meeting.any}", AFTER, "scored"),
        ("{take: sum, of: meeting.any}", BEFORE, "not_yet_due"),
        ("{take: levels, of: meeting.any, values: {好: 1}}", BEFORE, "not_yet_due"),
        ("{take: levels, of: meeting.any, values: {好: 1}, keep: latest, absent: 0}", BEFORE, "scored"),
        (
            "{take: checklist, items: [{label: 有, when: {measure: {take: count, of: meeting.any}, at_least: 1}}]}",
            BEFORE,
            "not_yet_due",
        ),
        ("{take: delay, of: meeting.any, measured_in: days}", BEFORE, "scored"),
    ],
)
def test_cumulative_measure_at_zero_waits_for_its_due_day(measure, as_of, expected):
    assert line(measure, as_of=as_of, max_points=4)[0] == expected


def test_zero_does_not_wait_without_a_maximum_or_when_it_can_only_lose():
    assert line("{take: count, of: meeting.any}", as_of=BEFORE) == ("scored", "0", "0..0")
    assert line("{take: count, of: meeting.any}", TAKING, as_of=BEFORE, max_points=4) == ("scored", "4", "4..4")


@pytest.mark.parametrize(
    ("measure", "shape", "rows", "expected"),
    [
        ("{take: count, of: meeting.any}", GIVING, [fact("03-01")], ("scored", "1", "1..4")),
        ("{take: rate, of: meeting.any}", GIVING, [fact("03-01", expected=2, actual=1)], ("scored", "0.5", "0..4")),
        ("{take: value, of: meeting.any}", GIVING, [fact("03-01", actual=3)], ("scored", "3", "3..3")),
        ("{take: delay, of: meeting.any, measured_in: months}", TAKING, [fact("03-01")], ("scored", "1", "1..1")),
        (SHORT, TAKING, [fact("03-01")], ("scored", "3", "1..3")),
        (SHORT, TAKING, [fact("03-01"), fact("06-01")], ("scored", "4", "2..4")),
    ],
)
def test_worst_and_best_before_the_due_day(measure, shape, rows, expected):
    assert line(measure, shape, rows, as_of=BEFORE, max_points=4) == expected


def test_worst_of_a_shape_without_a_place_for_it_is_the_least():
    shape = "{form: table, deduct: {0: 0, 1: 1}}"
    assert line(SHORT, shape, as_of="2026-03-31", max_points=4) == ("scored", "3", "0..3")
    assert line(SHORT, shape, as_of="2026-03-31", floor=-3) == ("scored", "-1", "-3..-1")


def test_shape_that_is_not_monotone_turns_worst_and_best_round():
    shape = "{form: table, deduct: {0: 0, 1: 3, 2: 1, 3: 1, 4: 1}}"
    assert line(SHORT, shape, as_of="2026-03-31", max_points=4) == ("scored", "1", "1..3")


def test_shortfall_before_anything_is_due_can_still_lose():
    assert line(SHORT, TAKING, as_of="2026-03-30", max_points=4) == ("not_yet_due", "", "0..4")
    assert line(SHORT, TAKING, as_of="2026-03-30") == ("not_yet_due", "", "-4..0")
    assert line(SHORT, TAKING, [fact("03-01")], as_of="2026-03-30") == ("not_yet_due", "", "-3..0")


@pytest.mark.parametrize(
    ("more", "times", "expected"),
    [
        ({"shape": TAKING, "max_points": 3}, 2, "1"),
        ({"shape": TAKING, "max_points": 3}, 5, "0"),
        ({"shape": TAKING, "max_points": 3, "baseline": "zero"}, 2, "0"),
        ({"shape": TAKING, "max_points": 3, "baseline": "zero", "floor": -9}, 2, "-2"),
        ({"shape": TAKING, "floor": -3}, 2, "-2"),
        ({"shape": TAKING, "floor": -3}, 5, "-3"),
        ({"shape": TAKING}, 5, "-5"),
        ({"shape": GIVING, "max_points": 3}, 5, "3"),
        ({"shape": GIVING, "max_points": 3, "cap": 4}, 5, "4"),
        ({"shape": GIVING, "cap": 2}, 5, "2"),
        ({"shape": GIVING, "max_points": 9, "baseline": "full"}, 1, "9"),
        ({"shape": TAKING, "baseline": 60}, 2, "58"),
        ({"shape": GIVING, "baseline": -2}, 5, "3"),
        ({"shape": GIVING, "baseline": -2, "floor": 0}, 1, "0"),
    ],
)
def test_baseline_cap_and_floor(more, times, expected):
    assert line("{take: count, of: meeting.any}", rows=[fact("03-01")] * times, **more)[1] == expected


COUNTED, TWO = "{take: count, of: meeting.any}", "{form: flat, give: 2}"


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("[{factor: 0.5}]", "1"),
        ("[{factor: 1/3}]", "0.667"),
        ("[{factor: 2}, {factor: 1.5}]", "6"),
        ("[{factor: 2, when: {measure: {take: count, of: meeting.any}, at_least: 2}}]", "4"),
        ("[{factor: 2, when: {measure: {take: count, of: meeting.any}, at_least: 3}}]", "2"),
        ("[{factor: 2, when: {measure: {take: attribute, name: members}, at_least: 3}}]", "missing"),
        ("[{by: {take: value, of: mark.x}}]", "14"),
        ("[{by: {take: attribute, name: members}}]", "missing"),
        ("[{by: {take: value, of: mark.x, within: [0, 1]}}]", "failed"),
        (
            "[{by: {take: value, of: mark.x, within: [0, 1]}, when: {measure: {take: count, of: a.b}, at_least: 1}}]",
            "2",
        ),
        ("[{by: {take: shortfall, of: a.b, each: quarter, required: 1}}]", "8"),
        ("[{by: {take: attribute, name: members}, when: {measure: {take: count, of: a.b}, at_least: 1}}]", "2"),
    ],
)
def test_factors(times, expected):
    rows = [fact("03-01"), fact("03-02"), fact("12-01", "mark.x", actual=7)]
    status, points, _ = line(COUNTED, TWO, rows, times=times)
    assert (points or status) == expected


def test_factor_by_a_shortfall_that_owes_nothing_is_zero():
    times = "[{by: {take: shortfall, of: a.b, each: quarter, required: 1}}]"
    young = [subject(founded="12-01")]
    assert line(COUNTED, TWO, [fact("12-02")], times=times, subjects=young)[1] == "0"
    assert line(COUNTED, TWO, [fact("01-02")], times=times, as_of="2026-03-01")[0] == "missing"


def test_points_are_rounded_before_they_are_limited():
    rulebook = book(rule(shape="{form: per_item, give: 0.335}", cap=Decimal("0.335")), head="{rounding: {leaf: 2}}")
    assert got(outcome(rulebook, [fact("03-01")])) == "0.335"
    without_cap = book(rule(shape="{form: per_item, give: 0.335}"), head="{rounding: {leaf: 2}}")
    assert got(outcome(without_cap, [fact("03-01")])) == "0.34"


def test_unrounded_rules_keep_six_decimals():
    unrounded = rule(shape="{form: flat, give: 0.000001}")
    assert got(outcome(book(unrounded, head="{rounding: {leaf: none}}"), [fact("03-01")])) == "0.000001"


@pytest.mark.parametrize(
    ("more", "rows", "sentence"),
    [
        ({"as_of": BEFORE}, [], "尚未到期（2026-12-31到期），暂不计分"),
        ({}, [], "到2026-12-31仍没有记录，本项缺数据，暂不计分；请补录或由考核人员按规定认定"),
        ({"connected": [ANY]}, [], "所需台账（mark.x）尚未接入，本项暂不计分，不作扣分"),
        (
            {"applies": "{attributes: {members: {at_least: 1}}}"},
            [],
            "缺少计分所需的考核对象信息或有条件无法判断，本项暂不计分；请补全",
        ),
        ({"if_missing": "zero"}, [], "到2026-12-31仍没有记录，按细则计0分"),
        ({"if_missing": "zero", "as_of": "2027-01-01"}, [], "已过2026-12-31仍没有记录，按细则计0分"),
        ({"if_missing": "not_applicable"}, [], "没有记录，按规定视为不适用，分值不计入满分"),
        ({}, [marked(11)], "数据与规则矛盾，无法计分；请核对数据或细则原文"),
        ({}, [EXEMPT], "经批准例外，本项不要求，分值不计入满分"),
        ({"exempt_gives": "full_marks"}, [EXEMPT], "经批准例外，本项不要求，按满分10分计"),
        ({"applies": "{class: [乙类]}"}, [], "本项不适用于该考核对象（只适用于乙类），分值不计入满分"),
        (
            {"applies": "{class: [乙类]}", "otherwise": "rescaled"},
            [],
            "本项不适用于该考核对象（只适用于乙类），分值按比例折算到同级其他指标",
        ),
        (
            {"applies": "{attributes: {members: {at_least: 50}}}", "subjects": [subject(attributes={"members": 49})]},
            [],
            "本项不适用于该考核对象（只适用于党员人数50以上的），分值不计入满分",
        ),
        (
            {
                "applies": "{attributes: {members: {at_least: 50}, staff: {at_most: 9}}}",
                "subjects": [subject(attributes={"members": 50, "staff": 10})],
            },
            [],
            "本项不适用于该考核对象（只适用于机关人数不超过9的），分值不计入满分",
        ),
        (
            {"applies": "{kind: [党委, 党组]}", "subjects": [subject(kind="党支部", founded="2027-01-02")]},
            [],
            "本项不适用于该考核对象（2027-01-02才成立，只适用于党委、党组），分值不计入满分",
        ),
        (
            {"applies": "{when: {measure: {take: count, of: meeting.any}, at_least: 1}}"},
            [],
            "本项不适用于该考核对象（不符合细则规定的适用条件），分值不计入满分",
        ),
        ({"reference": True}, [marked(7)], "记录为7，得7分；本项满分10分，现得7分（仅供参考，不计入总分）"),
        ({"times": "[{factor: 1/3}]"}, [marked(7)], "记录为7，得7分，乘以1/3后得约2.3333分；本项满分10分，现得2.333分"),
        ({"times": "[{factor: 2}]"}, [marked(7)], "记录为7，得7分，乘以2后得14分，封顶10分；本项满分10分，现得10分"),
        ({"baseline": 1}, [marked(7)], "记录为7，得7分，起评1分；本项满分10分，现得8分"),
        ({"shape": TAKING, "floor": 4}, [marked(7)], "记录为7，扣7分，最低4分；本项满分10分，现得4分"),
        (
            {"shape": TAKING, "baseline": "zero"},
            [marked(7)],
            "记录为7，扣7分，起评0分，扣完为止；本项满分10分，现得0分",
        ),
    ],
)
def test_sentence(more, rows, sentence):
    parts = {key: more[key] for key in ("as_of", "connected", "subjects") if key in more}
    words = {key: value for key, value in more.items() if key not in parts}
    rulebook = book(rule(**{"measure": MARK, "shape": GIVING, "max_points": 10, **words}), head=HEAD)
    assert told(outcome(rulebook, rows, **parts)) == sentence


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"shape": TAKING, "floor": -3}, "记录为7，扣7分，最多扣3分；计-3分"),
        ({"shape": TAKING, "baseline": 20}, "记录为7，扣7分，起评20分；计13分"),
        ({"shape": GIVING, "cap": 2}, "记录为7，加7分，封顶2分；计2分"),
        ({"shape": GIVING}, "记录为7，加7分"),
        ({"shape": TAKING, "applies": "{class: [乙类]}"}, "本项不适用于该考核对象（只适用于乙类）"),
    ],
)
def test_sentence_without_a_maximum(more, sentence):
    assert told(outcome(book(rule(measure=MARK, **more), head=HEAD), [marked(7)])) == sentence
