"""Which facts a measure looks at, for whom, and why the others are left out.

The kernel and the explanation use the same function: a fact counts where its reason is COUNTED.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from mingheng.scoring.days import NEVER
from mingheng.scoring.exact import Flags, Integers, Ratios
from mingheng.scoring.language.measures import Selection
from mingheng.scoring.periods import Spans
from mingheng.scoring.subjects import MISSING, Subjects
from mingheng.scoring.view import View, inside


class Reason(IntEnum):
    """Why a fact counts or does not: the first that holds, in this order."""

    COUNTED = 0
    NOT_IN_VIEW = 1
    WRONG_PERIOD = 2
    LEVEL = 3
    UNVERIFIED = 4
    ACTUAL = 5
    ATTENDANCE = 6
    LAG = 7
    DURATION = 8
    OPEN = 9
    LEVEL_WITHOUT_VALUE = 10
    TOO_LATE = 11
    MERGED = 12
    """It counts, but only once together with another: this and the following are set for explanations, never by the
    kernel.
    """
    OTHER_OPTION = 13
    """A vote for an option that is neither asked for nor in the base."""
    OTHER_GROUP = 14
    """A vote of a group that has no weight."""
    OTHER_SIDE = 15
    """A mark of a side that has no weight."""


COUNTED = int(Reason.COUNTED)
"""As a plain number: columns are compared with it far faster than with a word."""


@dataclass(slots=True)
class Candidates:
    """Facts of the right kinds, one row per fact and subject it concerns."""

    facts: Integers
    owner: Integers
    reckoned: Integers
    span: Integers
    reason: Integers
    spans: Spans
    connected: bool

    @property
    def counted(self) -> Selected:
        """The rows that count."""
        here = self.reason == COUNTED
        if here.all():
            return Selected(self.facts, self.owner, self.reckoned, self.span, self.spans)
        return Selected(self.facts[here], self.owner[here], self.reckoned[here], self.span[here], self.spans)


@dataclass(slots=True)
class Selected:
    """Facts that count: their positions, the subject each counts for, its reckoned day and span."""

    facts: Integers
    owner: Integers
    reckoned: Integers
    span: Integers
    spans: Spans

    def only(self, here: Flags) -> Selected:
        """The rows where `here` holds."""
        return Selected(self.facts[here], self.owner[here], self.reckoned[here], self.span[here], self.spans)

    def __len__(self) -> int:
        return len(self.facts)


def candidates(selection: Selection, view: View, period: str = "", *, filtered: bool = True) -> Candidates:
    """All facts of the selection's kinds with the reason of each. `filtered=False` leaves `where` out."""
    facts, owner = _owners(selection, view)
    reckoned = (view.facts.belongs if selection.by == "belongs" else view.facts.day)[facts]
    spans = view.spans(period or selection.period)
    span = spans.of(reckoned)
    reason = np.zeros(len(facts), dtype=np.int64)
    checks = [(Reason.NOT_IN_VIEW, view.in_view[facts]), (Reason.WRONG_PERIOD, span >= 0)]
    if filtered:
        checks += conditions(selection, view, facts)
    for code, holds in checks:
        reason[(reason == COUNTED) & ~holds] = code
    connected = all(kind in view.facts.connected for kind in selection.of)
    return Candidates(facts, owner, reckoned, span, reason, spans, connected)


def conditions(selection: Selection, view: View, facts: Integers) -> list[tuple[Reason, Flags]]:
    """Where each `where` condition holds, in the order of reasons."""
    where, table = selection.where, view.facts
    checks: list[tuple[Reason, Flags]] = []
    if not where.is_given:
        return checks
    if where.level is not None:
        known = [table.levels[word] for word in where.level if word in table.levels]
        checks.append((Reason.LEVEL, np.isin(table.level[facts], known)))
    if where.verified is not None:
        checks.append((Reason.UNVERIFIED, table.verified[facts] == where.verified))
    actual, expected = table.actual[facts], table.expected[facts]
    if where.actual is not None:
        there = actual != MISSING
        quantity = Ratios.whole(np.where(there, actual, 0), 1000)
        checks.append((Reason.ACTUAL, there & inside(quantity, where.actual)))
    if where.attendance is not None:
        there = (actual != MISSING) & (expected != MISSING) & (expected > 0)
        share = Ratios(np.where(there, actual, 0), np.where(there, expected, 1))
        checks.append((Reason.ATTENDANCE, there & inside(share, where.attendance)))
    if where.lag is not None:
        lag = Ratios.whole(table.known[facts] - table.day[facts])
        checks.append((Reason.LAG, inside(lag, where.lag)))
    end = view.end[facts]
    if where.duration is not None:
        duration = Ratios.whole(np.minimum(end, view.today) - table.day[facts])
        checks.append((Reason.DURATION, inside(duration, where.duration)))
    if where.open is not None:
        checks.append((Reason.OPEN, (end == NEVER) == where.open))
    return checks


def _owners(selection: Selection, view: View) -> tuple[Integers, Integers]:
    slices = [view.facts.kinds[kind] for kind in dict.fromkeys(selection.of) if kind in view.facts.kinds]
    pieces = [np.arange(part.start, part.stop, dtype=np.int64) for part in slices]
    facts = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)
    subject = view.facts.subject[facts]
    subjects = view.subjects
    match selection.whose:
        case "own":
            return facts, subject
        case "unit":
            return pointing(subjects.unit, facts, subject)
        case "partner":
            return pointing(subjects.partner, facts, subject)
        case "children":
            above = subjects.parent[subject]
            return facts[above >= 0], above[above >= 0]
        case _:
            return _upward(subjects, facts, subject)


def pointing(pointer: Integers, facts: Integers, subject: Integers) -> tuple[Integers, Integers]:
    """Each fact for every subject that points at the fact's subject."""
    order = np.argsort(pointer, kind="stable")
    targets = pointer[order]
    start = np.searchsorted(targets, subject, side="left")
    count = np.searchsorted(targets, subject, side="right") - start
    rows = np.repeat(np.arange(len(facts)), count)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return facts[rows], order[start[rows] + offset].astype(np.int64)


def _upward(subjects: Subjects, facts: Integers, subject: Integers) -> tuple[Integers, Integers]:
    all_facts, all_owners = [facts], [subject]
    while len(facts):
        above = subjects.parent[subject]
        facts, subject = facts[above >= 0], above[above >= 0]
        all_facts.append(facts)
        all_owners.append(subject)
    return np.concatenate(all_facts), np.concatenate(all_owners)
