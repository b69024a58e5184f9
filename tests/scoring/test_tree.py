"""The tree: weights and conversions, baselines, caps, what does not apply, what is only for reference, statuses."""

import pytest

from tests.scoring.builders import book, fact, got, outcome, range_of, rule, subject, text, told

HEAD = "{classes: [甲类, 乙类]}"


def tree(node="", *rules, total="", head=HEAD):
    nodes = f"[{{node: total, label: 总分{total}}}, {{node: part, parent: total, label: 部分, article: 第一条{node}}}]"
    return book(*rules, nodes=nodes, head=head)


def mark(code, most=10, **more):
    """A rule of the part that gives its mark."""
    limits = {} if most is None else {"max_points": most}
    return rule(code, f"{{take: value, of: mark.{code}}}", node="part", **limits, **more)


def marks(**numbers):
    return [fact("06-01", f"mark.{code}", actual=number) for code, number in numbers.items()]


def both(rulebook, rows, **more):
    result = outcome(rulebook, rows, **more)
    return got(result, "part"), got(result, "total")


@pytest.mark.parametrize(
    ("node", "part", "total"),
    [
        ("", "15", "15"),
        (", weight: 30%", "15", "4.5"),
        (", weight: 1/3", "15", "5"),
        (", convert: {from: 100, to: 10}", "15", "1.5"),
        (", weight: 0.5, convert: {from: 30, to: 7}", "15", "1.75"),
        (", baseline: 60", "75", "75"),
        (", baseline: -20", "-5", "-5"),
        (", baseline: -20, floor: 0", "0", "0"),
        (", cap: 12", "12", "12"),
        (", cap: 12, weight: 50%", "12", "6"),
        (", max_points: 20", "15", "15"),
        (", max_points: 12", "12", "12"),
        (", max_points: 12, cap: 14", "14", "14"),
        (", max_points: 20, baseline: full", "20", "20"),
        (", floor: 16", "16", "16"),
    ],
)
def test_points_of_a_node_and_what_they_are_worth_above(node, part, total):
    assert both(tree(node, mark("a"), mark("b")), marks(a=8, b=7)) == (part, total)


def test_total_is_rounded_after_it_is_clipped():
    thirds = tree(", weight: 1/3", mark("a"))
    assert both(thirds, marks(a="0.005")) == ("0.005", "0")
    assert both(thirds, marks(a="0.015")) == ("0.015", "0.01")
    assert both(tree("", mark("a"), total=", article: 第一条, cap: 1.005"), marks(a=5)) == ("5", "1.01")


def test_whole_weights_are_exact_over_several_levels():
    nodes = """[{node: part, parent: middle, label: 部分, article: 第一条, weight: 1/3},
                {node: middle, parent: total, label: 中间, article: 第一条, weight: 3/7}]"""
    assert got(outcome(book(mark("a"), nodes=nodes), marks(a=7)), "total") == "1"


@pytest.mark.parametrize(
    ("otherwise", "part", "most"),
    [("excluded", "5", "6"), ("rescaled", "8.333", "10"), ("full_marks", "9", "10")],
)
def test_what_does_not_apply_is_excluded_rescaled_or_given(otherwise, part, most):
    other = mark("b", 4, applies="{class: [乙类]}", otherwise=otherwise)
    result = outcome(tree(", max_points: 10", mark("a", 6), other), marks(a=5))
    assert (got(result, "part"), text(result.line("甲", "part").max_points)) == (part, most)


@pytest.mark.parametrize(("exempt", "part"), [("excluded", "5"), ("rescaled", "8.333"), ("full_marks", "9")])
def test_what_is_exempt_has_its_own_word(exempt, part):
    rows = [*marks(a=5), fact("01-01", "exemption.b")]
    by_rule = tree(", max_points: 10", mark("a", 6), mark("b", 4, exempt_gives=exempt))
    by_choice = tree(", max_points: 10", mark("a", 6), mark("b", 4), head=f"{{choices: {{exempt: {exempt}}}}}")
    assert both(by_rule, rows)[0] == both(by_choice, rows)[0] == part


def test_excluded_part_comes_off_cap_and_full_baseline():
    away = mark("b", 4, applies="{class: [乙类]}")
    assert both(tree(", max_points: 10, baseline: full", mark("a", 6), away), [])[0] in ("6", "missing")
    taking = rule("a", "{take: count, of: finding.a}", "{form: per_item, deduct: 1}", node="part")
    result = outcome(tree(", max_points: 10, baseline: full", taking, away), [fact("03-01", "finding.a")])
    assert got(result, "part") == "5"
    assert got(outcome(tree(", max_points: 10, baseline: full, cap: 8", taking, away)), "part") == "6"


def test_rescaling_acts_on_the_sum_not_on_the_baseline():
    away = mark("b", 4, applies="{class: [乙类]}", otherwise="rescaled")
    # 3 × 10 ÷ 6 = 5, then the baseline.
    assert both(tree(", max_points: 10, baseline: 2", mark("a", 6), away), marks(a=3))[0] == "7"


def test_excluded_and_rescaled_together():
    excluded = mark("b", 2, applies="{class: [乙类]}")
    rescaled = mark("c", 2, applies="{class: [乙类]}", otherwise="rescaled")
    # 10 − 2 excluded = 8; 3 × 8 ÷ (8 − 2) = 4.
    assert both(tree(", max_points: 10", mark("a", 6), excluded, rescaled), marks(a=3))[0] == "4"


@pytest.mark.parametrize(("node", "status"), [(", max_points: 4", "not_applicable"), ("", "not_applicable")])
def test_node_whose_parts_do_not_apply_does_not_apply(node, status):
    away = mark("a", 4, applies="{class: [乙类]}", otherwise="rescaled")
    assert both(tree(node, away), []) == (status, status)


def test_node_that_does_not_apply_follows_its_own_word_above():
    nodes = """[{{node: total, label: 总分, max_points: 10}},
                {{node: part, parent: total, label: 部分, max_points: 4, otherwise: {}}},
                {{node: rest, parent: total, label: 其余, max_points: 6}}]"""
    away, rest = (
        mark("a", 4, applies="{class: [乙类]}"),
        rule("b", "{take: value, of: mark.b}", node="rest", max_points=6),
    )
    for otherwise, total in (("excluded", "3"), ("rescaled", "5"), ("full_marks", "7")):
        result = outcome(book(away, rest, nodes=nodes.format(otherwise), head=HEAD), marks(b=3))
        assert (got(result, "part"), got(result, "total")) == (
            {"full_marks": "4"}.get(otherwise, "not_applicable"),
            total,
        )


def test_part_without_a_maximum_has_nothing_to_take_off():
    away = mark("b", None, applies="{class: [乙类]}", otherwise="rescaled")
    result = outcome(tree(", max_points: 10", mark("a", 10), away), marks(a=3))
    assert (got(result, "part"), text(result.line("甲", "part").max_points)) == ("3", "10")


def test_reference_never_counts_above():
    result = outcome(tree("", mark("a"), mark("b", reference=True)), marks(a=8, b=7))
    assert (got(result, "part"), got(result, "b"), result.line("甲", "b").status) == ("8", "7", "for_reference")
    aside = outcome(tree(", reference: true", mark("a")), marks(a=8))
    assert (got(aside, "part"), aside.line("甲", "part").status, aside.line("甲", "total").status) == (
        "8",
        "for_reference",
        "not_applicable",
    )


AWAY = {"applies": "{class: [乙类]}"}
FULL = {**AWAY, "otherwise": "full_marks"}


@pytest.mark.parametrize(
    ("rules", "rows", "as_of", "expected"),
    [
        ([mark("a"), mark("b")], marks(a=1, b=1), "2026-12-31", "scored"),
        ([mark("a"), mark("b")], marks(a=1), "2026-12-31", "missing"),
        ([mark("a"), mark("b")], marks(a=1), "2026-06-30", "scored"),
        ([mark("a"), mark("b")], [], "2026-06-30", "not_yet_due"),
        ([mark("a"), mark("b", **AWAY)], [], "2026-06-30", "not_yet_due"),
        ([mark("a"), mark("b", **AWAY)], marks(a=1), "2026-06-30", "scored"),
        ([mark("a", **AWAY), mark("b", **AWAY)], [], "2026-12-31", "not_applicable"),
        ([mark("a", **AWAY), mark("b")], [fact("01-01", "exemption.b")], "2026-12-31", "exempt"),
        ([mark("a", **FULL), mark("b", **AWAY)], [], "2026-12-31", "scored"),
        ([mark("a", **FULL), mark("b")], [], "2026-06-30", "scored"),
    ],
)
def test_status_of_a_node(rules, rows, as_of, expected):
    assert outcome(tree("", *rules), rows, as_of=as_of).line("甲", "part").status == expected


def test_failed_comes_before_missing():
    failing = rule("b", "{take: value, of: mark.b, within: [0, 1]}", node="part", max_points=1)
    result = outcome(tree("", mark("a"), failing), marks(b=5))
    assert [result.line("甲", code).status for code in ("a", "b", "part", "total")] == [
        "missing",
        "failed",
        "failed",
        "failed",
    ]


def test_node_with_missing_parts_shows_the_sum_of_what_is_known():
    result = outcome(tree("", mark("a"), mark("b")), marks(a=8))
    assert (got(result, "part"), result.line("甲", "part").status, range_of(result, "part")) == (
        "8",
        "missing",
        "8..18",
    )


def test_node_that_is_not_yet_due_has_no_points_but_may_win_or_lose():
    result = outcome(tree(", max_points: 10", mark("a")), as_of="2026-06-30")
    assert (got(result, "part"), range_of(result, "part"), got(result, "total")) == (
        "not_yet_due",
        "0..10",
        "not_yet_due",
    )


def test_worst_and_best_are_summed_and_clipped_like_points():
    result = outcome(tree(", max_points: 15", mark("a"), mark("b")), marks(a=8), as_of="2026-06-30")
    one = result.line("甲", "part")
    assert (text(one.points), text(one.earned), text(one.open), text(one.lost)) == ("8", "8", "7", "0")


def test_order_of_nodes_and_rules_does_not_matter():
    nodes = "[{node: part, parent: middle, label: 部分}, {node: middle, parent: total, label: 中间}]"
    turned = "[{node: middle, parent: total, label: 中间}, {node: part, parent: middle, label: 部分}]"
    for given in (nodes, turned):
        assert got(outcome(book(mark("a"), mark("b"), nodes=given), marks(a=8, b=7)), "total") == "15"


def test_nobody_to_score_is_no_fault():
    assert list(outcome(tree("", mark("a")), subjects=[subject(assessed=False)]).assessed) == []


@pytest.mark.parametrize(
    ("node", "rows", "sentence"),
    [
        ("", marks(a=8, b=7), "各项合计15分"),
        (", max_points: 20", marks(a=8, b=7), "各项合计15分（满分20分）"),
        (", max_points: 12", marks(a=8, b=7), "各项合计15分，封顶12分（满分12分）"),
        (", floor: 16", marks(a=8, b=7), "各项合计15分，保底16分"),
        (", baseline: 60", marks(a=8, b=7), "起评60分，各项合计15分，得75分"),
        (", baseline: 60, cap: 70", marks(a=8, b=7), "起评60分，各项合计15分，封顶70分"),
        (", max_points: 20, baseline: full", marks(a=0, b=0), "起评20分，各项合计0分，得20分（满分20分）"),
        (", weight: 30%", marks(a=8, b=7), "各项合计15分，按30%计入“总分”4.5分"),
        ("", marks(a=8), "各项合计8分；所属指标有缺数据的，只合计已知部分"),
        ("", marks(a=8, b=70), "各项合计8分；所属指标有数据矛盾的，只合计已知部分"),
        ("", [fact("01-01", "exemption.a"), fact("01-01", "exemption.b")], "所属指标均不要求"),
    ],
)
def test_sentence(node, rows, sentence):
    second = rule("b", "{take: value, of: mark.b, within: [0, 10]}", node="part", max_points=10)
    assert told(outcome(tree(node, mark("a"), second), rows), "part") == sentence


def test_sentence_of_rescaling_rounding_and_waiting():
    away = mark("b", 4, applies="{class: [乙类]}", otherwise="rescaled")
    result = outcome(tree(", max_points: 10", mark("a", 6), away), marks(a=5))
    assert told(result, "part") == "各项合计5分，不适用项折算后8.333分（满分10分）"
    assert told(result, "total") == "各项合计8.333分，四舍五入为8.33分"
    assert told(outcome(tree("", mark("a")), as_of="2026-06-30"), "part") == "所属指标均未到期"
    assert told(outcome(tree("", mark("a", **AWAY))), "part") == "所属指标均不适用"
