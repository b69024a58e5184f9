"""Why a line is as it is: the sentence a clerk would write, the records, and the path up to the grade.

Everything is read from the outcome; no point is computed a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from mingheng.scoring.days import as_date
from mingheng.scoring.exact import THOUSANDTHS, Integers, decimal_text
from mingheng.scoring.grades import Step
from mingheng.scoring.language.measures import Count, Levels, Run, Selection, Shortfall, Value
from mingheng.scoring.language.rulebook import fact_kinds_of, parts_of
from mingheng.scoring.language.shapes import only_deducts
from mingheng.scoring.language.words import Interval
from mingheng.scoring.measure_phrases import measured
from mingheng.scoring.measures.counts import level_candidates, level_numbers, level_rows
from mingheng.scoring.measures.given import value_rows
from mingheng.scoring.measures.grouping import distinct, key_column
from mingheng.scoring.measures.shortfalls import owed_spans, shortfall_candidates
from mingheng.scoring.measures.values import State
from mingheng.scoring.outcome import Line, Outcome
from mingheng.scoring.phrases import Reading, interval_text, number, quotient, say, shown
from mingheng.scoring.rules import Leaf, limits_of, points_scale
from mingheng.scoring.selection import Candidates, Reason, Selected, candidates
from mingheng.scoring.shape_phrases import gain, shaped
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View


@dataclass(frozen=True, slots=True)
class FactNote:
    """One fact in an explanation; `reason` is empty when it counted."""

    source: str
    day: date | None
    kind: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A line in words: the sentence, the facts that counted, those that did not and why, the path up to the grade."""

    sentence: str
    counted: tuple[FactNote, ...]
    left_out: tuple[FactNote, ...]
    path: tuple[str, ...]


def explain(outcome: Outcome, subject: str, code: str) -> Explanation:
    """Explain one line. KeyError for an unknown subject or code."""
    line = outcome.line(subject, code)
    leaf = outcome.leaves.get(code)
    notes = list(_notes(outcome, leaf, subject)) if leaf else []
    return Explanation(
        sentence=line_sentence(outcome, subject, line),
        counted=tuple(note for note in notes if not note.reason),
        left_out=tuple(note for note in notes if note.reason),
        path=tuple(_path(outcome, subject, code)),
    )


def line_sentence(outcome: Outcome, subject: str, line: Line) -> str:
    """The sentence of one line, with its source."""
    index = outcome.view.subjects.positions[subject]
    leaf = outcome.leaves.get(line.code)
    text = _leaf_sentence(outcome, leaf, index, line) if leaf else _node_sentence(outcome, index, line)
    return text + (say("source", article=line.article) if line.article else "")


def grade_sentences(outcome: Outcome, subject: str) -> list[str]:
    """The reason of every step towards the grade."""
    return [step_sentence(step) for step in outcome.grade(subject).steps]


def step_sentence(step: Step) -> str:
    """One step in words."""
    words = {key: _step_word(value) for key, value in step.params.items()}
    without_line = step.code == "threshold" and not words["interval"]
    return say("threshold_none" if without_line else step.code, **words)


def _step_word(value: Any) -> Any:
    match value:
        case Fraction():
            return number(value)
        case Interval():
            return interval_text(value, "分")
    return value


def _leaf_sentence(outcome: Outcome, leaf: Leaf, index: int, line: Line) -> str:
    reference = say("reference") if leaf.rule.reference else ""
    if line.status not in ("scored", "for_reference"):
        return _unscored(outcome, leaf, index, line) + reference
    if leaf.values.state[index] != State.PRESENT:
        return say("if_missing", due=as_date(leaf.due_day), points=shown(line.points)) + reference
    reading = Reading(leaf, index, outcome.view)
    text = measured(reading) + shaped(reading)
    if reading.factor != 1 and reading.given:
        text += say("factor", factor=quotient(reading.factor), gain=gain(reading, reading.amount))
    return text + _limits(reading, outcome) + _end(reading, line) + reference


def _limits(reading: Reading, outcome: Outcome) -> str:
    scale = points_scale(outcome.rulebook)
    limits = limits_of(reading.rule, scale)
    usual = reading.rule.max_points if only_deducts(reading.shape) else None
    text = say("baseline", baseline=shown(limits.baseline)) if limits.baseline != (usual or 0) else ""
    before = limits.baseline + reading.amount
    if limits.cap is not None and before > Fraction(limits.cap, scale):
        return text + say("capped", cap=shown(Fraction(limits.cap, scale)))
    if limits.floor is not None and before < Fraction(limits.floor, scale):
        floor = Fraction(limits.floor, scale)
        if reading.rule.max_points is None and not limits.baseline:
            return text + say("deduction_limited", most=shown(-floor))
        return text + (say("floored", floor=shown(floor)) if floor else say("floored_at_zero"))
    return text


def _end(reading: Reading, line: Line) -> str:
    if line.max_points is None:
        text = "" if line.points == reading.amount else say("end_plain", points=shown(line.points))
        return text + (say("open_plain", worst=shown(line.worst)) if line.open else "")
    text = say("end_max", maximum=shown(line.max_points), points=shown(line.points))
    if line.open:
        text += say("open", earned=shown(line.earned), lost=shown(line.lost), open=shown(line.open))
    return text


def _unscored(outcome: Outcome, leaf: Leaf, index: int, line: Line) -> str:
    state, unmeasured = State(int(leaf.values.state[index])), bool(leaf.unmeasured[index])
    match line.status:
        case "not_yet_due":
            return _not_yet_due(outcome, leaf, index)
        case "missing":
            kinds = "、".join(sorted(_unconnected(outcome, leaf)))
            code = "missing_unconnected" if state == State.UNCONNECTED else "missing_undetermined"
            return say("missing_absent" if unmeasured else code, due=as_date(leaf.due_day), kinds=kinds)
        case "failed":
            return say("failed")
        case "exempt":
            text, otherwise = say("exempt"), leaf.rule.exempt_gives or outcome.rulebook.choices.exempt
        case _:
            code = "not_applicable_owed" if state == State.NOTHING_OWED else "not_applicable"
            text = say("not_applicable_missing" if unmeasured else code)
            otherwise = leaf.rule.otherwise or outcome.rulebook.choices.not_applicable
    maximum = leaf.rule.max_points
    return text + (say(f"otherwise_{otherwise}", maximum=shown(maximum)) if maximum else "")


def _not_yet_due(outcome: Outcome, leaf: Leaf, index: int) -> str:
    measure = leaf.rule.measure
    if not isinstance(measure, Shortfall):
        return say("not_yet_due", due=as_date(leaf.due_day))
    spans = outcome.view.spans(measure.owed_over)
    owed, _ = owed_spans(spans, outcome.view, leaf.rule.rule)
    days = spans.due[owed[index]]
    return say("not_yet_due_owed" if len(days) == 1 else "not_yet_due_first", due=as_date(int(days[0])))


def _unconnected(outcome: Outcome, leaf: Leaf) -> frozenset[str]:
    return fact_kinds_of(leaf.rule) - outcome.view.facts.connected


def _node_sentence(outcome: Outcome, index: int, line: Line) -> str:
    node = outcome.rulebook.nodes[line.code]
    made = outcome.rollup.nodes[line.code]
    if line.status in ("not_yet_due", "not_applicable", "exempt"):
        return say(f"node_{line.status}")
    columns = (made.sums, made.rescaled, made.limited)
    sums, rescaled, limited = (Fraction(int(column[index]), made.lines.scale) for column in columns)
    words = {"zero": Fraction(0), "full": line.max_points or Fraction(0)}
    start = node.baseline if isinstance(node.baseline, Fraction) else words[node.baseline]
    text = say("node_baseline", baseline=shown(start), sum=shown(sums)) if start else say("node_sum", sum=shown(sums))
    if rescaled != sums:
        text += say("node_rescaled", rescaled=shown(rescaled))
    if limited != start + rescaled:
        text += say("node_cap" if limited < start + rescaled else "node_floor", limited=shown(limited))
    elif start:
        text += say("node_result", points=shown(limited))
    if line.points != limited:
        text += say("node_rounded", points=shown(line.points))
    if line.max_points is not None:
        text += say("node_max", maximum=shown(line.max_points))
    if node.parent and node.share != 1:
        parent = outcome.rulebook.nodes[node.parent].label
        contribution = shown((line.points or Fraction(0)) * node.share)
        text += say("node_share", share=_share(node.share), parent=parent, contribution=contribution)
    return text + (say(f"node_{line.status}") if line.status in ("missing", "failed") else "")


def _share(share: Fraction) -> str:
    return decimal_text(share * 100, 4) + "%"


def _path(outcome: Outcome, subject: str, code: str) -> Iterator[str]:
    """From the node above up to the score, then the grade."""
    rulebook = outcome.rulebook
    above = rulebook.rules[code].node if code in rulebook.rules else rulebook.nodes[code].parent
    while above:
        line = outcome.line(subject, above)
        yield f"{line.label}：{line_sentence(outcome, subject, line)}"
        above = rulebook.nodes[above].parent
    yield from grade_sentences(outcome, subject)
    grade = outcome.grade(subject)
    if grade.grade:
        yield f"等次：{grade.grade}"


def _notes(outcome: Outcome, leaf: Leaf, subject: str) -> Iterator[FactNote]:
    index = outcome.view.subjects.positions[subject]
    seen: set[tuple[int, str]] = set()
    selections = [part for part in parts_of(leaf.rule) if isinstance(part, Selection)]
    for selection in selections:
        found = explained_candidates(selection, outcome.view)
        mine = np.flatnonzero(found.owner == index)
        for row in mine[np.argsort(outcome.view.facts.day[found.facts[mine]], kind="stable")]:
            note = _note(outcome.view, int(found.facts[row]), Reason(int(found.reason[row])))
            if (int(found.facts[row]), note.reason) not in seen:
                seen.add((int(found.facts[row]), note.reason))
                yield note


def explained_candidates(selection: Selection, view: View) -> Candidates:
    """The candidates of any measure, with the reason MERGED for facts that count only together with another."""
    match selection:
        case Shortfall():
            found = shortfall_candidates(selection, view)
        case Levels():
            found = level_candidates(selection, view)
        case _:
            found = candidates(selection, view, filtered=not isinstance(selection, Run))
    kept = _kept_rows(selection, found.counted, view)
    if kept is not None:
        rows = np.flatnonzero(found.reason == Reason.COUNTED)
        found.reason[np.setdiff1d(rows, rows[kept])] = Reason.MERGED
    return found


def _kept_rows(selection: Selection, selected: Selected, view: View) -> Integers | None:
    """The selected facts that stand for themselves or for others like them; None where all do."""
    match selection:
        case Count(per=columns) if columns:
            return distinct([selected.owner, *(key_column(name, selected, view) for name in columns)])
        case Levels():
            worth = level_numbers(selection, view)[0][view.facts.level[selected.facts]]
            return level_rows(selection, selected, worth, view)
        case Value(weights=weights) if not weights:
            return value_rows(selection, selected, view.facts.actual[selected.facts], view)
    return None


def _note(view: View, fact: int, reason: Reason) -> FactNote:
    facts = view.facts
    kind = next(name for name, part in facts.kinds.items() if part.start <= fact < part.stop)
    words = {code: word for word, code in facts.levels.items()}
    parts = [words.get(int(facts.level[fact]), "")]
    for vocabulary, column in ((facts.persons, facts.person), (facts.cases, facts.case)):
        parts += [vocabulary[int(column[fact])]] if column[fact] >= 0 else []
    for label, column in (("应", facts.expected), ("实", facts.actual)):
        if column[fact] != MISSING:
            parts.append(label + decimal_text(Fraction(int(column[fact]), THOUSANDTHS)))
    why = "" if reason == Reason.COUNTED else say(f"reason_{int(reason)}")
    text = " ".join(part for part in parts if part)
    return FactNote(facts.source[fact], as_date(int(facts.day[fact])), kind, text, why)
