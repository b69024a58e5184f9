"""From scores to grades: thresholds and gates, effects, quotas among peers, ranks. Every step leaves its reason.

In: final lines. Out: one GradeLine per subject. Knows nothing of how the points came to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from mingheng.scoring.exact import Flags, Integers, Ratios, half_up
from mingheng.scoring.language.measures import Count
from mingheng.scoring.language.rulebook import Choices, Effect, Grading, Level, PercentByLevel, Quota
from mingheng.scoring.language.words import Amount
from mingheng.scoring.measures import Answers, Context, answer
from mingheng.scoring.measures.groups import group_numbers, ranks
from mingheng.scoring.quotas import Key, heads, place
from mingheng.scoring.selection import Reason, candidates
from mingheng.scoring.statuses import HAS_POINTS, Status
from mingheng.scoring.view import View, amounts, inside
from mingheng.scoring.waiting import waits


@dataclass(frozen=True, slots=True)
class Step:
    """One reason on the way to a grade: a message code with its parameters."""

    code: str
    params: dict[str, Any]


@dataclass(slots=True)
class Grade:
    """One subject's grade in the making. `level` is the position in the rulebook's levels, best 0; one past the last
    is below all of them; None = no grade, for `reason`.
    """

    level: int | None = None
    reason: str = ""
    before_effects: int | None = None
    fixed: bool = False
    vetoed: bool = False
    lifted: bool = False
    outside_quota: bool = False
    rank: int = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def is_movable(self) -> bool:
        """Whether an effect may still move it: it has a level, or its value lies in a gap of the thresholds."""
        return not self.fixed and (self.level is not None or self.reason == "gap")

    @property
    def stands(self) -> bool:
        """Whether it keeps its level whatever the quota."""
        return self.fixed or (self.lifted and self.outside_quota)

    def moved(self, before: int | None, *, outside_quota: bool) -> None:
        """Take note of what an effect did."""
        assert self.level is not None
        if before is not None:
            self.vetoed |= self.level > before
            self.lifted |= self.level < before
        if self.fixed or (before is not None and self.level < before):
            self.outside_quota = outside_quota

    def note(self, code: str, **params: Any) -> None:
        """Leave a reason."""
        self.steps.append(Step(code, params))


class Grader:
    """Grades all subjects of one assessment, stage by stage."""

    def __init__(self, grading: Grading, effects: Iterable[Effect], context: Context, assessed: Flags) -> None:
        self.grading, self.effects, self.context, self.assessed = grading, tuple(effects), context, assessed
        self.choices = context.view.rulebook.choices
        self.names = [level.grade for level in grading.levels]
        self.lines = context.lines[grading.by]
        self.values = compared(grading.by, context)
        self.inside = [inside(self.values, level) for level in grading.levels]
        self.keys = Keys.of(grading.rank_by or grading.by, context)
        self.second_keys = [Keys.of(code, context) for code in grading.then_by]
        self.group = group_numbers(context.view.subjects, grading.among)
        self.grades = [Grade() for _ in range(len(context.view))]
        self.gates: dict[int, list[tuple[str, Answers]]] = {}
        self.figures: dict[int, tuple[Ratios, Flags]] = {}

    def run(self) -> list[Grade]:
        """Level by threshold and gates; effects; quotas from the best level down; ranks."""
        places = ranks(self.keys.numbers, self.group, self.keys.there & self.assessed)
        for index, grade in enumerate(self.grades):
            grade.rank = int(places[index])
            self.by_threshold(index, grade)
        for effect in self.effects:
            self.apply_effect(effect)
        for members in self.groups():
            base = sum(counts_in_base(self.grades[row], self.choices) for row in members)
            for position in range(len(self.names)):
                self.fill(position, members, base)
        for grade in self.grades:
            self.finish(grade)
        return self.grades

    def groups(self) -> Iterator[list[int]]:
        """The assessed subjects of every group of peers, in the order given."""
        rows = np.flatnonzero(self.assessed)
        ordered = rows[np.argsort(self.group[rows], kind="stable")]
        for members in np.split(ordered, np.flatnonzero(np.diff(self.group[ordered])) + 1) if len(rows) else ():
            yield members.tolist()

    def by_threshold(self, index: int, grade: Grade) -> None:
        """The first level whose interval holds the value, then down while a gate does not hold."""
        status = Status(int(self.lines.status[index]))
        is_open = self.lines.best[index] != self.lines.worst[index]
        if status not in (Status.SCORED, Status.FOR_REFERENCE) or is_open or not self.assessed[index]:
            grade.reason = why_ungraded(status)
            grade.note(f"no_grade_{grade.reason}")
            return
        value = self.values.at(index)
        holding = (position for position, here in enumerate(self.inside) if here[index])
        position = next(holding, None)
        if position is None:
            position = level_in_gap(self.grading, value)
        if position is None:
            grade.reason = "gap"
            grade.note("no_grade_gap", value=value)
            return
        grade.level = position
        level = self.grading.levels[position]
        code = "threshold" if self.inside[position][index] else f"gap_{self.grading.on_gap}"
        grade.note(code, value=value, grade=level.grade, interval=level)
        self.pass_gates(index, grade, "gate")
        grade.before_effects = grade.level

    def pass_gates(self, index: int, grade: Grade, reason: str) -> None:
        """One level down for every level whose gates do not hold (or are unknown)."""
        while grade.level is not None and grade.level < len(self.names):
            closed = next((gate for gate in self.gates_of(grade.level) if not gate[1].holds[index]), None)
            if closed is None:
                return
            code = "gate_unknown" if closed[1].unknown[index] else "gate"
            grade.note(code, grade=self.names[grade.level], gate=closed[0])
            self.lower(grade, grade.level + 1, reason)

    def gates_of(self, position: int) -> list[tuple[str, Answers]]:
        """The labels and answers of a level's gates."""
        if position not in self.gates:
            level = self.grading.levels[position]
            self.gates[position] = [(gate.label or level.grade, answer(gate, self.context)) for gate in level.gates]
        return self.gates[position]

    def lower(self, grade: Grade, position: int, reason: str) -> None:
        """Put a subject on a level; past the last one it is below all."""
        grade.level = position
        grade.reason = reason if position == len(self.names) else ""

    def apply_effect(self, effect: Effect) -> None:
        """Move the grades of the subjects for which the effect holds."""
        answers = answer(effect.when, self.context)
        waiting = waits(effect.when, self.context) if answers.unknown.any() else answers.unknown
        kind = effect.then.recorded_in
        recorded = recorded_levels(kind, self.context.view) if kind else {}
        for index in np.flatnonzero(answers.unknown | answers.holds).tolist():
            grade = self.grades[index]
            if answers.unknown[index]:
                grade.note("effect_not_yet_due" if waiting[index] else "effect_unknown", label=effect.label)
            if not answers.holds[index] or not grade.is_movable:
                continue
            before = grade.level
            self.move(effect, grade, recorded.get(index))
            if grade.level is None or (grade.level == before and not grade.fixed):
                continue
            grade.moved(before, outside_quota=effect.outside_quota)
            grade.reason = "" if grade.level < len(self.names) else grade.reason
            code = "effect" if grade.level != before else "effect_fixed"
            words = {"before": self.word(before), "grade": self.word(grade.level)}
            grade.note(code, label=effect.label, article=effect.article, **words)

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

    def fill(self, position: int, members: list[int], base: int) -> None:
        """Give out one level's slots among one group of peers."""
        quota = self.grading.levels[position].quota
        here = [row for row in members if self.grades[row].level == position]
        given = None if quota is None else self.slots(quota, position, members[0], base)
        if given is None or not here:
            return
        slots, share = given
        standing = [row for row in here if self.grades[row].stands]
        running = [row for row in here if not self.grades[row].stands]
        ghosts = self.ghosts(position, members) if self.choices.vetoed_slot == "used_up" else []
        taken = sum(not self.grades[row].outside_quota for row in standing)
        free = max(slots - taken, 0)
        placing = place(running + ghosts, free, self.choices.ties, self.keys.of_row, self.second_key)
        counted = {"slots": slots, "base": base, "share": share, "rounding": self.choices.quota_rounding}
        words = {"grade": self.names[position], **counted, "candidates": len(here), **self.peers_of(position, here)}
        parted = self.choices.ties == "second_key"
        keys = {row: (self.keys.of_row(row), self.second_key(row) if parted else ()) for row in running + ghosts}
        places = places_in_order(keys, taken)
        for row in running:
            grade = self.grades[row]
            words |= places[row]
            if row in placing.tied:
                grade.level, grade.reason = None, "tie"
                grade.note("tie_open", **words)
            elif row in placing.inside:
                grade.note("quota_in", **words)
            else:
                last = position + 1 == len(self.names) and not self.grading.below
                grade.note("quota_out_of_all" if last else "quota_out", **words, lower=self.word(position + 1))
                self.lower(grade, position + 1, "quota")
                self.pass_gates(row, grade, "quota")

    def ghosts(self, position: int, members: list[int]) -> list[int]:
        """Vetoed subjects that would have stood here: they use up a slot without getting the grade."""
        vetoed = [row for row in members if self.grades[row].vetoed and self.grades[row].level != position]
        return [row for row in vetoed if self.grades[row].before_effects == position]

    def second_key(self, row: int) -> Key:
        """What parts a tie."""
        return tuple(part for keys in self.second_keys for part in keys.of_row(row))

    def peers_of(self, position: int, here: list[int]) -> dict[str, Any]:
        """What the candidates of a level are, for reasons, and whether there is a line that all have reached."""
        has_line = any(end is not None for end in self.grading.levels[position].ends)
        lifted = any(self.grades[row].fixed or self.grades[row].lifted for row in here)
        return {"are": self.context.view.rulebook.subjects_are, "has_line": has_line and not lifted}

    def slots(self, quota: Quota, position: int, first: int, base: int) -> tuple[int, Fraction | None] | None:
        """How many of a group (given by its first subject) may hold a level, with the share it was worked out from.

        None where the figure is not known.
        """
        if quota.heads is not None:
            number = self.figure(quota.heads, position, first)
            return None if number is None else (number.numerator // number.denominator, None)
        share = self.share(quota, position, first)
        return None if share is None else (heads(share, base, self.choices.quota_rounding), share)

    def share(self, quota: Quota, position: int, first: int) -> Fraction | None:
        """The share that applies to a group: by its first subject's class or kind, or by a recorded level."""
        if isinstance(quota.percent, PercentByLevel):
            words = recorded_levels(quota.percent.by_level_of, self.context.view)
            holder = int(self.context.view.subjects.parent[first]) if self.grading.among == "parent" else first
            return quota.percent.table.get(words.get(holder, ""), quota.percent.otherwise)
        assert quota.percent is not None
        return self.figure(quota.percent, position, first)

    def figure(self, amount: Amount, position: int, row: int) -> Fraction | None:
        """A level's own figure for one subject, worked out for all of them once."""
        if position not in self.figures:
            self.figures[position] = amounts(amount, self.context.view)
        values, there = self.figures[position]
        return values.at(row) if there[row] else None

    def finish(self, grade: Grade) -> None:
        """A subject past the last level gets `below`, if the rulebook has such a word."""
        if grade.level == len(self.names) and self.grading.below:
            grade.reason = ""
            grade.note("below", grade=self.grading.below)


def places_in_order(keys: Mapping[int, tuple[Key, Key]], taken: int) -> dict[int, dict[str, Any]]:
    """The place of each row by its keys, after those `taken`, and whether it is shared: equals share the better one."""
    ordered = sorted(keys.values(), reverse=True)
    first = {key: number for number, key in reversed(list(enumerate(ordered, start=taken + 1)))}
    many = Counter(ordered)
    return {row: {"place": first[key], "is_shared": many[key] > 1} for row, key in keys.items()}


@dataclass(frozen=True, slots=True)
class Keys:
    """What subjects are ordered by: one number each, in one scale, and where there is any."""

    numbers: Integers
    there: Flags

    @classmethod
    def of(cls, code: str, context: Context) -> Keys:
        """The compared values of a line, as integers."""
        lines = context.lines[code]
        return cls(compared(code, context).top, HAS_POINTS[lines.status])

    def of_row(self, row: int) -> Key:
        """One subject's key; without a scored line it stands last."""
        there = bool(self.there[row])
        return there, int(self.numbers[row]) if there else 0


def compared(code: str, context: Context) -> Ratios:
    """The values of a line that are compared, all in one scale: as shown, or exact."""
    lines, rulebook = context.lines[code], context.view.rulebook
    if rulebook.choices.decides == "exact":
        return Ratios.whole(lines.points, lines.scale)
    stage = 10**rulebook.head.rounding.total
    return Ratios.whole(half_up(lines.points * stage, lines.scale), stage)


def why_ungraded(status: Status) -> str:
    """The reason why a subject is not graded at all."""
    if status in (Status.SCORED, Status.FOR_REFERENCE):
        return Status.NOT_YET_DUE.word
    return (Status.NOT_APPLICABLE if status == Status.EXEMPT else status).word


def counts_in_base(grade: Grade, choices: Choices) -> bool:
    """Whether a subject counts in the number that a percentage is taken of."""
    if grade.level is None and grade.reason != "gap":
        return choices.without_score_in_base
    return choices.vetoed_in_base or not grade.vetoed


def recorded_levels(kind: str, view: View) -> dict[int, str]:
    """The level that the latest fact of a kind in view, of whatever period, records for each subject."""
    found = candidates(Count(of=(kind,)), view)
    here = found.reason != Reason.NOT_IN_VIEW
    facts, owners = found.facts[here], found.owner[here]
    words = {code: word for word, code in view.facts.levels.items()}
    latest = np.argsort(view.facts.day[facts], kind="stable")
    return {int(owners[row]): words.get(int(view.facts.level[facts[row]]), "") for row in latest}


def level_in_gap(grading: Grading, value: Fraction) -> int | None:
    """The level that the rulebook declares for a value which no interval contains."""
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
