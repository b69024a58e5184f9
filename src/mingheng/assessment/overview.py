"""The overview: where each unit within reach stands, with its light and the reason; spreads by class; what is late.

Everything is read from stored rows, with as many queries for thirty thousand units as for three.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Avg, Count, DurationField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from mingheng.assessment.asked import Asked, asked_within
from mingheng.assessment.asking import in_state
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.lights import median_of
from mingheng.assessment.losses import Loss
from mingheng.assessment.models import CurrentLine, Cycle, Light, OpenRequirement, ScoreChange, Standing
from mingheng.assessment.queries import LineRow, total_steps, totals_of
from mingheng.assessment.thresholds import limits
from mingheng.ledger.queries import waiting_within
from mingheng.organisation.models import Unit
from mingheng.organisation.naming import names_on
from mingheng.organisation.queries import units_ever_within, units_named
from mingheng.reports.dots import Axis
from mingheng.ui.charts import spark_line

MOST_REASONS = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for."""

    peers: str = ""
    tone: str = ""
    words: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Wanted:
        """From an address; what is not known is not asked."""
        tone = sent.get("light", "")
        return cls(
            peers=sent.get("class", ""),
            tone=tone if tone in {str(value) for value in Light.Tone.values} else "",
            words=sent.get("q", "").strip(),
        )

    def told(self) -> list[str]:
        """The same as people read it."""
        tone = str(Light.Tone(int(self.tone)).label) if self.tone else ""
        return [text for text in (self.peers, tone, self.words) if text]


@dataclass(frozen=True, slots=True)
class ToldReason:
    """A reason as it is shown, with the line it rests on."""

    tone: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the list."""

    unit: Unit
    name: str
    peers: str
    tone: int
    reasons: list[ToldReason]
    others: int
    total: LineRow | None
    overdue: int
    spark: str
    trend: str
    loss: Loss | None = None
    """What has cost most though no record is missing; on the start page only."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of a class lie on the common axis; a class of few units has no median."""

    peers: str
    units: int
    low: Fraction
    median: Fraction | None
    high: Fraction
    dots: list[str]
    median_at: str

    @property
    def summary(self) -> str:
        """The drawing in words."""
        return _("%(class)s%(units)d个单位") % {"class": self.peers, "units": self.units}


@dataclass(frozen=True, slots=True)
class Entries:
    """What waits for acceptance, and how long after the deed it was entered, on average."""

    waiting: int
    days_late: int | None


def lights_within(cycle: Cycle, reach: Collection[int], day: date) -> QuerySet[Any]:
    """The lights of units within reach that exist on the day, with class, points, forecast and what is overdue."""
    total = rulebook_of(cycle).head.total
    here = OuterRef("subject")
    lines = CurrentLine.objects.filter(cycle=cycle, subject=here, code=total)
    late = OpenRequirement.objects.filter(in_state("overdue", day), cycle=cycle, subject=here)
    existing = units_ever_within(reach).exclude(closed_on__lt=day)
    return (
        Light.objects.filter(cycle=cycle, code=total, subject__in=existing.values("pk"))
        .annotate(
            peers=Subquery(Standing.objects.filter(cycle=cycle, subject=here).values("peers")[:1]),
            points=Subquery(lines.values("points")[:1]),
            forecast=Subquery(lines.values("forecast")[:1]),
            overdue=Coalesce(Subquery(late.order_by().values("subject").annotate(rows=Count("pk")).values("rows")), 0),
        )
        .select_related("subject")
    )


def gone_within(cycle: Cycle, reach: Collection[int], day: date) -> int:
    """How many units were assessed in the cycle and have ceased: they are among the scores, not in the overview."""
    units = units_ever_within(reach).filter(closed_on__lt=day)
    return Standing.objects.filter(cycle=cycle, subject__in=units.values("pk")).count()


def chosen(lights: QuerySet[Any], wanted: Wanted, day: date) -> QuerySet[Any]:
    """Those that are asked for, the worst light first."""
    if wanted.peers:
        lights = lights.filter(peers=wanted.peers)
    if wanted.tone:
        lights = lights.filter(tone=int(wanted.tone))
    if wanted.words:
        lights = lights.filter(subject__in=units_named(wanted.words, day))
    return lights.order_by("tone", "subject__code")


def unit_rows(cycle: Cycle, lights: QuerySet[Any], keys: Sequence[int], day: date) -> list[UnitRow]:
    """The rows of one page of the list, by the keys of its lights: four queries. What is shown of them is looked up
    here: asked for with the order, it would be looked up for every unit.
    """
    found = lights.in_bulk(keys)
    units = [light.subject_id for light in found.values()]
    names = names_on(units, day)
    totals = totals_of(cycle, Unit.objects.filter(pk__in=units))
    trends = trends_of(cycle, units)
    return [_row(found[key], names, totals, trends) for key in keys]


def _row(
    light: Any,
    names: Mapping[int, str],
    totals: Mapping[int, LineRow],
    trends: Mapping[int, tuple[str, str]],
) -> UnitRow:
    reasons = reasons_of(light)
    spark, trend = trends.get(light.subject_id, ("", ""))
    return UnitRow(
        unit=light.subject,
        name=names.get(light.subject_id, light.subject.code),
        peers=light.peers or "",
        tone=light.tone,
        reasons=reasons[:MOST_REASONS],
        others=len(reasons[MOST_REASONS:]),
        total=totals.get(light.subject_id),
        overdue=light.overdue,
        spark=spark,
        trend=trend,
    )


def reasons_of(light: Light) -> list[ToldReason]:
    """Why a light is as it is."""
    return [ToldReason(*reason) for reason in json.loads(light.reasons)]


def trends_of(cycle: Cycle, units: Collection[int]) -> dict[int, tuple[str, str]]:
    """For each unit the line of its score over the cycle, and the same in words. One query."""
    changes: dict[int, list[ScoreChange]] = {}
    for change in ScoreChange.objects.filter(cycle=cycle, subject__in=units).order_by("id"):
        changes.setdefault(change.subject_id, []).append(change)
    total = rulebook_of(cycle).head.total
    made = {}
    for unit, rows in changes.items():
        steps = total_steps(rows, total)
        if steps:
            made[unit] = spark_line(steps, first=cycle.starts_on, last=cycle.ends_on)
    return made


def tone_counts(lights: QuerySet[Any]) -> list[tuple[int, str, int]]:
    """How many units have which light: tone, word, number; the grey last."""
    counts = dict(lights.order_by().values_list("tone").annotate(units=Count("pk")))
    return [(tone.value, str(tone.label), counts.get(tone.value, 0)) for tone in Light.Tone]


def overdue_within(cycle: Cycle, reach: Collection[int], day: date) -> int:
    """How many requirements within reach have run out: as many rows as the list of them has."""
    return asked_within(cycle, reach, day, Asked(state="overdue")).count()


def entries_of(reach: Collection[int]) -> Entries:
    """How many entries wait, and on average how many days after the deed they were entered."""
    waiting = waiting_within(reach).order_by()
    lag = Avg(F("entered_on") - F("happened_on"), output_field=DurationField())
    found = waiting.aggregate(rows=Count("pk"), lag=lag)
    return Entries(found["rows"], None if found["lag"] is None else round(found["lag"] / timedelta(days=1)))


def spreads(cycle: Cycle, lights: QuerySet[Any]) -> tuple[Axis, list[Spread]]:
    """One axis, and the classes in the order of the rulebook. Equal places are drawn once."""
    rulebook = rulebook_of(cycle)
    scales = CurrentLine.objects.filter(cycle=cycle, code=rulebook.head.total).values_list("scale", flat=True)[:1]
    scale = next(iter(scales), 1)
    classes: dict[str, list[Fraction]] = {name: [] for name in rulebook.classes}
    for peers, points in lights.order_by().values_list("peers", "points"):
        if points is not None:
            classes.setdefault(peers or "", []).append(Fraction(points, scale))
    axis = Axis.over(number for numbers in classes.values() for number in numbers)
    made = [spread_of(axis, peers, numbers) for peers, numbers in classes.items() if numbers]
    return axis, made


def spread_of(axis: Axis, peers: str, numbers: Iterable[Fraction]) -> Spread:
    """One class on the axis."""
    ordered = sorted(numbers)
    places = dict.fromkeys(axis.at(number) for number in ordered)
    median = median_of(ordered) if len(ordered) >= limits().least_peers.value else None
    at = "" if median is None else axis.at(median)
    return Spread(peers, len(ordered), ordered[0], median, ordered[-1], list(places), at)


def are_enough(classes: Iterable[Spread]) -> bool:
    """Whether there is anything to compare: as many units within reach as a class needs for its median."""
    return sum(one.units for one in classes) >= limits().least_peers.value
