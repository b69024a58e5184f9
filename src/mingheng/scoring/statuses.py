"""The states of a line. Only `scored` has points of its own; nothing else is ever taken for 0."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from mingheng.scoring.exact import Flags, Integers


class Status(IntEnum):
    """What a line is, in the order in which the worst decides for the line above."""

    SCORED = 0
    NOT_YET_DUE = 1
    MISSING = 2
    NOT_APPLICABLE = 3
    EXEMPT = 4
    FAILED = 5
    FOR_REFERENCE = 6

    @property
    def word(self) -> str:
        """The word used in cases and outputs."""
        return self.name.lower()


def table_of(codes: type[IntEnum], *wanted: IntEnum) -> Flags:
    """A table in which a whole column of codes is looked up at once: true for those that are wanted."""
    return np.array([code in wanted for code in codes], dtype=np.bool_)


IS_SCORED = table_of(Status, Status.SCORED)
IS_WAITING = table_of(Status, Status.NOT_YET_DUE)
IS_EXEMPT = table_of(Status, Status.EXEMPT)
HAS_POINTS = table_of(Status, Status.SCORED, Status.FOR_REFERENCE)
IS_GONE = table_of(Status, Status.NOT_APPLICABLE, Status.EXEMPT)
IS_UNSETTLED = table_of(Status, Status.NOT_YET_DUE, Status.MISSING, Status.FAILED)


@dataclass(slots=True)
class Lines:
    """One rule's or node's line for every subject, in points × `scale`. `points` means something where `shown`;
    elsewhere it stands at 0 so that sums pass over it.
    """

    points: Integers
    worst: Integers
    best: Integers
    status: Integers
    max_points: Integers
    """The effective maximum; MISSING where the line has none of its own."""
    known: Flags
    """Where the points are final: scored, or given in full to what does not apply."""
    shown: Flags
    """Where there are points at all: also the sum of what is known of a node with missing parts."""
    scale: int
