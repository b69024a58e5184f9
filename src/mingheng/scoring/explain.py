"""Why a line is as it is: the sentence a clerk would write, the records, and the path up to the grade.

Everything is read from the outcome; no point is computed a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mingheng.scoring.days import as_date
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.fact_notes import FactNote, fact_notes
from mingheng.scoring.grades import Step
from mingheng.scoring.language.measures import Shortfall
from mingheng.scoring.language.rulebook import fact_kinds_of
from mingheng.scoring.language.shapes import only_deducts
from mingheng.scoring.language.words import Interval
from mingheng.scoring.measure_phrases import measured
from mingheng.scoring.measures.shortfalls import owed_spans
from mingheng.scoring.measures.values import State
from mingheng.scoring.outcome import Line, Outcome
from mingheng.scoring.phrases import Reading, about, interval_text, number, quotient, say, shown
from mingheng.scoring.rules import Leaf, limits_of, points_scale
from mingheng.scoring.shape_phrases import gain, shaped
from mingheng.scoring.view import attribute as attribute_of


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
    notes = list(fact_notes(outcome.view, leaf, subject)) if leaf else []
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
    if "slots" in step.params:
        return say(step.code, **_slot_words(step.params))
    words = {key: _step_word(value) for key, value in step.params.items()}
    without_line = step.code == "threshold" and not words["interval"]
    return say("threshold_none" if without_line else step.code, **words)


def _slot_words(params: Mapping[str, Any]) -> dict[str, str]:
    """How many slots and from what, how many candidates, and which place."""
    share, base, worked_out = params["share"], params["base"], ""
    if share is not None:
        exact = share * base
        rounding = say(f"rounding_{params['rounding']}") if exact.denominator != 1 else ""
        worked_out = say(
            "worked_out", base=_peers(params, base), share=_share(share), exact=about(exact), rounding=rounding
        )
    candidates = say(
        "candidates_line" if params["has_line"] else "candidates_all", peers=_peers(params, params["candidates"])
    )
    place = say("place_shared" if params["is_shared"] else "place_alone", place=params["place"])
    return {**params, "worked_out": worked_out, "candidates": candidates, "place": place}


def _peers(params: Mapping[str, Any], count: int) -> str:
    return say(f"peers_{params['are']}", number=count)


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
        return say("if_missing", until=_until(outcome, leaf), points=shown(line.points)) + reference
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
            return say("missing_absent" if unmeasured else code, until=_until(outcome, leaf), kinds=kinds)
        case "failed":
            return say("failed")
        case "exempt":
            text, otherwise = say("exempt"), leaf.rule.exempt_gives or outcome.rulebook.choices.exempt
        case _:
            code = "not_applicable_owed" if state == State.NOTHING_OWED else "not_applicable"
            why = _why_not(outcome, leaf, index)
            text = say("not_applicable_missing" if unmeasured else code, why=say("why", reasons=why) if why else "")
            otherwise = leaf.rule.otherwise or outcome.rulebook.choices.not_applicable
    maximum = leaf.rule.max_points
    return text + (say(f"otherwise_{otherwise}", maximum=shown(maximum)) if maximum else "")


def _until(outcome: Outcome, leaf: Leaf) -> str:
    """Until when nothing is there: the day due, or today while a later part is not yet due."""
    day = min(leaf.due_day, outcome.view.today)
    return say("until_after" if day < outcome.view.today else "until_day", day=as_date(day))


def _why_not(outcome: Outcome, leaf: Leaf, index: int) -> str:
    """What a rule asks of subjects that this one does not meet."""
    view, applies, reasons = outcome.view, leaf.rule.applies, []
    if view.subjects.founded[index] > view.today:
        reasons.append(say("why_founded", day=as_date(int(view.subjects.founded[index]))))
    for column, wanted in (("class", applies.classes), ("kind", applies.kinds)):
        if wanted and view.subjects.text(column, index) not in wanted:
            reasons.append(say(f"why_{column}", words="、".join(wanted)))
    for name, interval in applies.attributes.items():
        numbers, there = attribute_of(name, view)
        if there[index] and not interval.contains(numbers.at(index)):
            heading = outcome.rulebook.attributes.get(name, name)
            reasons.append(say("why_attribute", heading=heading, interval=interval_text(interval)))
    if not reasons and applies.when is not None and leaf.values.state[index] != State.NOTHING_OWED:
        reasons.append(say("why_when"))
    return "，".join(reasons)


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
        contribution = about((line.points or Fraction(0)) * node.share)
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
