"""What the loss of a unit's total is made of, to the last fraction: rules, deductions, bonuses, and what nodes pass on.

A node loses what its parts lose, each at its share, and something of its own where points of parts that do not apply
are given to nobody, where parts are scaled in proportion, and where a cap, a floor or the rounding holds. See
docs/rulebook-format.md for how a node gets its points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from mingheng.assessment.lines import GONE
from mingheng.assessment.queries import LineRow
from mingheng.scoring import Rulebook
from mingheng.scoring.language.rulebook import Node, Rule


@dataclass(frozen=True, slots=True)
class LossShare:
    """One part of the loss; negative where a bonus makes up for others."""

    line: LineRow
    own: Fraction
    """In the points of the line itself."""
    counted: Fraction
    """In points of the total."""
    why: str
    """Of a node, why it lost something that no part of it has lost; of a rule empty."""


def shares_of_loss(rulebook: Rulebook, lines: Iterable[LineRow]) -> list[LossShare]:
    """The shares, the largest first. Together exactly the lost of the total, as long as that is not below 0."""
    tree = _Tree(rulebook, {line.code: line for line in lines})
    found = list(tree.shares(rulebook.nodes[rulebook.head.total], Fraction(1)))
    return sorted(found, key=lambda share: -share.counted)


@dataclass(frozen=True, slots=True)
class _Tree:
    rulebook: Rulebook
    lines: Mapping[str, LineRow]

    def shares(self, node: Node, weight: Fraction) -> list[LossShare]:
        """Those of a node and all below it; `weight` turns its points into points of the total."""
        found, passed_on = [], Fraction(0)
        for part in self._parts(node):
            line, share = self._line(part), share_of(part)
            lost = _short_of(line)
            passed_on += lost * share
            if isinstance(part, Node) and line.status_code not in GONE:
                found += self.shares(part, weight * share)
            elif lost:
                found.append(LossShare(line, lost, lost * weight * share, ""))
        line = self.lines[node.node]
        own = _short_of(line) - passed_on
        if own:
            found.append(LossShare(line, own, own * weight, self._why(node, own)))
        return found

    def _parts(self, node: Node) -> list[Rule | Node]:
        return [part for part in parts_below(self.rulebook, node.node) if code_of(part) in self.lines]

    def _why(self, node: Node, own: Fraction) -> str:
        """Why a node loses something of its own."""
        total, places = self.rulebook.head.total, self.rulebook.head.rounding.total
        if node.node == total and abs(own) < Fraction(1, 10**places):
            return _("保留%(places)d位小数") % {"places": places}
        gone = [part for part in self._parts(node) if self._line(part).status_code in GONE and part.max_points]
        if any(self._is_rescaled(part) for part in gone):
            return _("不适用的项按比例折算给其他项")
        if own > 0 and self._offered(node) < (self.lines[node.node].maximum or 0):
            return _("下面有不适用的项，其分值没有分给别的项")
        return _("封顶或者保底")

    def _line(self, part: Rule | Node) -> LineRow:
        return self.lines[code_of(part)]

    def _is_rescaled(self, part: Rule | Node) -> bool:
        choices = self.rulebook.choices
        otherwise = part.otherwise or choices.not_applicable
        if self._line(part).status_code == "exempt" and isinstance(part, Rule):
            otherwise = part.exempt_gives or choices.exempt
        return otherwise == "rescaled"

    def _offered(self, node: Node) -> Fraction:
        """The full marks of the parts that apply, as they count in the node."""
        return sum(
            (
                (self._line(part).maximum or Fraction(0)) * share_of(part)
                for part in self._parts(node)
                if self._line(part).status_code not in GONE
            ),
            Fraction(0),
        )


def parts_below(rulebook: Rulebook, code: str) -> list[Rule | Node]:
    """What the points of a node are made of: the rules and nodes right below it that are not for reference only."""
    rules = (part for part in rulebook.rules.values() if part.node == code)
    nodes = (part for part in rulebook.nodes.values() if part.parent == code)
    parts: list[Rule | Node] = [*rules, *nodes]
    return [part for part in parts if not part.reference]


def code_of(part: Rule | Node) -> str:
    """The code of its line."""
    return part.rule if isinstance(part, Rule) else part.node


def share_of(part: Rule | Node) -> Fraction:
    """What one point of the part is worth in the node that it belongs to."""
    return Fraction(1) if isinstance(part, Rule) else part.share


def _short_of(line: LineRow) -> Fraction:
    """What cannot be had any more; below 0 where more can be had than the full marks, or there are none."""
    if line.status_code in GONE or line.earned is None or line.open is None:
        return Fraction(0)
    return (line.maximum or Fraction(0)) - line.earned - line.open
