"""Lights and medians as they are stored: made again from stored lines after every run and every acceptance.

Medians depend on the whole class: only a full run makes them; between two runs lights look at the last ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db import transaction

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.judging import Figures, JudgedLight, Known, Median, Yardstick, indicators_of, lights_of
from mingheng.assessment.lines import GONE, StoredLine, exact, stored_lines
from mingheng.assessment.models import ClassMedian, CurrentLine, Cycle, Light, OpenRequirement, Standing
from mingheng.assessment.thresholds import limits
from mingheng.facts.models import Fact
from mingheng.organisation.naming import names_on

PORTION = 500
"""So many units are judged at a time."""
LAST_GRADE = "history.grade"


def renew_medians(cycle: Cycle) -> None:
    """Make the medians of every class again, of the score and of each indicator; units that are gone are left out."""
    rulebook = rulebook_of(cycle)
    peers = dict(Standing.objects.filter(cycle=cycle, subject__closed_on=None).values_list("subject_id", "peers"))
    found: dict[tuple[str, str], list[Fraction]] = {}
    codes = [rulebook.head.total, *indicators_of(rulebook)]
    lines = CurrentLine.objects.filter(cycle=cycle, code__in=codes, points__isnull=False)
    for subject, code, points, scale in lines.values_list("subject_id", "code", "points", "scale").iterator(5_000):
        if subject in peers and points is not None:
            found.setdefault((peers[subject], code), []).append(Fraction(points, scale))
    made = [
        ClassMedian(cycle=cycle, peers=group, code=code, units=len(points), points=str(median_of(points)))
        for (group, code), points in found.items()
    ]
    with transaction.atomic():
        ClassMedian.objects.filter(cycle=cycle).delete()
        ClassMedian.objects.bulk_create(made, batch_size=500)


def median_of(numbers: Sequence[Fraction]) -> Fraction:
    """The number in the middle, or the mean of the two there."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def medians_of(cycle: Cycle, peers: str) -> dict[str, Median]:
    """The medians of one class by code; only those that may be shown."""
    rows = ClassMedian.objects.filter(cycle=cycle, peers=peers, units__gte=limits().least_peers.value)
    return {row.code: Median(Fraction(row.points), row.units) for row in rows}


def renew_lights(cycle: Cycle, day: date, units: Sequence[int] | None = None) -> None:
    """Judge these units again, or all that are assessed, as of a day."""
    standings = Standing.objects.filter(cycle=cycle)
    if units is not None:
        standings = standings.filter(subject__in=units)
    peers = dict(standings.values_list("subject_id", "peers"))
    medians: dict[str, dict[str, Median]] = {}
    for row in ClassMedian.objects.filter(cycle=cycle, peers__in=set(peers.values())):
        medians.setdefault(row.peers, {})[row.code] = Median(Fraction(row.points), row.units)
    subjects, yardstick = list(peers), Yardstick.of(rulebook_of(cycle), day, limits())
    for start in range(0, len(subjects), PORTION):
        portion = subjects[start : start + PORTION]
        known = _Portion.read(cycle, portion, day)
        made = [
            row
            for subject in portion
            for row in _rows(cycle, subject, lights_of(known.of(subject, medians.get(peers[subject], {})), yardstick))
        ]
        _store(cycle, portion, made)


@dataclass(slots=True)
class _Portion:
    """What is stored of some units."""

    lines: dict[int, dict[str, Figures]] = field(default_factory=dict)
    requirements: dict[int, list[OpenRequirement]] = field(default_factory=dict)
    grades: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, cycle: Cycle, units: Sequence[int], day: date) -> _Portion:
        """Four queries, however many units."""
        made, rulebook = cls(), rulebook_of(cycle)
        wanted = OpenRequirement.objects.filter(cycle=cycle, subject__in=units).order_by("due_on", "code", "unit__code")
        for row in wanted:
            made.requirements.setdefault(row.subject_id, []).append(row)
        asked = {row.code for rows in made.requirements.values() for row in rows}
        codes = {rulebook.head.total, *indicators_of(rulebook), *asked}
        for line in stored_lines(cycle, units, codes):
            made.lines.setdefault(line.subject_id, {})[line.code] = figures_of(line)
        last = Fact.objects.filter(subject__in=units, kind=LAST_GRADE, day__lt=cycle.starts_on, withdrawn_on=None)
        made.grades = dict(last.order_by("day", "pk").values_list("subject_id", "level"))
        made.names = names_on({row.unit_id for rows in made.requirements.values() for row in rows}, day)
        return made

    def of(self, subject: int, medians: dict[str, Median]) -> Known:
        """What is known of one of them."""
        return Known(
            self.lines.get(subject, {}),
            self.requirements.get(subject, []),
            medians,
            self.grades.get(subject, ""),
            self.names,
        )


def figures_of(line: StoredLine) -> Figures:
    """A stored line's exact figures."""
    best, maximum = exact(line, "best"), exact(line, "max_points")
    lost = None if maximum is None or best is None else max(maximum - best, Fraction(0))
    if line.status in GONE:
        lost = Fraction(0)
    return Figures(line.status, exact(line, "points"), lost, exact(line, "forecast"), maximum)


def _rows(cycle: Cycle, subject: int, made: dict[str, JudgedLight]) -> Iterator[Light]:
    for code, judged in made.items():
        reasons = [[int(one.tone), one.code, one.text] for one in judged.reasons]
        yield Light(
            cycle=cycle,
            subject_id=subject,
            code=code,
            tone=int(judged.tone),
            reasons=json.dumps(reasons, ensure_ascii=False),
        )


def _store(cycle: Cycle, units: Sequence[int], made: Iterable[Light]) -> None:
    """Write what is not what it was."""
    before = {(row.subject_id, row.code): row for row in Light.objects.filter(cycle=cycle, subject__in=units)}
    after = {(row.subject_id, row.code): row for row in made}
    gone = [row.pk for key, row in before.items() if not _is_same(row, after.get(key))]
    with transaction.atomic():
        Light.objects.filter(pk__in=gone).delete()
        fresh = [row for key, row in after.items() if not _is_same(row, before.get(key))]
        Light.objects.bulk_create(fresh, batch_size=500)


def _is_same(one: Light, other: Light | None) -> bool:
    return other is not None and (one.tone, one.reasons) == (other.tone, other.reasons)
