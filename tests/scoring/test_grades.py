"""Grades: thresholds, gaps, gates, effects, quotas with every choice, ties, ghosts, ranks; every step with its reason."""

from fractions import Fraction

import pytest

from mingheng.scoring.explain import grade_sentences
from mingheng.scoring.quotas import heads, place
from tests.scoring.builders import book, fact, outcome, plain, rule, subject

LEVELS = [
    {"grade": "好", "article": "第二条", "at_least": 90},
    {"grade": "中", "article": "第二条", "at_least": 60},
    {"grade": "差", "article": "第二条", "less_than": 60},
]
HEAD = "{{classes: [甲类, 乙类], attributes: {{members: 党员人数}}, rounding: {{leaf: 3, group: 4, total: 2}}, choices: {{{}}}}}"
VALUE = rule("a", "{take: value, of: mark.a, combine: latest}", max_points=100)
SECOND = rule("b", "{take: value, of: mark.b}", max_points=100, reference=True)


def grading(*levels, **more):
    """Levels with their changes, given by position."""
    changed = [level | plain(change) for level, change in zip(LEVELS, [*levels, *["{}"] * 3], strict=False)]
    return {"by": "total", "levels": changed} | {key: plain(value) for key, value in more.items()}


def book_of(*levels, effects="[]", choices="", consequences="[]", **more):
    parts = {"effects": effects, "consequences": consequences}
    return book(VALUE, SECOND, head=HEAD.format(choices), grading=grading(*levels, **more), **parts)


def marked(kind="a", **numbers):
    return [fact("06-01", f"mark.{kind}", name, actual=number) for name, number in numbers.items()]


def graded(rulebook, rows, names="", subjects=(), as_of="2026-12-31"):
    """Grade or reason of every subject."""
    subjects = subjects or [subject(name, "甲类") for name in (names or dict.fromkeys(row.subject for row in rows))]
    result = outcome(rulebook, rows, subjects, as_of)
    lines = {one.id: result.grade(one.id) for one in subjects}
    return " ".join(f"{name}{line.grade or line.reason}" for name, line in lines.items())


def steps(rulebook, rows, name="甲", subjects=()):
    subjects = subjects or [subject(name, "甲类") for name in dict.fromkeys(row.subject for row in rows)] or [subject()]
    return grade_sentences(outcome(rulebook, rows, subjects), name)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (100, "好"),
        (90, "好"),
        ("89.99", "中"),
        ("89.995", "好"),
        ("89.994", "中"),
        (60, "中"),
        ("59.99", "差"),
        (0, "差"),
    ],
)
def test_level_by_threshold_is_that_of_the_shown_score(mark, expected):
    assert graded(book_of(), marked(甲=mark)) == f"甲{expected}"


@pytest.mark.parametrize(("decides", "expected"), [("shown", "好"), ("exact", "中")])
def test_score_may_be_compared_exactly_where_it_is_not_the_total(decides, expected):
    rulebook = book_of(by="a", choices=f"decides: {decides}")
    assert graded(rulebook, marked(甲="89.995")) == f"甲{expected}"


@pytest.mark.parametrize(("on_gap", "expected"), [("open", "gap gap"), ("lower", "中 差"), ("higher", "好 中")])
def test_value_in_a_gap(on_gap, expected):
    levels = ("{at_least: 90}", "{at_least: 60, at_most: 88}", "{at_most: 58}")
    changed = [level | plain(change) for level, change in zip(LEVELS, levels, strict=True)]
    changed[2].pop("less_than")
    rulebook = book(VALUE, head=HEAD.format(""), grading={"by": "total", "levels": changed, "on_gap": on_gap})
    first, second = expected.split()
    assert graded(rulebook, marked(甲=89, 乙=59)) == f"甲{first} 乙{second}"


@pytest.mark.parametrize(("on_gap", "expected"), [("lower", "gap"), ("higher", "好")])
def test_value_below_all_levels(on_gap, expected):
    only = [LEVELS[0]]
    rulebook = book(VALUE, head=HEAD.format(""), grading={"by": "total", "levels": only, "on_gap": on_gap})
    assert graded(rulebook, marked(甲=10)) == f"甲{expected}"


def test_value_above_all_levels():
    only = [{"grade": "差", "article": "第二条", "less_than": 60}]
    for on_gap, expected in (("lower", "差"), ("higher", "gap")):
        rulebook = book(VALUE, head=HEAD.format(""), grading={"by": "total", "levels": only, "on_gap": on_gap})
        assert graded(rulebook, marked(甲=61)) == f"甲{expected}"


def test_ends_of_a_gap_are_open_or_closed():
    levels = [
        {"grade": "好", "article": "第二条", "more_than": 90},
        {"grade": "差", "article": "第二条", "less_than": 90},
    ]
    for on_gap, expected in (("lower", "差"), ("higher", "好"), ("open", "gap")):
        rulebook = book(VALUE, head=HEAD.format(""), grading={"by": "total", "levels": levels, "on_gap": on_gap})
        assert graded(rulebook, marked(甲=90)) == f"甲{expected}"


@pytest.mark.parametrize(
    ("rows", "as_of", "expected"),
    [
        (marked(甲=95), "2026-06-30", "好"),
        ([], "2026-06-30", "not_yet_due"),
        ([], "2026-12-31", "missing"),
        ([*marked(甲=95), fact("06-01", "exemption.a")], "2026-12-31", "not_applicable"),
    ],
)
def test_who_is_not_graded(rows, as_of, expected):
    assert graded(book_of(), rows, "甲", as_of=as_of) == f"甲{expected}"


def test_failed_score_has_no_grade_and_open_points_wait():
    counting = rule("c", "{take: count, of: meeting.any}", max_points=10)
    rulebook = book(VALUE, counting, head=HEAD.format(""), grading=grading())
    rows = [*marked(甲=95), fact("06-01")]
    assert graded(rulebook, rows, "甲", as_of="2026-06-30") == "甲not_yet_due"
    assert graded(rulebook, rows, "甲") == "甲好"
    failing = book(rule("a", "{take: value, of: mark.a, within: [0, 1]}", max_points=100), grading=grading())
    assert graded(failing, marked(甲=95)) == "甲failed"


def test_grade_may_stand_on_another_node_or_on_a_reference_line():
    assert graded(book_of(by="b"), [*marked(甲=95), *marked("b", 甲=50)]) == "甲差"


GATE = "{gates: [{label: 满意, measure: {take: value, of: mark.b}, at_least: 80}]}"


@pytest.mark.parametrize(("second", "expected"), [(80, "好"), ("79.999", "中"), (None, "中")])
def test_gate_that_does_not_hold_or_is_unknown_costs_a_level(second, expected):
    rows = marked(甲=95) + ([] if second is None else marked("b", 甲=second))
    assert graded(book_of(GATE), rows) == f"甲{expected}"


def test_gates_may_be_closed_level_after_level():
    assert graded(book_of(GATE, GATE), marked(甲=95)) == "甲差"
    assert graded(book_of(GATE, GATE, GATE), marked(甲=95)) == "甲gate"
    assert graded(book_of(GATE, GATE, GATE, below="不定级"), marked(甲=95)) == "甲不定级"
    assert steps(
        book_of(GATE, "{gates: [{measure: {take: value, of: mark.b}, at_least: 80}]}", GATE, below="不定级"),
        [*marked(甲=95), *marked("b", 甲=1)],
    ) == [
        "95分，属“好”（90分以上）",
        "不满足“好”的条件“满意”，降一等",
        "不满足“中”的条件“中”，降一等",
        "不满足“差”的条件“满意”，降一等",
        "未进入任何等次，为“不定级”",
    ]


def effect(then, code="e", when="{measure: {take: count, of: finding.x}, at_least: 1}", **more):
    fixed = {"effect": code, "label": f"效果{code}", "article": "第九条", "when": plain(when), "then": plain(then)}
    return fixed | more


FOUND = [fact("05-01", "finding.x")]


@pytest.mark.parametrize(
    ("then", "from_good", "from_bad"),
    [
        ("{grade: 中}", "中", "中"),
        ("{at_best: 中}", "中", "差"),
        ("{at_best: 好}", "好", "差"),
        ("{at_least: 中}", "好", "中"),
        ("{at_least: 好}", "好", "好"),
        ("{down: 1}", "中", "差"),
        ("{down: 5}", "差", "差"),
        ("{recorded_in: decision.grade}", "中", "中"),
    ],
)
def test_what_effects_do(then, from_good, from_bad):
    rows = [*FOUND, fact("04-01", "decision.grade", level="好"), fact("05-01", "decision.grade", level="中")]
    assert graded(book_of(effects=[effect(then)]), [*marked(甲=95), *rows]) == f"甲{from_good}"
    assert graded(book_of(effects=[effect(then)]), [*marked(甲=10), *rows]) == f"甲{from_bad}"
    assert graded(book_of(effects=[effect(then)]), marked(甲=95)) == "甲好"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([fact("2025-03-01", "decision.grade", level="差")], "差"),
        ([fact("05-01", "decision.grade", level="不认识")], "好"),
        ([fact("05-01", "decision.grade")], "好"),
        ([fact("05-01", "decision.grade", "乙", level="差")], "好"),
        ([fact("05-01", "decision.grade", level="差", withdrawn="06-01")], "好"),
    ],
)
def test_recorded_grade_is_the_latest_in_view_of_whatever_period(rows, expected):
    effects = [effect("{recorded_in: decision.grade}")]
    assert graded(book_of(effects=effects), [*marked(甲=95, 乙=95), *FOUND, *rows]).split()[0] == f"甲{expected}"


def test_first_fixing_effect_stands():
    effects = [effect("{grade: 中}", "e"), effect("{grade: 差}", "f"), effect("{down: 1}", "g")]
    assert graded(book_of(effects=effects), [*marked(甲=95), *FOUND]) == "甲中"


def test_later_effects_go_on_from_where_earlier_ones_led():
    effects = [effect("{down: 1}", "e"), effect("{at_least: 中}", "f"), effect("{down: 1}", "g")]
    assert graded(book_of(effects=effects), [*marked(甲=95), *FOUND]) == "甲差"


def test_fixing_effect_grades_a_value_in_a_gap_and_others_do_not():
    only = [LEVELS[0], LEVELS[2]]
    for then, expected in (("{grade: 差}", "差"), ("{at_least: 好}", "gap"), ("{down: 1}", "gap")):
        given = {"by": "total", "levels": only, "on_gap": "open"}
        rulebook = book(VALUE, head=HEAD.format(""), grading=given, effects=[effect(then)])
        assert graded(rulebook, [*marked(甲=70), *FOUND]) == f"甲{expected}"


def test_effect_does_not_touch_who_has_no_score_or_fell_below_all():
    assert graded(book_of(effects=[effect("{grade: 差}")]), FOUND) == "甲missing"
    lifted = book_of(GATE, GATE, GATE, effects=[effect("{at_least: 中}")])
    assert graded(lifted, [*marked(甲=95), *FOUND]) == "甲中"


def test_steps_of_effects():
    effects = [
        effect("{down: 1}", "e"),
        effect("{grade: 中}", "f"),
        effect("{grade: 差}", "g"),
        effect("{at_best: 差}", "h", "{measure: {take: attribute, name: members}, at_least: 1}"),
    ]
    assert steps(book_of(effects=effects), [*marked(甲=95), *FOUND]) == [
        "95分，属“好”（90分以上）",
        "因“效果e”〔第九条〕由“好”变为“中”",
        "因“效果f”〔第九条〕定为“中”",
        "“效果h”所需数据未接入或缺失，未能判断",
    ]
    in_gap = {"by": "total", "levels": [LEVELS[0], LEVELS[2]], "on_gap": "open"}
    rulebook = book(VALUE, head=HEAD.format(""), grading=in_gap, effects=[effect("{grade: 差}")])
    assert steps(rulebook, [*marked(甲=70), *FOUND]) == [
        "70分落在等次分数线的空档里，原文没有规定，留待研究",
        "因“效果e”〔第九条〕由“未定等”变为“差”",
    ]


def test_steps_of_declared_gaps_and_of_levels_without_a_line():
    levels = [LEVELS[0], LEVELS[2]]
    for on_gap, sentence in (("lower", "就低归入“差”"), ("higher", "就高归入“好”")):
        rulebook = book(VALUE, head=HEAD.format(""), grading={"by": "total", "levels": levels, "on_gap": on_gap})
        assert steps(rulebook, marked(甲=70)) == [f"70分落在分数线的空档里，按规定{sentence}"]
    free = [LEVELS[0], {"grade": "其他", "article": "第二条"}]
    rulebook = book(VALUE, head=HEAD.format(""), grading={"by": "total", "levels": free})
    assert steps(rulebook, marked(甲=70)) == ["70分，属“其他”（不设分数线）"]


TEN = marked(**{name: 99 - place for place, name in enumerate("甲乙丙丁戊己庚辛壬癸")})


@pytest.mark.parametrize(
    ("quota", "rounding", "slots"),
    [
        ("{percent: 30%}", "down", 3),
        ("{percent: 35%}", "down", 3),
        ("{percent: 35%}", "half_up", 4),
        ("{percent: 34%}", "half_up", 3),
        ("{percent: 31%}", "up", 4),
        ("{percent: 30%}", "up", 3),
        ("{heads: 2}", "down", 2),
        ("{heads: 0}", "down", 0),
        ("{heads: 20}", "down", 10),
        ("{percent: {by: class, table: {甲类: 20%}, otherwise: 0}}", "down", 2),
        ("{heads: {by: class, table: {甲类: 4, 乙类: 1}}}", "down", 4),
        ("{heads: {attribute: members}}", "down", 10),
        ("{percent: {by: members, tiers: [{at_least: 5, is: 10%}]}}", "down", 10),
    ],
)
def test_slots(quota, rounding, slots):
    rulebook = book_of(f"{{quota: {quota}}}", choices=f"quota_rounding: {rounding}")
    assert graded(rulebook, TEN).count("好") == slots


def test_each_group_of_peers_has_its_own_slots():
    subjects = [subject(name, "甲类" if name in "甲乙丙" else "乙类") for name in "甲乙丙丁"]
    rows = marked(甲=99, 乙=98, 丙=97, 丁=91)
    assert graded(book_of("{quota: {heads: 1}}"), rows, subjects=subjects) == "甲好 乙中 丙中 丁好"
    assert graded(book_of("{quota: {heads: 1}}", among="all"), rows, subjects=subjects) == "甲好 乙中 丙中 丁中"


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("open", "甲好 乙tie 丙tie 丁中"),
        ("include", "甲好 乙好 丙好 丁中"),
        ("exclude", "甲好 乙中 丙中 丁中"),
        ("second_key", "甲好 乙中 丙好 丁中"),
    ],
)
def test_tie_at_the_border(ties, expected):
    rulebook = book_of("{quota: {heads: 2}}", choices=f"ties: {ties}", then_by="[b]")
    rows = [*marked(甲=99, 乙=95, 丙=95, 丁=91), *marked("b", 甲=1, 乙=1, 丙=2, 丁=3)]
    assert graded(rulebook, rows) == expected
    assert graded(rulebook, list(reversed(rows)), "甲乙丙丁") == expected


def test_second_keys_may_leave_a_tie_open_or_be_absent():
    rulebook = book_of("{quota: {heads: 2}}", choices="ties: second_key", then_by="[b]")
    rows = marked(甲=95, 乙=95, 丙=95)
    assert graded(rulebook, [*rows, *marked("b", 甲=2, 乙=1, 丙=1)]) == "甲好 乙tie 丙tie"
    # Who has no second key stands behind those who have one.
    assert graded(rulebook, [*rows, *marked("b", 甲=-2, 乙=-3)]) == "甲好 乙好 丙中"


def test_tie_wholly_inside_or_outside_is_no_tie():
    assert graded(book_of("{quota: {heads: 2}}"), marked(甲=95, 乙=95, 丙=91)) == "甲好 乙好 丙中"
    assert graded(book_of("{quota: {heads: 1}}"), marked(甲=96, 乙=95, 丙=95)) == "甲好 乙中 丙中"
    assert graded(book_of("{quota: {heads: 0}}"), marked(甲=95, 乙=95)) == "甲中 乙中"


def test_order_may_be_by_another_node():
    rows = [*marked(甲=99, 乙=95), *marked("b", 甲=1, 乙=2)]
    assert graded(book_of("{quota: {heads: 1}}", rank_by="b"), rows) == "甲中 乙好"
    assert graded(book_of("{quota: {heads: 1}}", rank_by="b"), rows[:3]) == "甲好 乙中"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("without_score_in_base: false", 4), ("without_score_in_base: true", 5), ("vetoed_in_base: false", 3)],
)
def test_base_of_a_percentage(choice, expected):
    # Of ten peers eight have a score, one of them vetoed: half of 8, of 10, of 7.
    rows = [*TEN[:8], fact("05-01", "finding.x", "丁")]
    rulebook = book_of("{quota: {percent: 50%}}", effects=[effect("{at_best: 中}")], choices=choice)
    assert graded(rulebook, rows, "甲乙丙丁戊己庚辛壬癸").count("好") == expected


def test_value_in_a_gap_counts_in_the_base():
    given = {"by": "total", "levels": [LEVELS[0] | plain("{quota: {percent: 50%}}"), LEVELS[2]], "on_gap": "open"}
    rulebook = book(VALUE, head=HEAD.format(""), grading=given)
    assert graded(rulebook, marked(甲=99, 乙=98, 丙=70, 丁=70)) == "甲好 乙好 丙gap 丁gap"


@pytest.mark.parametrize(
    ("slot", "expected"), [("passes_on", "甲中 乙好 丙好 丁中"), ("used_up", "甲中 乙好 丙中 丁中")]
)
def test_slot_of_a_vetoed_subject(slot, expected):
    rulebook = book_of("{quota: {heads: 2}}", effects=[effect("{at_best: 中}")], choices=f"vetoed_slot: {slot}")
    assert graded(rulebook, [*marked(甲=99, 乙=98, 丙=97, 丁=96), *FOUND]) == expected


def test_vetoed_subject_low_in_the_order_uses_up_nothing():
    rulebook = book_of("{quota: {heads: 2}}", effects=[effect("{at_best: 中}")], choices="vetoed_slot: used_up")
    rows = [*marked(甲=91, 乙=98, 丙=97, 丁=96), *FOUND]
    assert graded(rulebook, rows) == "甲中 乙好 丙好 丁中"
    # A veto that leaves the level as it was takes no slot from anybody.
    unmoved = book_of("{quota: {heads: 2}}", effects=[effect("{at_best: 好}")], choices="vetoed_slot: used_up")
    assert graded(unmoved, rows) == "甲中 乙好 丙好 丁中"


@pytest.mark.parametrize(
    ("then", "outside", "expected"),
    [
        ("{grade: 好}", False, "甲好 乙好 丙中"),
        ("{grade: 好}", True, "甲好 乙好 丙好"),
        ("{at_least: 好}", False, "甲中 乙好 丙好"),
        ("{at_least: 好}", True, "甲好 乙好 丙好"),
    ],
)
def test_fixed_and_lifted_subjects_and_the_quota(then, outside, expected):
    rulebook = book_of("{quota: {heads: 2}}", effects=[effect(then, outside_quota=outside)])
    assert graded(rulebook, [*marked(甲=70, 乙=98, 丙=97), *FOUND]) == expected


def test_fixed_subjects_keep_their_level_even_beyond_the_slots():
    rulebook = book_of("{quota: {heads: 1}}", effects=[effect("{grade: 好}")])
    rows = [*marked(甲=70, 乙=60, 丙=99), *FOUND, fact("05-01", "finding.x", "乙")]
    assert graded(rulebook, rows) == "甲好 乙好 丙中"


def test_quota_by_the_level_of_the_parent_or_of_the_first():
    quota = "{quota: {percent: {by_level_of: result.team, table: {优: 50%}, otherwise: 25%}}}"
    members = [subject(name, parent="队") for name in "甲乙丙丁"]
    subjects = [subject("队", assessed=False), *members]
    rows = marked(甲=99, 乙=98, 丙=97, 丁=96)
    team = fact("03-01", "result.team", "队", level="优")
    by_parent = book_of(quota, among="parent")
    assert graded(by_parent, [*rows, team], subjects=subjects).count("好") == 2
    assert (
        graded(by_parent, [*rows, team, fact("04-01", "result.team", "队", level="良")], subjects=subjects).count("好")
        == 1
    )
    by_class = book_of(quota)
    assert graded(by_class, [*rows, fact("03-01", "result.team", "甲", level="优")]).count("好") == 2
    assert graded(by_class, rows).count("好") == 1


def test_who_does_not_fit_goes_down_past_gates_and_quotas():
    rows = marked(甲=99, 乙=98, 丙=97, 丁=96)
    chain = ("{quota: {heads: 1}}", "{quota: {heads: 1}}", "{quota: {heads: 1}}")
    assert graded(book_of(*chain), rows) == "甲好 乙中 丙差 丁quota"
    assert graded(book_of(*chain, below="不定级"), rows) == "甲好 乙中 丙差 丁不定级"
    assert graded(book_of("{quota: {heads: 1}}", GATE), rows) == "甲好 乙差 丙差 丁差"
    assert graded(book_of("{quota: {heads: 1}}", GATE, GATE), rows) == "甲好 乙quota 丙quota 丁quota"


def test_who_is_not_assessed_has_no_grade_and_takes_no_slot():
    subjects = [subject("甲", assessed=False), subject("乙"), subject("丙")]
    rows = marked(甲=99, 乙=98, 丙=97)
    assert graded(book_of("{quota: {heads: 1}}"), rows, subjects=subjects) == "甲not_yet_due 乙好 丙中"


def test_ranks_stand_by_class_and_equal_scores_share_the_better_place():
    subjects = [subject(name, "乙类" if name == "戊" else "甲类") for name in "甲乙丙丁戊己"]
    result = outcome(book_of(), marked(甲=90, 乙=95, 丙=90, 丁=80, 戊=10), subjects)
    assert [result.grade(one.id).rank for one in subjects] == [2, 1, 2, 4, 1, None]
    assert {result.grade(one.id).peers for one in subjects} == {"甲类", "乙类"}


@pytest.mark.parametrize(
    ("as_of", "sentence"), [("2026-06-30", "还有指标未到期，暂不定等"), ("2026-12-31", "有指标缺数据，暂不定等")]
)
def test_steps_of_who_is_not_graded(as_of, sentence):
    assert grade_sentences(outcome(book_of(), as_of=as_of), "甲") == [sentence]


CONSEQUENCES = """
[{consequence: praise, label: 表扬, article: 第十条, when: {grade: [好]}, then: 通报表扬},
 {consequence: talk, label: 约谈, article: 第十条, when: {any: [{grade: [差, 不定级]}, {points_of: total, less_than: 70}]}, then: 约谈书记}]
"""


def test_consequences():
    rulebook = book_of(below="不定级", consequences=CONSEQUENCES)
    rows = marked(甲=95, 乙=65, 丙=10)
    result = outcome(rulebook, rows, [subject(name) for name in "甲乙丙丁"])
    assert [[code for code, _, _ in result.consequences(name)] for name in "甲乙丙丁"] == [
        ["praise"],
        ["talk"],
        ["talk"],
        [],
    ]
    assert result.consequences("甲") == [("praise", "表扬", "通报表扬")]


def test_grade_condition_knows_no_grade_in_a_rulebook_without_grading():
    plain_book = book(
        VALUE,
        consequences="[{consequence: low, label: 低, article: 第十条, when: {points_of: total, less_than: 70}, then: 约谈}]",
    )
    result = outcome(plain_book, marked(甲=10))
    assert (result.grade("甲").reason, result.grade("甲").grade, result.consequences("甲")) == (
        "no_grading",
        None,
        [("low", "低", "约谈")],
    )


@pytest.mark.parametrize(
    ("share", "base", "rounding", "expected"),
    [
        ("0.3", 10, "down", 3),
        ("1/3", 10, "half_up", 3),
        ("0.35", 10, "half_up", 4),
        ("0.01", 10, "up", 1),
        ("0", 10, "up", 0),
    ],
)
def test_share_as_heads(share, base, rounding, expected):
    assert heads(Fraction(share), base, rounding) == expected


def test_place_knows_only_keys():
    placing = place([1, 2, 3], 2, "open", lambda row: (True, {1: 5, 2: 4, 3: 4}[row]), lambda _: ())
    assert (placing.inside, placing.tied) == ({1}, {2, 3})
