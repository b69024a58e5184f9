"""A synthetic rulebook of sixty rules: the usual mix of scoring tables, with classes, weights, a veto and a quota."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from mingheng.scoring import Rulebook, parse_rulebook

CLASSES = ("一类单位", "二类单位", "三类单位")
LEVELS = ("一般", "较重", "严重")
OPTIONS = ("不满意", "满意")
LEDGER = (
    "meeting.general", "meeting.committee", "meeting.group", "meeting.lecture", "meeting.org_life",
    "meeting.democratic_life", "meeting.theme_day", "meeting.party_building", "topic.ideology", "topic.integrity",
    "topic.major_decision", "topic.united_front", "study.session", "training.hours", "talk.heart", "talk.warning",
    "activity.volunteer", "activity.outreach", "activity.pairing", "information.published", "filing.plan",
    "filing.report", "honour.commendation", "sanction.discipline",
)  # fmt: skip
MARKS = ("mark.duty", "mark.style", "mark.results", "mark.integrity")
BALLOT = "tally.satisfaction"
KINDS = tuple(sorted((*LEDGER, *MARKS, BALLOT)))
EVENTS = LEDGER[:-1]
"""Kinds whose facts are credits; the last kind of the ledger is the rare one that vetoes."""

CYCLE = {"from": date(2026, 1, 1), "to": date(2026, 12, 31)}
EACH = ("month", "quarter", "half_year", "two_months")
NODES = (
    ("org_life", "组织生活", "40%"),
    ("work", "重点工作", "30%"),
    ("duty", "履职", "20%"),
    ("opinion", "评议", "10%"),
)


@cache
def sixty_rules() -> Rulebook:
    """The rulebook, read and checked like any other."""
    return parse_rulebook(
        {
            "rulebook": _head(),
            "periods": {name: {"every": name} for name in EACH},
            "nodes": list(_nodes()),
            "rules": list(_rules()),
            "grading": _grading(),
            "effects": [_veto(1, {"at_best": "一般"}), _veto(2, {"grade": "差"})],
        }
    )


@cache
def ungraded() -> Rulebook:
    """The same without grades: one file's lines are not enough for a quota."""
    return replace(sixty_rules(), grading=None, effects=())


def _head() -> dict[str, Any]:
    return {
        "id": "sixty_rules", "title": "六十条测速用细则", "issuer": "测速", "document": "测速〔2026〕1号",
        "cycle": CYCLE, "subjects": "unit", "total": "total", "total_points": 100, "classes": list(CLASSES),
        "unit_kinds": ["党支部"], "attributes": {"members": "党员人数"}, "rounding": {"leaf": 2, "group": 4, "total": 2},
        "choices": {"ties": "include", "quota_rounding": "down"},
    }  # fmt: skip


def _nodes() -> Iterator[dict[str, Any]]:
    yield {"node": "total", "label": "总分", "article": "第一条", "max_points": 100, "cap": 105, "floor": 0}
    for code, label, weight in NODES:
        share = Decimal(weight[:-1]) / 100
        yield {"node": code, "label": label, "parent": "total", "article": "第二条", "weight": share, "max_points": 100}
    yield {"node": "bonus", "label": "加分", "parent": "total", "article": "第三条", "cap": 5, "floor": 0}
    yield {"node": "veto", "label": "否决", "parent": "total", "article": "第四条", "cap": 0, "floor": -10}


def _rules() -> Iterator[dict[str, Any]]:
    yield from (_missing(number) for number in range(20))
    yield from (_ratio(number) for number in range(10))
    yield from (_tiers(number) for number in range(10))
    yield from (_all_or_nothing(number) for number in range(8))
    yield from (_bonus(number) for number in range(6))
    yield from (_vetoing(number) for number in range(1, 3))
    yield from (_reviewed(number) for number in range(4))


def _rule(code: str, node: str, measure: dict[str, Any], shape: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = {"rule": code, "label": code, "node": node, "article": "第五条", "text": "测速用条款。", "state": "已核"}
    return own | {"measure": measure, "shape": shape} | more


def _missing(number: int) -> dict[str, Any]:
    by_class = {"by": "class", "table": {CLASSES[0]: 2, CLASSES[1]: 1}, "otherwise": 1}
    measure: dict[str, Any] = {
        "take": "shortfall", "of": EVENTS[number], "each": EACH[number % 4], "required": by_class if number % 2 else 1,
    }  # fmt: skip
    if number % 5 == 0:
        measure["where"] = {"lag": {"at_most": 30}}
    if number % 7 == 0:
        measure["where"] = {"attendance": {"at_least": Decimal("0.5")}}
    applies = {"applies": {"class": list(CLASSES[:2])}} if number % 6 == 5 else {}
    return _rule(
        f"missing_{number}",
        "org_life",
        measure,
        {"form": "per_item", "deduct": Decimal("0.5")},
        max_points=5,
        **applies,
    )


def _ratio(number: int) -> dict[str, Any]:
    measure: dict[str, Any] = {"take": "rate", "of": EVENTS[number]}
    if number == 8:
        measure = {
            "take": "ratio",
            "part": {"take": "sum", "of": "training.hours"},
            "whole": {"take": "attribute", "name": "members"},
        }
    if number == 9:
        measure = {"take": "ballot", "of": BALLOT, "share_of": [OPTIONS[1]]}
    return _rule(
        f"ratio_{number}", "work", measure, {"form": "proportional", "give": 10}, max_points=10, if_missing="zero"
    )


def _tiers(number: int) -> dict[str, Any]:
    tiers = [{"at_least": 4, "give": 6}, {"at_least": 2, "less_than": 4, "give": 4}, {"less_than": 2, "give": 0}]
    measure: dict[str, Any] = {
        "take": "count",
        "of": [EVENTS[number], EVENTS[number + 13]],
        "where": {"verified": True},
    }
    if number % 3 == 0:
        measure = {"take": "count", "of": EVENTS[number], "per": ["month"]}
    return _rule(f"tiers_{number}", "duty", measure, {"form": "tiers", "tiers": tiers}, max_points=6)


def _all_or_nothing(number: int) -> dict[str, Any]:
    measure = {"take": "count", "of": EVENTS[number + 12], "where": {"level": list(LEVELS[:2])}}
    return _rule(f"all_{number}", "duty", measure, {"form": "all_or_nothing", "when": {"at_least": 1}}, max_points=5)


def _bonus(number: int) -> dict[str, Any]:
    measure = {"take": "count", "of": EVENTS[number * 4 + 2]}
    return _rule(f"bonus_{number}", "bonus", measure, {"form": "per_item", "give": Decimal("0.2"), "free": 2}, cap=1)


def _vetoing(number: int) -> dict[str, Any]:
    measure = {"take": "count", "of": LEDGER[-1], "where": {"level": [LEVELS[number]]}}
    return _rule(f"veto_{number}", "veto", measure, {"form": "flat", "deduct": 5 * number})


def _reviewed(number: int) -> dict[str, Any]:
    combine = ("mean", "trimmed_mean", "median", "highest")[number]
    measure = {"take": "value", "of": MARKS[number], "combine": combine, "within": [0, 100]}
    return _rule(f"reviewed_{number}", "opinion", measure, {"form": "per_item", "give": Decimal("0.25")}, max_points=25)


def _grading() -> dict[str, Any]:
    words = (("好", 60), ("较好", 57), ("一般", 50))
    levels: list[dict[str, Any]] = [{"grade": word, "article": "第六条", "at_least": least} for word, least in words]
    levels[0]["quota"] = {"percent": Decimal("0.3")}
    return {"by": "total", "among": "class", "levels": [*levels, {"grade": "差", "article": "第六条", "less_than": 50}]}


def _veto(number: int, then: dict[str, Any]) -> dict[str, Any]:
    when = {"points_of": f"veto_{number}", "less_than": 0}
    return {"effect": f"veto_{number}", "label": f"否决{number}", "article": "第七条", "when": when, "then": then}
