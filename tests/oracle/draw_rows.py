"""Random subjects and facts that crowd around the days and figures the rulebook looks at."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .draw import CASES, CLASSES, LEVELS, OPTIONS, PERSONS, SIZES, UNIT_KINDS, VOTERS, Draw
from .periods import Span, spans_of

ONE_DAY = timedelta(days=1)
FRACTIONS = [Decimal(text) for text in ("0.5", "1.005", "2.125", "0.333", "-0.5")]
ACTUALS = [0, 1, 1, 2, 3, 5, 8, 9, 10, *FRACTIONS]
EXPECTED = [10, 10, 8, 4, 1, 0]
COPIES = [1, 1, 1, 1, 1, 2, 0]
"""How many facts a span gets."""

Row = dict[str, Any]


def draw_subjects(draw: Draw, days: list[date], *, least: int = 1) -> list[Row]:
    ids = ["甲", "乙", "丙", "丁", "戊", "己"][: draw.rng.randint(max(least, 3 if draw.calm else 1), 6)]
    rare = 0.03 if draw.calm else 0.12
    rows = []
    for place, id_ in enumerate(ids):
        others = [other for other in ids if other != id_]
        attributes = {"members": draw.pick([*SIZES, 49, Decimal("12.5")]), "planned": draw.pick([0, 1, 2, 3, 6])}
        row: Row = {
            "id": id_,
            "name": f"{id_}单位",
            "class": draw.pick(CLASSES),
            "kind": draw.pick(UNIT_KINDS),
            "parent": draw.pick(ids[:place]) if place and draw.chance(0.7) else None,
            "unit": draw.pick(others) if others and draw.chance(0.4) else None,
            "scored_with": draw.pick(others) if others and draw.chance(0.3) else None,
            "founded": draw.pick(days) if draw.chance(2 * rare) else None,
            "closed": None,
            "assessed": not draw.chance(rare),
            "attributes": {code: value for code, value in attributes.items() if not draw.chance(rare)},
        }
        if draw.chance(rare):
            row["closed"] = draw.pick([day for day in days if row["founded"] is None or day >= row["founded"]])
        rows.append(row)
    if not any(row["assessed"] for row in rows):
        rows[0]["assessed"] = True
    return rows


def notable_days(draw: Draw, as_of: date) -> list[date]:
    """First, last and due days of all spans, the day of the score, and their neighbours."""
    rulebook = {"rulebook": {"cycle": draw.cycle}, "periods": draw.periods}
    days = {as_of, draw.cycle["from"], draw.cycle["to"]}
    for name in ["year", *draw.periods]:
        for span in spans_of(rulebook, name, as_of):
            days |= {span.first, span.last, span.due}
    around = {day + step * ONE_DAY for day in days for step in (-1, 0, 1)}
    length = (draw.cycle["to"] - draw.cycle["from"]).days
    around |= {draw.cycle["from"] + draw.rng.randint(-60, length) * ONE_DAY for _ in range(10)}
    return sorted(around)


def draw_facts(draw: Draw, subjects: list[Row], days: list[date], as_of: date, known_on: date | None) -> list[Row]:
    facts: list[Row] = []
    for kind in sorted(draw.read):
        complete = draw.calm or draw.chance(0.8)
        for subject in subjects:
            if kind.startswith("tally."):
                facts += _tally(draw, subject["id"], kind, days)
            else:
                for reckoned, day in _days_of_kind(draw, kind, days, as_of):
                    fact = _fact(draw, subject["id"], kind, day, complete=complete)
                    facts.append(fact if reckoned == day else fact | {"belongs": reckoned})
    for fact in facts:
        _blur(draw, fact, as_of, known_on or as_of)
    draw.rng.shuffle(facts)
    return facts


def _days_of_kind(draw: Draw, kind: str, days: list[date], as_of: date) -> list[tuple[date, date]]:
    """The reckoned day and the day of each fact: span by span, some about when the span fell due, or anyhow."""
    if draw.chance(0.7 if kind in draw.owed else 0.35):
        period = draw.owed.get(kind, draw.period())
        rulebook = {"rulebook": {"cycle": draw.cycle}, "periods": draw.periods}
        spans = [span for span in spans_of(rulebook, period, as_of) for _ in range(draw.pick(COPIES))]
        late = draw.pick([0, 0, 0.4])
        return [_inside_or_late(draw, span, late) for span in spans]
    past = [day for day in days if day <= as_of + ONE_DAY] or days
    chosen = [draw.pick(past) for _ in range(draw.pick([0, 1, 1, 2, 3, 6, 9]))]
    return [(day, day) for day in chosen]


def _inside_or_late(draw: Draw, span: Span, late: float) -> tuple[date, date]:
    reckoned = _inside(draw, span)
    return reckoned, span.due + draw.pick([0, 1, 20]) * ONE_DAY if draw.chance(late) else reckoned


def _inside(draw: Draw, span: Span) -> date:
    return draw.pick([span.first, span.last, span.first + draw.rng.randint(0, (span.last - span.first).days) * ONE_DAY])


def _fact(draw: Draw, subject: str, kind: str, day: date, *, complete: bool) -> Row:
    fact: Row = {"subject": subject, "kind": kind, "day": day, "verified": draw.chance(0.5)}
    for column, options in (("level", LEVELS), ("person", PERSONS), ("case", CASES)):
        if draw.chance(0.8):
            fact[column] = draw.pick(options)
    if complete or draw.chance(0.85):
        fact["actual"] = draw.pick(ACTUALS)
    if complete or draw.chance(0.85):
        fact["expected"] = draw.pick(EXPECTED)
    if draw.chance(0.6):
        fact["end"] = day + draw.pick([0, 1, 9, 10, 28, 30, 31, 59, 61, 365, 400]) * ONE_DAY
    return fact


def _tally(draw: Draw, subject: str, kind: str, days: list[date]) -> list[Row]:
    day, rows = draw.pick(days), []
    for voters in draw.some(VOTERS):
        issued = draw.pick([20, 10, 40])
        left = issued + (5 if draw.chance(0.05) else 0)
        knows_issued = not draw.chance(0.1)
        for option in OPTIONS:
            votes = draw.rng.randint(0, left)
            left -= votes
            if votes or draw.chance(0.5):
                row = {"subject": subject, "kind": kind, "day": day, "level": option, "case": voters, "actual": votes}
                rows.append(row | ({"expected": issued} if knows_issued else {}))
    return rows


def _blur(draw: Draw, fact: Row, as_of: date, known_on: date) -> None:
    """Reckoned to another day, known late, taken back."""
    if draw.chance(0.12) and "belongs" not in fact:
        fact["belongs"] = fact["day"] + draw.pick([-31, -1, 1, 5, 31, 365]) * ONE_DAY
    if draw.chance(0.12):
        late = draw.pick([known_on, known_on + ONE_DAY, as_of, fact["day"] + 5 * ONE_DAY, fact["day"] + 20 * ONE_DAY])
        fact["known"] = max(late, fact["day"])
    if draw.chance(0.05):
        fact["withdrawn"] = max(draw.pick([known_on, known_on + ONE_DAY, as_of, fact["day"]]), fact["day"])


def draw_exemptions(draw: Draw, codes: list[str], subjects: list[Row], days: list[date]) -> list[Row]:
    facts: list[Row] = []
    for code in codes:
        for subject in subjects if draw.chance(0.15) else []:
            if draw.chance(0.6):
                first = draw.pick(days)
                fact: Row = {"subject": subject["id"], "kind": f"exemption.{code}", "day": first}
                later = [day for day in days if day >= first]
                facts.append(fact | ({"end": draw.pick(later)} if draw.chance(0.6) else {}))
    return facts
