"""Do all names lead somewhere: nodes, periods, classes, kinds, attributes, lines, grades? Is the tree a tree?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.language.measures import (
    Attribute,
    Ballot,
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


def check_references(rulebook: Rulebook, notes: Notes) -> None:
    """Every name that is used is declared."""
    check_cycle(rulebook, notes)
    check_periods(rulebook, notes)
    check_tree(rulebook, notes)
    for piece in everything(rulebook):
        check_names(rulebook, notes, piece)
        check_lines_and_grades(rulebook, notes, piece)
        if isinstance(piece, Selection):
            check_selection(rulebook, notes, piece)


def everything(rulebook: Rulebook) -> Iterator[Any]:
    """Every piece of the language in rules, grading, effects and consequences."""
    yield from parts_of([rulebook.rules, rulebook.grading, rulebook.effects, rulebook.consequences])


def check_cycle(rulebook: Rulebook, notes: Notes) -> None:
    """The cycle has a first day before its last, and is not absurdly long."""
    if not 0 <= (rulebook.cycle_to - rulebook.cycle_from).days <= 3700:
        notes.error("cycle_backwards", rulebook.head, "cycle")
    for name in ("leaf", "group", "total"):
        decimals = getattr(rulebook.head.rounding, name)
        if decimals is not None and decimals > 6:
            notes.error("rounding_too_fine", rulebook.head, "rounding", name)


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
        notes.unknown("总分指标", rulebook.head.total, rulebook.nodes, rulebook.head, "total")
    elif rulebook.nodes[rulebook.head.total].parent:
        notes.error("total_has_parent", rulebook.nodes[rulebook.head.total], "parent")
    for code, node in rulebook.nodes.items():
        if node.parent and node.parent not in rulebook.nodes:
            notes.unknown("上级指标", node.parent, rulebook.nodes, node, "parent")
        elif is_cyclic(rulebook, code):
            notes.error("nodes_cyclic", node, "parent")
    for rule in rulebook.rules.values():
        if rule.node not in rulebook.nodes:
            notes.unknown("上级指标", rule.node, rulebook.nodes, rule, "node")
    used = {rule.node for rule in rulebook.rules.values()} | {node.parent for node in rulebook.nodes.values()}
    for code, node in rulebook.nodes.items():
        if code not in used:
            notes.error("node_empty", node)


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


def check_names(rulebook: Rulebook, notes: Notes, piece: Any) -> None:
    """Attributes, classes and kinds of unit."""
    attributes, classes = list(rulebook.attributes), rulebook.classes
    match piece:
        case Attribute(name=name):
            _known("属性", {"name": name}, attributes, notes, piece)
        case AmountFromAttribute(attribute=name):
            _known("属性", {"attribute": name}, attributes, notes, piece)
        case AmountBySize(by=name):
            _known("属性", {"by": name}, attributes, notes, piece)
        case AmountByText():
            check_table(rulebook, notes, piece)
        case Applies(classes=named, kinds=kinds, attributes=sizes):
            _known("类别", _items("class", named), classes, notes, piece)
            _known("组织类型", _items("kind", kinds), rulebook.unit_kinds, notes, piece)
            _known("属性", {("attributes", name): name for name in sizes}, attributes, notes, piece)
        case Children(classes=named, weighted_by=name):
            _known("类别", _items("class", named), classes, notes, piece)
            _known("属性", {"weighted_by": name} if name else {}, attributes, notes, piece)


def check_table(rulebook: Rulebook, notes: Notes, amount: AmountByText) -> None:
    """Every class (or kind of unit) has an amount, and nothing else has. A misspelt one is one fault, not two."""
    is_class = amount.by == "class"
    known, what = (rulebook.classes, "类别") if is_class else (rulebook.unit_kinds, "组织类型")
    _known(what, {("table", word): word for word in amount.table}, known, notes, amount)
    if amount.otherwise is None and set(amount.table) <= set(known):
        for word in known:
            if word not in amount.table:
                notes.error("amount_without_class", amount, "table", word=word)


def check_lines_and_grades(rulebook: Rulebook, notes: Notes, piece: Any) -> None:
    """Lines that measures and conditions read, grades that consequences name, options that a ballot counts."""
    codes = {**rulebook.nodes, **rulebook.rules}
    match piece:
        case Peers(of=code) | Children(of=code):
            _known("指标", {"of": code}, codes, notes, piece)
        case PointsCondition(points_of=code):
            _known("指标", {"points_of": code}, codes, notes, piece)
        case GradeCondition(grade=grades):
            grading = rulebook.grading
            known = [*(level.grade for level in grading.levels), grading.below] if grading else []
            _known("等次", _items("grade", grades), known, notes, piece)
        case Ballot(share_of=share, options=options) if options:
            _known("选项", _items("share_of", share), options, notes, piece)


def check_selection(rulebook: Rulebook, notes: Notes, piece: Selection) -> None:
    """The period of a selection."""
    each = isinstance(piece, Shortfall) and bool(piece.each)
    key = "each" if each else "period"
    name = piece.owed_over if isinstance(piece, Shortfall) else piece.period
    if each and piece.period != "year":
        notes.error("period_twice", piece, "period")
    _known("时段", {key: name}, rulebook.periods, notes, piece)
    if isinstance(piece, Gap) and name in rulebook.periods:
        period = rulebook.periods[name]
        if period.every or len(period.spans) > 1:
            notes.error("gap_needs_one_span", piece, "period")


def _items(key: str, words: Iterable[str]) -> dict[tuple[str, int], str]:
    return {(key, index): word for index, word in enumerate(words)}


def _known(what: str, words: Mapping[Any, str], known: Iterable[str], notes: Notes, piece: Any) -> None:
    """Each word, by the way that leads to it, is one of those declared."""
    declared = list(known)
    for inside, word in words.items():
        if word not in declared:
            notes.unknown(what, word, declared, piece, *((inside,) if isinstance(inside, str) else inside))
