"""More of a good thing never lowers points, more of a bad thing never raises them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mingheng.scoring import Line
from tests.oracle.differential import outcome_of

MARK, RECORD = "mark.desk", "meeting.committee"
NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)
FIRST, SECOND = NAMES = "甲", "乙"

search = settings(max_examples=60, derandomize=True, database=None)

marks = st.lists(st.integers(-5_000, 120_000).map(lambda number: Decimal(number).scaleb(-3)), min_size=2, max_size=8)
prices = st.integers(0, 300).map(lambda number: Decimal(number).scaleb(-2))
edges = st.integers(0, 1_000).map(lambda number: Decimal(number).scaleb(-1))
days = st.lists(st.integers(min_value=0, max_value=364).map(lambda day: NEW_YEAR + timedelta(days=day)), max_size=9)

Rules = list[dict[str, Any]]
Facts = list[dict[str, Any]]


def lines_of(rules: Rules, facts: Facts, names: Iterable[str] = NAMES) -> list[dict[str, Line]]:
    """The lines of subjects that differ only in their facts, by rule and node."""
    head = {
        "id": "drawn-2026",
        "title": "随机生成的评分细则",
        "issuer": "示范县委县直机关工委",
        "document": "示工委〔2026〕1号",
        "cycle": {"from": NEW_YEAR, "to": YEAR_END},
        "rounding": {"leaf": 2, "group": 4, "total": 2},
    }
    words = {"node": "part", "label": "指标", "article": "第三条", "text": "见原文。"}
    nodes = [
        {"node": "total", "label": "总分"},
        {
            "node": "part",
            "label": "部分",
            "article": "第二章",
            "parent": "total",
            "weight": "35%",
            "cap": 9,
            "floor": -9,
        },
    ]
    rulebook = {
        "rulebook": head,
        "periods": {"month": {"every": "month"}, "quarter": {"every": "quarter"}},
        "nodes": nodes,
        "rules": [{"rule": f"rule_{place}", **words, **rule} for place, rule in enumerate(rules)],
    }
    outcome = outcome_of((rulebook, [{"id": name} for name in names], facts, {MARK, RECORD}, YEAR_END, None))
    return [{line.code: line for line in outcome.lines(name)} for name in names]


@st.composite
def growing_shapes(draw: st.DrawFn, sign: str) -> Rules:
    """One rule for each shape that is monotone as written; `sign` says whether it gives or deducts."""
    low, high = sorted(draw(st.lists(edges, min_size=2, max_size=2, unique=True)))
    small, great = sorted([draw(prices), draw(prices)])
    beyond = [{"less_than": low}, {"at_least": low, "less_than": high}, {"at_least": high}]
    tiers = [interval | {sign: price} for interval, price in zip(beyond, (0, small, great), strict=True)]
    step = {"step": draw(st.sampled_from([1, "1/3", Decimal("0.5"), 7])), sign: small}
    steps = {"form": "steps", "target": low, "above": step, "partial": draw(partials)}
    shapes: Rules = [
        {"form": "flat", sign: small, "when": {draw(st.sampled_from(["at_least", "more_than"])): low}},
        {"form": "per_item", sign: small, "free": low},
        {"form": "per_item", sign: small, "free": low, "first": great},
        {"form": "proportional", sign: great, "from": low, "at": high},
        steps,
        {"form": "tiers", "tiers": tiers},
    ]
    return [{"shape": shape} | ({"max_points": 5} if draw(st.booleans()) else {}) for shape in shapes]


partials = st.sampled_from(["ignore", "full", "proportional"])


def with_measure(rules: Rules, measure: dict[str, Any]) -> Rules:
    return [rule | {"measure": measure} for rule in rules]


THE_MARK = {"take": "value", "of": MARK, "combine": "latest"}
ALL = {"form": "all_or_nothing", "when": {"at_least": 60}}


def lines_from_the_least_mark(rules: Rules, given_marks: list[Decimal]) -> list[dict[str, Line]]:
    """The lines of one subject for each mark, the least mark first."""
    names = [f"单位{place}" for place in range(len(given_marks))]
    both = zip(names, sorted(given_marks), strict=True)
    facts = [{"subject": name, "kind": MARK, "day": YEAR_END, "actual": mark} for name, mark in both]
    return lines_of(with_measure(rules, THE_MARK), facts, names)


@search
@given(growing_shapes("give"), marks)
def test_a_greater_number_never_gives_fewer_points(rules: Rules, given_marks: list[Decimal]) -> None:
    lines = lines_from_the_least_mark([*rules, {"shape": ALL, "max_points": 4}], given_marks)
    assert [lower_places(less, more) for less, more in pairwise(lines)] == [[]] * (len(lines) - 1)


@search
@given(growing_shapes("deduct"), marks)
def test_a_greater_number_never_costs_fewer_points(rules: Rules, given_marks: list[Decimal]) -> None:
    lines = lines_from_the_least_mark(rules, given_marks)
    assert [lower_places(more, less) for less, more in pairwise(lines)] == [[]] * (len(lines) - 1)


def lower_places(lines: dict[str, Line], others: dict[str, Line]) -> list[str]:
    """The codes of the lines where the others have fewer points."""
    return [code for code, line in lines.items() if others[code].points < line.points]


GOOD: Rules = [
    {"measure": {"take": "count", "of": RECORD}, "shape": {"form": "per_item", "give": Decimal("0.5")}},
    {
        "measure": {"take": "count", "of": RECORD, "limits": {"day": 1, "month": 2}},
        "shape": {"form": "per_item", "give": 1},
    },
    {"measure": {"take": "count", "of": RECORD, "per": ["month"]}, "shape": {"form": "per_item", "give": 1}},
    {"measure": {"take": "gap", "of": RECORD}, "shape": {"form": "per_item", "deduct": Decimal("0.01"), "free": 60}},
]
REQUIRED: Rules = [
    {"each": "month", "required": 1},
    {"each": "quarter", "required": 2, "early": "carries"},
    {"each": "month", "required": 1, "several": "one", "counted": "periods", "allowance": 2},
    {"each": "quarter", "required": 3, "counted": "once"},
]


@search
@given(days, days.filter(bool))
def test_one_more_good_record_never_lowers_points(held: list[date], more: list[date]) -> None:
    short = [{"take": "shortfall", "of": RECORD, **owed} for owed in REQUIRED]
    deducted = [
        {"measure": measure, "shape": {"form": "per_item", "deduct": Decimal("0.3")}, "max_points": 3}
        for measure in short
    ]
    facts = [*records(FIRST, held), *records(SECOND, held + more)]
    first, second = lines_of(GOOD + deducted, facts)
    assert lower_places(first, second) == []


@search
@given(days, days.filter(bool))
def test_one_more_bad_record_never_raises_points(found: list[date], more: list[date]) -> None:
    late = {"take": "delay", "of": RECORD, "measured_in": "months", "partial": "started"}
    grave = {"take": "levels", "of": RECORD, "values": {"警告": 1}}
    shape = {"form": "per_item", "deduct": Decimal("0.3"), "free": 1}
    rules: Rules = [{"measure": measure, "shape": shape, "max_points": 4} for measure in (late, grave)]
    first, second = lines_of(rules, [*records(FIRST, found), *records(SECOND, found + more)])
    assert lower_places(second, first) == []


def records(subject: str, on: list[date]) -> Facts:
    return [{"subject": subject, "kind": RECORD, "day": day, "level": "警告"} for day in on]
