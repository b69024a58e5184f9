"""What a measure gives: one exact number per subject, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from mingheng.scoring.exact import MAX_COUNT, MAX_QUANTITY, THOUSANDTHS, Flags, Integers, Ratios, half_up
from mingheng.scoring.selection import Selected
from mingheng.scoring.statuses import table_of

FIGURE_DECIMALS = 4
"""Decimals of a figure that is not a whole number of something: enough to read, the exact number is in the line."""


class State(IntEnum):
    """Whether there is a number. Everything but PRESENT is never a number."""

    PRESENT = 0
    ABSENT = 1
    UNCONNECTED = 2
    FAILED = 3
    NOT_YET_DUE = 4
    NOTHING_OWED = 5
    EXEMPT = 6
    UNDETERMINED = 7
    """A number of the rule depends on an attribute, class or condition of the subject that is not known."""


IS_PRESENT = table_of(State, State.PRESENT)
IS_ABSENT = table_of(State, State.ABSENT)
HAS_FAILED = table_of(State, State.FAILED)
OWES_NOTHING = table_of(State, State.NOTHING_OWED, State.EXEMPT)


@dataclass(slots=True)
class Values:
    """`now` counts where `state` is PRESENT; `worst` is set by obligations only: the number if nothing more is done.

    `figures` are the counts an explanation speaks of (required, due, held …), by name.
    """

    now: Ratios
    state: Integers
    worst: Ratios | None = None
    figures: dict[str, Integers] = field(default_factory=dict)
    worst_unknown: Flags | None = None
    """Where a quantity is missing, so that `worst` says nothing."""


def present(now: Ratios, state: State | Flags | None = None) -> Values:
    """Values that are there for everyone, or absent where the flags say so."""
    count = len(now.top)
    states = np.zeros(count, dtype=np.int64)
    if isinstance(state, np.ndarray):
        states[state] = State.ABSENT
    return Values(now, states)


def for_people(numbers: Integers, scale: Integers | int) -> Integers:
    """Numbers in units of 1/scale as a sentence shows them: rounded to FIGURE_DECIMALS."""
    return half_up(numbers * 10**FIGURE_DECIMALS, scale)


def unconnected(count: int) -> Values:
    """No data source for what is to be measured: absent for everyone, and said so."""
    return Values(Ratios.whole(np.zeros(count, dtype=np.int64)), np.full(count, State.UNCONNECTED, dtype=np.int64))


def totals(owner: Integers, amounts: Integers, count: int) -> Integers:
    """Sums per subject. Exact: bincount adds in float64, and no sum reaches 2**53 (see MAX_QUANTITY)."""
    return np.bincount(owner, weights=amounts, minlength=count).astype(np.int64)


def guarded(values: Values, sums: Integers) -> Values:
    """Fail where a sum of quantities is beyond what the arithmetic is proved for."""
    beyond = np.abs(sums) > MAX_QUANTITY
    values.state[beyond] = State.FAILED
    values.now.top[beyond] = 0
    return values


def not_crowded(values: Values, selected: Selected) -> Values:
    """Fail where one subject has more facts than the arithmetic is proved for."""
    facts = np.bincount(selected.owner, minlength=len(values.state))
    values.state[facts > MAX_COUNT] = State.FAILED
    return values


def quantities(selected: Selected, column: Integers, missing: int) -> tuple[Integers, Flags]:
    """A quantity of the selected facts (0 where it is missing), and where it is missing."""
    taken = column[selected.facts]
    gone = taken == missing
    return np.where(gone, 0, taken), gone


def in_thousandths(sums: Integers) -> Ratios:
    """Sums of quantities as numbers in whole units."""
    return Ratios.whole(sums, THOUSANDTHS).reduced()


def mark_absent(values: Values, owner: Integers) -> Values:
    """Absent for the subjects named in `owner`: a fact without its quantity says nothing."""
    values.state[owner] = State.ABSENT
    return values
