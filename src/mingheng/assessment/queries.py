"""Where units stand, read from stored lines; and how each score came to change."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.lines import GONE, exact
from mingheng.assessment.models import CurrentLine, Cycle, ScoreChange, Standing
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import within
from mingheng.reports.wording import STATUSES, Word
from mingheng.scoring import Rulebook
from mingheng.scoring.language.rulebook import fact_kinds_of
from mingheng.ui import charts

MOST_CHANGED = 3


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the score tree as it is shown: exact figures, None where there are none."""

    code: str
    label: str
    article: str
    depth: int
    is_rule: bool
    status: Word
    status_code: str
    points: Fraction | None
    maximum: Fraction | None
    earned: Fraction | None
    lost: Fraction | None
    open: Fraction | None
    forecast: Fraction | None

    @property
    def due(self) -> Fraction | None:
        """What has fallen due: what is there of it, and what is lost. The forecast takes its rate from this."""
        return None if self.points is None or self.lost is None else self.points + self.lost


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """What one change did to one line."""

    label: str
    is_total: bool
    is_rule: bool
    status_before: str
    status_after: str
    before: Fraction | None
    after: Fraction | None
    earned_before: Fraction | None
    earned_after: Fraction | None
    lost_before: Fraction | None
    lost_after: Fraction | None

    @property
    def weight(self) -> tuple[Fraction, Fraction]:
        """How much the change matters: first what the line gives, then what of it is safe."""
        return _distance(self.before, self.after), _distance(self.earned_before, self.earned_after)

    @property
    def is_fall(self) -> bool:
        """Whether the change is none to be glad of; of a line without points before, whether something was lost."""
        if self.before is None or self.after is None:
            return self.after is None or (self.lost_after or 0) > (self.lost_before or 0)
        return self.after < self.before

    @property
    def is_less_safe(self) -> bool:
        """Whether less is earned than before."""
        return (self.earned_after or 0) < (self.earned_before or 0)


def depths_of(rulebook: Rulebook) -> dict[str, int]:
    """How deep every node and rule stands, each node before its children, in the order of the rulebook."""
    children: dict[str, list[str]] = {code: [] for code in rulebook.nodes}
    for code, node in rulebook.nodes.items():
        if node.parent:
            children[node.parent].append(code)
    for code, rule in rulebook.rules.items():
        children[rule.node].append(code)
    depths: dict[str, int] = {}

    def walk(code: str, depth: int) -> None:
        depths[code] = depth
        for child in children.get(code, []):
            walk(child, depth + 1)

    tops = [code for code, node in rulebook.nodes.items() if not node.parent]
    for top in sorted(tops, key=lambda code: code != rulebook.head.total):
        walk(top, 0)
    return depths


def lines_of(cycle: Cycle, unit: Unit) -> list[LineRow]:
    """A unit's lines in the order of the rulebook; empty before the first run."""
    return lines_by_unit(cycle, [unit.pk])[unit.pk]


def lines_by_unit(cycle: Cycle, units: Collection[int]) -> dict[int, list[LineRow]]:
    """The same for each of these units. One query."""
    rulebook, absent = rulebook_of(cycle), unconnected_rules(cycle)
    stored: dict[int, dict[str, CurrentLine]] = {unit: {} for unit in units}
    for line in CurrentLine.objects.filter(cycle=cycle, subject__in=units):
        stored[line.subject_id][line.code] = line
    depths = depths_of(rulebook)
    return {
        unit: [
            _row(rulebook, code, depth, lines[code], is_absent=code in absent)
            for code, depth in depths.items()
            if code in lines
        ]
        for unit, lines in stored.items()
    }


def unconnected_rules(cycle: Cycle) -> frozenset[str]:
    """The rules that read a ledger that is not kept here."""
    connected = connected_facts(cycle)
    return frozenset(code for code, rule in rulebook_of(cycle).rules.items() if fact_kinds_of(rule) - connected)


def _row(rulebook: Rulebook, code: str, depth: int, line: CurrentLine, *, is_absent: bool = False) -> LineRow:
    part = rulebook.rules.get(code) or rulebook.nodes[code]
    worst, best, maximum = (exact(line, figure) for figure in ("worst", "best", "max_points"))
    gone = line.status in GONE
    return LineRow(
        code=code,
        label=part.label,
        article=part.article,
        depth=depth,
        is_rule=code in rulebook.rules,
        # In place of 缺数据, where it is not the unit that owes the data.
        status=Word(_("未接入"), "quiet") if is_absent and line.status == "missing" else STATUSES[line.status],
        status_code=line.status,
        points=exact(line, "points"),
        maximum=maximum,
        earned=worst,
        lost=_lost(maximum, best, gone=gone),
        open=None if worst is None or best is None else best - worst,
        forecast=exact(line, "forecast"),
    )


def _lost(maximum: Fraction | None, best: Fraction | None, *, gone: bool) -> Fraction | None:
    """What is lost for good; nothing of a line that does not count or can still exceed its maximum by bonuses."""
    if maximum is None or best is None:
        return None
    return Fraction(0) if gone else max(maximum - best, Fraction(0))


def totals_of(cycle: Cycle, units: QuerySet[Unit]) -> dict[int, LineRow]:
    """The total line of each unit."""
    rulebook = rulebook_of(cycle)
    total = rulebook.head.total
    found = CurrentLine.objects.filter(cycle=cycle, code=total, subject__in=units)
    return {line.subject_id: _row(rulebook, total, 0, line) for line in found}


def total_figure(cycle: Cycle, figure: str) -> Subquery:
    """A figure of `LineRow` to order standings by: that of the unit's total, in the scale that all of them have."""
    total = CurrentLine.objects.filter(cycle=cycle, code=rulebook_of(cycle).head.total, subject=OuterRef("subject"))
    lost = Case(
        When(~Q(status__in=GONE), max_points__gt=F("best"), then=F("max_points") - F("best")),
        When(max_points__isnull=False, then=0),
    )
    figures = {"earned": F("worst"), "lost": lost, "open": F("best") - F("worst"), "due": F("points") + lost}
    return Subquery(total.values(asked=figures.get(figure, F(figure))))


def standings_within(cycle: Cycle, reach: Collection[int]) -> QuerySet[Standing]:
    """Where the units within reach stand as wholes, class by class as the rulebook has them; without the sentences."""
    found = Standing.objects.filter(within(reach, "subject"), cycle=cycle)
    return found.select_related("subject").defer("steps", "consequences").order_by(class_place(cycle), "subject__code")


def class_place(cycle: Cycle) -> Case:
    """The place of a standing's class in the rulebook; one that is not in it stands last."""
    classes = rulebook_of(cycle).classes
    cases = [When(peers=name, then=place) for place, name in enumerate(classes)]
    return Case(*cases, default=len(classes), output_field=IntegerField())


def changes_of(cycle: Cycle, unit: Unit) -> QuerySet[ScoreChange]:
    """The history of a unit's score, newest first."""
    return ScoreChange.objects.filter(cycle=cycle, subject=unit).order_by("-id")


def changed_lines_of(change: ScoreChange, rulebook: Rulebook) -> Iterator[ChangedLine]:
    """What a change did, line by line, the total first."""
    rows = json.loads(change.lines)
    for row in sorted(rows, key=lambda row: row["code"] != rulebook.head.total):
        before, after = row["before"] or {}, row["after"]
        yield ChangedLine(
            label=rulebook.label_of(row["code"]),
            is_total=row["code"] == rulebook.head.total,
            is_rule=row["code"] in rulebook.rules,
            status_before=STATUSES[before["status"]].text if before else "",
            status_after=STATUSES[after["status"]].text,
            before=_number(before.get("points")),
            after=_number(after["points"]),
            earned_before=_number(before.get("worst")),
            earned_after=_number(after["worst"]),
            lost_before=_difference(before),
            lost_after=_difference(after),
        )


def foremost(lines: Iterable[ChangedLine]) -> tuple[list[ChangedLine], int, int]:
    """The total and the rules that changed most; how many other rules changed, and how many nodes above rules."""
    of_all = list(lines)
    rules = sorted((line for line in of_all if line.is_rule and any(line.weight)), key=lambda line: line.weight)[::-1]
    kept = [line for line in of_all if line.is_total] + rules[:MOST_CHANGED]
    others = sum(line.is_rule for line in of_all) - len(rules[:MOST_CHANGED])
    return kept, others, len(of_all) - len(kept) - others


def _distance(one: Fraction | None, other: Fraction | None) -> Fraction:
    return abs((one or Fraction(0)) - (other or Fraction(0)))


def _number(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def _difference(figures: dict[str, Any]) -> Fraction | None:
    if not figures.get("max_points"):
        return None
    return max(Fraction(figures["max_points"]) - Fraction(figures["best"]), Fraction(0))


def score_points(cycle: Cycle, unit: Unit) -> list[charts.ScoreStep]:
    """For each day on which the total changed: how it stood at the end of that day."""
    return total_steps(changes_of(cycle, unit).reverse(), rulebook_of(cycle).head.total)


def total_steps(changes: Iterable[ScoreChange], total: str) -> list[charts.ScoreStep]:
    """The same from changes at hand, the oldest first."""
    by_day: dict[date, charts.ScoreStep] = {}
    for change in changes:
        for row in json.loads(change.lines):
            if row["code"] == total:
                after = row["after"]
                by_day[change.as_of] = charts.ScoreStep(
                    change.as_of, _number(after["points"]), Fraction(after["worst"]), Fraction(after["best"])
                )
    return [standing for _, standing in sorted(by_day.items())]
