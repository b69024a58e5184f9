"""What an assessment gives: a line for every subject, rule and node; a grade with its reasons; consequences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from mingheng.scoring.exact import half_up_fraction
from mingheng.scoring.grades import Grade, Step, grade_word
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.measures.values import State
from mingheng.scoring.rules import Leaf
from mingheng.scoring.statuses import Lines, Status
from mingheng.scoring.subjects import MISSING, Subject
from mingheng.scoring.tree import Rollup
from mingheng.scoring.view import View


@dataclass(frozen=True, slots=True)
class Line:
    """One subject's line for one rule or node. Points are exact; None means that there are none, never 0.

    `earned` is safe, `open` can still be won or lost, `lost` is lost for good (None without a maximum), `forecast` is
    where the line ends if the open part goes as the due part of the whole score went. `measure` is the counted number.
    """

    code: str
    label: str
    article: str
    status: str
    points: Fraction | None
    worst: Fraction
    best: Fraction
    earned: Fraction
    open: Fraction
    lost: Fraction | None
    forecast: Fraction | None
    measure: Fraction | None
    max_points: Fraction | None


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One subject's grade (None: no grade, for `reason`), its place among its peers, and the reason of every step."""

    grade: str | None
    reason: str
    rank: int | None
    peers: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Outcome:
    """All lines and grades of one assessment. Nothing outside computes a number a second time."""

    view: View
    leaves: dict[str, Leaf]
    rollup: Rollup
    grades: list[Grade] | None
    holding: dict[str, list[bool]]
    _rates: dict[int, Fraction | None] = field(default_factory=dict, init=False, repr=False)

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook that was applied."""
        return self.view.rulebook

    @property
    def codes(self) -> list[str]:
        """Every node and rule, each node before its children, in the order of the rulebook."""
        return list(self._below(self.rulebook.head.total)) + self._aside()

    @property
    def assessed(self) -> Iterator[Subject]:
        """The subjects that are assessed, in the order given."""
        return (row for row in self.view.subjects.rows if row.assessed)

    def line(self, subject: str, code: str) -> Line:
        """One line. KeyError for an unknown subject or code."""
        index = self.view.subjects.positions[subject]
        lines = self.rollup.lines[code]
        leaf = self.leaves.get(code)
        worst, best = _points(lines, "worst", index), _points(lines, "best", index)
        maximum = int(lines.max_points[index])
        status = Status(int(lines.status[index]))
        part = self.rulebook.rules.get(code) or self.rulebook.nodes[code]
        return Line(
            code=code,
            label=part.label,
            article=part.article,
            status=status.word,
            points=_points(lines, "points", index) if lines.shown[index] else None,
            worst=worst,
            best=best,
            earned=worst,
            open=best - worst,
            lost=None if maximum == MISSING else self._lost(lines, index),
            forecast=self.forecast(subject, code),
            measure=leaf.values.now.at(index) if leaf and leaf.values.state[index] == State.PRESENT else None,
            max_points=None if maximum == MISSING else Fraction(maximum, lines.scale),
        )

    def lines(self, subject: str) -> list[Line]:
        """All lines of one subject, each node before its children."""
        return [self.line(subject, code) for code in self.codes]

    def forecast(self, subject: str, code: str) -> Fraction | None:
        """Where a line ends if its open part goes as the due part of the score went; cheaper than the whole `line`."""
        index = self.view.subjects.positions[subject]
        lines = self.rollup.lines[code]
        worst, best = int(lines.worst[index]), int(lines.best[index])
        if best == worst:
            return Fraction(worst, lines.scale)
        if index not in self._rates:
            self._rates[index] = self._due_rate(index)
        rate = self._rates[index]
        if rate is None:
            return None
        # The open part times the rate, over one denominator: several times as fast as with fractions, and as exact.
        top = worst * rate.denominator + (best - worst) * rate.numerator
        return half_up_fraction(Fraction(top, lines.scale * rate.denominator), self.rulebook.head.rounding.total)

    def grade(self, subject: str) -> GradeLine:
        """One subject's grade; an ungraded rulebook gives none, with the reason `no_grading`."""
        index = self.view.subjects.positions[subject]
        grading = self.rulebook.grading
        if self.grades is None or grading is None:
            return GradeLine(None, "no_grading", None, "", ())
        made = self.grades[index]
        word = grade_word(grading, made)
        peers = self.view.subjects.text(grading.among, index)
        return GradeLine(word, made.reason, made.rank or None, peers, tuple(made.steps))

    def consequences(self, subject: str) -> list[tuple[str, str, str]]:
        """Code, label and text of every consequence that holds."""
        index = self.view.subjects.positions[subject]
        parts = self.rulebook.consequences
        return [(part.consequence, part.label, part.then) for part in parts if self.holding[part.consequence][index]]

    def _below(self, code: str) -> Iterator[str]:
        yield code
        for child in self.rollup.tree.children.get(code, []):
            yield from self._below(child)

    def _aside(self) -> list[str]:
        """Trees beside the score: nodes without a parent other than the total."""
        total = self.rulebook.head.total
        roots = [code for code, node in self.rulebook.nodes.items() if not node.parent and code != total]
        return [code for root in roots for code in self._below(root)]

    def _lost(self, lines: Lines, index: int) -> Fraction:
        """What is lost for good of a line with a maximum; nothing of one that does not count."""
        if lines.status[index] in (Status.NOT_APPLICABLE, Status.EXEMPT):
            return Fraction(0)
        return Fraction(int(lines.max_points[index]), lines.scale) - _points(lines, "best", index)

    def _due_rate(self, index: int) -> Fraction | None:
        """Which part of what was due the whole score has, from 0 to 1; None where nothing was, or without a maximum."""
        total = self.rollup.lines[self.rulebook.head.total]
        if int(total.max_points[index]) == MISSING or not total.shown[index]:
            return None
        points = _points(total, "points", index)
        due = points + self._lost(total, index)
        return min(max(points / due, Fraction(0)), Fraction(1)) if due > 0 else None


def _points(lines: Lines, figure: str, index: int) -> Fraction:
    return Fraction(int(getattr(lines, figure)[index]), lines.scale)
