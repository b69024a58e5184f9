"""What a summary says of one subject. A figure with parts missing does not pass for a whole one, and never for 0."""

from __future__ import annotations

from fractions import Fraction

from mingheng.scoring.explain import grade_sentences
from mingheng.scoring.outcome import Line, Outcome

NOTHING = "—"
INCOMPLETE = "不全"
WAITING = "未到期"

_LACKING = ("missing", "failed")


def figure(line: Line) -> Fraction | str:
    """The points of a line, or the word that stands where they are not whole."""
    if line.status in _LACKING:
        return INCOMPLETE if line.points else NOTHING
    if line.status == "not_yet_due" and not line.points:
        return WAITING
    return NOTHING if line.points is None else line.points


def lacking(outcome: Outcome, subject_id: str) -> list[str]:
    """The labels of the rules that count in the total and have no points because data are missing or contradictory."""
    rulebook = outcome.rulebook
    if outcome.line(subject_id, rulebook.head.total).status not in _LACKING:
        return []
    lines = outcome.lines(subject_id)
    rules = [line for line in lines if line.code in rulebook.rules and line.status in _LACKING]
    return [line.label for line in rules if not rulebook.rules[line.code].reference]


def reasons(outcome: Outcome, subject_id: str, most: int | None = None) -> list[str]:
    """Every step towards the grade; where the total is not whole, also what is missing (at most so many labels)."""
    sentences = list(grade_sentences(outcome, subject_id))
    labels = lacking(outcome, subject_id)
    if labels:
        listed = "、".join(labels[:most])
        sentences.append(f"缺：{listed}" + (f"等{len(labels)}项" if most and len(labels) > most else ""))
    return sentences
