"""What several accepted records did to a unit's score together, and why that is not what its indicators add up to.

In: the sources of the records. Out: a sum for each unit concerned, from kept figures only; nothing is scored here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.lines import GONE, exact
from mingheng.assessment.live import current_cycle
from mingheng.assessment.loss_shares import code_of, parts_below, share_of
from mingheng.assessment.models import CurrentLine, Cycle, ScoreChange
from mingheng.facts.models import Fact
from mingheng.ledger.score_sums import ScoreSum
from mingheng.organisation.models import Unit
from mingheng.scoring import Rulebook
from mingheng.scoring.language.rulebook import Node
from mingheng.ui.figures import figure_text, signed_text

ACCEPTED = ("entry_accepted", "entry_corrected")

Figures = Mapping[str, Any] | None
Moved = Mapping[str, tuple[Figures, Figures]]
"""Each line that the records changed: its figures before the first and after the last of them."""


def sums_of(sources: Sequence[str]) -> list[ScoreSum]:
    """The sums of the units concerned, by code: four queries, however many records and units."""
    cycle = current_cycle()
    if cycle is None:
        return []
    changes: dict[int, list[ScoreChange]] = {}
    for change in ScoreChange.objects.filter(cycle=cycle, source__in=sources, cause__in=ACCEPTED).order_by("pk"):
        changes.setdefault(change.subject_id, []).append(change)
    records: dict[int, set[str]] = {unit: {change.source for change in found} for unit, found in changes.items()}
    facts = Fact.objects.filter(source__in=sources, withdrawn_on=None).order_by()
    for unit, source in facts.values_list("subject_id", "source").distinct():
        records.setdefault(unit, set()).add(source)
    kept = _kept(cycle, records)
    units = Unit.objects.filter(pk__in=records).order_by("code")
    return [_sum_of(cycle, unit, records[unit.pk], changes.get(unit.pk, []), kept[unit.pk]) for unit in units]


def _kept(cycle: Cycle, units: Iterable[int]) -> dict[int, dict[str, CurrentLine]]:
    found: dict[int, dict[str, CurrentLine]] = {unit: {} for unit in units}
    for line in CurrentLine.objects.filter(cycle=cycle, subject__in=found):
        found[line.subject_id][line.code] = line
    return found


def _sum_of(
    cycle: Cycle, unit: Unit, records: set[str], changes: list[ScoreChange], kept: Mapping[str, CurrentLine]
) -> ScoreSum:
    rulebook, moved = rulebook_of(cycle), _moved(changes)
    points, earned = (_Tree(rulebook, name, moved, kept) for name in ("points", "worst"))
    total = rulebook.head.total
    before, after = points.pair(total)
    earned_before, earned_after = earned.pair(total)
    return ScoreSum(
        subject_id=unit.pk,
        records=frozenset(records),
        silent=frozenset(records - {change.source for change in changes}),
        before=before,
        after=after,
        earned_before=earned_before,
        earned_after=earned_after,
        changed=sum(code in rulebook.rules for code in moved),
        why=_why_points(points) if points.rise(total) else _why_earned(earned),
        address=reverse("assessment:unit", args=[unit.code]),
    )


def _moved(changes: Iterable[ScoreChange]) -> Moved:
    """From the changes in their order; what stands at the end as at the beginning is left out."""
    found: dict[str, tuple[Figures, Figures]] = {}
    for change in changes:
        for row in json.loads(change.lines):
            first = found[row["code"]][0] if row["code"] in found else row["before"]
            found[row["code"]] = (first, row["after"])
    return {code: pair for code, pair in found.items() if pair[0] != pair[1]}


@dataclass(frozen=True, slots=True)
class _Tree:
    """One figure of all lines of a unit, before and after."""

    rulebook: Rulebook
    name: str
    moved: Moved
    kept: Mapping[str, CurrentLine]

    def pair(self, code: str) -> tuple[Fraction | None, Fraction | None]:
        """Before and after; of a line that did not change, as it is kept."""
        if code not in self.moved:
            now = exact(self.kept[code], self.name) if code in self.kept else None
            return now, now
        before, after = (Fraction(one[self.name]) if one and one[self.name] else None for one in self.moved[code])
        return before, after

    def rise(self, code: str) -> Fraction:
        """By how much it rose; where there was nothing, from 0."""
        before, after = self.pair(code)
        return (after or Fraction(0)) - (before or Fraction(0))

    def together(self) -> Fraction:
        """What all rules rose by that go into the total, each in its own points."""
        return sum((self.rise(code) for code in self.moved if _is_counted(self.rulebook, code)), Fraction(0))

    def from_below(self, code: str) -> Fraction:
        """What the children of a node rose by, as they count in it."""
        return sum(
            (self.rise(code_of(part)) * share_of(part) for part in parts_below(self.rulebook, code)), Fraction(0)
        )

    def is_rescaled(self, code: str) -> bool:
        """Whether a part of the node is gone, whose points the others carry."""
        parts = [code_of(part) for part in parts_below(self.rulebook, code)]
        return any(part in self.kept and self.kept[part].status in GONE for part in parts)


def _why_points(tree: _Tree) -> str:
    text = _("各项合计%(lines)s分，总分%(total)s分：%(reasons)s。")
    return "" if None in tree.pair(tree.rulebook.head.total) else _why(tree, text)


def _why_earned(tree: _Tree) -> str:
    return _why(tree, _("各项已得合计%(lines)s分，总分已得%(total)s分：%(reasons)s。"))


def _why(tree: _Tree, text: str) -> str:
    total, together = tree.rise(tree.rulebook.head.total), tree.together()
    # Another's acceptance in between may have moved what these records did not: then nothing certain can be said.
    if together == total or not (reasons := list(_reasons(tree))):
        return ""
    return text % {"lines": signed_text(together), "total": signed_text(total), "reasons": "；".join(reasons)}


def _is_counted(rulebook: Rulebook, code: str) -> bool:
    """Whether it is a rule whose points go into the total."""
    if code not in rulebook.rules or rulebook.rules[code].reference:
        return False
    at = rulebook.rules[code].node
    while at != rulebook.head.total:
        if rulebook.nodes[at].reference or not rulebook.nodes[at].parent:
            return False
        at = rulebook.nodes[at].parent
    return True


def _reasons(tree: _Tree) -> Iterator[str]:
    """One for each node that passes on another amount than it gets, or is worth another than it has; the top last."""
    rounding, total = tree.rulebook.head.rounding.total, tree.rulebook.head.total
    for code, node in reversed(list(tree.rulebook.nodes.items())):
        rise = tree.rise(code)
        if rise and node.parent and node.share != 1:
            words = {"label": node.label, "rate": figure_text(node.share * 100)}
            yield _("“%(label)s”按%(rate)s%%计入") % words
        short = rise - tree.from_below(code)
        if short:
            maximum = exact(tree.kept[code], "max_points") if code in tree.kept else None
            rounds = code == total and abs(short) < Fraction(1, 10**rounding)
            limit = _limit_of(node, tree.pair(code), maximum, rounding if rounds else None)
            if limit:
                yield limit
            elif tree.is_rescaled(code):
                yield _("“%(label)s”里有不适用的项，按比例折算") % {"label": node.label}


def _limit_of(
    node: Node, points: tuple[Fraction | None, Fraction | None], maximum: Fraction | None, places: int | None
) -> str:
    """What held the node back or changed its amount: its most, its least or its rounding; empty where none did."""
    most = maximum if node.cap is None else node.cap
    least = Fraction(0) if node.floor is None and maximum is not None else node.floor
    if most is not None and most in points:
        return _("“%(label)s”最多%(points)s分") % {"label": node.label, "points": figure_text(most)}
    if least is not None and least in points:
        return _("“%(label)s”最少%(points)s分") % {"label": node.label, "points": figure_text(least)}
    if places is not None:
        return _("“%(label)s”保留%(places)d位小数") % {"label": node.label, "places": places}
    return ""
