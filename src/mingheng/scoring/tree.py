"""The tree: from leaves up to the score, exactly, three times over (as it stands, at worst, at best).

Node points are integers in one fine scale in which every weight and conversion of the rulebook divides evenly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from mingheng.scoring.exact import Flags, Integers, half_up
from mingheng.scoring.language.rulebook import Node, Rule, Rulebook
from mingheng.scoring.rules import clip, points_scale
from mingheng.scoring.statuses import HAS_POINTS, IS_EXEMPT, IS_GONE, IS_SCORED, Lines, Status, table_of
from mingheng.scoring.subjects import MISSING

FIGURES = ("points", "worst", "best")
HAS_SUM = table_of(Status, Status.SCORED, Status.FOR_REFERENCE, Status.MISSING, Status.FAILED)
CAN_BE_EMPTIED = table_of(Status, Status.SCORED, Status.NOT_YET_DUE)

UPWARD = (Status.NOT_APPLICABLE, Status.EXEMPT, Status.NOT_YET_DUE, Status.SCORED, Status.MISSING, Status.FAILED)
"""Of all its children's statuses a node takes the one that stands last here."""
UPWARD_ORDER = np.array([UPWARD.index(status) if status in UPWARD else 0 for status in Status], dtype=np.int64)
UPWARD_SCORED = UPWARD.index(Status.SCORED)
UPWARD_STATUS = np.array(UPWARD, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Tree:
    """Who is whose child, in the order of the rulebook, and the order in which nodes are summed."""

    children: dict[str, list[str]]
    upward: list[str]
    scale: int

    @classmethod
    def of(cls, rulebook: Rulebook) -> Tree:
        """The tree of a checked rulebook."""
        children: dict[str, list[str]] = {code: [] for code in rulebook.nodes}
        for code, node in rulebook.nodes.items():
            if node.parent:
                children[node.parent].append(code)
        for code, rule in rulebook.rules.items():
            children[rule.node].append(code)
        upward: list[str] = []
        waiting = [code for code, node in rulebook.nodes.items() if not node.parent]
        while waiting:
            code = waiting.pop()
            upward.append(code)
            waiting += [child for child in children[code] if child in rulebook.nodes]
        return cls(children, upward[::-1], points_scale(rulebook) * rulebook.fineness)


@dataclass(slots=True)
class NodeLines:
    """A node's lines with what they were made from, for the explanation: sums before and after rescaling and limits."""

    lines: Lines
    sums: Integers
    rescaled: Integers
    limited: Integers
    """Points after cap and floor, before any rounding of the total."""


@dataclass(slots=True)
class _Gone:
    """What children that do not apply take off a node, in its own points."""

    excluded: Integers
    rescaled: Integers


@dataclass(slots=True)
class Rollup:
    """All lines of one assessment: rules in the rule scale, nodes in the fine scale."""

    rulebook: Rulebook
    tree: Tree
    lines: dict[str, Lines]
    nodes: dict[str, NodeLines] = field(default_factory=dict)

    def run(self) -> Rollup:
        """Sum every node, children first."""
        for code in self.tree.upward:
            self.nodes[code] = self._node(self.rulebook.nodes[code])
            self.lines[code] = self.nodes[code].lines
        return self

    def _node(self, node: Node) -> NodeLines:
        counting = [code for code in self.tree.children[node.node] if not self._part(code).reference]
        size = len(next(iter(self.lines.values())).points) if self.lines else 0
        gone = self._gone(counting, size)
        maximum = None if node.max_points is None else int(node.max_points * self.tree.scale)
        effective = None if maximum is None else np.maximum(maximum - gone.excluded, 0)
        status = self._status(counting, size)
        if effective is not None:
            emptied = (gone.rescaled > 0) & (effective <= gone.rescaled)
            status[emptied & CAN_BE_EMPTIED[status]] = Status.NOT_APPLICABLE
        figures, traces = {}, []
        for figure in FIGURES:
            sums = self._sum(counting, figure, size)
            rescaled = sums if effective is None else self._rescale(sums, effective, gone.rescaled)
            limited = self._limit(node, rescaled + self._baseline(node, effective), effective)
            figures[figure] = self._round_total(limited) if node.node == self.rulebook.head.total else limited
            traces.append((sums, rescaled, limited))
        heard = np.zeros(size, dtype=np.bool_)
        for code in counting:
            heard |= self.lines[code].shown
        return NodeLines(self._finish(node, status, figures, effective, heard), *traces[0])

    def _part(self, code: str) -> Node | Rule:
        return self.rulebook.rules[code] if code in self.rulebook.rules else self.rulebook.nodes[code]

    def _contribution(self, code: str, points: Integers) -> Integers:
        """A child's points (in its own scale) as they count in its parent (in the fine scale)."""
        if code in self.rulebook.rules:
            return points * (self.tree.scale // self.lines[code].scale)
        share = self.rulebook.nodes[code].share
        return points * share.numerator // share.denominator

    def _gone(self, counting: Iterable[str], size: int) -> _Gone:
        gone = _Gone(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64))
        for code in counting:
            part, lines = self._part(code), self.lines[code]
            if part.max_points is None:
                continue
            away = IS_GONE[lines.status] & ~lines.known
            if not away.any():
                continue
            maximum = np.full(size, int(part.max_points * lines.scale), dtype=np.int64)
            loss = np.where(away, self._contribution(code, maximum), 0)
            rescales = self._rescales(part, lines)
            gone.rescaled += np.where(rescales, loss, 0)
            gone.excluded += np.where(rescales, 0, loss)
        return gone

    def _rescales(self, part: Node | Rule, lines: Lines) -> Flags:
        choices = self.rulebook.choices
        when_exempt = part.exempt_gives or choices.exempt if isinstance(part, Rule) else None
        otherwise = part.otherwise or choices.not_applicable
        exempt = IS_EXEMPT[lines.status]
        return np.where(exempt, (when_exempt or otherwise) == "rescaled", otherwise == "rescaled")

    def _status(self, counting: Iterable[str], size: int) -> Integers:
        """The node's status from its children's."""
        highest = np.zeros(size, dtype=np.int64)
        for code in counting:
            lines = self.lines[code]
            highest = np.maximum(highest, np.where(lines.known, UPWARD_SCORED, UPWARD_ORDER[lines.status]))
        return UPWARD_STATUS[highest]

    def _sum(self, counting: Iterable[str], figure: str, size: int) -> Integers:
        total = np.zeros(size, dtype=np.int64)
        for code in counting:
            total += self._contribution(code, getattr(self.lines[code], figure))
        return total

    def _rescale(self, sums: Integers, effective: Integers, removed: Integers) -> Integers:
        if not removed.any():
            return sums
        stage = self._leaf_stage()
        left = np.where(effective > removed, effective - removed, 1)
        common = np.gcd(np.where(removed > 0, effective, 1), left)
        exact = half_up(sums * (effective // common), left // common * stage) * stage
        return np.where((removed > 0) & (effective > removed), exact, sums)

    def _leaf_stage(self) -> int:
        leaf = self.rulebook.head.rounding.leaf
        stage: int = self.tree.scale // 10 ** (self.rulebook.decimals if leaf is None else leaf)
        return stage

    def _baseline(self, node: Node, effective: Integers | None) -> Integers | int:
        if node.baseline == "full":
            return 0 if effective is None else effective
        return 0 if node.baseline == "zero" else int(node.baseline * self.tree.scale)

    def _limit(self, node: Node, points: Integers, effective: Integers | None) -> Integers:
        cap = effective if node.cap is None else int(node.cap * self.tree.scale)
        floor = None if node.floor is None and effective is None else int((node.floor or 0) * self.tree.scale)
        return clip(points, cap, floor)

    def _round_total(self, points: Integers) -> Integers:
        stage: int = 10**self.rulebook.head.rounding.total
        return half_up(points * stage, self.tree.scale) * (self.tree.scale // stage)

    def _finish(
        self, node: Node, status: Integers, figures: dict[str, Integers], effective: Integers | None, heard: Flags
    ) -> Lines:
        size = len(status)
        gone = IS_GONE[status]
        given, full = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
        if node.max_points is not None and (node.otherwise or self.rulebook.choices.not_applicable) == "full_marks":
            full = gone
            given = np.where(full, int(node.max_points * self.tree.scale), 0)
        for figure in FIGURES:
            figures[figure] = np.where(gone, given, figures[figure])
        if node.reference:
            status[IS_SCORED[status]] = Status.FOR_REFERENCE
        # Of a node with missing parts the sum of what is known is shown; where nothing is known there is no sum.
        shown = HAS_POINTS[status] | (HAS_SUM[status] & heard) | full
        return Lines(
            points=np.where(shown, figures["points"], 0),
            worst=figures["worst"],
            best=figures["best"],
            status=status,
            max_points=np.full(size, MISSING, dtype=np.int64) if effective is None else effective,
            known=HAS_POINTS[status] | full,
            shown=shown,
            scale=self.tree.scale,
        )
