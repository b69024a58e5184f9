"""Every measure by its name, conditions, and the second pass over peers and children (5, 9)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from . import counting, shortfall, standing, valuing
from .figures import half_up, lies_in, number
from .measured import FAILED, NUMBER, Measured, absent, failed, found, missing
from .world import Subject, World, kinds_of

Taker = Callable[[World, Subject, dict[str, Any]], Measured]

SECOND_PASS = {"peers", "children"}


def measure(world: World, subject: Subject, spec: dict[str, Any]) -> Measured:
    take = spec["take"]
    if take not in SECOND_PASS and not kinds_of(spec) <= world.connected:
        return missing
    return TAKERS[take](world, subject, spec)


def _ratio(world: World, subject: Subject, spec: dict[str, Any]) -> Measured:
    part, whole = (measure(world, subject, spec[key]) for key in ("part", "whole"))
    if FAILED in (part.state, whole.state):
        return failed
    if part.always_missing or whole.always_missing:
        return missing
    if part.value is None or not whole.value:
        return absent
    return found(part.value / whole.value)


def _attribute(_: World, subject: Subject, spec: dict[str, Any]) -> Measured:
    figure = subject.attributes.get(spec["name"])
    return absent if figure is None else found(figure)


def _checklist(world: World, subject: Subject, spec: dict[str, Any]) -> Measured:
    answers = [(holds(world, subject, item["when"]), number(item.get("worth", 1))) for item in spec["items"]]
    if any(answer is None for answer, _ in answers):
        read = set().union(*(_kinds_in(item["when"]) for item in spec["items"]))
        return absent if read <= world.connected else missing
    wanted = spec.get("counted", "met") == "met"
    return found(sum((worth for answer, worth in answers if answer is wanted), Fraction(0)))


def _kinds_in(part: Any) -> set[str]:
    """All fact kinds that a condition reads, however deep."""
    if isinstance(part, list):
        return set().union(*(_kinds_in(one) for one in part))
    if not isinstance(part, dict):
        return set()
    own = kinds_of(part) if "take" in part and part["take"] not in SECOND_PASS else set()
    return own.union(*(_kinds_in(one) for one in part.values()))


def _peers(world: World, subject: Subject, spec: dict[str, Any]) -> Measured:
    own = scored_points(world, subject, spec["of"])
    if own is None:
        return absent
    group = peers_of(world, subject, spec.get("among", "class"))
    points = [scored_points(world, peer, spec["of"]) for peer in group]
    points = [one for one in points if one is not None]
    rank = Fraction(1 + sum(1 for one in points if one > own))
    mean = half_up(sum(points) / len(points), world.decimals("group"))
    highest = max(points)
    if spec["is"] in ("rank", "rank_share"):
        return found(rank if spec["is"] == "rank" else rank / len(points))
    if spec["is"] in ("minus_mean", "minus_highest"):
        return found(own - (mean if spec["is"] == "minus_mean" else highest))
    divisor = mean if spec["is"] == "over_mean" else highest
    return found(own / divisor) if divisor else absent


def peers_of(world: World, subject: Subject, among: str) -> list[Subject]:
    """The assessed subjects of the same group, the subject itself included."""
    field = {"class": "class_", "kind": "kind", "parent": "parent"}.get(among)
    return [other for other in world.assessed() if field is None or getattr(other, field) == getattr(subject, field)]


def scored_points(world: World, subject: Subject, code: str) -> Fraction | None:
    answer = world.line_of(world, subject, code)
    return answer.points if answer.status in ("scored", "for_reference") else None


def _children(world: World, subject: Subject, spec: dict[str, Any]) -> Measured:
    scored = []
    for child in world.assessed():
        if child.parent == subject.id and child.class_ in spec.get("class", [child.class_]):
            points = scored_points(world, child, spec["of"])
            if points is not None:
                scored.append((child, points))
    if not scored:
        return absent
    points = [one for _, one in scored]
    if spec["combine"] != "mean":
        return found({"sum": sum, "lowest": min, "highest": max}[spec["combine"]](points))
    if "weighted_by" not in spec:
        return found(sum(points) / len(points))
    shares = [child.attributes.get(spec["weighted_by"]) for child, _ in scored]
    if None in shares or not sum(shares):
        return absent
    return found(sum(share * one for share, one in zip(shares, points, strict=True)) / sum(shares))


TAKERS: dict[str, Taker] = {
    "shortfall": shortfall.shortfall,
    "count": counting.count,
    "sum": counting.total,
    "levels": counting.levels,
    "rate": standing.rate,
    "gap": standing.gap,
    "delay": standing.delay,
    "run": standing.run,
    "value": valuing.value,
    "ballot": valuing.ballot,
    "ratio": _ratio,
    "attribute": _attribute,
    "checklist": _checklist,
    "peers": _peers,
    "children": _children,
}


def holds(world: World, subject: Subject, condition: dict[str, Any]) -> bool | None:
    """True, False or unknown."""
    if "all" in condition:
        answers = [holds(world, subject, one) for one in condition["all"]]
        return False if False in answers else None if None in answers else True
    if "any" in condition:
        answers = [holds(world, subject, one) for one in condition["any"]]
        return True if True in answers else None if None in answers else False
    if "not" in condition:
        answer = holds(world, subject, condition["not"])
        return None if answer is None else not answer
    if "grade" in condition:
        grade = (world.grades or {}).get(subject.id)
        return None if grade is None else grade in condition["grade"]
    if "points_of" in condition:
        figure = scored_points(world, subject, condition["points_of"])
    else:
        figure = measure(world, subject, condition["measure"]).compared
    return None if figure is None else lies_in(figure, condition)


def factor_of(world: World, subject: Subject, entry: dict[str, Any]) -> tuple[str, Fraction | None]:
    """What one entry of `times` multiplies by, as (NUMBER | ABSENT | FAILED, factor)."""
    if "when" in entry:
        answer = holds(world, subject, entry["when"])
        if answer is None:
            return absent.state, None
        if not answer:
            return NUMBER, Fraction(1)
    if "by" not in entry:
        return NUMBER, number(entry["factor"])
    answer = measure(world, subject, entry["by"])
    if answer.state == FAILED:
        return FAILED, None
    return (absent.state, None) if answer.compared is None else (NUMBER, answer.compared)
