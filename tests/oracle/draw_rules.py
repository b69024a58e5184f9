"""Random shapes and rules (sections 6 and 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from .draw import CLASSES, SIZES, UNIT_KINDS, Draw, Number, Scale, draw_amount, draw_interval, ordered, price_up_to
from .draw_measures import EXACT_TAKES, FRACTIONAL, SCALES, TAKES, draw_condition, draw_measure
from .shapes import only_deducts

FORMS = ("flat", "all_or_nothing", "per_item", "steps", "tiers", "table", "proportional")
EXACT_FORMS = ("flat", "all_or_nothing", "per_item", "tiers", "table")
CALM_FORMS = tuple(form for form in FORMS if form != "table")
FULL: Scale = [1, 2, 3, 5, 10, 4, Decimal("2.5")]


def draw_rule(draw: Draw, code: str, *, take: str | None = None, form: str | None = None) -> dict[str, Any]:
    """A rule without its node."""
    take = take or draw.pick(EXACT_TAKES if draw.exact else TAKES)
    form = form or draw.pick(EXACT_FORMS if draw.exact else CALM_FORMS if draw.calm else FORMS)
    has_full = form == "all_or_nothing" or draw.chance(0.75)
    full: Number | None = draw.pick(FULL) if has_full else None
    rule: dict[str, Any] = {"rule": code, "label": f"指标{code}", "article": "第三条"}
    rule |= {"text": "见原文。", "state": "已核"}
    if full is not None:
        rule["max_points"] = full
    rule["measure"] = draw_measure(draw, take)
    rule["shape"] = draw_shape(draw, form, take, full)
    rule |= _limits(draw, rule, full) | _timing(draw, take, full)
    if draw.chance(0.05 if draw.calm else 0.3):
        rule["applies"] = _applies(draw)
    if draw.chance(0.05 if draw.calm else 0.2):
        rule["times"] = [_factor(draw) for _ in range(draw.rng.randint(1, 2))]
    if draw.chance(0.07):
        rule["reference"] = True
    return rule


def _limits(draw: Draw, rule: dict[str, Any], full: Number | None) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    settled = rule["shape"]["form"] == "all_or_nothing"
    if draw.chance(0.3) and not settled:
        limits["baseline"] = draw.pick(["full", "zero", 1] if full is not None else ["zero", 1, Decimal("-0.5")])
    if draw.chance(0.2) and (full is not None or not only_deducts(rule["shape"])):
        limits["cap"] = draw.pick([number_plus(full, 0), number_plus(full, 1)]) if full is not None else 5
    if draw.chance(0.25):
        limits["floor"] = draw.pick([0, -1, -3, Decimal("-0.005")])
    return limits


def number_plus(base: Number, more: int) -> Number:
    return base if isinstance(base, str) else base + more


def _timing(draw: Draw, take: str, full: Number | None) -> dict[str, Any]:
    timing: dict[str, Any] = {}
    if draw.chance(0.15) and take != "shortfall":
        timing["due"] = draw.cycle["to"] - timedelta(days=draw.pick([0, 31, 180]))
    answers = ["unscored", "zero", "not_applicable"] + (["full_marks"] if full is not None else [])
    if draw.chance(0.9 if draw.calm else 0.4):
        timing["if_missing"] = "zero" if draw.calm else draw.pick(answers)
    gives = ["excluded"] if full is None else draw.gives
    if draw.chance(0.4):
        timing["otherwise"] = draw.pick(gives)
    if draw.chance(0.3):
        timing["exempt_gives"] = draw.pick(gives)
    return timing


def _applies(draw: Draw) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "class": draw.some(CLASSES, 1),
        "kind": draw.some(UNIT_KINDS, 1),
        "attributes": {"members": draw_interval(draw, SIZES)},
        "when": draw_condition(draw),
    }
    return {key: whole[key] for key in draw.some(whole, 2)}


def _factor(draw: Draw) -> dict[str, Any]:
    if draw.chance(0.3) and not draw.exact:
        return {"by": draw_measure(draw, draw.pick(["count", "rate", "attribute", "value", "shortfall"]), depth=1)}
    factors: Scale = [2, Decimal("0.5")] if draw.exact else [2, Decimal("0.5"), "1/3", "150%"]
    return {"factor": draw.pick(factors), "when": draw_condition(draw, depth=1)}


def draw_shape(draw: Draw, form: str, take: str, full: Number | None) -> dict[str, Any]:
    scale = SCALES[take]

    def price() -> Number:
        return price_up_to(draw, full)

    def signed(amount: Any) -> dict[str, Any]:
        return {draw.pick(["give", "deduct"]): amount}

    shape: dict[str, Any] = {"form": form}
    if form in ("flat", "all_or_nothing"):
        if form == "flat":
            shape |= signed(draw_amount(draw, price))
        return shape | ({"when": draw_interval(draw, scale)} if draw.chance(0.8) else {})
    if form == "per_item":
        shape |= signed(draw_amount(draw, price, planned=full is None and not draw.exact))
        shape |= {"free": draw.pick([0, 1, 2])} if draw.chance(0.4) else {}
        return shape | ({"first": price()} if draw.chance(0.3) else {})
    if form == "proportional":
        ends = ordered(draw, scale, 2)
        shape |= signed(draw_amount(draw, price))
        if len(ends) == 2:
            start, at = ends if draw.chance(0.7) else reversed(ends)
            shape |= {"from": start, "at": at}
        return shape
    if form == "steps":
        return shape | _steps(draw, take, price, signed)
    return shape | (_tiers(draw, scale, price) if form == "tiers" else _table(draw, price))


def _steps(draw: Draw, take: str, price: Callable[[], Number], signed: Callable[[Any], Any]) -> dict[str, Any]:
    sizes: Scale = ["1%", "5%", "10%", "1/3"] if take in FRACTIONAL else [1, 2, "1/3", Decimal("0.5"), 5]
    sides = {side: {"step": draw.pick(sizes), **signed(price())} for side in draw.some(["below", "above"], 2)}
    shape: dict[str, Any] = {"target": draw.pick(SCALES[take]), **sides}
    return shape | ({"partial": draw.pick(["ignore", "full", "proportional"])} if draw.chance(0.7) else {})


def _tiers(draw: Draw, scale: Scale, price: Callable[[], Number]) -> dict[str, Any]:
    cuts = ordered(draw, scale, 3)
    edges: list[tuple[str, str]] = [draw.pick([("less_than", "at_least"), ("at_most", "more_than")]) for _ in cuts]
    tiers: list[dict[str, Any]] = []
    for place in range(len(cuts) + 1):
        below = {edges[place - 1][1]: cuts[place - 1]} if place > 0 else {}
        above = {edges[place][0]: cuts[place]} if place < len(cuts) else {}
        tiers.append(below | above)
    shape: dict[str, Any] = {"tiers": tiers}
    if len(tiers) > 2 and draw.chance(0.25):
        tiers.pop(draw.rng.randrange(1, len(tiers) - 1))
        shape["on_gap"] = "zero" if draw.calm else draw.pick(["failed", "zero"])
    if draw.chance(0.25):
        tiers.append(draw_interval(draw, scale))
        shape["on_overlap"] = draw.pick(["first", "higher", "lower"])
    style = draw.pick(["give", "deduct", "mixed"])
    for tier in tiers:
        tier[draw.pick(["give", "deduct"]) if style == "mixed" else style] = draw.pick([price(), price(), 0])
    if draw.chance(0.2):
        draw.pick(tiers)["also"] = draw_condition(draw, depth=1)
        shape.setdefault("on_gap", draw.pick(["failed", "zero"]))
    if draw.chance(0.3):
        tiers.reverse()
    return shape


def _table(draw: Draw, price: Callable[[], Number]) -> dict[str, Any]:
    keys = [key for key in range(draw.rng.randint(2, 6)) if key == 0 or draw.chance(0.9)]
    shape: dict[str, Any] = {draw.pick(["give", "deduct"]): {key: price() if key else 0 for key in keys}}
    return shape | ({"beyond": draw.pick([price(), 0])} if draw.chance(0.9) else {})
