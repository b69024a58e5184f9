"""Faults in what all words share: days, rounding, limits, rescaling, status, forecast, grades and quotas."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from mingheng.scoring import grades, rules, selection, tree
from mingheng.scoring import outcome as outcomes
from mingheng.scoring import view as views
from mingheng.scoring.days import day_number
from mingheng.scoring.exact import Integers
from mingheng.scoring.measures import given, groups
from mingheng.scoring.outcome import Outcome
from mingheng.scoring.periods import Spans
from mingheng.scoring.tree import Rollup
from mingheng.scoring.view import View

from .faults import bend, fault, without_borders
from .faults_in_words import worse_places

Patch = pytest.MonkeyPatch


def _cut_off(_: Any, numerator: Integers, denominator: Any) -> Integers:
    return np.sign(numerator) * (np.abs(numerator) // denominator)


def _half_towards_more(_: Any, numerator: Integers, denominator: Any) -> Integers:
    return (2 * numerator + denominator) // (2 * np.asarray(denominator))


def _half_to_even(_: Any, numerator: Integers, denominator: Any) -> Integers:
    below, rest = np.divmod(numerator, denominator)
    up = (2 * rest > denominator) | ((2 * rest == denominator) & (below % 2 == 1))
    return below + up


@fault()
def rounding_of_rules_cuts_off(patch: Patch) -> None:
    bend(patch, rules, "half_up", _cut_off)


@fault()
def rounding_of_rules_takes_halves_to_even(patch: Patch) -> None:
    bend(patch, rules, "half_up", _half_to_even)


@fault()
def rounding_of_rules_takes_negative_halves_up(patch: Patch) -> None:
    bend(patch, rules, "half_up", _half_towards_more)


@fault(takes="value ballot")
def rounding_of_weighted_groups_cuts_off(patch: Patch) -> None:
    bend(patch, given, "half_up", _cut_off)


@fault(takes="peers")
def rounding_of_the_mean_of_peers_cuts_off(patch: Patch) -> None:
    bend(patch, groups, "half_up", _cut_off)


@fault()
def rounding_of_the_total_cuts_off(patch: Patch) -> None:
    def bent(_: Any, rollup: Rollup, points: Integers) -> Integers:
        unit = rollup.tree.scale // 10**rollup.rulebook.head.rounding.total
        return np.sign(points) * (np.abs(points) // unit) * unit

    bend(patch, Rollup, "_round_total", bent)


@fault()
def rescaling_is_forgotten(patch: Patch) -> None:
    bend(patch, Rollup, "_rescale", lambda *given_: given_[2])


@fault()
def rescaling_is_cut_off(patch: Patch) -> None:
    def bent(sound: Any, *rest: Any) -> Integers:
        patch.setattr(tree, "half_up", lambda *numbers: _cut_off(None, *numbers))
        rescaled = sound(*rest)
        patch.setattr(tree, "half_up", rules.half_up)
        return rescaled

    bend(patch, Rollup, "_rescale", bent)


@fault()
def excluded_maximum_stays_in_the_node(patch: Patch) -> None:
    def bent(sound: Any, *rest: Any) -> Any:
        gone = sound(*rest)
        gone.excluded[:] = 0
        return gone

    bend(patch, Rollup, "_gone", bent)


def _higher_cap(sound: Any, points: Integers, cap: Any, floor: Any) -> Integers:
    return sound(points, None if cap is None else cap + 1, floor)


def _lower_floor(sound: Any, points: Integers, cap: Any, floor: Any) -> Integers:
    return sound(points, cap, None if floor is None else floor - 1)


@fault()
def cap_of_rules_lets_one_unit_through(patch: Patch) -> None:
    bend(patch, rules, "clip", _higher_cap)


@fault()
def floor_of_rules_lies_one_unit_too_low(patch: Patch) -> None:
    bend(patch, rules, "clip", _lower_floor)


@fault()
def cap_of_nodes_lets_one_unit_through(patch: Patch) -> None:
    bend(patch, tree, "clip", _higher_cap)


@fault()
def floor_of_nodes_lies_one_unit_too_low(patch: Patch) -> None:
    bend(patch, tree, "clip", _lower_floor)


@fault()
def facts_of_the_day_itself_are_not_seen(patch: Patch) -> None:
    bend_view(patch, lambda view: view.in_view & (view.facts.day < view.today))


@fault()
def what_becomes_known_tomorrow_is_seen(patch: Patch) -> None:
    def tomorrow(view: View) -> Any:
        knowledge = day_number(view.known_on)
        return (view.facts.day <= view.today) & (view.facts.known <= knowledge + 1) & (view.facts.withdrawn > knowledge)

    bend_view(patch, tomorrow)


def bend_view(patch: Patch, in_view: Any) -> None:
    """Let other facts be in view."""
    sound = View.on

    def bent(*given_: Any) -> View:
        view = sound(*given_)
        return replace(view, in_view=in_view(view))

    patch.setattr(View, "on", staticmethod(bent))


@fault()
def ends_still_to_come_are_seen(patch: Patch) -> None:
    sound = View.on

    def bent(*given_: Any) -> View:
        view = sound(*given_)
        return replace(view, end=view.facts.end)

    patch.setattr(View, "on", staticmethod(bent))


def _moved(first: int = 0, last: int = 0, due: int = 0) -> Any:
    def bent(sound: Any, *rest: Any) -> Spans:
        spans = sound(*rest)
        return Spans(spans.first + first, spans.last + last, spans.due + due)

    return bent


@fault()
def spans_begin_a_day_late(patch: Patch) -> None:
    bend(patch, views, "spans_of", _moved(first=1))


@fault()
def spans_end_a_day_early(patch: Patch) -> None:
    bend(patch, views, "spans_of", _moved(last=-1))


@fault(takes="shortfall")
def grace_is_one_day_longer(patch: Patch) -> None:
    bend(patch, views, "spans_of", _moved(due=1))


@fault(takes="shortfall")
def grace_is_one_day_shorter(patch: Patch) -> None:
    bend(patch, views, "spans_of", _moved(due=-1))


@fault()
def conditions_on_facts_leave_out_their_borders(patch: Patch) -> None:
    bend(patch, selection, "inside", lambda sound, values, interval: sound(values, without_borders(interval)))


@fault()
def missing_counts_as_zero(patch: Patch) -> None:
    other = {"unscored": "zero"}

    def bent(sound: Any, rule: Any, *rest: Any, **named: Any) -> Any:
        return sound(replace(rule, if_missing=other.get(rule.if_missing, rule.if_missing)), *rest, **named)

    bend(patch, rules, "_missing", bent)


@fault()
def forecast_expects_all_that_is_open(patch: Patch) -> None:
    def bent(_sound: Any, outcome: Outcome, subject: str, code: str) -> Fraction:
        lines = outcome.rollup.lines[code]
        return Fraction(int(lines.best[outcome.view.subjects.positions[subject]]), lines.scale)

    bend(patch, Outcome, "forecast", bent)


@fault()
def forecast_is_not_rounded_half_up(patch: Patch) -> None:
    bend(patch, outcomes, "half_up_fraction", lambda sound, value, decimals: sound(value - value % 1, decimals))


@fault()
def grades_leave_out_their_borders(patch: Patch) -> None:
    bend(patch, grades, "inside", lambda sound, values, interval: sound(values, without_borders(interval)))


@fault()
def grade_in_a_gap_goes_the_other_way(patch: Patch) -> None:
    other = {"lower": "higher", "higher": "lower"}

    def bent(sound: Any, grading: Any, value: Any) -> Any:
        return sound(replace(grading, on_gap=other.get(grading.on_gap, grading.on_gap)), value)

    bend(patch, grades, "level_in_gap", bent)


@fault()
def quota_gives_one_slot_more(patch: Patch) -> None:
    bend(patch, grades, "place", lambda sound, rows, slots, *rest: sound(rows, slots + 1, *rest))


@fault()
def quota_rounds_heads_up(patch: Patch) -> None:
    bend(patch, grades, "heads", lambda sound, share, base, _: sound(share, base, "up"))


@fault()
def tie_at_the_border_of_a_quota_goes_to_all(patch: Patch) -> None:
    bend(patch, grades, "place", lambda sound, rows, slots, _, *rest: sound(rows, slots, "include", *rest))


@fault()
def ranks_share_the_worse_place(patch: Patch) -> None:
    bend(patch, grades, "ranks", worse_places)
