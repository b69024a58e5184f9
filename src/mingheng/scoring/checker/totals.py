"""Do the printed parts add up to the printed totals? Reported, never repaired: the author decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.rulebook import Node, Rule, Rulebook
from mingheng.scoring.tree import Tree


def check_totals(rulebook: Rulebook, notes: Notes) -> None:
    """Each node against its parts, and the score against the printed total, for every class of subjects."""
    tree = Tree.of(rulebook)
    for code, node in rulebook.nodes.items():
        if node.baseline != "full" and node.max_points is not None:
            for group in rulebook.classes or ("",):
                totals = _Totals(rulebook, tree, group)
                if _differs(notes, (node, "max_points"), totals.most(node) - _start(node), totals.parts(code)):
                    break
    total, printed = rulebook.nodes[rulebook.head.total], rulebook.head.total_points
    if printed is None:
        return
    at, everybody = (rulebook.head, "total_points"), _Totals(rulebook, tree, "")
    if total.max_points is not None:
        _differs(notes, at, printed, [(total.label, total.max_points)])
    else:
        _differs(notes, at, printed - _start(total), everybody.parts(total.node))


@dataclass(frozen=True, slots=True)
class _Totals:
    """What the parts of the tree are worth to subjects of one class (empty: to everybody)."""

    rulebook: Rulebook
    tree: Tree
    group: str

    def parts(self, code: str) -> list[tuple[str, Fraction]]:
        """Label and worth of the children that count and have a maximum."""
        children = [child for child in self._counting(code) if child.max_points is not None]
        return [(child.label, self.worth(child)) for child in children if not self._excluded(child)]

    def worth(self, part: Node | Rule) -> Fraction:
        """What a child can bring to its parent."""
        return self.most(part) * part.share if isinstance(part, Node) else part.max_points or Fraction(0)

    def most(self, part: Node | Rule) -> Fraction:
        """The maximum less what is excluded for this class."""
        away = [child for child in self._counting(part.node) if self._excluded(child)] if isinstance(part, Node) else []
        return (part.max_points or Fraction(0)) - sum((child.max_points or Fraction(0) for child in away), Fraction(0))

    def _counting(self, code: str) -> list[Node | Rule]:
        children = [self.rulebook.rules.get(child) or self.rulebook.nodes[child] for child in self.tree.children[code]]
        return [child for child in children if not child.reference]

    def _excluded(self, part: Node | Rule) -> bool:
        if isinstance(part, Node) or not self.group or not part.applies.classes:
            return False
        otherwise = part.otherwise or self.rulebook.choices.not_applicable
        return otherwise == "excluded" and self.group not in part.applies.classes


def _start(node: Node) -> Fraction:
    return node.baseline if isinstance(node.baseline, Fraction) else Fraction(0)


def _differs(notes: Notes, at: tuple[Any, str], stated: Fraction, parts: Sequence[tuple[str, Fraction]]) -> bool:
    found = sum((worth for _, worth in parts), Fraction(0))
    if not parts or found == stated:
        return False
    code = "parts_below_total" if found < stated else "parts_above_total"
    listed = "、".join(f"{label}{decimal_text(worth)}" for label, worth in parts)
    notes.warning(code, *at, stated=decimal_text(stated), parts=decimal_text(found), listed=listed)
    return True
