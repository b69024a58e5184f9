"""What is missing is never zero, and what is not yet due costs nothing."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingheng.scoring import Outcome
from tests.oracle.differential import outcome_of
from tests.oracle.periods import spans_of

KIND = "meeting.committee"
NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)

search = settings(max_examples=60, derandomize=True, database=None)

MEASURES: dict[str, dict[str, Any]] = {
    "count": {"of": KIND},
    "sum": {"of": KIND},
    "shortfall": {"of": KIND, "required": 1},
    "rate": {"of": KIND},
    "ratio": {"part": {"take": "count", "of": KIND}, "whole": {"take": "count", "of": KIND}},
    "gap": {"of": KIND},
    "delay": {"of": KIND, "measured_in": "days"},
    "value": {"of": KIND, "combine": "mean"},
    "levels": {"of": KIND, "values": {"县级": 1}, "keep": "latest"},
    "ballot": {"of": KIND, "share_of": ["好"]},
    "checklist": {"items": [{"label": "制定计划", "when": {"measure": {"take": "count", "of": KIND}, "at_least": 1}}]},
    "run": {"of": KIND, "where": {"verified": True}},
}


def scored(
    measure: dict[str, Any],
    *,
    connected: set[str],
    as_of: date = YEAR_END,
    if_missing: str = "zero",
    periods: dict[str, Any] | None = None,
) -> Outcome:
    """A rulebook of one rule with ten points, scored for one subject without facts."""
    head = {
        "id": "drawn-2026",
        "title": "随机生成的评分细则",
        "issuer": "示范县委县直机关工委",
        "document": "示工委〔2026〕1号",
        "cycle": {"from": NEW_YEAR, "to": YEAR_END},
        "attributes": {"members": "党员人数"},
    }
    rule = {"rule": "r", "node": "total", "label": "指标", "article": "第三条", "text": "见原文。", "max_points": 10}
    rule |= {"measure": measure, "shape": {"form": "per_item", "deduct": 1}, "if_missing": if_missing}
    levels = [{"grade": "好", "at_least": 5}, {"grade": "差", "less_than": 5}]
    rulebook = {
        "rulebook": head,
        "nodes": [{"node": "total", "label": "总分", "max_points": 10}],
        "rules": [rule],
        "grading": {"by": "total", "among": "all", "levels": levels},
        "periods": periods or {},
    }
    return outcome_of((rulebook, [{"id": "甲"}], [], connected, as_of, None))


@pytest.mark.parametrize("take", MEASURES)
def test_what_is_not_connected_is_missing_and_no_number_stands_for_it(take: str) -> None:
    measure = {"take": take, **MEASURES[take]}
    outcome = scored(measure, connected=set())
    line, total, grade = outcome.line("甲", "r"), outcome.line("甲", "total"), outcome.grade("甲")
    assert (line.status, line.points, line.measure, line.worst, line.best) == ("missing", None, None, 0, 10)
    assert (total.status, total.earned, total.open, total.lost) == ("missing", 0, 10, 0)
    assert (grade.grade, grade.reason) == (None, "missing")


@pytest.mark.parametrize("take", MEASURES)
def test_what_is_connected_but_empty_is_scored(take: str) -> None:
    outcome = scored({"take": take, **MEASURES[take]}, connected={KIND})
    assert outcome.line("甲", "r").status == "scored"
    assert outcome.line("甲", "total").points is not None
    assert outcome.grade("甲").grade is not None


@pytest.mark.parametrize("as_of", [NEW_YEAR, date(2026, 6, 30), YEAR_END], ids=str)
def test_what_is_not_connected_is_missing_on_every_day(as_of: date) -> None:
    outcomes = [scored({"take": take, **words}, connected=set(), as_of=as_of) for take, words in MEASURES.items()]
    lines = [outcome.line("甲", "r") for outcome in outcomes]
    assert {(line.status, line.points) for line in lines} == {("missing", None)}


def test_an_attribute_that_a_subject_lacks_is_missing_and_not_zero() -> None:
    outcome = scored({"take": "attribute", "name": "members"}, connected=set(), if_missing="unscored")
    line = outcome.line("甲", "r")
    assert (line.status, line.points, line.measure) == ("missing", None, None)


@st.composite
def declared_periods(draw: st.DrawFn) -> dict[str, Any]:
    period: dict[str, Any] = {"every": draw(st.sampled_from(["month", "two_months", "quarter", "half_year"]))}
    if draw(st.booleans()):
        period["starts_on"] = draw(st.integers(min_value=2, max_value=28))
    return period | {"grace_days": draw(st.integers(min_value=0, max_value=40))}


@search
@given(declared_periods(), st.integers(min_value=0, max_value=420))
def test_a_requirement_costs_a_point_on_the_day_it_falls_due_and_not_before(period: dict[str, Any], after: int) -> None:
    as_of = NEW_YEAR + timedelta(days=after)
    declared = {"rulebook": {"cycle": {"from": NEW_YEAR, "to": YEAR_END}}, "periods": {"owed": period}}
    spans = spans_of(declared, "owed", as_of)
    due = sum(span.due <= as_of for span in spans)
    outcome = scored(
        {"take": "shortfall", "of": KIND, "each": "owed", "required": 1},
        connected={KIND},
        as_of=as_of,
        periods={"owed": period},
    )
    line = outcome.line("甲", "r")
    kept = max(Fraction(0), Fraction(10) - due)
    assert (line.status, line.points) == (("scored", kept) if due else ("not_yet_due", None))
    assert (line.lost, line.best) == (10 - kept, kept)
    assert line.worst == max(0, 10 - len(spans))
