"""A unit's own overview: the light of each indicator with its reason, the class's median, and the next step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.judging import indicators_of
from mingheng.assessment.lights import medians_of
from mingheng.assessment.losses import Loss, has_ceased, losses_of
from mingheng.assessment.models import Cycle, Light, OpenRequirement, Standing
from mingheng.assessment.overview import ToldReason, reasons_of
from mingheng.assessment.queries import LineRow
from mingheng.assessment.thresholds import Limit, limits
from mingheng.organisation.models import Unit
from mingheng.scoring import Rulebook
from mingheng.ui.figures import figure_text


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator: its line, its light, what stands in the middle of the class (empty where that is not shown)."""

    line: LineRow
    tone: int
    median: str
    reasons: list[ToldReason]


@dataclass(frozen=True, slots=True)
class UnitLights:
    """The lights on a unit's page."""

    whole: Light
    rows: list[IndicatorRow]
    has_medians: bool
    least_peers: str
    open_requirements: int
    limits: list[Limit]
    asked: frozenset[str]
    """The rules of which something is still missing: their reasons lead to the list of that."""
    losses: list[Loss]
    """The largest, where no record is missing."""


def unit_lights(cycle: Cycle, unit: Unit, standing: Standing, lines: Iterable[LineRow]) -> UnitLights | None:
    """The lights of one unit in the order of the rulebook; None before they are made for the first time."""
    rulebook: Rulebook = rulebook_of(cycle)
    found = {light.code: light for light in Light.objects.filter(cycle=cycle, subject=unit)}
    whole = found.get(rulebook.head.total)
    if whole is None:
        return None
    by_code = {line.code: line for line in lines}
    medians = medians_of(cycle, standing.peers)
    asked = OpenRequirement.objects.filter(cycle=cycle, subject=unit).order_by().values_list("code", flat=True)
    codes = list(asked)
    return UnitLights(
        whole=whole,
        rows=[
            IndicatorRow(
                by_code[code],
                found[code].tone,
                figure_text(medians[code].points) if code in medians else "",
                reasons_of(found[code]),
            )
            for code in indicators_of(rulebook)
            if code in found and code in by_code
        ],
        has_medians=bool(medians),
        least_peers=limits().least_peers.shown,
        open_requirements=len(codes),
        limits=limits().rows,
        asked=frozenset(codes),
        losses=[] if has_ceased(unit, standing) else losses_of(rulebook, by_code.values(), codes),
    )
