"""Faults in the seven shapes and the fifteen measures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import mingheng.scoring.measures as measures
from mingheng.scoring import shapes
from mingheng.scoring.days import FAR_PAST
from mingheng.scoring.exact import Ratios
from mingheng.scoring.measures import counts, given, groups, rates, shortfalls
from mingheng.scoring.measures.values import State, Values
from mingheng.scoring.view import View

from .faults import bend, fault, without_borders

Patch = pytest.MonkeyPatch


@fault(forms="flat")
def flat_leaves_out_its_border(patch: Patch) -> None:
    bend(
        patch,
        shapes,
        "flat",
        lambda sound, shape, *rest: sound(replace(shape, when=without_borders(shape.when)), *rest),
    )


@fault(forms="all_or_nothing")
def all_or_nothing_leaves_out_its_border(patch: Patch) -> None:
    def bent(sound: Any, shape: Any, *rest: Any) -> Any:
        return sound(replace(shape, when=without_borders(shape.when)), *rest)

    bend(patch, shapes, "all_or_nothing", bent)


@fault(forms="per_item")
def per_item_misses_the_free_allowance(patch: Patch) -> None:
    bend(patch, shapes, "per_item", lambda sound, shape, *rest: sound(replace(shape, free=Fraction(0)), *rest))


@fault(forms="per_item")
def per_item_forgets_the_price_of_the_first(patch: Patch) -> None:
    bend(patch, shapes, "per_item", lambda sound, shape, *rest: sound(replace(shape, first=None), *rest))


@fault(forms="steps")
def steps_count_a_begun_step(patch: Patch) -> None:
    begun = {"ignore": "full"}
    bend(patch, shapes, "steps", lambda sound, shape, values: sound(_changed(shape, "partial", begun), values))


@fault(forms="steps")
def steps_drop_a_begun_step(patch: Patch) -> None:
    begun = {"full": "ignore", "proportional": "ignore"}
    bend(patch, shapes, "steps", lambda sound, shape, values: sound(_changed(shape, "partial", begun), values))


@fault(forms="tiers")
def tiers_leave_out_their_borders(patch: Patch) -> None:
    def bent(sound: Any, shape: Any, *rest: Any) -> Any:
        return sound(replace(shape, tiers=tuple(without_borders(tier) for tier in shape.tiers)), *rest)

    bend(patch, shapes, "tiers", bent)


@fault(forms="tiers")
def tiers_take_the_first_of_several(patch: Patch) -> None:
    bend(patch, shapes, "tiers", lambda sound, shape, *rest: sound(replace(shape, on_overlap="first"), *rest))


@fault(forms="table")
def table_is_read_one_line_too_low(patch: Patch) -> None:
    bend(patch, shapes, "table", lambda sound, shape, values: sound(shape, _plus_one(values)))


@fault(forms="table")
def table_goes_on_with_its_last_entry(patch: Patch) -> None:
    def bent(sound: Any, shape: Any, values: Ratios) -> Any:
        entries = shape.give or shape.deduct
        return sound(replace(shape, beyond=entries[max(entries)]), values)

    bend(patch, shapes, "table", bent)


@fault(forms="proportional")
def proportional_begins_at_zero(patch: Patch) -> None:
    bend(patch, shapes, "proportional", lambda sound, shape, *rest: sound(replace(shape, start=Fraction(0)), *rest))


@fault(takes="count")
def count_allows_one_more_than_its_limits(patch: Patch) -> None:
    bend(patch, measures, "count", lambda sound, measure, view: sound(_one_more(measure), view))


@fault(takes="count")
def count_counts_the_same_thing_twice(patch: Patch) -> None:
    bend(patch, measures, "count", lambda sound, measure, view: sound(replace(measure, per=()), view))


@fault(takes="sum")
def sum_allows_one_more_than_its_limits(patch: Patch) -> None:
    bend(patch, measures, "summed", lambda sound, measure, view: sound(_one_more(measure), view))


@fault(takes="sum")
def sum_fails_on_the_border_of_what_can_be(patch: Patch) -> None:
    def bent(sound: Any, measure: Any, view: View) -> Values:
        thousandth = Fraction(1, 1000)
        inner = (measure.within[0] + thousandth, measure.within[1] - thousandth) if measure.within else ()
        return sound(replace(measure, within=inner), view)

    bend(patch, measures, "summed", bent)


@fault(takes="shortfall")
def shortfall_drops_the_last_span(patch: Patch) -> None:
    def bent(sound: Any, *rest: Any) -> Any:
        owed, exempted = sound(*rest)
        owed[:, -1] = False
        return owed, exempted

    bend(patch, shortfalls, "owed_spans", bent)


@fault(takes="shortfall")
def shortfall_misses_the_allowance(patch: Patch) -> None:
    bend(patch, measures, "shortfall", lambda sound, spec, *rest: sound(replace(spec, allowance=Fraction(0)), *rest))


@fault(takes="shortfall")
def shortfall_loses_what_carries(patch: Patch) -> None:
    bend(patch, measures, "shortfall", lambda sound, spec, *rest: sound(replace(spec, early="lost"), *rest))


@fault(takes="shortfall")
def shortfall_counts_what_came_too_late(patch: Patch) -> None:
    bend(patch, measures, "shortfall", lambda sound, spec, *rest: sound(replace(spec, late="counts"), *rest))


@fault(takes="shortfall")
def shortfall_owes_the_span_of_a_founding_on_its_second_day(patch: Patch) -> None:
    def bent(sound: Any, spans: Any, view: View, rule: str) -> Any:
        return sound(spans, _with_subjects(view, founded=view.subjects.founded - 1), rule)

    bend(patch, shortfalls, "owed_spans", bent)


@fault(takes="rate")
def rate_misses_the_last_record(patch: Patch) -> None:
    bend(patch, rates, "totals", lambda sound, owner, amounts, count: sound(owner[:-1], amounts[:-1], count))


@fault(takes="rate")
def rate_of_nothing_is_zero(patch: Patch) -> None:
    bend(patch, measures, "rate", _never_absent)


@fault(takes="ratio")
def ratio_to_nothing_is_zero(patch: Patch) -> None:
    bend(patch, measures, "ratio", _never_absent)


@fault(takes="gap")
def gap_ends_yesterday(patch: Patch) -> None:
    bend(patch, measures, "gap", lambda sound, measure, view: sound(measure, replace(view, today=view.today - 1)))


@fault(takes="gap")
def gap_begins_before_the_founding(patch: Patch) -> None:
    def bent(sound: Any, measure: Any, view: View) -> Values:
        return sound(measure, _with_subjects(view, founded=np.full(len(view), FAR_PAST)))

    bend(patch, measures, "gap", bent)


@fault(takes="delay")
def delay_graces_one_day_more(patch: Patch) -> None:
    def bent(sound: Any, measure: Any, view: View) -> Values:
        return sound(replace(measure, grace=replace(measure.grace, days=measure.grace.days + 1)), view)

    bend(patch, measures, "delay", bent)


@fault(takes="delay")
def delay_counts_a_begun_month(patch: Patch) -> None:
    bend(patch, measures, "delay", lambda sound, measure, view: sound(replace(measure, partial="started"), view))


@fault(takes="value")
def value_takes_the_highest_for_the_latest(patch: Patch) -> None:
    other = {"latest": "highest"}
    bend(patch, measures, "value", lambda sound, measure, view: sound(_changed(measure, "combine", other), view))


@fault(takes="value")
def value_trims_nothing(patch: Patch) -> None:
    other = {"trimmed_mean": "mean"}
    bend(patch, measures, "value", lambda sound, measure, view: sound(_changed(measure, "combine", other), view))


@fault(takes="value")
def value_takes_the_mean_for_the_median(patch: Patch) -> None:
    other = {"median": "mean"}
    bend(patch, measures, "value", lambda sound, measure, view: sound(_changed(measure, "combine", other), view))


@fault(takes="levels")
def levels_count_a_case_twice(patch: Patch) -> None:
    bend(patch, measures, "levels", lambda sound, measure, view: sound(replace(measure, per="record"), view))


@fault(takes="levels")
def levels_prefer_the_negative_of_two_equal_numbers(patch: Patch) -> None:
    bend(patch, counts, "greatest", lambda sound, keys, worth: sound(keys, -worth))


@fault(takes="ballot")
def ballot_counts_all_votes_as_valid(patch: Patch) -> None:
    bend(patch, measures, "ballot", lambda sound, measure, view: sound(replace(measure, options=()), view))


@fault(takes="ballot")
def ballot_divides_by_the_valid_votes_for_the_issued(patch: Patch) -> None:
    bend(patch, measures, "ballot", lambda sound, measure, view: sound(replace(measure, base="valid"), view))


@fault(takes="ballot")
def ballot_weighs_every_group_alike(patch: Patch) -> None:
    def bent(sound: Any, parts: Any, weights: Any, view: View) -> Values:
        return sound(parts, dict.fromkeys(weights, Fraction(1)), view)

    bend(patch, given, "weighted", bent)


@fault(takes="checklist")
def checklist_counts_the_unknown_as_unmet(patch: Patch) -> None:
    bend(patch, measures, "checklist", _never_absent)


@fault(takes="checklist")
def checklist_counts_what_is_met_for_what_is_unmet(patch: Patch) -> None:
    bend(patch, measures, "checklist", lambda sound, measure, *rest: sound(replace(measure, counted="met"), *rest))


@fault(takes="attribute")
def attribute_that_is_missing_is_zero(patch: Patch) -> None:
    bend(patch, measures, "attribute", _never_absent)


@fault(takes="run")
def run_counts_the_period_that_breaks_it(patch: Patch) -> None:
    def bent(sound: Any, *rest: Any) -> Values:
        values = sound(*rest)
        values.now = _plus_one(values.now)
        return values

    bend(patch, measures, "run", bent)


@fault(takes="peers")
def peers_share_the_worse_place(patch: Patch) -> None:
    bend(patch, groups, "ranks", worse_places)


@fault(takes="peers")
def peers_are_also_those_not_assessed(patch: Patch) -> None:
    bend(patch, measures, "peers", _all_assessed)


@fault(takes="children")
def children_are_also_those_not_assessed(patch: Patch) -> None:
    bend(patch, measures, "children", _all_assessed)


@fault(takes="children")
def children_of_every_class_count(patch: Patch) -> None:
    bend(patch, measures, "children", lambda sound, measure, *rest: sound(replace(measure, classes=()), *rest))


def worse_places(sound: Any, points: Any, group: Any, taking_part: Any) -> Any:
    """Ranks with the worse place for equal points."""
    number = np.bincount(group[taking_part], minlength=int(group.max(initial=0)) + 1)[group]
    return np.where(taking_part, number - sound(-points, group, taking_part) + 1, 0)


def _changed(words: Any, key: str, others: dict[str, str]) -> Any:
    now = getattr(words, key)
    return replace(words, **{key: others.get(now, now)})


def _one_more(measure: Any) -> Any:
    given_limits = {name: getattr(measure.limits, name) for name in ("day", "month", "quarter")}
    more = {name: limit + 1 for name, limit in given_limits.items() if limit is not None}
    return replace(measure, limits=replace(measure.limits, **more))


def _plus_one(values: Ratios) -> Ratios:
    return Ratios(values.top + values.bottom, values.bottom)


def _never_absent(sound: Any, *rest: Any) -> Values:
    values = sound(*rest)
    values.state[values.state == State.ABSENT] = State.PRESENT
    return values


def _with_subjects(view: View, **columns: Any) -> View:
    return replace(view, subjects=replace(view.subjects, **columns))


def _all_assessed(sound: Any, measure: Any, view: View, lines: Any) -> Values:
    return sound(measure, _with_subjects(view, assessed=np.ones(len(view), dtype=np.bool_)), lines)
