"""Small and nasty random cases for comparing an engine with the oracle.

`random_case` draws everything; `targeted_case` forces one measure and one shape.
Rulebooks obey docs/rulebook-format.md; figures and days crowd around the thresholds.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .draw import ATTRIBUTES, CLASSES, UNIT_KINDS, Draw, draw_periods
from .draw_grading import (
    RECORDED,
    TEAM,
    contribution_of,
    draw_choices,
    draw_consequences,
    draw_effects,
    draw_grading,
    draw_recorded,
    fill_open,
)
from .draw_measures import EXACT_TAKES, TAKES
from .draw_rows import draw_exemptions, draw_facts, draw_subjects, notable_days
from .draw_rules import EXACT_FORMS, FORMS, draw_rule

__all__ = ["FORMS", "TAKES", "Case", "random_case", "targeted_case"]

Rows = list[dict[str, Any]]
Case = tuple[dict[str, Any], Rows, Rows, set[str], date, date | None]


def random_case(rng: random.Random) -> Case:
    """One case: rulebook, subjects, facts, connected kinds, as_of, known_on."""
    draw = _start(rng, exact=rng.random() < 0.08, calm=rng.random() < 0.5)
    rules = [draw_rule(draw, f"rule_{place}") for place in range(rng.randint(1, 5 if draw.calm else 10))]
    if all(rule["measure"]["take"] == "peers" for rule in rules):
        rules.append(draw_rule(draw, "rule_base", take="count"))
    return _finish(draw, rules, least_subjects=1)


def targeted_case(rng: random.Random, *, take: str | None = None, form: str | None = None) -> Case:
    """As `random_case`, with few rules; the first has the given measure and shape."""
    fits = take in (None, *EXACT_TAKES) and form in (None, *EXACT_FORMS)
    draw = _start(rng, exact=fits and rng.random() < 0.05, calm=False)
    rules = [draw_rule(draw, "target", take=take, form=form)]
    rules[0].pop("reference", None)
    plain = rng.choice(EXACT_TAKES)
    rules.append(draw_rule(draw, "rule_base", take=plain))
    rules[1].pop("reference", None)
    relative = take in ("peers", "children")
    return _finish(draw, rules, least_subjects=3 if relative else 1)


def _start(rng: random.Random, *, exact: bool, calm: bool) -> Draw:
    year = {"from": date(2026, 1, 1), "to": date(2026, 12, 31)}
    school = {"from": date(2025, 9, 1), "to": date(2026, 8, 31)}
    draw = Draw(rng, cycle=year if rng.random() < 0.9 else school, exact=exact, calm=calm)
    draw.periods = draw_periods(draw)
    return draw


def _finish(draw: Draw, rules: Rows, *, least_subjects: int) -> Case:
    nodes = _hang(draw, rules)
    rulebook: dict[str, Any] = {"rulebook": _head(draw), "periods": draw.periods, "nodes": nodes, "rules": rules}
    largest = sum((contribution_of(row) for row in [*rules, *nodes] if _under_total(row)), Fraction(0))
    codes = ["total", *(node["node"] for node in nodes if node["node"] != "total" and not node.get("reference"))]
    names: list[str] = []
    if draw.chance(0.85):
        rulebook["grading"] = draw_grading(draw, codes, largest)
        names = [level["grade"] for level in rulebook["grading"]["levels"]]
        rulebook["effects"] = draw_effects(draw, codes, largest, names)
    rulebook["consequences"] = draw_consequences(draw, codes, largest, names)
    fill_open(draw, rulebook)
    return rulebook, *_rows(draw, rules, least_subjects)


def _under_total(row: dict[str, Any]) -> bool:
    return (row["node"] if "rule" in row else row.get("parent")) == "total" and not row.get("reference")


def _rows(draw: Draw, rules: Rows, least_subjects: int) -> tuple[Rows, Rows, set[str], date, date | None]:
    as_of = _day_of_score(draw)
    known_on = as_of + timedelta(days=draw.pick([0, 5, 30, -3])) if draw.chance(0.1 if draw.calm else 0.4) else None
    days = notable_days(draw, as_of)
    subjects = draw_subjects(draw, days, least=least_subjects)
    recorded = draw_recorded(draw, subjects, as_of)
    apart = {RECORDED, TEAM} & draw.read
    draw.read -= apart
    connected = {kind for kind in sorted(draw.read) if draw.calm or not draw.chance(0.04)}
    facts = [fact for fact in draw_facts(draw, subjects, days, as_of, known_on) if fact["kind"] in connected]
    codes = [rule["rule"] for rule in rules]
    facts += draw_exemptions(draw, codes, subjects, days) + recorded
    connected |= apart | {f"exemption.{code}" for code in codes}
    return subjects, facts, connected, as_of, known_on


def _day_of_score(draw: Draw) -> date:
    first, last = draw.cycle["from"], draw.cycle["to"]
    afterwards = [last, *(last + timedelta(days=days) for days in (10, 30, 30))]
    if draw.calm:
        return draw.pick(afterwards)
    day = draw.pick([last, last, afterwards[1], first + timedelta(days=draw.rng.randint(0, 364))])
    return draw.pick([*notable_days(draw, day), *([day] * 40)])


def _head(draw: Draw) -> dict[str, Any]:
    leaf: Any = "none" if draw.exact else draw.pick([2, 2, 2, 0, 1, 3])
    head: dict[str, Any] = {
        "id": "drawn-2026",
        "title": "随机生成的评分细则",
        "issuer": "示范县委县直机关工委",
        "document": "示工委〔2026〕1号",
        "issued_on": date(2026, 1, 20),
        "cycle": draw.cycle,
        "subjects": draw.pick(["unit", "unit", "post"]),
        "total": "total",
        "classes": CLASSES,
        "unit_kinds": UNIT_KINDS,
        "attributes": ATTRIBUTES,
        "rounding": {"leaf": leaf, "group": draw.pick([4, 2, 0, 1]), "total": draw.pick([2, 2, 1, 0, 3])},
    }
    choices = draw_choices(draw)
    return head | ({"choices": choices} if choices else {})


def _hang(draw: Draw, rules: Rows) -> Rows:
    """Hang the rules into a tree of one to three levels; give the nodes their figures from below."""
    groups = [f"group_{place}" for place in range(draw.rng.randint(0, 3))]
    parents: dict[str, str | None] = {"total": None} | dict.fromkeys(groups, "total")
    for group in groups:
        if draw.chance(0.4):
            parents[f"{group}_part"] = group
    for rule in rules:
        rule["node"] = draw.pick([*parents, *list(parents)[1:]])
    used: set[str | None] = {"total"}
    for rule in rules:
        at: str | None = rule["node"]
        while at is not None:
            used.add(at)
            at = parents[at]
    nodes: dict[str, dict[str, Any]] = {}
    for code in reversed([code for code in parents if code in used]):
        below = [rule for rule in rules if rule["node"] == code]
        below += [node for node in nodes.values() if node.get("parent") == code]
        if all(row.get("reference") for row in below):
            del below[0]["reference"]
        nodes[code] = _node(draw, code, parents[code], [row for row in below if not row.get("reference")])
    return list(reversed(nodes.values()))


def _node(draw: Draw, code: str, parent: str | None, below: Rows) -> dict[str, Any]:
    node: dict[str, Any] = {"node": code, "label": f"部分{code}", "article": "第二章"}
    if parent is not None:
        node["parent"] = parent
    together = sum((contribution_of(row) for row in below), Fraction(0))
    full = round(Decimal(float(together)) + Decimal("0.005"), 2) + draw.pick([0, 0, 0, 1, Decimal("0.5")])
    stated = [row["max_points"] for row in below if "max_points" in row and not {"weight", "convert"} & set(row)]
    if stated and draw.chance(0.15):
        full = sum(stated)
    if draw.chance(0.6):
        node |= {"max_points": full} | ({"otherwise": draw.pick(draw.gives)} if draw.chance(0.3) else {})
    if draw.chance(0.15) and "max_points" in node:
        node["baseline"] = "full"
    if draw.chance(0.1):
        node["baseline"] = draw.pick([1, Decimal("-0.5"), "zero"])
    if draw.chance(0.15):
        node["cap"] = full
    if draw.chance(0.2):
        node["floor"] = draw.pick([0, -1, -2])
    return node if parent is None else node | _passing_up(draw)


def _passing_up(draw: Draw) -> dict[str, Any]:
    """How a node counts in its parent."""
    how: dict[str, Any] = {}
    if draw.chance(0.25):
        how["weight"] = draw.pick(["30%", "80%", Decimal("0.2")])
    if draw.chance(0.2):
        how["convert"] = draw.pick([{"from": 100, "to": 10}, {"from": 3, "to": 1}, {"from": 60, "to": 100}])
    if draw.chance(0.05):
        how["reference"] = True
    return how
