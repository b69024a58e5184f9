"""`rate`, `ratio` and `attribute`: shares, and numbers of the subject itself."""

from __future__ import annotations

import numpy as np

from mingheng.scoring.exact import THOUSANDTHS, Integers, Ratios
from mingheng.scoring.language.measures import Attribute, Rate
from mingheng.scoring.measures.values import (
    State,
    Values,
    for_people,
    guarded,
    mark_absent,
    present,
    quantities,
    totals,
    unconnected,
)
from mingheng.scoring.selection import candidates
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View
from mingheng.scoring.view import attribute as attribute_of


def rate(measure: Rate, view: View) -> Values:
    """Actual over expected, pooled over all selected facts; absent where nothing was expected."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    actual, no_actual = quantities(selected, view.facts.actual, MISSING)
    expected, no_expected = quantities(selected, view.facts.expected, MISSING)
    top, bottom = totals(selected.owner, actual, len(view)), totals(selected.owner, expected, len(view))
    values = quotient(top, bottom)
    values.figures.update(part=for_people(top, THOUSANDTHS), whole=for_people(bottom, THOUSANDTHS))
    guarded(guarded(values, top), bottom)
    return mark_absent(values, selected.owner[no_actual | no_expected])


def quotient(top: Integers, bottom: Integers) -> Values:
    """top ÷ bottom in lowest terms, absent where bottom is 0. A negative bottom changes both signs."""
    nothing = bottom == 0
    sign = np.where(bottom < 0, -1, 1)
    ratios = Ratios(np.where(nothing, 0, top * sign), np.where(nothing, 1, bottom * sign)).reduced()
    return present(ratios, nothing)


def ratio(part: Values, whole: Values) -> Values:
    """One measure over another; absent where either is, or where the whole is 0; failed where either has failed."""
    scale: Integers = np.lcm(part.now.bottom, whole.now.bottom)
    top, bottom = part.now.top * (scale // part.now.bottom), whole.now.top * (scale // whole.now.bottom)
    values = quotient(top, bottom)
    values.figures.update(part=for_people(top, scale), whole=for_people(bottom, scale))
    for state in (State.ABSENT, State.UNCONNECTED, State.UNDETERMINED, State.FAILED):
        values.state[(part.state == state) | (whole.state == state)] = state
    return values


def attribute(measure: Attribute, view: View) -> Values:
    """A number of the subject; absent where the subject sheet has none."""
    numbers, there = attribute_of(measure.name, view)
    return present(numbers, ~there)
