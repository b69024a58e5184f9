"""Random parts that other parts are made of: numbers, intervals, periods, amounts, conditions.

Values come from short lists on purpose: facts must often meet a threshold exactly, tie, or end in a half.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .figures import number

Number = int | Decimal | str
Scale = list[Number]

CLASSES = ["一类单位", "二类单位"]
UNIT_KINDS = ["机关党委", "党支部"]
LEVELS = ["县级", "市级", "省级"]
PERSONS = ["张某", "李某", "王某"]
CASES = ["案一", "案二", "案三"]
OPTIONS = ["好", "较好", "一般", "差"]
VOTERS = ["领导", "同级", "群众"]
ATTRIBUTES = {"members": "党员人数", "planned": "计划数"}

PRICES: Scale = [1, Decimal("0.5"), Decimal("0.25"), Decimal("0.1"), Decimal("0.3"), Decimal("0.005"), Decimal("0.125")]
PRICES += [2, Decimal("0.015"), Decimal("0.0005")]
SIZES: Scale = [0, 7, 20, 50]


@dataclass
class Draw:
    """One random case in the making."""

    rng: random.Random
    cycle: dict[str, date]
    exact: bool = False
    """`leaf: none`: nothing may divide by a number that comes from data."""
    calm: bool = False
    """A finished year with whole data, so that most subjects are graded and compete for quotas."""
    periods: dict[str, dict[str, Any]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    owed: dict[str, str] = field(default_factory=dict)
    """The period over which a kind is owed, so that its facts crowd around that period's days."""

    @property
    def gives(self) -> list[str]:
        """What a part that does not apply may give; nothing is rescaled where rules are not rounded."""
        return ["excluded", "full_marks"] if self.exact else ["excluded", "rescaled", "full_marks"]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, options: Any) -> Any:
        return self.rng.choice(list(options))

    def some(self, options: Any, most: int = 3) -> list[Any]:
        pool = list(options)
        return self.rng.sample(pool, self.rng.randint(1, min(most, len(pool))))

    def kind(self, *kinds: str) -> str:
        kind = self.pick(kinds)
        self.read.add(kind)
        return kind

    def period(self) -> str:
        return self.pick(["year", *self.periods])

    def single_period(self) -> str:
        singles = [
            name
            for name, period in self.periods.items()
            if "rolling_days" in period or "years" in period or len(period.get("spans", [])) == 1
        ]
        return self.pick(["year", *singles])


def draw_periods(draw: Draw) -> dict[str, dict[str, Any]]:
    first, year = draw.cycle["from"], draw.cycle["to"].year
    middle = date(first.year, first.month, 1).replace(day=15)
    pool: dict[str, dict[str, Any]] = {
        "month": {"every": "month"},
        "duty_month": {"every": "month", "starts_on": draw.pick([2, 15, 26, 28])},
        "duty_quarter": {"every": "quarter", "starts_on": 26},
        "two_months": {"every": "two_months"},
        "quarter": {"every": "quarter"},
        "half_year": {"every": "half_year"},
        "terms": {"spans": [[date(year, 2, 20), date(year, 7, 10)], [date(year, 9, 1), date(year + 1, 1, 15)]]},
        "plan": {"spans": [[first, date(year, 3, 31)]]},
        "opening": {"spans": [[first, middle]]},
        "recent": {"rolling_days": draw.pick([1, 30, 90])},
        "look_back": {"years": draw.pick([1, 2, 3])},
    }
    chosen = {name: pool[name] for name in sorted(draw.some(pool, 5))}
    for period in chosen.values():
        if draw.chance(0.3):
            period["grace_days"] = draw.pick([1, 5, 10])
    if draw.chance(0.2):
        chosen["year"] = {"is": "cycle", "grace_days": draw.pick([0, 10])}
    return chosen


def ordered(draw: Draw, scale: Scale, most: int) -> list[Number]:
    """Different numbers of a scale, least first."""
    unequal = {number(one): one for one in scale}
    return sorted(draw.some(unequal.values(), most), key=number)


def draw_interval(draw: Draw, scale: Scale) -> dict[str, Number]:
    if draw.chance(0.1):
        return {"equals": draw.pick(scale)}
    bounds = ordered(draw, scale, 2)
    if len(bounds) == 2 and draw.chance(0.4):
        return {draw.pick(["at_least", "more_than"]): bounds[0], draw.pick(["at_most", "less_than"]): bounds[1]}
    return {draw.pick(["at_least", "more_than", "at_most", "less_than"]): bounds[0]}


def price_up_to(draw: Draw, limit: Number | None) -> Number:
    """A unit price that is not above the limit. Where rules are not rounded, points must end within six decimals."""
    prices = [price for price in PRICES if not draw.exact or (10 * number(price)).denominator == 1]
    pool = [price for price in prices if limit is None or number(price) <= number(limit)]
    if limit is not None and draw.chance(0.15):
        return limit
    return draw.pick(pool)


def draw_amount(draw: Draw, choose: Any, *, planned: bool = False) -> Any:
    """A plain number, mostly; else one that depends on the subject. `choose()` gives one number."""
    special = ["class", "kind", "size", "planned" if planned else "plain"]
    form = draw.pick(special) if draw.chance(0.35) else "plain"
    if form == "planned":
        times: Scale = [1, Decimal("0.5"), Decimal("0.125"), "80%"]
        amount: dict[str, Any] = {"attribute": "planned", "times": draw.pick(times)}
        if draw.chance(0.6):
            amount["rounding"] = draw.pick(["up", "down", "half_up"])
        return amount
    if form == "size":
        cut = draw.pick(SIZES)
        return {"by": "members", "tiers": [{"less_than": cut, "is": choose()}, {"at_least": cut, "is": choose()}]}
    if form == "plain":
        return choose()
    keys = CLASSES if form == "class" else UNIT_KINDS
    if draw.chance(0.1):
        return {"by": form, "table": {keys[0]: choose()}}
    if draw.chance(0.4):
        return {"by": form, "table": {keys[1]: choose()}, "otherwise": choose()}
    return {"by": form, "table": {key: choose() for key in keys}}
