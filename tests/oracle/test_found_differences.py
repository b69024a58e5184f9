"""Where kernel and oracle once differed: the smallest cases, with what the format says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from mingheng.scoring import Outcome
from tests.oracle.differential import differences, outcome_of

KIND, TEAM = "meeting.committee", "history.quarter"
NEW_YEAR, SPRING, YEAR_END = date(2026, 1, 1), date(2026, 4, 2), date(2026, 12, 31)
PER_ITEM = {"form": "per_item", "give": 1}
COUNT = {"take": "count", "of": KIND}
NEVER = {"class": ["二类单位"]}


def agreed(
    rules: list[dict[str, Any]], nodes: list[dict[str, Any]], facts: list[dict[str, Any]], as_of: date, **parts: Any
) -> Outcome:
    """The outcome for one subject of 一类单位, on which kernel and oracle agree."""
    head = {"id": "drawn-2026", "title": "随机生成的评分细则", "issuer": "示范县委", "document": "示工委〔2026〕1号"}
    words = {"node": "total", "label": "指标", "article": "第三条", "text": "见原文。"}
    rulebook = {
        "rulebook": {
            **head,
            "cycle": {"from": NEW_YEAR, "to": YEAR_END},
            "total": "total",
            "rounding": {"leaf": 2, "group": 4, "total": 2},
            "classes": ["一类单位", "二类单位"],
        },
        "periods": {"month": {"every": "month"}},
        "nodes": [{"label": "部分", "article": "第二章", **node} for node in nodes],
        "rules": [{**words, **rule} for rule in rules],
        **parts,
    }
    subjects = [{"id": "甲", "class": "一类单位"}]
    case = (rulebook, subjects, [{"subject": "甲", **fact} for fact in facts], {KIND}, as_of, None)
    assert differences(case) == []
    return outcome_of(case)


def test_more_excluded_than_the_maximum_leaves_a_maximum_of_zero() -> None:
    rules = [
        {"rule": f"r{place}", "max_points": 3, "measure": COUNT, "shape": PER_ITEM, "applies": NEVER}
        for place in (1, 2)
    ]
    bonus = {"rule": "bonus", "measure": COUNT, "shape": PER_ITEM}
    nodes = [{"node": "total", "max_points": 5, "baseline": "full"}]
    total = agreed([*rules, bonus], nodes, [], YEAR_END).line("甲", "total")
    assert (total.points, total.max_points, total.lost) == (0, 0, 0)


def test_a_node_with_nothing_to_rescale_to_shows_the_sum_of_what_is_known() -> None:
    gone = {
        "rule": "gone",
        "max_points": 3,
        "measure": COUNT,
        "shape": PER_ITEM,
        "applies": NEVER,
        "otherwise": "rescaled",
    }
    known = {"rule": "known", "measure": COUNT, "shape": PER_ITEM}
    unknown = {"rule": "unknown", "measure": {"take": "rate", "of": TEAM}, "shape": PER_ITEM}
    nodes = [{"node": "total", "max_points": 3}]
    total = agreed([gone, known, unknown], nodes, [{"kind": KIND, "day": NEW_YEAR}], YEAR_END).line("甲", "total")
    assert (total.status, total.points) == ("missing", 1)


def test_a_requirement_with_an_unknown_quantity_promises_no_points_before_it_is_due() -> None:
    measure = {"take": "shortfall", "of": KIND, "required": 1, "quantity": "actual"}
    rule = {"rule": "r", "max_points": 4, "measure": measure, "shape": {"form": "flat", "deduct": 1}}
    facts = [{"kind": KIND, "day": NEW_YEAR, "actual": 1}, {"kind": KIND, "day": NEW_YEAR}]
    line = agreed([rule], [{"node": "total"}], facts, SPRING).line("甲", "r")
    assert (line.status, line.worst, line.best) == ("not_yet_due", 0, 4)


def test_a_total_that_does_not_apply_has_lost_nothing_to_forecast_from() -> None:
    gone = {
        "rule": "gone",
        "max_points": 4,
        "measure": COUNT,
        "shape": PER_ITEM,
        "applies": NEVER,
        "otherwise": "excluded",
    }
    aside = {"rule": "aside", "node": "other", "max_points": 2, "measure": COUNT, "shape": PER_ITEM}
    nodes = [{"node": "total", "max_points": 4, "otherwise": "full_marks"}, {"node": "other"}]
    outcome = agreed([gone, aside], nodes, [{"kind": KIND, "day": NEW_YEAR}], SPRING)
    assert [outcome.line("甲", code).forecast for code in ("total", "aside")] == [4, 2]


EXEMPTED = {"kind": "exemption.r", "day": NEW_YEAR}
MONTHLY = {"take": "shortfall", "of": KIND, "each": "month", "required": 1}


def test_an_exempt_requirement_is_exempt_whatever_its_factor() -> None:
    times = [{"factor": 2, "when": {"measure": {"take": "rate", "of": KIND}, "at_least": 1}}]
    rule = {"rule": "r", "measure": MONTHLY, "shape": PER_ITEM, "times": times}
    assert agreed([rule], [{"node": "total"}], [EXEMPTED], YEAR_END).line("甲", "r").status == "exempt"


def test_an_exemption_excuses_the_same_shortfall_in_a_condition_of_its_rule() -> None:
    """Nine of twelve months are excused: three are short, and the price is not doubled from four."""
    times = [{"factor": 2, "when": {"measure": MONTHLY, "at_least": 4}}]
    rule = {"rule": "r", "measure": MONTHLY, "shape": PER_ITEM, "times": times}
    excused = EXEMPTED | {"end": date(2026, 9, 30)}
    line = agreed([rule], [{"node": "total"}], [excused], YEAR_END).line("甲", "r")
    assert (line.points, line.measure) == (3, Fraction(3))


def test_a_step_down_does_not_take_back_that_a_grade_was_lifted_outside_the_quota() -> None:
    always = {"measure": COUNT, "at_least": 0}
    effects = [
        {
            "effect": "lift",
            "label": "提级",
            "article": "第二十二条",
            "when": always,
            "then": {"at_least": "好"},
            "outside_quota": True,
        },
        {"effect": "down", "label": "降级", "article": "第二十二条", "when": always, "then": {"down": 1}},
    ]
    levels = [{"grade": "好", "at_least": 5}, {"grade": "中", "at_least": 1, "quota": {"heads": 0}}, {"grade": "差"}]
    rule = {"rule": "r", "measure": COUNT, "shape": PER_ITEM}
    grading = {"by": "total", "among": "all", "levels": levels}
    outcome = agreed([rule], [{"node": "total"}], [], YEAR_END, grading=grading, effects=effects)
    assert outcome.grade("甲").grade == "中"
