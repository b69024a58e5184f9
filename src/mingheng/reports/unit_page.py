"""One subject's page: its figures, its way to the grade, and every line of the tree down to the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from mingheng.reports.measure_text import measure_text
from mingheng.reports.records import RecordRow, Records
from mingheng.reports.wording import STATUSES, Word, day_text, joined, shown
from mingheng.scoring import Line, Outcome, Subject
from mingheng.scoring.explain import line_sentence
from mingheng.scoring.language.rulebook import Rule
from mingheng.scoring.phrases import about, is_share, percent, say, unit_of

MOST_LOSSES = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One stop on the way from a line to the score."""

    code: str
    label: str
    points: str
    given: str
    """What it gives to the next stop, where a weight or a conversion lies between: × 60% → 54.89."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule's line rests on."""

    text: str
    state: str
    assessor: str
    note: str
    measure: str
    value: str
    counted: tuple[RecordRow, ...]
    left_out: tuple[RecordRow, ...]
    heading: str
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line of the score tree; a rule has a basis, a node has none."""

    code: str
    depth: int
    label: str
    article: str
    status: Word
    points: str
    maximum: str
    earned: str
    lost: str
    has_loss: bool
    open: str
    forecast: str
    sentence: str
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page that is made from lines."""

    total: TreeLine
    lines: tuple[TreeLine, ...]
    losses: tuple[TreeLine, ...]
    waiting: int
    unknown: int


class TreeWriter:
    """Makes the lines of any subject; what is the same for all of them is made once."""

    def __init__(self, outcome: Outcome, records: Records) -> None:
        self.outcome, self.records = outcome, records
        self.rulebook = outcome.rulebook
        self.depths: dict[str, int] = {}
        for code in outcome.codes:
            self.depths[code] = self.depths.get(self._above(code), -1) + 1
        self.measures = {
            code: measure_text(rule.measure, self.rulebook, records.kind_label)
            for code, rule in self.rulebook.rules.items()
        }

    def sheet(self, subject: Subject) -> Sheet:
        """All lines of one subject, each node before its children."""
        found = {line.code: line for line in self.outcome.lines(subject.id)}
        lines = tuple(self._tree_line(subject, line, found) for line in found.values())
        by_code = {line.code: line for line in lines}
        # Sorting is stable: equal losses stay in the order of the rulebook.
        lossy = sorted((found[code] for code in self.rulebook.rules if _has_loss(found[code])), key=_loss)
        return Sheet(
            total=by_code[self.rulebook.head.total],
            lines=lines,
            losses=tuple(by_code[line.code] for line in lossy[:MOST_LOSSES]),
            waiting=sum(found[code].status == "not_yet_due" for code in self.rulebook.rules),
            unknown=sum(found[code].status in ("missing", "failed") for code in self.rulebook.rules),
        )

    def line(self, subject: Subject, code: str) -> TreeLine:
        """One line of one subject. KeyError for an unknown code."""
        found = {line.code: line for line in self.outcome.lines(subject.id)}
        return self._tree_line(subject, found[code], found)

    def _tree_line(self, subject: Subject, line: Line, found: dict[str, Line]) -> TreeLine:
        rule = self.rulebook.rules.get(line.code)
        source = say("source", article=line.article) if line.article else ""
        return TreeLine(
            code=line.code,
            depth=self.depths[line.code],
            label=line.label,
            article=line.article,
            status=STATUSES[line.status],
            points=shown(line.points),
            maximum=shown(line.max_points),
            earned=shown(line.earned),
            lost=shown(line.lost),
            has_loss=_has_loss(line),
            open=shown(line.open),
            forecast=shown(line.forecast),
            # The article of a rule has its own place on the page.
            sentence=line_sentence(self.outcome, subject.id, line).removesuffix(source if rule else ""),
            basis=self._basis(subject, line, rule, found) if rule else None,
        )

    def _basis(self, subject: Subject, line: Line, rule: Rule, found: dict[str, Line]) -> Basis:
        rows = self.records.of(subject.id, line.code)
        counts = line.status in ("scored", "for_reference")
        return Basis(
            text=joined(rule.text),
            state=rule.state,
            assessor=rule.assessor,
            note=joined(rule.note),
            measure=self.measures[line.code],
            value=self._value(rule, line),
            counted=tuple(row for row in rows if not row.reason),
            left_out=tuple(row for row in rows if row.reason),
            heading="计入的记录" if counts else "有关的记录",
            path=tuple(self._path(line.code, found)),
        )

    def _value(self, rule: Rule, line: Line) -> str:
        if line.measure is None:
            return ""
        return percent(line.measure) if is_share(rule) else shown(line.measure) + unit_of(rule, self.outcome.view)

    def _path(self, code: str, found: dict[str, Line]) -> Iterator[Step]:
        while code:
            line = found[code]
            most = "" if line.max_points is None else f"/{shown(line.max_points)}"
            yield Step(code, line.label, shown(line.points) + most, self._given(code, line))
            code = self._above(code)

    def _given(self, code: str, line: Line) -> str:
        node = self.rulebook.nodes.get(code)
        if node is None or not node.parent or node.share == 1 or line.points is None:
            return ""
        return f"× {percent(node.share)} → {about(line.points * node.share)}"

    def _above(self, code: str) -> str:
        rules, nodes = self.rulebook.rules, self.rulebook.nodes
        return rules[code].node if code in rules else nodes[code].parent


def facts_about(outcome: Outcome, subject: Subject) -> Iterator[tuple[str, str]]:
    """What the register says about a subject."""
    named = {row.id: row.name or row.id for row in outcome.view.subjects.rows}
    for label, text in (
        ("类别", subject.group),
        ("性质", subject.kind),
        ("上级", named.get(subject.parent, "")),
        ("所在单位", named.get(subject.unit, "")),
        ("合并计分单位", named.get(subject.scored_with, "")),
        ("成立", day_text(subject.founded) if subject.founded else ""),
        ("撤销", day_text(subject.closed) if subject.closed else ""),
    ):
        if text:
            yield label, text
    for code, heading in outcome.rulebook.attributes.items():
        number = subject.attributes.get(code)
        yield heading, "未填" if number is None else shown(Fraction(number))


def _has_loss(line: Line) -> bool:
    """Whether a line lost points of its maximum, or took points away without one."""
    return bool(line.lost) or (line.points or 0) < 0


def _loss(line: Line) -> Fraction:
    """Greatest loss first."""
    return -line.lost if line.lost is not None else line.points or Fraction(0)
