"""Random grading, effects, consequences and choices (sections 10 and 11)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .draw import CLASSES, UNIT_KINDS, Draw, Number, draw_interval
from .draw_measures import OPEN, SCALES, draw_condition, draw_measure
from .figures import number
from .tree import node_factor

GRADES = ["好", "较好", "一般", "差"]
RECORDED = "decision.grade"
TEAM = "result.team"
SHARES: list[Number] = ["30%", "50%", "25%", "100%", Decimal("0.4")]

CHOICES: dict[str, list[Any]] = {
    "decides": ["shown", "exact"],
    "new_organisation": ["full_only", "partial"],
    "several": ["all", "one"],
    "early": ["lost", "carries"],
    "late": ["counts", "within_grace"],
    "ties": ["open", "include", "exclude", "second_key"],
    "quota_rounding": ["down", "half_up", "up"],
    "vetoed_in_base": [True, False],
    "vetoed_slot": ["passes_on", "used_up"],
    "without_score_in_base": [False, True],
}


def draw_choices(draw: Draw) -> dict[str, Any]:
    options = CHOICES | {"not_applicable": draw.gives, "exempt": draw.gives}
    return {name: draw.pick(values) for name, values in options.items() if draw.chance(0.4)}


def draw_grading(draw: Draw, codes: list[str], largest: Fraction) -> dict[str, Any]:
    """`codes` are the nodes that may decide, `total` first; `largest` is about the best score there can be."""
    grading: dict[str, Any] = {"by": "total" if draw.chance(0.8) else draw.pick(codes)}
    if draw.chance(0.2):
        grading["rank_by"] = draw.pick(codes)
    if draw.chance(0.5):
        grading["then_by"] = draw.some(codes, 2)
    if draw.chance(0.8):
        grading["among"] = draw.pick(["class", "kind", "parent", *["all"] * 5])
    grading["levels"] = _levels(draw, codes, largest, grading.get("among", "class"))
    grading["on_gap"] = draw.pick(["open", "lower", "higher"])
    if draw.chance(0.5):
        grading["below"] = "不定级"
    return grading


def _levels(draw: Draw, codes: list[str], largest: Fraction, among: str) -> list[dict[str, Any]]:
    names = GRADES[: draw.rng.randint(2, 4)]
    cuts = sorted({_cut(draw, largest) for _ in names}, reverse=True)[: len(names) - 1]
    levels: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        level: dict[str, Any] = {"grade": name, "article": "第二十条"}
        if place < len(cuts):
            level["at_least"] = cuts[place]
            if place and draw.chance(0.4):
                level["less_than"] = cuts[place - 1] - draw.pick([0, Decimal("0.25"), Decimal("0.5")])
        elif draw.chance(0.7) and cuts:
            level[draw.pick(["less_than", "at_most"])] = cuts[-1] - draw.pick([0, Decimal("0.5"), 1])
        if level.get("at_least") is not None and level.get("less_than", level["at_least"] + 1) <= level["at_least"]:
            del level["less_than"]
        if draw.chance(0.5 if place < len(names) - 1 else 0.1):
            level["quota"] = _quota(draw, among)
        if draw.chance(0.2):
            level["gates"] = [{"label": "门槛", "article": "第二十条", **draw_line_condition(draw, codes, largest)}]
        levels.append(level)
    return levels


def _cut(draw: Draw, largest: Fraction) -> Decimal:
    return round(Decimal(float(largest * draw.pick([9, 8, 7, 6, 5, 3]) / 10)), 1)


def _quota(draw: Draw, among: str) -> dict[str, Any]:
    def figure(options: list[Any]) -> Any:
        keys = {"class": CLASSES, "kind": UNIT_KINDS}.get(among)
        if keys is None or draw.chance(0.7):
            return draw.pick(options)
        return {"by": among, "table": {keys[0]: draw.pick(options)}, "otherwise": draw.pick(options)}

    if draw.chance(0.15):
        draw.read.add(TEAM)
        return {"percent": {"by_level_of": TEAM, "table": {"优秀": draw.pick(SHARES)}, "otherwise": draw.pick(SHARES)}}
    return {"percent": figure(SHARES)} if draw.chance(0.6) else {"heads": figure([0, 1, 1, 2])}


def draw_line_condition(draw: Draw, codes: list[str], largest: Fraction) -> dict[str, Any]:
    """A condition that may also ask for points of a line, for peers and for children."""

    def late() -> dict[str, Any]:
        if draw.chance(0.6):
            scale: list[Number] = [0, 1, 2, 5, _cut(draw, largest)]
            return {"points_of": draw.pick(codes), **draw_interval(draw, scale)}
        take = draw.pick(["peers", "children"])
        return {"measure": draw_measure(draw, take), **draw_interval(draw, SCALES[take])}

    return draw_condition(draw, depth=1, also=late)


def draw_effects(draw: Draw, codes: list[str], largest: Fraction, names: list[str]) -> list[dict[str, Any]]:
    effects = []
    for place in range(draw.pick([0, 0, 1, 2, 3])):
        then = draw.pick(
            [
                {"grade": names[-1]},
                {"grade": draw.pick(names)},
                {"at_best": draw.pick(names)},
                {"down": draw.pick([1, 1, 2])},
                {"at_least": draw.pick(names)},
                {"recorded_in": RECORDED},
            ]
        )
        if "recorded_in" in then:
            draw.read.add(RECORDED)
        effect: dict[str, Any] = {"effect": f"effect_{place}", "label": "影响等次", "article": "第二十二条"}
        effect |= {"when": draw_line_condition(draw, codes, largest), "then": then}
        if draw.chance(0.3) and ({"grade", "at_least", "recorded_in"} & set(then)):
            effect["outside_quota"] = draw.chance(0.7)
        effects.append(effect)
    return effects


def draw_consequences(draw: Draw, codes: list[str], largest: Fraction, names: list[str]) -> list[dict[str, Any]]:
    consequences = []
    for place in range(draw.pick([0, 1, 2])):
        when = draw_line_condition(draw, codes, largest)
        if names and draw.chance(0.6):
            when = draw.pick([{"grade": draw.some(names, 2)}, {"any": [when, {"grade": names[-1:]}]}])
        one = {"consequence": f"step_{place}", "label": "约谈", "article": "第二十五条", "when": when}
        consequences.append(one | {"then": "由工委约谈"})
    return consequences


def draw_recorded(draw: Draw, subjects: list[dict[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """Decided grades, never two on one day; one and the same team result for everybody."""
    facts = []
    team = draw.pick(["优秀", "良好"])
    for subject in subjects:
        if RECORDED in draw.read:
            for days in draw.some([0, 1, 40], 2) if draw.chance(0.7) else []:
                day, level = as_of - timedelta(days=days), draw.pick([*GRADES, "另议"])
                facts.append({"subject": subject["id"], "kind": RECORDED, "day": day, "level": level})
        if TEAM in draw.read:
            facts.append({"subject": subject["id"], "kind": TEAM, "day": draw.cycle["from"], "level": team})
    return facts


def fill_open(draw: Draw, rulebook: dict[str, Any]) -> None:
    """Give every `peers` and `children` a line that does not depend on peers."""
    free = _lines_without_peers(rulebook)
    _fill(draw, rulebook, free)


def _fill(draw: Draw, part: Any, free: list[str]) -> None:
    if isinstance(part, dict):
        if part.get("of") == OPEN:
            part["of"] = draw.pick(free)
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            _fill(draw, one, free)


def _lines_without_peers(rulebook: dict[str, Any]) -> list[str]:
    relative = {rule["node"] for rule in rulebook["rules"] if rule["measure"]["take"] == "peers"}
    parents = {node["node"]: node.get("parent") for node in rulebook["nodes"]}
    tainted: set[str | None] = set()
    for code in relative:
        at: str | None = code
        while at is not None:
            tainted.add(at)
            at = parents[at]
    nodes = [code for code in parents if code not in tainted]
    return [rule["rule"] for rule in rulebook["rules"] if rule["measure"]["take"] != "peers"] + nodes


def contribution_of(row: dict[str, Any]) -> Fraction:
    """The most a rule or node is likely to add to its parent."""
    full = number(row.get("max_points", 2))
    return full * node_factor(row) if "node" in row and "rule" not in row else full
