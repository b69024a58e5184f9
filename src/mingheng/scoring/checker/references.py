"""Do all names lead somewhere: nodes, periods, classes, kinds, attributes, lines, grades? Is the tree a tree?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.language.measures import (
    Attribute,
    Children,
    Gap,
    GradeCondition,
    Peers,
    PointsCondition,
    Selection,
    Shortfall,
)
from mingheng.scoring.language.rulebook import Applies, Period, Rulebook, parts_of
from mingheng.scoring.language.words import AmountBySize, AmountByText, AmountFromAttribute
from mingheng.scoring.periods import spans_of

Part = tuple[str, str]


def check_references(rulebook: Rulebook, notes: Notes) -> None:
    """Every name that is used is declared."""
    check_cycle(rulebook, notes)
    check_periods(rulebook, notes)
    check_tree(rulebook, notes)
    for part, piece in everything(rulebook):
        check_piece(rulebook, notes, part, piece)


def everything(rulebook: Rulebook) -> Iterator[tuple[Part, Any]]:
    """Every piece of the language in rules, grading, effects and consequences, with the part it stands in."""
    for part, whole in parts(rulebook):
        for piece in parts_of(whole):
            yield part, piece


def parts(rulebook: Rulebook) -> Iterator[tuple[Part, Any]]:
    """Rules, grading, effects and consequences."""
    yield from ((("rules", code), rule) for code, rule in rulebook.rules.items())
    if rulebook.grading is not None:
        yield ("grading", ""), rulebook.grading
    yield from ((("effects", effect.effect), effect) for effect in rulebook.effects)
    yield from ((("consequences", part.consequence), part) for part in rulebook.consequences)


def check_cycle(rulebook: Rulebook, notes: Notes) -> None:
    """The cycle has a first day before its last, and is not absurdly long."""
    if not 0 <= (rulebook.cycle_to - rulebook.cycle_from).days <= 3700:
        notes.error("cycle_backwards", ("rulebook", ""), "cycle")
    for name in ("leaf", "group", "total"):
        decimals = getattr(rulebook.head.rounding, name)
        if decimals is not None and decimals > 6:
            notes.error("rounding_too_fine", ("rulebook", ""), "rounding", name)


def check_periods(rulebook: Rulebook, notes: Notes) -> None:
    """Each period is cut in exactly one way, into spans that follow each other."""
    for name, period in rulebook.periods.items():
        part = ("periods", name)
        ways = [period.is_cycle, period.every, period.spans or None, period.rolling_days, period.years]
        lengths = ((period.rolling_days, 36_600), (period.years, 100))
        is_possible = all(length is None or 1 <= length <= most for length, most in lengths)
        if sum(way is not None for way in ways) != 1 or not is_possible:
            notes.error("period_ways", part)
        elif period.starts_on is not None and (period.every is None or not 2 <= period.starts_on <= 28):
            notes.error("period_starts_on", part, "starts_on")
        elif (fault := _span_fault(period)) is not None:
            notes.error(fault, part, "spans")
        elif not len(spans_of(period, rulebook.head.cycle, rulebook.cycle_to)):
            notes.error("period_empty", part)


def _span_fault(period: Period) -> str | None:
    if any(len(span) != 2 or span[0] > span[1] for span in period.spans):
        return "span_backwards"
    ordered = sorted(period.spans)
    overlapping = any(later[0] <= earlier[1] for earlier, later in pairwise(ordered))
    return "spans_overlap" if overlapping else None


def check_tree(rulebook: Rulebook, notes: Notes) -> None:
    """The total exists; every parent exists; no node is its own ancestor; no node is empty."""
    if rulebook.head.total not in rulebook.nodes:
        notes.unknown("总分指标", rulebook.head.total, rulebook.nodes, ("rulebook", ""), "total")
    elif rulebook.nodes[rulebook.head.total].parent:
        notes.error("total_has_parent", ("nodes", rulebook.head.total), "parent")
    for code, node in rulebook.nodes.items():
        if node.parent and node.parent not in rulebook.nodes:
            notes.unknown("上级指标", node.parent, rulebook.nodes, ("nodes", code), "parent")
        elif is_cyclic(rulebook, code):
            notes.error("nodes_cyclic", ("nodes", code), "parent")
    for code, rule in rulebook.rules.items():
        if rule.node not in rulebook.nodes:
            notes.unknown("上级指标", rule.node, rulebook.nodes, ("rules", code), "node")
    used = {rule.node for rule in rulebook.rules.values()} | {node.parent for node in rulebook.nodes.values()}
    for code in rulebook.nodes:
        if code not in used:
            notes.error("node_empty", ("nodes", code))


def is_cyclic(rulebook: Rulebook, code: str) -> bool:
    """Whether going up from a node comes back to it or never ends."""
    seen: set[str] = set()
    at = code
    while at in rulebook.nodes:
        if at in seen:
            return True
        seen.add(at)
        at = rulebook.nodes[at].parent
    return False


def check_piece(rulebook: Rulebook, notes: Notes, part: Part, piece: Any) -> None:
    """The names one piece uses."""
    check_names(rulebook, notes, part, piece)
    check_lines_and_grades(rulebook, notes, part, piece)
    if isinstance(piece, Selection):
        check_selection(rulebook, notes, part, piece)


def check_names(rulebook: Rulebook, notes: Notes, part: Part, piece: Any) -> None:
    """Attributes, classes and kinds of unit."""
    match piece:
        case Attribute(name=name):
            _known("属性", [name], rulebook.attributes, notes, part)
        case AmountFromAttribute(attribute=name):
            _known("属性", [name], rulebook.attributes, notes, part)
        case AmountBySize(by=name):
            _known("属性", [name], rulebook.attributes, notes, part)
        case AmountByText(by=by, table=table, otherwise=otherwise):
            known = rulebook.classes if by == "class" else rulebook.unit_kinds
            _known("类别", table, known, notes, part)
            for word in known:
                if word not in table and otherwise is None:
                    notes.error("amount_without_class", part, word=word)
        case Applies(classes=classes, kinds=kinds, attributes=attributes):
            _known("类别", classes, rulebook.classes, notes, part)
            _known("组织类型", kinds, rulebook.unit_kinds, notes, part)
            _known("属性", attributes, rulebook.attributes, notes, part)
        case Children(classes=classes, weighted_by=name):
            _known("类别", classes, rulebook.classes, notes, part)
            _known("属性", [name] if name else [], rulebook.attributes, notes, part)


def check_lines_and_grades(rulebook: Rulebook, notes: Notes, part: Part, piece: Any) -> None:
    """Lines that measures and conditions read, and grades that consequences name."""
    codes = {**rulebook.nodes, **rulebook.rules}
    match piece:
        case Peers(of=code) | Children(of=code):
            _known("指标", [code], codes, notes, part)
        case PointsCondition(points_of=code):
            _known("指标", [code], codes, notes, part)
        case GradeCondition(grade=grades):
            grading = rulebook.grading
            known = [*(level.grade for level in grading.levels), grading.below] if grading else []
            _known("等次", grades, known, notes, part)


def check_selection(rulebook: Rulebook, notes: Notes, part: Part, piece: Selection) -> None:
    """The period of a selection."""
    each = isinstance(piece, Shortfall) and bool(piece.each)
    name = piece.owed_over if isinstance(piece, Shortfall) else piece.period
    if each and piece.period != "year":
        notes.error("period_twice", part)
    _known("时段", [name], rulebook.periods, notes, part)
    if isinstance(piece, Gap) and name in rulebook.periods:
        period = rulebook.periods[name]
        if period.every or len(period.spans) > 1:
            notes.error("gap_needs_one_span", part)


def _known(what: str, words: Iterable[str], known: Iterable[str], notes: Notes, part: Part) -> None:
    known = list(known)
    for word in words:
        if word not in known:
            notes.unknown(what, word, known, part)
