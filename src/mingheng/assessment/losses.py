"""Where a unit has lost most though no record is missing, and what can still be done about it.

In: stored lines and the rules of which something is still missing. Those are told as requirements, and left out here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.assessment.due import entered_as
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import Cycle, OpenRequirement, Standing
from mingheng.assessment.queries import LineRow, lines_by_unit
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import Unit
from mingheng.scoring import Rulebook
from mingheng.scoring.language.measures import Count, Delay, Selection
from mingheng.scoring.language.rulebook import Rule, fact_kinds_of, parts_of
from mingheng.scoring.language.shapes import only_deducts
from mingheng.ui.figures import figure_text

MOST_LOSSES = 3
_OWN = gettext_lazy("点开核对记录：漏登的补登，有误的更正；都没有的，本年补不回来")
_COUNTED = gettext_lazy("点开核对所列的记录：有误的更正；没有错的，本年补不回来")
_GIVEN = gettext_lazy("依据由工委登记或者导入，不用补登；登记没有错的，本年补不回来")
_DERIVED = gettext_lazy("按名册、人数或者其他指标算出；这些没有错的，本年补不回来")
_UNFINISHED = gettext_lazy("还没有办结的请尽快办结；已经办结、登记没有错的，本年补不回来")


@dataclass(frozen=True, slots=True)
class Loss:
    """What one rule has lost, and what can still be done."""

    code: str
    lost: Fraction
    text: str
    advice: str


def losses_of(rulebook: Rulebook, lines: Iterable[LineRow], asked: Collection[str]) -> list[Loss]:
    """Of the rules of which no record is missing, those that have lost most; the largest loss first."""
    free = (line for line in lines if line.is_rule and line.code not in asked)
    losses = sorted((-_lost_by(line), place, line) for place, line in enumerate(free))
    return [
        Loss(line.code, -lost, _told(line), _advice(rulebook.rules[line.code]))
        for lost, _place, line in losses[:MOST_LOSSES]
        if lost
    ]


def weightiest_losses(cycle: Cycle, units: Collection[int]) -> dict[int, Loss]:
    """By unit the first of them, where there is one: two queries, however many units."""
    asked: dict[int, set[str]] = {}
    found = OpenRequirement.objects.filter(cycle=cycle, subject__in=units).order_by()
    for unit, code in found.values_list("subject_id", "code").distinct():
        asked.setdefault(unit, set()).add(code)
    rulebook = rulebook_of(cycle)
    losses = {
        unit: losses_of(rulebook, lines, asked.get(unit, ())) for unit, lines in lines_by_unit(cycle, units).items()
    }
    return {unit: found[0] for unit, found in losses.items() if found}


def has_ceased(unit: Unit, standing: Standing) -> bool:
    """Whether nobody is left who could make anything good."""
    return unit.is_closed_on(standing.as_of)


def _lost_by(line: LineRow) -> Fraction:
    """What a line has lost; of one without a maximum, what it takes away."""
    return line.lost or max(-(line.points or Fraction(0)), Fraction(0))


def _told(line: LineRow) -> str:
    text = _("%(label)s已失%(points)s分") if line.lost else _("%(label)s已扣%(points)s分")
    return text % {"label": line.label, "points": figure_text(_lost_by(line))}


def _advice(rule: Rule) -> str:
    """What the unit can do: by who keeps the records that the rule reads."""
    if _waits_for_an_end(rule):
        return str(_UNFINISHED)
    facts = fact_kinds_of(rule.measure)
    if entered_as(facts) and isinstance(rule.measure, Count) and only_deducts(rule.shape):
        # Each of these records costs points: to enter more would cost more.
        return str(_COUNTED)
    if entered_as(facts):
        return str(_OWN)
    is_given = any(
        kind.kept_by in ("committee", "elsewhere") and kind.yields(fact)
        for kind in all_kinds().values()
        for fact in facts
    )
    return str(_GIVEN if is_given else _DERIVED)


def _waits_for_an_end(rule: Rule) -> bool:
    """Whether it costs points that something is not finished yet."""
    parts = list(parts_of(rule.measure))
    is_open = any(isinstance(part, Selection) and part.where.open for part in parts)
    return any(isinstance(part, Delay) for part in parts) or (is_open and only_deducts(rule.shape))
