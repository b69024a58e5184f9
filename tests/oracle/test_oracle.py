"""The oracle on examples worked out by hand, and the generator on its promises."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.figures import add_months, half_up
from tests.oracle.generator import FORMS, TAKES, random_case, targeted_case
from tests.oracle.oracle import Result, assess
from tests.oracle.periods import Span, spans_of

KIND = "meeting.committee"
YEAR_END = date(2026, 12, 31)
PER_ITEM = {"form": "per_item", "give": 1}


def rulebook_with(*rules: dict[str, Any], **parts: Any) -> dict[str, Any]:
    head = {
        "cycle": {"from": date(2026, 1, 1), "to": YEAR_END},
        "total": "total",
        "rounding": {"leaf": 2, "group": 4, "total": 2},
        "choices": parts.pop("choices", {}),
    }
    nodes = parts.pop("nodes", [{"node": "total"}])
    return {"rulebook": head, "nodes": nodes, "rules": list(rules), **parts}


def rule(measure: dict[str, Any], shape: dict[str, Any], code: str = "r", **more: Any) -> dict[str, Any]:
    return {"rule": code, "node": "total", "measure": measure, "shape": shape, **more}


def fact(day: str, subject: str = "甲", kind: str = KIND, **more: Any) -> dict[str, Any]:
    return {"subject": subject, "kind": kind, "day": date.fromisoformat(f"2026-{day}"), **more}


def subject(id_: str = "甲", **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_, "class": "一类单位", "kind": "党支部", **more}


def score(rulebook: dict[str, Any], facts: list[dict[str, Any]], *subjects: dict[str, Any], **more: Any) -> Result:
    connected = more.pop("connected", {KIND})
    return assess(rulebook, list(subjects or [subject()]), facts, connected, **{"as_of": YEAR_END, **more})


def points(measure: dict[str, Any], shape: dict[str, Any], facts: list[dict[str, Any]], **more: Any) -> Fraction | None:
    return score(rulebook_with(rule(measure, shape, **more)), facts).lines["甲", "r"].points


MONTHLY = {"take": "shortfall", "of": KIND, "each": "month", "required": 1}
HALF_A_POINT_EACH = rule(MONTHLY, {"form": "per_item", "deduct": Decimal("0.5")}, max_points=3)
MONTHS = {"month": {"every": "month"}}


def monthly(months: int) -> list[dict[str, Any]]:
    return [fact(f"{month:02}-10") for month in range(1, months + 1)]


def test_half_up_goes_away_from_zero() -> None:
    assert half_up(Fraction(1, 8), 2) == Fraction(13, 100)
    assert half_up(Fraction(-1, 8), 2) == Fraction(-13, 100)


def test_duty_months_end_inside_the_cycle() -> None:
    rulebook = rulebook_with(periods={"duty": {"every": "month", "starts_on": 26, "grace_days": 5}})
    spans = spans_of(rulebook, "duty", YEAR_END)
    assert len(spans) == 12
    assert spans[0] == Span(date(2025, 12, 26), date(2026, 1, 25), date(2026, 1, 30))
    assert spans[-1].last == date(2026, 12, 25)


def test_look_back_of_three_years_begins_on_new_years_day() -> None:
    rulebook = rulebook_with(periods={"back": {"years": 3}})
    assert spans_of(rulebook, "back", YEAR_END)[0].first == date(2024, 1, 1)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_nine_of_twelve_meetings_cost_one_and_a_half() -> None:
    rulebook = rulebook_with(HALF_A_POINT_EACH, periods=MONTHS)
    own = score(rulebook, monthly(9)).lines["甲", "r"]
    assert (own.points, own.measure, own.lost) == (Fraction(3, 2), 3, Fraction(3, 2))


def test_what_is_not_yet_due_costs_nothing_now() -> None:
    rulebook = rulebook_with(HALF_A_POINT_EACH, periods=MONTHS)
    own = score(rulebook, monthly(2), as_of=date(2026, 3, 31)).lines["甲", "r"]
    assert (own.points, own.worst, own.best, own.open) == (Fraction(5, 2), 0, Fraction(5, 2), Fraction(5, 2))
    early = score(rulebook, [], as_of=date(2026, 1, 15)).lines["甲", "r"]
    assert (early.status, early.points, early.worst, early.best) == ("not_yet_due", None, 0, 3)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"counted": "periods"}, 2),
        ({"counted": "once"}, 1),
        ({"allowance": 3}, 0),
        ({"early": "carries"}, 2),
        ({"several": "one"}, 5),
        ({}, 3),
    ],
)
def test_shortfall_options(options: dict[str, Any], expected: int) -> None:
    """Two are owed per quarter; there are 3, 0, 1 and 2."""
    days = ["01-05", "02-05", "03-05", "07-05", "10-05", "11-05"]
    taken = {"take": "shortfall", "of": KIND, "each": "quarter", "required": 2, **options}
    rulebook = rulebook_with(rule(taken, PER_ITEM), periods={"quarter": {"every": "quarter"}})
    assert score(rulebook, [fact(day) for day in days]).lines["甲", "r"].measure == expected


def test_new_organisation_owes_full_months_only() -> None:
    rulebook = rulebook_with(rule(MONTHLY, PER_ITEM), periods=MONTHS)
    founded = subject(founded=date(2026, 10, 2))
    assert score(rulebook, [], founded).lines["甲", "r"].measure == 2
    rulebook["rulebook"]["choices"] = {"new_organisation": "partial"}
    assert score(rulebook, [], founded).lines["甲", "r"].measure == 3


def test_exempted_spans_are_not_owed() -> None:
    rulebook = rulebook_with(rule(MONTHLY, PER_ITEM), periods=MONTHS)
    exempt = fact("01-01", kind="exemption.r", end=date(2026, 11, 29))
    assert score(rulebook, [exempt]).lines["甲", "r"].measure == 2
    assert score(rulebook, [exempt | {"end": None}]).lines["甲", "r"].status == "exempt"


def test_count_of_distinct_persons_and_limits() -> None:
    facts = [fact("01-05", person="张某"), fact("01-05", person="张某"), fact("02-05", person="李某"), fact("02-06")]
    assert points({"take": "count", "of": KIND, "per": ["person"]}, PER_ITEM, facts) == 3
    assert points({"take": "count", "of": KIND, "limits": {"day": 1, "month": 1}}, PER_ITEM, facts) == 2


def test_sum_clips_the_month_and_fails_outside_its_range() -> None:
    facts = [fact("01-05", actual=Decimal("2.5")), fact("01-06", actual=3), fact("02-01", actual=1)]
    assert points({"take": "sum", "of": KIND, "limits": {"month": 4}}, PER_ITEM, facts) == 5
    assert points({"take": "sum", "of": KIND, "within": [0, 2]}, PER_ITEM, facts) is None
    huge = [fact("01-05", actual=6_000_000), fact("01-06", actual=6_000_000)]
    rulebook = rulebook_with(rule({"take": "sum", "of": KIND}, PER_ITEM))
    assert score(rulebook, huge).lines["甲", "r"].status == "failed"


def test_rate_in_steps_below_and_above_the_target() -> None:
    shape = {"form": "steps", "target": "90%", "below": {"step": "5%", "deduct": 1}, "above": {"step": "5%", "give": 2}}
    taken = {"take": "rate", "of": KIND}
    low, high = [fact("01-05", expected=100, actual=78)], [fact("01-05", expected=20, actual=19)]
    assert points(taken, shape, low) == -2
    assert points(taken, shape | {"partial": "full"}, low) == -3
    assert points(taken, shape | {"partial": "proportional"}, low) == Fraction(-12, 5)
    assert points(taken, shape, high) == 2


def test_ratio_of_meetings_to_members_given_proportionally() -> None:
    taken = {"take": "ratio", "part": {"take": "count", "of": KIND}, "whole": {"take": "attribute", "name": "members"}}
    rulebook = rulebook_with(rule(taken, {"form": "proportional", "give": 10, "at": "90%"}, max_points=10))
    own = score(rulebook, monthly(6), subject(attributes={"members": 20})).lines["甲", "r"]
    assert (own.measure, own.points) == (Fraction(3, 10), Fraction(333, 100))


def test_gap_is_the_longest_run_of_days_without_a_record() -> None:
    facts = [fact("01-11"), fact("12-31"), fact("03-01")]
    assert points({"take": "gap", "of": KIND}, PER_ITEM, facts) == 304
    assert points({"take": "gap", "of": KIND}, PER_ITEM, []) == 365


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"measured_in": "days"}, 45),
        ({"measured_in": "days", "grace": {"days": 10}}, 35),
        ({"measured_in": "months", "partial": "full"}, 1),
        ({"measured_in": "months", "partial": "started"}, 2),
        ({"measured_in": "months", "partial": "full", "grace": {"months": 2}}, 0),
        ({"measured_in": "years", "partial": "started"}, 1),
    ],
)
def test_delay_from_the_last_of_january_to_mid_march(options: dict[str, Any], expected: int) -> None:
    facts = [fact("01-31", end=date(2026, 3, 17))]
    assert points({"take": "delay", "of": KIND, **options}, PER_ITEM, facts) == expected


@pytest.mark.parametrize(
    ("combine", "expected"),
    [("latest", 80), ("highest", 95), ("lowest", 60), ("median", 80), ("trimmed_mean", 80), ("sum", 235)],
)
def test_value_combines_marks(combine: str, expected: int) -> None:
    facts = [fact("01-05", actual=60), fact("02-05", actual=95), fact("03-05", actual=80)]
    assert points({"take": "value", "of": KIND, "combine": combine}, PER_ITEM, facts) == expected


def test_value_weights_groups_after_rounding_them() -> None:
    facts = [fact("01-05", level="领导", actual=one) for one in (80, 81, 81)] + [fact("01-05", level="群众", actual=90)]
    taken = {"take": "value", "of": KIND, "combine": "mean", "weights": {"领导": "60%", "群众": "40%"}}
    rulebook = rulebook_with(rule(taken, PER_ITEM))
    assert score(rulebook, facts).lines["甲", "r"].measure == Fraction("84.40002")
    assert points(taken, PER_ITEM, facts[:3]) is None


def test_levels_count_one_case_once_at_its_highest() -> None:
    facts = [
        fact("01-05", level="县级", case="一"),
        fact("02-05", level="省级", case="一"),
        fact("03-05", level="县级"),
    ]
    taken = {"take": "levels", "of": KIND, "values": {"县级": 1, "省级": 3}, "per": "case", "keep": "all"}
    assert points(taken, PER_ITEM, facts) == 4
    assert points(taken | {"keep": "highest"}, PER_ITEM, facts) == 3
    assert points(taken | {"keep": "latest"}, PER_ITEM, facts) == 1


def test_ballot_values_shares_and_failed_counts() -> None:
    facts = [
        fact("05-01", level="好", case="领导", actual=6, expected=10),
        fact("05-01", level="差", case="领导", actual=2, expected=10),
        fact("05-01", level="好", case="群众", actual=5, expected=20),
        fact("05-01", level="差", case="群众", actual=15, expected=20),
    ]
    ballot = {"take": "ballot", "of": KIND}
    weighted = ballot | {"values": {"好": 100, "差": 0}, "groups": {"领导": "50%", "群众": "50%"}}
    assert points(weighted, PER_ITEM, facts) == 50
    rulebook = rulebook_with(rule(ballot | {"share_of": ["好"], "base": "issued"}, PER_ITEM))
    assert score(rulebook, facts).lines["甲", "r"].measure == Fraction(11, 30)
    facts[0]["actual"] = 9
    assert score(rulebook, facts).lines["甲", "r"].status == "failed"


def test_checklist_pays_for_the_items_that_hold() -> None:
    met = {"measure": {"take": "count", "of": KIND}, "at_least": 2}
    items = [{"label": "一", "when": met, "worth": 2}, {"label": "二", "when": {"not": met}}]
    assert points({"take": "checklist", "items": items}, PER_ITEM, monthly(2)) == 2
    assert points({"take": "checklist", "items": items, "counted": "unmet"}, PER_ITEM, monthly(2)) == 1


def test_run_ends_at_the_first_period_that_fails() -> None:
    facts = [fact("03-31", level="差"), fact("06-30", level="好"), fact("09-30", level="差"), fact("12-31", level="差")]
    assert points({"take": "run", "of": KIND, "where": {"level": ["差"]}}, PER_ITEM, facts) == 2
    facts.append(fact("12-31", level="好"))
    assert points({"take": "run", "of": KIND, "where": {"level": ["差"]}}, PER_ITEM, facts) == 0


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("rank", {"甲": 1, "乙": 1, "丙": 3}),
        ("rank_share", {"甲": Fraction(1, 3), "乙": Fraction(1, 3), "丙": 1}),
        ("over_highest", {"甲": 1, "乙": 1, "丙": Fraction(1, 2)}),
        ("minus_mean", {"甲": Fraction("0.3333"), "乙": Fraction("0.3333"), "丙": Fraction("-0.6667")}),
    ],
)
def test_peers_compare_inside_the_class(way: str, expected: dict[str, Fraction]) -> None:
    base = rule({"take": "count", "of": KIND}, PER_ITEM, code="base")
    rulebook = rulebook_with(base, rule({"take": "peers", "of": "base", "is": way}, PER_ITEM))
    facts = [fact("01-05", name) for name in "甲甲乙乙丙丁丁丁"]
    others = [subject(name) for name in "甲乙丙"]
    result = score(rulebook, facts, *others, subject("丁", **{"class": "二类单位"}))
    assert {name: result.lines[name, "r"].measure for name in "甲乙丙"} == expected


def test_children_roll_up_through_several_levels() -> None:
    base = rule({"take": "count", "of": KIND}, PER_ITEM, code="base")
    up = rule({"take": "children", "of": "total", "combine": "mean"}, PER_ITEM, if_missing="zero")
    subjects = [subject("甲"), subject("乙", parent="甲"), subject("丙", parent="甲"), subject("丁", parent="乙")]
    result = score(rulebook_with(base, up), [fact("01-05", name) for name in "甲丙丁丁"], *subjects)
    assert {name: result.lines[name, "total"].points for name in "丁丙乙甲"} == {
        "丁": 2,
        "丙": 1,
        "乙": 2,
        "甲": Fraction(5, 2),
    }


def test_flat_all_or_nothing_and_per_item_amounts() -> None:
    count = {"take": "count", "of": KIND}
    assert points(count, {"form": "flat", "deduct": 2, "when": {"less_than": 3}}, monthly(2)) == -2
    assert points(count, {"form": "all_or_nothing", "when": {"at_least": 2}}, monthly(2), max_points=5) == 5
    assert points(count, {"form": "per_item", "give": 2, "first": 3, "free": 1}, monthly(4)) == 7
    assert points(count, {"form": "per_item", "give": "1/3"}, monthly(2)) == Fraction(67, 100)


def test_tiers_take_the_first_the_higher_or_fail_in_a_gap() -> None:
    count = {"take": "count", "of": KIND}
    tiers = [{"at_least": 2, "give": 1}, {"at_least": 3, "give": 3}, {"less_than": 1, "deduct": 1}]
    shape = {"form": "tiers", "tiers": tiers, "on_overlap": "first"}
    assert points(count, shape, monthly(3)) == 1
    assert points(count, shape | {"on_overlap": "higher"}, monthly(3)) == 3
    assert points(count, shape, monthly(0)) == -1
    assert points(count, shape, monthly(1)) is None
    assert points(count, shape | {"on_gap": "zero"}, monthly(1)) == 0


def test_table_of_three_five_and_nothing() -> None:
    shape = {"form": "table", "give": {0: 0, 1: 3, 2: 5}, "beyond": 0}
    given = [points({"take": "count", "of": KIND}, shape, monthly(times), max_points=5) for times in range(4)]
    assert given == [0, 3, 5, 0]


def test_factors_multiply_the_amount_and_limits_clip_the_rounded_points() -> None:
    times = [{"factor": "150%", "when": {"measure": {"take": "count", "of": KIND}, "at_least": 2}}]
    deduct = {"form": "per_item", "deduct": Decimal("0.335")}
    taken = {"take": "count", "of": KIND}
    assert points(taken, deduct, monthly(2), max_points=3, times=times) == Fraction(2)
    assert points(taken, deduct, monthly(12), floor=-3) == -3


def test_an_amount_by_size_needs_its_attribute() -> None:
    tiers = [{"less_than": 50, "is": 1}, {"at_least": 50, "is": 2}]
    rulebook = rulebook_with(rule(MONTHLY | {"required": {"by": "members", "tiers": tiers}}, PER_ITEM), periods=MONTHS)
    assert score(rulebook, [], subject(attributes={"members": 50})).lines["甲", "r"].measure == 24
    assert score(rulebook, []).lines["甲", "r"].status == "missing"


def test_absent_is_missing_only_from_the_due_day_and_unconnected_always() -> None:
    rulebook = rulebook_with(rule({"take": "rate", "of": KIND}, PER_ITEM, max_points=4, if_missing="zero"))
    march = {"as_of": date(2026, 3, 1)}
    lines = [score(rulebook, [], **more).lines["甲", "r"] for more in (march, {}, march | {"connected": set()})]
    assert [(one.status, one.points) for one in lines] == [("not_yet_due", None), ("scored", 0), ("missing", None)]


def test_a_shortfall_without_its_quantity_waits_for_the_first_due_span() -> None:
    rulebook = rulebook_with(rule(MONTHLY | {"quantity": "actual"}, PER_ITEM, max_points=4), periods=MONTHS)
    statuses = [score(rulebook, monthly(1), as_of=date(2026, 1, day)).lines["甲", "r"].status for day in (30, 31)]
    assert statuses == ["not_yet_due", "missing"]


def test_facts_are_in_view_only_while_known_and_not_withdrawn() -> None:
    facts = [fact("02-01", known=date(2027, 1, 5)), fact("03-01", withdrawn=date(2026, 12, 1)), fact("04-01")]
    rulebook = rulebook_with(rule({"take": "count", "of": KIND}, PER_ITEM))
    assert score(rulebook, facts).lines["甲", "r"].points == 1
    assert score(rulebook, facts, known_on=date(2027, 1, 5)).lines["甲", "r"].points == 2


def two_parts(otherwise: str) -> dict[str, Any]:
    """A part of 30 that is full, a part of 10 for class 二类单位 only, and a node of 40 at half weight."""
    full = rule({"take": "count", "of": KIND}, {"form": "flat", "deduct": 6}, code="full", max_points=30)
    aside = rule({"take": "count", "of": KIND}, {"form": "flat", "deduct": 6}, code="aside", max_points=10)
    aside |= {"applies": {"class": ["二类单位"]}, "otherwise": otherwise}
    part = {"node": "part", "parent": "total", "max_points": 40, "weight": "50%"}
    book = rulebook_with(full, aside, nodes=[{"node": "total", "max_points": 20}, part])
    for one in book["rules"]:
        one["node"] = "part"
    return book


@pytest.mark.parametrize(
    ("otherwise", "part", "total", "lost"),
    [("excluded", 24, 12, 6), ("rescaled", 32, 16, 8), ("full_marks", 34, 17, 6)],
)
def test_what_is_not_applicable_is_excluded_rescaled_or_full(otherwise: str, part: int, total: int, lost: int) -> None:
    result = score(two_parts(otherwise), monthly(1))
    own = result.lines["甲", "part"]
    assert (own.points, result.lines["甲", "total"].points, own.lost) == (part, total, lost)


def test_a_node_with_nothing_left_to_rescale_is_itself_not_applicable() -> None:
    book = two_parts("rescaled")
    del book["rules"][0]["max_points"]
    book["nodes"][1]["max_points"] = 10
    lines = score(book, monthly(1)).lines
    assert [lines["甲", code].status for code in ("full", "part", "total")] == ["scored"] + ["not_applicable"] * 2


def test_forecast_expects_the_share_earned_so_far() -> None:
    """Two of three due meetings were held: 5 points, 1 lost, so five sixths of what is open are expected."""
    early = rule(MONTHLY, {"form": "per_item", "deduct": 1}, code="early", max_points=4)
    bonus = rule({"take": "count", "of": KIND}, {"form": "per_item", "give": 1}, code="bonus", max_points=5)
    book = rulebook_with(early, bonus, nodes=[{"node": "total", "max_points": 9}], periods=MONTHS)
    lines = score(book, monthly(2), as_of=date(2026, 3, 31)).lines
    total = lines["甲", "total"]
    assert (total.points, total.worst, total.best, total.lost) == (5, 2, 8, 1)
    assert total.forecast == Fraction(7)
    assert lines["甲", "bonus"].forecast == Fraction("4.5")


GRADING = {
    "by": "total",
    "among": "class",
    "levels": [{"grade": "好", "at_least": 3, "quota": {"heads": 1}}, {"grade": "中", "at_least": 1}, {"grade": "差"}],
}


def graded(counts: dict[str, int], grading: dict[str, Any], **parts: Any) -> dict[str, tuple[Any, ...]]:
    book = rulebook_with(rule({"take": "count", "of": KIND}, PER_ITEM), grading=GRADING | grading, **parts)
    facts = [fact(f"{at + 1:02}-05", name) for name, times in counts.items() for at in range(times)]
    return score(book, facts, *(subject(name) for name in counts)).grades


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("open", [None, None]), ("include", ["好", "好"]), ("exclude", ["中", "中"])],
)
def test_a_tie_at_the_border_of_a_quota(ties: str, expected: list[str | None]) -> None:
    grades = graded({"甲": 5, "乙": 5, "丙": 1}, {}, choices={"ties": ties})
    assert [grades[name][0] for name in "甲乙"] == expected
    assert grades["甲"][1] == ("tie" if ties == "open" else None)
    assert [grades[name][2] for name in "甲乙丙"] == [1, 1, 3]


def test_a_veto_fixes_the_grade_and_may_use_up_the_slot() -> None:
    veto = {"effect": "veto", "when": {"points_of": "total", "at_least": 5}, "then": {"grade": "差"}}
    assert graded({"甲": 5, "乙": 4}, {}, effects=[veto])["乙"][0] == "好"
    used = graded({"甲": 5, "乙": 4}, {}, effects=[veto], choices={"vetoed_slot": "used_up"})
    assert [used[name][0] for name in "甲乙"] == ["差", "中"]


def test_a_gate_pushes_down_and_a_gap_leaves_open() -> None:
    levels = [
        {"grade": "好", "at_least": 4, "gates": [{"points_of": "total", "at_least": 5}]},
        {"grade": "中", "at_least": 2, "less_than": 3},
    ]
    grades = graded({"甲": 5, "乙": 4, "丙": 3}, {"levels": levels})
    assert [grades[name][:2] for name in "甲乙丙"] == [("好", None), ("中", None), (None, "gap")]
    assert graded({"丙": 3}, {"levels": levels, "on_gap": "lower"})["丙"][0] == "中"


def test_consequences_follow_the_grade() -> None:
    talk = {"consequence": "talk", "when": {"grade": ["差"]}}
    book = rulebook_with(rule({"take": "count", "of": KIND}, PER_ITEM), grading=GRADING, consequences=[talk])
    result = score(book, [fact("01-05", "乙")], subject("甲"), subject("乙"))
    assert result.consequences == {"甲": ["talk"], "乙": []}


def test_same_seed_gives_the_same_case_and_every_pair_can_be_assessed() -> None:
    assert random_case(random.Random(7)) == random_case(random.Random(7))
    for seed, (take, form) in enumerate((take, form) for take in TAKES for form in FORMS):
        rulebook, subjects, facts, connected, as_of, known_on = targeted_case(random.Random(seed), take=take, form=form)
        target = rulebook["rules"][0]
        assert (target["measure"]["take"], target["shape"]["form"]) == (take, form)
        result = assess(rulebook, subjects, facts, connected, as_of=as_of, known_on=known_on)
        assert all(own.worst <= own.best for own in result.lines.values())
