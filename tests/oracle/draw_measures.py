"""Random measures and conditions (sections 5 and 9)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .draw import ATTRIBUTES, LEVELS, OPTIONS, SIZES, VOTERS, Draw, Scale, draw_amount, draw_interval

OPEN = "?"
"""Stands for the `of` of peers and children until all rules and nodes are known."""

RECORDS = ("meeting.committee", "meeting.general", "training.hours", "honour.commendation", "finding.paper")
MARKS = ("mark.desk", "quiz.score", "training.hours")
RATED = ("honour.commendation", "sanction.discipline", "decision.desk")
ENDING = ("term.election", "filing_due.plan")

SCALES: dict[str, Scale] = {
    "count": [0, 1, 2, 3, 5],
    "sum": [0, 1, 2, 5, 9, 10, Decimal("12.5"), Decimal("1.005")],
    "shortfall": [0, 1, 2, 3, 5],
    "rate": ["80%", "90%", 1, "85.5%", Decimal("0.5"), "100%"],
    "ratio": [Decimal("0.5"), 1, 2, "80%", "25%"],
    "gap": [5, 30, 31, 60, 90, 365],
    "delay": [0, 1, 2, 5, 30, 31],
    "value": [0, 1, 5, 8, 9, 10, Decimal("2.125")],
    "levels": [-1, 0, Decimal("0.5"), 1, 2, 3],
    "ballot": ["60%", "80%", "90%", 1, Decimal("0.5"), 60, 80, 85],
    "checklist": [0, 1, 2, Decimal("0.5")],
    "attribute": SIZES,
    "run": [0, 1, 2, 3],
    "peers": [-1, 0, Decimal("0.5"), 1, 2, 3],
    "children": [0, 1, 2, 5, Decimal("2.5")],
}
TAKES = tuple(SCALES)
EXACT_TAKES = ("count", "levels", "shortfall", "gap", "delay", "run", "checklist", "attribute")
FRACTIONAL = ("rate", "ratio", "ballot", "peers")


def draw_measure(draw: Draw, take: str, *, depth: int = 0) -> dict[str, Any]:
    return {"take": take, **DRAWS[take](draw, depth)}


def draw_condition(draw: Draw, *, depth: int = 0, also: Callable[[], dict[str, Any]] | None = None) -> dict[str, Any]:
    """`also` draws the plain conditions that only later stages know: points of a line, a grade."""
    form = draw.pick(["all", "any", "not"]) if depth < 2 and draw.chance(0.35) else "plain"
    if form in ("all", "any"):
        return {form: [draw_condition(draw, depth=depth + 1, also=also) for _ in range(draw.rng.randint(1, 3))]}
    if form == "not":
        return {"not": draw_condition(draw, depth=depth + 1, also=also)}
    if also is not None and draw.chance(0.5):
        return also()
    simple = EXACT_TAKES if draw.exact else [take for take in TAKES if take not in ("peers", "children")]
    take = draw.pick([one for one in simple if depth == 0 or one not in ("ratio", "checklist")])
    return {"measure": draw_measure(draw, take, depth=depth + 1), **draw_interval(draw, SCALES[take])}


def _selection(draw: Draw, kinds: tuple[str, ...], *, period: str | None = None, key: str = "period") -> dict[str, Any]:
    selection: dict[str, Any] = {"of": draw.kind(*kinds)}
    if draw.chance(0.15):
        selection["of"] = sorted({draw.kind(*kinds), draw.kind(*kinds)})
    if draw.chance(0.25):
        selection["whose"] = draw.pick(["own", "unit", "partner", "children", "subtree"])
    if period or draw.chance(0.6):
        selection[key] = period or draw.period()
    if draw.chance(0.2):
        selection["by"] = draw.pick(["day", "belongs"])
    if draw.chance(0.3):
        selection["where"] = draw_where(draw)
    return selection


def draw_where(draw: Draw) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "level": draw.some(LEVELS, 2),
        "verified": True,
        "actual": draw_interval(draw, SCALES["value"]),
        "attendance": draw_interval(draw, SCALES["rate"]),
        "lag": draw_interval(draw, [0, 5, 20]),
        "duration": draw_interval(draw, [0, 10, 30, 31]),
        "open": draw.chance(0.5),
    }
    return {key: whole[key] for key in draw.some(whole, 2)}


def _limits(draw: Draw) -> dict[str, Any]:
    pool: Scale = [1, 2, 3, 5]
    return {key: draw.pick(pool) for key in draw.some(["day", "month", "quarter"])}


def _columns(draw: Draw) -> list[str]:
    return draw.some(["person", "case", "level", "day", "month", "quarter", "span"], 2)


def _count(draw: Draw, _: int) -> dict[str, Any]:
    measure = _selection(draw, RECORDS)
    extra = draw.pick(["per", "limits", "", ""])
    return measure | {"per": {"per": _columns(draw)}, "limits": {"limits": _limits(draw)}, "": {}}[extra]


def _sum(draw: Draw, _: int) -> dict[str, Any]:
    measure = _selection(draw, MARKS)
    if draw.chance(0.05 if draw.calm else 0.2):
        measure["within"] = draw.pick([[0, 10], [-5, 100]])
    return measure | ({"limits": _limits(draw)} if draw.chance(0.3) else {})


def _shortfall(draw: Draw, _: int) -> dict[str, Any]:
    period = draw.period()
    measure = _selection(draw, RECORDS, period=period, key=draw.pick(["each", "each", "period"]))
    draw.owed |= dict.fromkeys([measure["of"]] if isinstance(measure["of"], str) else measure["of"], period)
    quantities: list[Any] = ["records", _columns(draw)] + ([] if draw.exact else ["actual"])
    measure["required"] = draw_amount(draw, lambda: draw.pick([1, 1, 2, 4]), planned=not draw.exact)
    options = {
        "quantity": draw.pick(quantities),
        "counted": draw.pick(["units", "periods", "once"]),
        "allowance": draw.pick([0, 1, 2]),
        "several": draw.pick(["all", "one"]),
        "early": draw.pick(["lost", "carries"]),
        "late": draw.pick(["counts", "within_grace"]),
    }
    return measure | {key: value for key, value in options.items() if draw.chance(0.5)}


def _rate(draw: Draw, _: int) -> dict[str, Any]:
    return _selection(draw, ("dues.month", "meeting.general"))


def _ratio(draw: Draw, depth: int) -> dict[str, Any]:
    parts = [draw_measure(draw, draw.pick(["count", "sum", "attribute", "value"]), depth=depth + 1) for _ in range(2)]
    return {"part": parts[0], "whole": parts[1]}


def _gap(draw: Draw, _: int) -> dict[str, Any]:
    return _selection(draw, RECORDS, period=draw.single_period())


def _delay(draw: Draw, _: int) -> dict[str, Any]:
    measure = _selection(draw, ENDING) | {"measured_in": draw.pick(["days", "months", "months", "years"])}
    if draw.chance(0.5):
        measure["grace"] = draw.pick([{"days": 10}, {"days": 0}, {"months": 1}, {"months": 2}])
    if measure["measured_in"] != "days":
        measure["partial"] = draw.pick(["full", "started"])
    if draw.chance(0.5):
        measure["combine"] = draw.pick(["sum", "longest"])
    return measure


def _value(draw: Draw, _: int) -> dict[str, Any]:
    combines = ["latest", "highest", "lowest", "mean", "trimmed_mean", "median", "sum"]
    measure = _selection(draw, MARKS) | {"combine": draw.pick(combines)}
    if draw.chance(0.03 if draw.calm else 0.15):
        measure["within"] = draw.pick([[0, 10], [-5, 100]])
    if draw.chance(0.25):
        levels = draw.some(LEVELS)
        measure["weights"] = {level: draw_amount(draw, lambda: draw.pick(["30%", "70%", 1, 0])) for level in levels}
    elif draw.chance(0.3):
        measure["absent"] = draw.pick([0, 5])
    return measure


def _levels(draw: Draw, _: int) -> dict[str, Any]:
    pool: Scale = [1, 2, 3, Decimal("0.5"), Decimal("1.125"), -1, -2, 0]
    values: dict[str, Any] = {level: draw.pick(pool) for level in draw.some(LEVELS)}
    if len(values) > 1 and draw.chance(0.3):
        # Two numbers that are equal but for their sign: the positive one is greater.
        one, other = list(values)[:2]
        values[other] = -values[one]
    measure = _selection(draw, RATED) | {"values": values}
    measure["keep"] = draw.pick(["all", "all", "highest", "latest"])
    measure["per"] = "record" if measure["keep"] == "latest" else draw.pick(["case", "record"])
    if measure["keep"] == "latest" and draw.chance(0.5):
        measure["absent"] = draw.pick([0, 1, -1])
    if measure["keep"] == "all" and measure["per"] == "record" and draw.chance(0.4):
        measure["limits"] = _limits(draw)
    return measure


def _ballot(draw: Draw, _: int) -> dict[str, Any]:
    selection = {"of": draw.kind("tally.work", "tally.style")}
    if draw.chance(0.2):
        selection["whose"] = draw.pick(["own", "unit", "partner"])
    if draw.chance(0.3):
        selection["period"] = "year"
    measure: dict[str, Any] = selection
    if draw.chance(0.5):
        worth: list[Any] = draw.pick([[100, 80, 60, 0], [1, Decimal("0.8"), Decimal("0.6"), 0]])
        options = dict(zip(OPTIONS, worth, strict=True))
        measure["values"] = dict(list(options.items())[: draw.rng.randint(2, 4)])
    else:
        measure["share_of"] = OPTIONS[: draw.rng.randint(1, 2)]
        measure |= draw.pick([{}, {"base": "valid"}, {"base": "issued"}, {"options": OPTIONS[:3]}])
    if draw.chance(0.5):
        shares: Scale = ["20%", "40%", 1, 0]
        measure["groups"] = {voters: draw_amount(draw, lambda: draw.pick(shares)) for voters in draw.some(VOTERS)}
    return measure


def _checklist(draw: Draw, depth: int) -> dict[str, Any]:
    items = []
    for position in range(draw.rng.randint(1, 3)):
        item: dict[str, Any] = {"label": f"第{position + 1}项", "when": draw_condition(draw, depth=max(1, depth))}
        if draw.chance(0.5):
            item["worth"] = draw.pick([1, 2, Decimal("0.5")])
        items.append(item)
    return {"items": items} | ({"counted": draw.pick(["met", "unmet"])} if draw.chance(0.6) else {})


def _attribute(draw: Draw, _: int) -> dict[str, Any]:
    return {"name": draw.pick(ATTRIBUTES)}


def _run(draw: Draw, _: int) -> dict[str, Any]:
    return _selection(draw, ("history.quarter",)) | {"where": draw_where(draw)}


def _peers(draw: Draw, _: int) -> dict[str, Any]:
    ways = ["rank", "rank_share", "over_highest", "over_mean", "minus_mean", "minus_highest"]
    measure = {"of": OPEN, "is": draw.pick(ways)}
    return measure | ({"among": draw.pick(["class", "kind", "parent", "all"])} if draw.chance(0.7) else {})


def _children(draw: Draw, _: int) -> dict[str, Any]:
    measure: dict[str, Any] = {"of": OPEN, "combine": draw.pick(["mean", "mean", "sum", "lowest", "highest"])}
    if draw.chance(0.2):
        measure["class"] = draw.some(["一类单位", "二类单位"], 1)
    if measure["combine"] == "mean" and draw.chance(0.4):
        measure["weighted_by"] = "members"
    return measure


DRAWS: dict[str, Callable[[Draw, int], dict[str, Any]]] = {
    "count": _count,
    "sum": _sum,
    "shortfall": _shortfall,
    "rate": _rate,
    "ratio": _ratio,
    "gap": _gap,
    "delay": _delay,
    "value": _value,
    "levels": _levels,
    "ballot": _ballot,
    "checklist": _checklist,
    "attribute": _attribute,
    "run": _run,
    "peers": _peers,
    "children": _children,
}
