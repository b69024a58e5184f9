"""Rules and nodes of one subject: status, points, worst and best (sections 6 and 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from .figures import clip, half_up, lies_in, number, optional_number
from .measured import ABSENT, EXEMPT, FAILED, NOT_APPLICABLE, NOT_YET_DUE, Measured
from .measures import factor_of, holds, measure
from .periods import due_day
from .shapes import NoAmountError, Shape, UnknownAmountError, only_deducts, shape_of
from .world import Fact, Subject, World

CYCLE_END = {"ratio", "checklist", "attribute", "peers", "children"}
ASIDE = (NOT_APPLICABLE, EXEMPT)


@dataclass(frozen=True)
class Line:
    status: str
    points: Fraction | None = None
    worst: Fraction = Fraction(0)
    best: Fraction = Fraction(0)
    earned: Fraction = Fraction(0)
    open: Fraction = Fraction(0)
    lost: Fraction | None = None
    forecast: Fraction | None = None
    measure: Fraction | None = None


@dataclass(frozen=True)
class Limits:
    """The plain numbers of a rule."""

    full: Fraction | None
    baseline: Fraction
    floor: Fraction | None
    cap: Fraction | None

    @property
    def least(self) -> Fraction:
        return min(Fraction(0), self.baseline) if self.floor is None else self.floor


def line(world: World, subject: Subject, code: str) -> Line:
    """The line of a rule or node, forecast still empty."""
    key = (subject.id, code)
    if key not in world.lines:
        rule = next((one for one in world.rulebook.get("rules", []) if one["rule"] == code), None)
        if rule is not None:
            world.lines[key] = _leaf(world, subject, rule)
        else:
            node = next(one for one in world.rulebook["nodes"] if one["node"] == code)
            world.lines[key] = _node(world, subject, node)
    return world.lines[key]


def limits_of(rule: dict[str, Any], *, default_baseline: str) -> Limits:
    full = optional_number(rule.get("max_points"))
    raw = rule.get("baseline", default_baseline)
    baseline = {"full": full, "zero": Fraction(0)}[raw] if raw in ("full", "zero") else number(raw)
    floor = number(rule["floor"]) if "floor" in rule else None if full is None else Fraction(0)
    cap = number(rule["cap"]) if "cap" in rule else full
    return Limits(full, baseline, floor, cap)


def _finish(line_: Line, full: Fraction | None) -> Line:
    worst, best = min(line_.worst, line_.best), max(line_.worst, line_.best)
    lost = None if full is None else Fraction(0) if line_.status in ASIDE else full - best
    return replace(line_, worst=worst, best=best, earned=worst, open=best - worst, lost=lost)


def _aside(status: str, gives: str, full: Fraction | None) -> Line:
    points = full if gives == "full_marks" else None
    return _finish(Line(status, points, points or Fraction(0), points or Fraction(0)), full)


def rule_limits(rule: dict[str, Any]) -> Limits:
    starts_full = "max_points" in rule and only_deducts(rule["shape"])
    return limits_of(rule, default_baseline="full" if starts_full else "zero")


def _leaf(world: World, subject: Subject, rule: dict[str, Any]) -> Line:
    """The order of 6.1."""
    world = replace(world, rule=rule["rule"])
    limits = rule_limits(rule)
    gives = _gives(world, rule)
    applies = _applies(world, subject, rule.get("applies", {}))
    if applies is False or (subject.founded is not None and subject.founded > world.as_of):
        return _aside(NOT_APPLICABLE, gives[NOT_APPLICABLE], limits.full)
    if rule["measure"]["take"] != "shortfall" and _covered(world.exemptions(subject), due_of(world, rule)):
        return _aside(EXEMPT, gives[EXEMPT], limits.full)
    measured = measure(world, subject, rule["measure"])
    factors = [factor_of(world, subject, entry) for entry in rule.get("times", [])]
    shape = shape_of(world, subject, rule)
    if measured.state == EXEMPT:
        return _aside(EXEMPT, gives[EXEMPT], limits.full)
    states = [state for state, _ in factors]
    if measured.state == FAILED or FAILED in states:
        return _unknown(FAILED, limits)
    if applies is None or measured.always_missing or ABSENT in states or shape is None:
        return _unknown("missing", limits)
    if measured.state == ABSENT:
        return _absent(world, rule, measured, limits, gives[NOT_APPLICABLE])
    if measured.state in ASIDE:
        return _aside(measured.state, gives[measured.state], limits.full)
    factor = Fraction(1)
    for _, one in factors:
        factor *= one
    return Scoring(world, rule, limits, shape, factor).line(measured)


def _gives(world: World, rule: dict[str, Any]) -> dict[str, str]:
    return {
        NOT_APPLICABLE: rule.get("otherwise", world.choice("not_applicable")),
        EXEMPT: rule.get("exempt_gives", world.choice("exempt")),
    }


def _applies(world: World, subject: Subject, applies: dict[str, Any]) -> bool | None:
    answers: list[bool | None] = []
    if "class" in applies:
        answers.append(subject.class_ in applies["class"])
    if "kind" in applies:
        answers.append(subject.kind in applies["kind"])
    for code, interval in applies.get("attributes", {}).items():
        value = subject.attributes.get(code)
        answers.append(None if value is None else lies_in(value, interval))
    if "when" in applies:
        answers.append(holds(world, subject, applies["when"]))
    return False if False in answers else None if None in answers else True


def due_of(world: World, rule: dict[str, Any]) -> date:
    if "due" in rule:
        return rule["due"]
    taken = rule["measure"]
    if taken["take"] in CYCLE_END:
        return world.cycle_end
    return due_day(world.rulebook, taken.get("each") or taken.get("period") or "year", world.as_of)


def _covered(exemptions: list[Fact], due: date) -> bool:
    return any(fact.day <= due and (fact.end is None or fact.end >= due) for fact in exemptions)


def _unknown(status: str, limits: Limits) -> Line:
    if limits.full is None:
        return _finish(Line(status), None)
    return _finish(Line(status, worst=limits.least, best=limits.cap), limits.full)


def _not_yet_due(worst: Fraction, limits: Limits, value: Fraction | None = None) -> Line:
    best = Fraction(0) if limits.full is None else limits.cap
    return _finish(Line(NOT_YET_DUE, worst=worst, best=best, measure=value), limits.full)


def _absent(world: World, rule: dict[str, Any], measured: Measured, limits: Limits, gives: str) -> Line:
    before = world.as_of < due_of(world, rule)
    if rule["measure"]["take"] == "shortfall":
        before = measured.nothing_due
    if before:
        return _not_yet_due(limits.least, limits)
    if_missing = rule.get("if_missing", "unscored")
    if if_missing == "unscored":
        return _unknown("missing", limits)
    if if_missing == NOT_APPLICABLE:
        return _aside(NOT_APPLICABLE, gives, limits.full)
    points = limits.full if if_missing == "full_marks" else Fraction(0)
    return _finish(Line(_counts(rule), points, points, points), limits.full)


def _counts(rule: dict[str, Any]) -> str:
    return "for_reference" if rule.get("reference") else "scored"


def group_of(taken: dict[str, Any]) -> str:
    if taken["take"] == "levels":
        return "recorded" if taken.get("keep") == "latest" else "cumulative"
    if taken["take"] in ("count", "sum", "checklist"):
        return "cumulative"
    if taken["take"] in ("value", "ballot", "attribute"):
        return "recorded"
    return "obligation" if taken["take"] == "shortfall" else "standing"


@dataclass(frozen=True)
class Scoring:
    """A leaf whose measure is a number or a shortfall that is not yet due."""

    world: World
    rule: dict[str, Any]
    limits: Limits
    shape: Shape
    factor: Fraction

    def points(self, value: Fraction) -> Fraction:
        exact = self.limits.baseline + self.shape(value) * self.factor
        return clip(half_up(exact, self.world.decimals("leaf")), self.limits.floor, self.limits.cap)

    def worst_points(self, value: Fraction) -> Fraction:
        try:
            return self.points(value)
        except (NoAmountError, UnknownAmountError):
            return self.limits.least

    def line(self, measured: Measured) -> Line:
        limits, group = self.limits, group_of(self.rule["measure"])
        if measured.state == NOT_YET_DUE:
            return _not_yet_due(self.worst_points(measured.worst), limits)
        early = self.world.as_of < due_of(self.world, self.rule)
        may_grow = early and limits.full is not None and not only_deducts(self.rule["shape"])
        if may_grow and group == "cumulative" and measured.value == 0:
            return _not_yet_due(limits.least, limits, measured.value)
        try:
            now = self.points(measured.value)
        except NoAmountError:
            return replace(_unknown(FAILED, limits), measure=measured.value)
        except UnknownAmountError:
            return replace(_unknown("missing", limits), measure=measured.value)
        worst = best = now
        if group == "obligation":
            worst = self.worst_points(measured.worst)
        elif may_grow and group in ("cumulative", "standing"):
            worst, best = (now if group == "cumulative" else limits.least), limits.cap
        return _finish(Line(_counts(self.rule), now, worst, best, measure=measured.value), limits.full)


@dataclass(frozen=True)
class Child:
    line: Line
    gives: str
    """What it gives when not applicable or exempt; empty when it counts."""
    full: Fraction | None
    factor: Fraction

    def contribution(self, figure: str) -> Fraction:
        return (getattr(self.line, figure) or Fraction(0)) * self.factor

    @property
    def largest(self) -> Fraction:
        return (self.full or Fraction(0)) * self.factor


def _children_of(world: World, subject: Subject, code: str) -> list[Child]:
    found = []
    for rule in world.rulebook.get("rules", []):
        if rule["node"] == code and not rule.get("reference"):
            own = line(world, subject, rule["rule"])
            gives = _gives(world, rule).get(own.status, "")
            found.append(Child(own, gives, optional_number(rule.get("max_points")), Fraction(1)))
    for node in world.rulebook["nodes"]:
        if node.get("parent") == code and not node.get("reference"):
            own = line(world, subject, node["node"])
            gives = node.get("otherwise", world.choice("not_applicable")) if own.status in ASIDE else ""
            found.append(Child(own, gives, optional_number(node.get("max_points")), node_factor(node)))
    return found


def node_factor(node: dict[str, Any]) -> Fraction:
    factor = number(node.get("weight", 1))
    if "convert" in node:
        factor = factor * number(node["convert"]["to"]) / number(node["convert"]["from"])
    return factor


def _node(world: World, subject: Subject, node: dict[str, Any]) -> Line:
    children = _children_of(world, subject, node["node"])
    limits = limits_of(node, default_baseline="zero")
    rescaled = Fraction(0)
    if limits.full is not None:
        excluded = sum((child.largest for child in children if child.gives == "excluded"), Fraction(0))
        rescaled = sum((child.largest for child in children if child.gives == "rescaled"), Fraction(0))
        limits = _less(limits, node, excluded)
    status = _node_status(children)
    if status not in (FAILED, "missing", *ASIDE) and rescaled > 0 and limits.full <= rescaled:
        status = NOT_APPLICABLE
    if status in ASIDE:
        full = optional_number(node.get("max_points"))
        return _aside(status, node.get("otherwise", world.choice("not_applicable")), full)
    figures = {}
    for figure in ("points", "worst", "best"):
        added = sum((child.contribution(figure) for child in children), Fraction(0))
        if rescaled > 0 and limits.full > rescaled:
            added = half_up(added * limits.full / (limits.full - rescaled), world.decimals("leaf"))
        clipped = clip(limits.baseline + added, limits.floor, limits.cap)
        is_total = node["node"] == world.rulebook["rulebook"]["total"]
        figures[figure] = half_up(clipped, world.decimals("total")) if is_total else clipped
    nothing_known = status in (FAILED, "missing") and all(child.line.points is None for child in children)
    if status == NOT_YET_DUE or nothing_known:
        figures["points"] = None
    if status == "scored" and node.get("reference"):
        status = "for_reference"
    return _finish(Line(status, **figures), limits.full)


def _less(limits: Limits, node: dict[str, Any], excluded: Fraction) -> Limits:
    """Take excluded maxima off the maximum, a default cap and a full baseline, never below 0."""
    full = max(Fraction(0), limits.full - excluded)
    return Limits(
        full=full,
        baseline=full if node.get("baseline") == "full" else limits.baseline,
        floor=limits.floor,
        cap=limits.cap if "cap" in node else full,
    )


def _node_status(children: list[Child]) -> str:
    statuses = [
        "scored" if child.gives == "full_marks" and child.full is not None else child.line.status for child in children
    ]
    for bad in (FAILED, "missing"):
        if bad in statuses:
            return bad
    if all(status == NOT_APPLICABLE for status in statuses):
        return NOT_APPLICABLE
    if all(status in ASIDE for status in statuses):
        return EXEMPT
    rest = [status for status in statuses if status not in ASIDE]
    return NOT_YET_DUE if all(status == NOT_YET_DUE for status in rest) else "scored"
