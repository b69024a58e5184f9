"""Why a line is as it is: the sentence a clerk would write, the records, and the path up to the grade.

Everything is read from the outcome; no point is computed a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from mingheng.scoring.days import as_date
from mingheng.scoring.exact import THOUSANDTHS, decimal_text
from mingheng.scoring.grades import Step
from mingheng.scoring.language.measures import Count, Levels, Run, Selection, Shortfall
from mingheng.scoring.language.rulebook import parts_of
from mingheng.scoring.language.words import Interval
from mingheng.scoring.measures.counts import greatest, level_candidates, level_numbers
from mingheng.scoring.measures.grouping import distinct, key_column
from mingheng.scoring.measures.shortfalls import shortfall_candidates
from mingheng.scoring.measures.values import State
from mingheng.scoring.outcome import Line, Outcome
from mingheng.scoring.phrases import LeafPhrases, interval_text, number, say
from mingheng.scoring.rules import Leaf, limits_of, points_scale
from mingheng.scoring.selection import Candidates, Reason, candidates
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
    words = {
        key: number(value)
        if isinstance(value, Fraction)
        else interval_text(value)
        if isinstance(value, Interval)
        else value
        for key, value in step.params.items()
    }
    if step.code == "threshold" and not words["interval"]:
        words["interval"] = "不设分数线"
    return say(step.code, **words)


def _leaf_sentence(outcome: Outcome, leaf: Leaf, index: int, line: Line) -> str:
    reference = say("reference") if leaf.rule.reference else ""
    if line.status not in ("scored", "for_reference"):
        return _unscored(outcome, leaf, index, line) + reference
    if leaf.values.state[index] != State.PRESENT:
        return say("if_missing", due=as_date(leaf.due_day), points=_shown(line.points)) + reference
    phrases = LeafPhrases(leaf, index, outcome.view)
    factor = leaf.factor.at(index)
    text = phrases.measured() + (say("factor", factor=number(factor)) if factor != 1 else "") + phrases.shaped()
    return text + _limits(leaf, line, phrases.amount, outcome) + _end(line) + reference


def _limits(leaf: Leaf, line: Line, amount: Fraction, outcome: Outcome) -> str:
    limits = limits_of(leaf.rule, points_scale(outcome.rulebook))
    before = limits.baseline + amount
    if limits.cap is not None and before > Fraction(limits.cap, line_scale(outcome)):
        return say("capped", cap=_shown(line.points))
    if limits.floor is not None and before < Fraction(limits.floor, line_scale(outcome)):
        return say("floored", floor=_shown(line.points))
    return ""


def line_scale(outcome: Outcome) -> int:
    """The scale of rule points."""
    return points_scale(outcome.rulebook)


def _end(line: Line) -> str:
    if line.max_points is None:
        return say("end_plain", points=_shown(line.points))
    text = say("end_max", maximum=_shown(line.max_points), points=_shown(line.points))
    if line.open:
        text += say("open", earned=_shown(line.earned), lost=_shown(line.lost), open=_shown(line.open))
    return text


def _unscored(outcome: Outcome, leaf: Leaf, index: int, line: Line) -> str:
    due = as_date(leaf.due_day)
    state = State(int(leaf.values.state[index]))
    if line.status == "not_yet_due":
        return say("not_yet_due", due=due)
    if line.status == "missing":
        code = {State.UNCONNECTED: "missing_unconnected", State.ABSENT: "missing_absent"}.get(
            state, "missing_undetermined"
        )
        return say(code, due=due, kinds="、".join(sorted(_unconnected(outcome, leaf))))
    if line.status == "failed":
        return say("failed")
    rule, choices = leaf.rule, outcome.rulebook.choices
    if line.status == "exempt":
        text, otherwise = say("exempt"), rule.exempt_gives or choices.exempt
    else:
        code = {State.NOTHING_OWED: "not_applicable_owed", State.ABSENT: "not_applicable_missing"}.get(
            state, "not_applicable"
        )
        text, otherwise = say(code), rule.otherwise or choices.not_applicable
    return text + (say(f"otherwise_{otherwise}", maximum=_shown(rule.max_points)) if rule.max_points else "")


def _unconnected(outcome: Outcome, leaf: Leaf) -> set[str]:
    kinds = {kind for part in parts_of(leaf.rule) if isinstance(part, Selection) for kind in part.of}
    return kinds - outcome.view.facts.connected


def _node_sentence(outcome: Outcome, index: int, line: Line) -> str:
    node = outcome.rulebook.nodes[line.code]
    made = outcome.rollup.nodes[line.code]
    scale = made.lines.scale
    if line.status in ("not_yet_due", "not_applicable", "exempt"):
        return say(f"node_{line.status}")
    sums, rescaled, limited = (
        Fraction(int(column[index]), scale) for column in (made.sums, made.rescaled, made.limited)
    )
    baseline = {"zero": Fraction(0), "full": line.max_points or Fraction(0)}.get(str(node.baseline))
    start = node.baseline if baseline is None else baseline
    assert isinstance(start, Fraction)
    text = (
        say("node_baseline", baseline=_shown(start), sum=_shown(sums)) if start else say("node_sum", sum=_shown(sums))
    )
    if rescaled != sums:
        text += say("node_rescaled", rescaled=_shown(rescaled))
    adjustment = limited - (start + rescaled)
    if adjustment:
        text += say("node_cap" if adjustment < 0 else "node_floor", adjustment=_shown(abs(adjustment)))
    text += say("node_result", points=_shown(line.points))
    if line.max_points is not None:
        text += say("node_max", maximum=_shown(line.max_points))
    if node.parent and node.share != 1:
        parent = outcome.rulebook.nodes[node.parent].label
        contribution = _shown((line.points or Fraction(0)) * node.share)
        text += say("node_share", share=_share(node.share), parent=parent, contribution=contribution)
    return text + (say(f"node_{line.status}") if line.status in ("missing", "failed") else "")


def _share(share: Fraction) -> str:
    return decimal_text(share * 100, 4) + "%"


def _shown(points: Fraction | None) -> str:
    return "无" if points is None else decimal_text(points)


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
    rows = np.flatnonzero(found.reason == Reason.COUNTED)
    selected = found.counted
    kept: np.ndarray | None = None
    if isinstance(selection, Count) and selection.per:
        kept = distinct([selected.owner, *(key_column(name, selected, view) for name in selection.per)])
    elif isinstance(selection, Levels) and selection.per == "case":
        worth = level_numbers(selection, view)[0][view.facts.level[selected.facts]]
        kept = greatest([selected.owner, key_column("case", selected, view)], worth)
    if kept is not None:
        found.reason[np.setdiff1d(rows, rows[kept])] = Reason.MERGED
    return found


def _note(view: View, fact: int, reason: Reason) -> FactNote:
    facts = view.facts
    kind = next(name for name, part in facts.kinds.items() if part.start <= fact < part.stop)
    words = {code: word for word, code in facts.levels.items()}
    parts = [words.get(int(facts.level[fact]), "")]
    parts += [
        vocabulary[int(column[fact])]
        for vocabulary, column in ((facts.persons, facts.person), (facts.cases, facts.case))
        if column[fact] >= 0
    ]
    for label, column in (("应", facts.expected), ("实", facts.actual)):
        if column[fact] != MISSING:
            parts.append(label + decimal_text(Fraction(int(column[fact]), THOUSANDTHS)))
    why = "" if reason == Reason.COUNTED else say(f"reason_{int(reason)}")
    return FactNote(
        facts.source[fact], as_date(int(facts.day[fact])), kind, " ".join(part for part in parts if part), why
    )
