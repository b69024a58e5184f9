"""What the pages of scores show, put together from stored lines. Computes no points."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.assessment.division import Division, division_of
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.indicators import UnitLights, unit_lights
from mingheng.assessment.loss_shares import LossShare, shares_of_loss
from mingheng.assessment.losses import has_ceased
from mingheng.assessment.models import Cycle, GroupPass, ScoreChange, Standing
from mingheng.assessment.permissions import ranked_for
from mingheng.assessment.queries import (
    ChangedLine,
    LineRow,
    changed_lines_of,
    changes_of,
    foremost,
    lines_of,
    score_points,
    standings_within,
    totals_of,
)
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import Grant, Placement, Unit
from mingheng.organisation.naming import names_on
from mingheng.organisation.queries import last_placement_of, path_of, units_named
from mingheng.ui.charts import ScoreHistory, score_history

MOST_LOSSES = 8
LATEST = 5
CAUSES = {
    "cycle_started": gettext_lazy("考核周期启动"),
    "entry_accepted": gettext_lazy("采纳了一条记录"),
    "entry_corrected": gettext_lazy("更正了一条记录"),
    "entry_withdrawn": gettext_lazy("撤回了一条记录"),
    "entry_verified": gettext_lazy("核实了一条记录"),
    "entry_doubted": gettext_lazy("一条记录不再算作已核实"),
    "day_passed": gettext_lazy("有期限到了"),
    "day_and_import": gettext_lazy("有期限到了，或者导入了记录"),
    "import": gettext_lazy("导入了记录，或者同类单位的数据有变化"),
    "group_pass": gettext_lazy("同类单位的数据有变化"),
    "organisation": gettext_lazy("组织或人数有变化"),
    "ledger_switched": gettext_lazy("停用或接入了台账"),
}


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One unit in the list of scores."""

    unit: Unit
    name: str
    standing: Standing
    total: LineRow | None

    @property
    def has_ceased(self) -> bool:
        """Whether it no longer existed on the day of its score."""
        return has_ceased(self.unit, self.standing)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a unit's lines: a node with the rules right below it, or rules that follow another node."""

    node: LineRow | None
    rules: list[LineRow]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything on a unit's page."""

    placement: Placement
    path: str
    standing: Standing
    total: LineRow
    lines: list[LineRow]
    division: Division | None
    losses: list[LossShare]
    """Of what the total's loss is made of, the largest shares."""
    other_losses: tuple[int, Fraction]
    """How many more there are, and what they come to in points of the total."""
    waiting: int
    unknown: int
    steps: list[str]
    consequences: list[list[str]]
    changes: list[tuple[ScoreChange, list[ChangedLine], int, int]]
    """The latest changes: the total, the rules whose points changed most, and how many others and nodes changed."""
    history: ScoreHistory | None
    lights: UnitLights | None

    def sections(self, opened: str) -> list[Section]:
        """The lines part by part. `opened` names the line whose part is to be open; `all` opens all of them."""
        parts: list[tuple[LineRow | None, list[LineRow]]] = []
        for line in self.lines:
            if not line.is_rule:
                parts.append((line, []))
            elif parts and _holds(parts[-1][0], line):
                parts[-1][1].append(line)
            else:
                parts.append((None, [line]))
        return [
            Section(node, rules, opened in {"all", *(line.code for line in [node, *rules] if line)})
            for node, rules in parts
        ]


def _holds(node: LineRow | None, rule: LineRow) -> bool:
    return node is None or node.depth + 1 == rule.depth


def scored_within(cycle: Cycle, reach: Collection[int], words: str, grants: Iterable[Grant]) -> QuerySet[Any]:
    """The assessed units within reach in whose name or code the words stand; grade and rank where one may know them."""
    ranked, found = ranked_for(grants), standings_within(cycle, reach)
    if words:
        found = found.filter(subject__in=units_named(words))
    return found.annotate(
        shown_grade=Case(When(ranked & ~Q(grade=""), then="grade")),
        shown_rank=Case(When(ranked, then="rank")),
    )


def score_rows(cycle: Cycle, standings: Sequence[Standing]) -> list[ScoreRow]:
    """The rows of one page of the list: two queries."""
    units = [row.subject_id for row in standings]
    names, totals = names_on(units), totals_of(cycle, Unit.objects.filter(pk__in=units))
    return [
        ScoreRow(row.subject, names.get(row.subject_id, row.subject.code), row, totals.get(row.subject_id))
        for row in standings
    ]


def profile_of(cycle: Cycle, unit: Unit) -> Profile | None:
    """A unit's page; None when the unit is not assessed in the cycle."""
    standing = Standing.objects.filter(cycle=cycle, subject=unit).first()
    if standing is None:
        return None
    lines = lines_of(cycle, unit)
    rules = [line for line in lines if line.is_rule]
    rulebook = rulebook_of(cycle)
    latest = changes_of(cycle, unit)[:LATEST]
    total = next(line for line in lines if line.code == rulebook.head.total)
    shares = shares_of_loss(rulebook, lines)
    losses, others = shares[:MOST_LOSSES], shares[MOST_LOSSES:]
    return Profile(
        placement=last_placement_of(unit),
        path=path_of(unit),
        standing=standing,
        total=total,
        lines=lines,
        division=division_of(total),
        losses=losses,
        other_losses=(len(others), sum((share.counted for share in others), Fraction(0))),
        waiting=sum(line.status_code == "not_yet_due" for line in rules),
        unknown=sum(line.status_code in ("missing", "failed") for line in rules),
        steps=json.loads(standing.steps),
        consequences=json.loads(standing.consequences),
        changes=[(change, *foremost(changed_lines_of(change, rulebook))) for change in latest],
        history=_drawn(cycle, unit, standing, total),
        lights=unit_lights(cycle, unit, standing, lines),
    )


def _drawn(cycle: Cycle, unit: Unit, standing: Standing, total: LineRow) -> ScoreHistory | None:
    """The history of the total; nothing before its first change, or where the total has no maximum."""
    points = score_points(cycle, unit)
    if not points or total.maximum is None:
        return None
    last = max(cycle.ends_on, standing.as_of)
    return score_history(points, first=cycle.starts_on, last=last, as_of=standing.as_of, maximum=total.maximum)


def cycle_rows(cycle: Cycle | None) -> list[tuple[str, Any]]:
    """What is said of the running cycle."""
    if cycle is None:
        return []
    last = GroupPass.objects.filter(cycle=cycle).first()
    kinds = all_kinds()
    ledgers = "、".join(kinds[code].title for code in json.loads(cycle.connected) if code in kinds)
    head = rulebook_of(cycle).head
    return [
        (_("评分细则"), cycle.title),
        (_("文号"), head.document),
        (_("考核期"), f"{cycle.starts_on} — {cycle.ends_on}"),
        (_("在本系统登记的台账"), ledgers),
        (_("细则校验码"), cycle.rulebook_checksum),
        (_("最近一次全体重算"), last.as_of if last else None),
    ]
