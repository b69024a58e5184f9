"""From scores to grades: thresholds and gates, effects, quotas among peers, ranks. Every step leaves its reason.

In: final lines. Out: one GradeLine per subject. Knows nothing of how the points came to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from mingheng.scoring.exact import Flags, Ratios, half_up
from mingheng.scoring.language.measures import Count
from mingheng.scoring.language.rulebook import Effect, Grading, Level, PercentByLevel, Quota
from mingheng.scoring.measures import Context, answer
from mingheng.scoring.measures.groups import group_numbers, ranks
from mingheng.scoring.selection import Reason, candidates
from mingheng.scoring.statuses import Lines, Status
from mingheng.scoring.view import amounts


@dataclass(frozen=True, slots=True)
class Step:
    """One reason on the way to a grade: a message code with its parameters."""

    code: str
    params: dict[str, Any]


@dataclass(slots=True)
class Grade:
    """One subject's grade in the making. `level` is the position in the rulebook's levels, best 0; one past the last
    is below all of them; None = no grade, for `reason`."""

    level: int | None = None
    reason: str = ""
    before_effects: int | None = None
    fixed: bool = False
    vetoed: bool = False
    lifted: bool = False
    outside_quota: bool = False
    rank: int = 0
    steps: list[Step] = field(default_factory=list)

    def note(self, code: str, **params: Any) -> None:
        """Leave a reason."""
        self.steps.append(Step(code, params))


class Grader:
    """Grades all subjects of one assessment, stage by stage."""

    def __init__(self, grading: Grading, effects: Iterable[Effect], context: Context, assessed: Flags) -> None:
        self.grading, self.effects, self.context = grading, tuple(effects), context
        self.rulebook = context.view.rulebook
        self.choices = self.rulebook.choices
        self.names = [level.grade for level in grading.levels]
        self.subjects = context.view.subjects
        self.lines = context.lines[grading.by]
        self.values = self.compared(grading.by)
        self.order = self.compared(grading.rank_by or grading.by)
        self.has_rank = scored(context.lines[grading.rank_by or grading.by])
        self.group = group_numbers(self.subjects, grading.among)
        self.assessed = assessed
        self.grades = [Grade() for _ in range(len(self.subjects))]
        self.gates: dict[tuple[int, int], Any] = {}
        self.in_base: list[bool] = []

    def run(self) -> list[Grade]:
        """Level by threshold and gates; effects; quotas from the best level down; ranks."""
        places = ranks(self.order.top, self.group, self.has_rank & self.assessed)
        for index, grade in enumerate(self.grades):
            grade.rank = int(places[index])
            self.by_threshold(index, grade)
        for effect in self.effects:
            self.apply_effect(effect)
        self.in_base = [self.counts_in_base(one) for one in self.grades]
        for group in np.unique(self.group[self.assessed]):
            members = [int(row) for row in np.flatnonzero(self.assessed & (self.group == group))]
            for position in range(len(self.names)):
                self.fill(position, members)
        for grade in self.grades:
            self.finish(grade)
        return self.grades

    def compared(self, code: str) -> Ratios:
        """The values that are compared: as shown, or exact."""
        lines = self.context.lines[code]
        if self.choices.decides == "exact":
            return Ratios.whole(lines.points, lines.scale)
        stage = 10**self.rulebook.head.rounding.total
        return Ratios.whole(half_up(lines.points * stage, lines.scale), stage)

    def by_threshold(self, index: int, grade: Grade) -> None:
        """The first level whose interval holds the value, then down while a gate does not hold."""
        status = Status(int(self.lines.status[index]))
        open_points = int(self.lines.best[index] - self.lines.worst[index])
        if status not in (Status.SCORED, Status.FOR_REFERENCE) or open_points or not self.assessed[index]:
            grade.reason = self.why_ungraded(status)
            grade.note(f"no_grade_{grade.reason}")
            return
        value = self.values.at(index)
        position = level_of(self.grading, value)
        if position is None:
            grade.reason = "gap"
            grade.note("no_grade_gap", value=value)
            return
        grade.level = position
        grade.note("threshold", value=value, grade=self.names[position], interval=self.grading.levels[position])
        self.pass_gates(index, grade)
        grade.before_effects = grade.level

    def why_ungraded(self, status: Status) -> str:
        """The reason why a subject is not graded at all."""
        if status in (Status.SCORED, Status.FOR_REFERENCE):
            return Status.NOT_YET_DUE.word
        return (Status.NOT_APPLICABLE if status == Status.EXEMPT else status).word

    def pass_gates(self, index: int, grade: Grade, reason: str = "gate") -> None:
        """One level down for every level whose gates do not hold (or are unknown)."""
        while grade.level is not None and grade.level < len(self.names):
            closed = next((gate for gate in self.gates_of(grade.level) if not gate[1].holds[index]), None)
            if closed is None:
                return
            unknown = bool(closed[1].unknown[index])
            grade.note("gate_unknown" if unknown else "gate", grade=self.names[grade.level], gate=closed[0])
            self.lower(grade, grade.level + 1, reason)

    def gates_of(self, position: int) -> list[tuple[str, Any]]:
        """The labels and answers of a level's gates."""
        level: Level = self.grading.levels[position]
        for number, gate in enumerate(level.gates):
            if (position, number) not in self.gates:
                self.gates[(position, number)] = (gate.label or level.grade, answer(gate, self.context))
        return [self.gates[(position, number)] for number in range(len(level.gates))]

    def lower(self, grade: Grade, position: int, reason: str) -> None:
        """Put a subject on a level; past the last one it is below all."""
        grade.level = position
        grade.reason = reason if position == len(self.names) else ""

    def apply_effect(self, effect: Effect) -> None:
        """Move the grades of the subjects for which the effect holds."""
        answers = answer(effect.when, self.context)
        recorded = self.recorded(effect.then.recorded_in) if effect.then.recorded_in else {}
        for index, grade in enumerate(self.grades):
            if answers.unknown[index]:
                grade.note("effect_unknown", label=effect.label)
            in_gap = grade.level is None and grade.reason == "gap"
            if not answers.holds[index] or grade.fixed or (grade.level is None and not in_gap):
                continue
            before = grade.level
            self.move(effect, grade, recorded.get(index))
            if grade.level is None or (grade.level == before and not grade.fixed):
                continue
            if before is not None:
                grade.vetoed |= grade.level > before
                grade.lifted |= grade.level < before
            if grade.fixed or (before is not None and grade.level < before):
                grade.outside_quota = effect.outside_quota
            grade.reason = "" if grade.level < len(self.names) else grade.reason
            grade.note("effect", label=effect.label, article=effect.article, before=self.word(before), grade=self.word(grade.level))

    def word(self, level: int | None) -> str:
        """A level as a word, for reasons."""
        return self.names[level] if level is not None and level < len(self.names) else self.grading.below or "未定等"

    def move(self, effect: Effect, grade: Grade, recorded: str | None) -> None:
        """Do what the effect says; a gap in the thresholds is left only by an effect that fixes the level."""
        then, last = effect.then, len(self.names) - 1
        target = then.grade or recorded
        if target is not None and target in self.names:
            grade.level, grade.fixed = self.names.index(target), True
        elif grade.level is None:
            return
        elif then.at_best is not None:
            grade.level = max(grade.level, self.names.index(then.at_best))
        elif then.at_least is not None:
            grade.level = min(grade.level, self.names.index(then.at_least))
        elif then.down is not None:
            grade.level = max(grade.level, min(grade.level + then.down, last))

    def recorded(self, kind: str) -> dict[int, str]:
        """The level that the latest fact of a kind in view, of whatever period, records for each subject."""
        view = self.context.view
        found = candidates(Count(of=(kind,)), view)
        here = found.reason != Reason.NOT_IN_VIEW
        facts, owners = found.facts[here], found.owner[here]
        words = {code: word for word, code in view.facts.levels.items()}
        latest = np.argsort(view.facts.day[facts], kind="stable")
        return {int(owners[row]): words.get(int(view.facts.level[facts[row]]), "") for row in latest}

    def fill(self, position: int, members: list[int]) -> None:
        """Give out one level's slots among one group of peers."""
        quota = self.grading.levels[position].quota
        here = [row for row in members if self.grades[row].level == position]
        slots = None if quota is None else self.slots(quota, members)
        if slots is None or not here:
            return
        standing = [row for row in here if self.grades[row].fixed or (self.grades[row].lifted and self.grades[row].outside_quota)]
        free = slots - sum(not self.grades[row].outside_quota for row in standing)
        running = [row for row in here if row not in standing]
        ghosts = [] if self.choices.vetoed_slot == "passes_on" else self.ghosts(position, members)
        placed, open_ties = self.place(running + ghosts, max(free, 0))
        for row in running:
            grade = self.grades[row]
            if row in open_ties:
                grade.level, grade.reason = None, "tie"
                grade.note("tie_open", grade=self.names[position], slots=slots)
            elif row in placed:
                grade.note("quota_in", grade=self.names[position], slots=slots, candidates=len(here))
            else:
                grade.note("quota_out", grade=self.names[position], slots=slots, candidates=len(here))
                self.lower(grade, position + 1, "quota")
                self.pass_gates(row, grade, "quota")

    def ghosts(self, position: int, members: list[int]) -> list[int]:
        """Vetoed subjects that would have stood here: they use up a slot without getting the grade."""
        grades = self.grades
        return [row for row in members if grades[row].vetoed and grades[row].before_effects == position and grades[row].level != position]

    def place(self, running: list[int], slots: int) -> tuple[set[int], set[int]]:
        """Who fits into the slots, and who is in a tie at the border that stays open."""
        ordered = sorted(running, key=self.key, reverse=True)
        if len(ordered) <= slots:
            return set(ordered), set()
        border = self.key(ordered[slots])
        above = [row for row in ordered if self.key(row) > border]
        tied = [row for row in ordered if self.key(row) == border]
        if len(above) == slots:
            return set(above), set()
        match self.choices.ties:
            case "include":
                return set(above + tied), set()
            case "exclude":
                return set(above), set()
            case "second_key":
                return self.second_key(above, tied, slots)
        return set(above), set(tied)

    def key(self, row: int) -> tuple[bool, Fraction]:
        """What a subject is ordered by; without a scored line it stands last."""
        scored_line = bool(self.has_rank[row])
        return scored_line, self.order.at(row) if scored_line else Fraction(0)

    def second_key(self, above: list[int], tied: list[int], slots: int) -> tuple[set[int], set[int]]:
        """Order a tie by the second keys; what they cannot part stays open."""
        keys = [self.compared(code) for code in self.grading.then_by]
        key: Callable[[int], tuple[Fraction, ...]] = lambda row: tuple(values.at(row) for values in keys)  # noqa: E731
        ordered = sorted(tied, key=key, reverse=True)
        free = slots - len(above)
        border = key(ordered[free])
        inside_border = [row for row in ordered if key(row) > border]
        still = [row for row in ordered if key(row) == border]
        if len(inside_border) == free:
            return set(above + inside_border), set()
        return set(above + inside_border), set(still)

    def slots(self, quota: Quota, members: list[int]) -> int | None:
        """How many of a group may hold a level; None (no limit) where the quota's own figure is not known."""
        if quota.heads is not None:
            heads, there = amounts(quota.heads, self.context.view)
            return int(heads.top[members[0]] // heads.bottom[members[0]]) if there[members[0]] else None
        percent = self.percent(quota, members)
        if percent is None:
            return None
        base = [row for row in members if self.in_base[row]]
        exact = percent * len(base)
        match self.choices.quota_rounding:
            case "up":
                return -(-exact.numerator // exact.denominator)
            case "half_up":
                return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        return exact.numerator // exact.denominator

    def counts_in_base(self, grade: Grade) -> bool:
        """Whether a subject counts in the number that a percentage is taken of."""
        if grade.level is None and grade.reason != "gap":
            return self.choices.without_score_in_base
        return self.choices.vetoed_in_base or not grade.vetoed

    def percent(self, quota: Quota, members: list[int]) -> Fraction | None:
        """The share that applies to a group: by its first member's class or kind, or by another subject's level."""
        if isinstance(quota.percent, PercentByLevel):
            words = self.recorded(quota.percent.by_level_of)
            holder = int(self.subjects.parent[members[0]]) if self.grading.among == "parent" else members[0]
            return quota.percent.table.get(words.get(holder, ""), quota.percent.otherwise)
        assert quota.percent is not None
        values, there = amounts(quota.percent, self.context.view)
        return values.at(members[0]) if there[members[0]] else None

    def finish(self, grade: Grade) -> None:
        """A subject past the last level gets `below`, if the rulebook has such a word."""
        if grade.level == len(self.names) and self.grading.below:
            grade.reason = ""
            grade.note("below", grade=self.grading.below)


def scored(lines: Lines) -> Flags:
    """Where a line has points to rank by."""
    return np.isin(lines.status, (Status.SCORED, Status.FOR_REFERENCE))


def level_of(grading: Grading, value: Fraction) -> int | None:
    """The first level whose interval holds the value; in a gap what the rulebook declares."""
    for position, level in enumerate(grading.levels):
        if level.contains(value):
            return position
    if grading.on_gap == "lower":
        return next((number for number, level in enumerate(grading.levels) if _below(level, value)), None)
    if grading.on_gap == "higher":
        above = [number for number, level in enumerate(grading.levels) if _above(level, value)]
        return above[-1] if above else None
    return None


def _below(level: Level, value: Fraction) -> bool:
    upper = level.upper
    return upper is not None and (upper[0] < value or (upper[0] == value and not upper[1]))


def _above(level: Level, value: Fraction) -> bool:
    lower = level.lower
    return lower is not None and (lower[0] > value or (lower[0] == value and not lower[1]))


def grade_word(grading: Grading, grade: Grade) -> str | None:
    """The grade as a word, None where there is none."""
    if grade.level is None:
        return None
    return grading.levels[grade.level].grade if grade.level < len(grading.levels) else grading.below or None


