"""Do the printed parts add up to the printed totals? Reported, never repaired: the author decides."""

from __future__ import annotations

from fractions import Fraction

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.rulebook import Node, Rule, Rulebook
from mingheng.scoring.tree import Tree


def check_totals(rulebook: Rulebook, notes: Notes) -> None:
    """Each node against its parts, and the score against the printed total."""
    tree = Tree.of(rulebook)
    for code, node in rulebook.nodes.items():
        children = [_part(rulebook, child) for child in tree.children[code]]
        parts = sum((_worth(child) for child in children if not child.reference), Fraction(0))
        if node.baseline != "full" and parts and node.max_points is not None:
            _compare(notes, ("nodes", code), node.max_points - _start(node), parts)
    total, printed = rulebook.nodes[rulebook.head.total], rulebook.head.total_points
    reached = total.max_points
    if reached is None:
        reached = sum((_worth(_part(rulebook, child)) for child in tree.children[total.node]), _start(total))
    if printed is not None and reached:
        _compare(notes, ("rulebook", ""), printed, reached)


def _start(node: Node) -> Fraction:
    return node.baseline if isinstance(node.baseline, Fraction) else Fraction(0)


def _part(rulebook: Rulebook, code: str) -> Node | Rule:
    return rulebook.rules[code] if code in rulebook.rules else rulebook.nodes[code]


def _worth(part: Node | Rule) -> Fraction:
    share = part.share if isinstance(part, Node) else Fraction(1)
    return (part.max_points or Fraction(0)) * share


def _compare(notes: Notes, part: tuple[str, str], stated: Fraction, parts: Fraction) -> None:
    if parts != stated:
        code = "parts_below_total" if parts < stated else "parts_above_total"
        notes.warning(code, part, stated=decimal_text(stated), parts=decimal_text(parts))
