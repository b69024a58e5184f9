"""The rulebook as a whole: head, periods, tree, rules, grading, effects, consequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache, cached_property
from math import lcm
from typing import Any, Literal

from mingheng.scoring.language.measures import Condition, Measure, Selection
from mingheng.scoring.language.shapes import Shape
from mingheng.scoring.language.words import Amount, Exact, Interval, Quotient, keyed

Otherwise = Literal["excluded", "rescaled", "full_marks"]
Baseline = Literal["full", "zero"] | Exact


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """First and last day of one assessment."""

    first: date = field(metadata={"key": "from"})
    last: date = field(metadata={"key": "to"})


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """Decimals at each stage."""

    leaf_stage: Literal["none"] | int = keyed("leaf", 2)
    group: int = 4
    total: int = 2

    @property
    def leaf(self) -> int | None:
        """Decimals of rules; None when rules are not rounded."""
        return None if self.leaf_stage == "none" else self.leaf_stage


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a printed table leaves open and a rulebook declares. The first value is the default."""

    decides: Literal["shown", "exact"] = "shown"
    new_organisation: Literal["full_only", "partial"] = "full_only"
    several: Literal["all", "one"] = "all"
    early: Literal["lost", "carries"] = "lost"
    late: Literal["counts", "within_grace"] = "counts"
    not_applicable: Otherwise = "excluded"
    exempt: Otherwise = "excluded"
    ties: Literal["open", "include", "exclude", "second_key"] = "open"
    quota_rounding: Literal["down", "half_up", "up"] = "down"
    vetoed_in_base: bool = True
    vetoed_slot: Literal["passes_on", "used_up"] = "passes_on"
    without_score_in_base: bool = False


@dataclass(frozen=True, kw_only=True)
class Head:
    """Which document this is and how it counts."""

    id: str
    title: str
    issuer: str
    document: str
    issued_on: date | None = None
    cycle: Cycle
    subjects: Literal["unit", "post"] = "unit"
    total: str = "total"
    total_points: Exact | None = None
    classes: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    rounding: Rounding = Rounding()
    choices: Choices = Choices()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Period:
    """A named way to cut time into spans; exactly one of the five ways is given."""

    is_cycle: Literal["cycle"] | None = keyed("is")
    every: Literal["month", "two_months", "quarter", "half_year"] | None = None
    starts_on: int | None = None
    spans: tuple[tuple[date, ...], ...] = ()
    rolling_days: int | None = None
    years: int | None = None
    grace_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """A scale turned into another: 100 points into 10."""

    start: Exact = field(metadata={"key": "from"})
    to: Exact


@dataclass(frozen=True, kw_only=True)
class Node:
    """An inner indicator of the tree."""

    node: str
    label: str
    parent: str = ""
    article: str = ""
    text: str = ""
    max_points: Exact | None = None
    baseline: Baseline = "zero"
    cap: Exact | None = None
    floor: Exact | None = None
    weight: Quotient = Quotient(Exact(1))
    convert: Conversion | None = None
    otherwise: Otherwise | None = None
    reference: bool = False
    note: str = ""

    @cached_property
    def share(self) -> Exact:
        """What one point of the node is worth in its parent."""
        conversion = self.convert.to / self.convert.start if self.convert else Exact(1)
        return self.weight.value * conversion


@dataclass(frozen=True, kw_only=True)
class Applies:
    """To whom a rule applies; every given key must hold."""

    classes: tuple[str, ...] = keyed("class", ())
    kinds: tuple[str, ...] = keyed("kind", ())
    attributes: Mapping[str, Interval] = field(default_factory=dict)
    when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Multiplier:
    """A factor on a rule's amount: a number under a condition, or a measure's value."""

    factor: Quotient | None = None
    when: Condition | None = None
    by: Measure | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A leaf of the tree: who, what is counted, how it becomes points, within which limits."""

    rule: str
    label: str
    node: str
    article: str
    text: str
    measure: Measure
    shape: Shape
    state: Literal["已核", "待核"] = "待核"
    assessor: str = ""
    applies: Applies = Applies()
    otherwise: Otherwise | None = None
    exempt_gives: Otherwise | None = None
    max_points: Exact | None = None
    baseline: Baseline | None = None
    cap: Exact | None = None
    floor: Exact | None = None
    times: tuple[Multiplier, ...] = ()
    due: date | None = None
    if_missing: Literal["unscored", "zero", "full_marks", "not_applicable"] = "unscored"
    reference: bool = False
    note: str = ""

    @cached_property
    def words(self) -> frozenset[type]:
        """Every word of the language (measures, conditions, shapes …) that the rule is made of."""
        return frozenset(type(part) for part in parts_of(self))


@dataclass(frozen=True, kw_only=True)
class PercentByLevel:
    """A quota that another subject's level decides: the team's grade limits its members' quota."""

    MARK = "by_level_of"
    by_level_of: str
    table: Mapping[str, Exact]
    otherwise: Exact


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many peers may hold a grade."""

    percent: Amount | PercentByLevel | None = None
    heads: Amount | None = None


@dataclass(frozen=True, kw_only=True)
class Level(Interval):
    """One grade."""

    grade: str
    article: str = ""
    quota: Quota | None = None
    gates: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Grading:
    """How scores become grades."""

    by: str
    rank_by: str = ""
    then_by: tuple[str, ...] = ()
    among: Literal["class", "kind", "parent", "all"] = "class"
    levels: tuple[Level, ...]
    on_gap: Literal["open", "lower", "higher"] | None = None
    below: str = ""


@dataclass(frozen=True, kw_only=True)
class Then:
    """What an effect does to a grade; exactly one key is given."""

    grade: str | None = None
    at_best: str | None = None
    at_least: str | None = None
    down: int | None = None
    recorded_in: str | None = None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A fact or a figure that moves a grade (veto, cap, step down, direct grading)."""

    effect: str
    label: str
    article: str
    when: Condition
    then: Then
    text: str = ""
    note: str = ""
    outside_quota: bool = False


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What follows from a result, outside the score."""

    consequence: str
    label: str
    article: str
    when: Condition
    then: str
    text: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """One issued document, ready to score. `checksum` is over its files' bytes."""

    head: Head
    periods: Mapping[str, Period]
    nodes: Mapping[str, Node]
    rules: Mapping[str, Rule]
    grading: Grading | None
    effects: tuple[Effect, ...]
    consequences: tuple[Consequence, ...]
    checksum: str = ""
    fact_kinds: frozenset[str] = frozenset()
    """Every fact kind that some measure reads."""

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.head.id

    @property
    def title(self) -> str:
        """The document's title."""
        return self.head.title

    @property
    def cycle_from(self) -> date:
        """First day of the cycle."""
        return self.head.cycle.first

    @property
    def cycle_to(self) -> date:
        """Last day of the cycle."""
        return self.head.cycle.last

    @property
    def attributes(self) -> Mapping[str, str]:
        """Headings of the numeric subject columns, by code."""
        return self.head.attributes

    @property
    def subjects_are(self) -> Literal["unit", "post"]:
        """Units, or persons on posts."""
        return self.head.subjects

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class a subject may have."""
        return self.head.classes

    @property
    def unit_kinds(self) -> tuple[str, ...]:
        """Every kind of unit a subject may have."""
        return self.head.unit_kinds

    @property
    def parts(self) -> tuple[Node | Rule, ...]:
        """Every node, then every rule."""
        return (*self.nodes.values(), *self.rules.values())

    @cached_property
    def decimals(self) -> int:
        """The most decimals of any point figure or rounding stage; 6 where rules are not rounded."""
        rounding = self.head.rounding
        if rounding.leaf is None:
            return 6
        figures = [
            figure
            for part in self.parts
            for figure in (part.max_points, part.baseline, part.cap, part.floor)
            if isinstance(figure, Exact)
        ]
        return max(rounding.leaf, rounding.total, *(decimals_of(figure) for figure in figures), 0)

    @cached_property
    def fineness(self) -> int:
        """The factor by which node points are finer than rule points: every product of shares on a path divides it."""
        result = 1
        for node in self.nodes.values():
            share = Exact(1)
            step: Node | None = node
            for _ in self.nodes:
                if step is None:
                    break
                share *= Exact(1, step.share.denominator)
                step = self.nodes.get(step.parent)
            result = lcm(result, share.denominator)
        return result

    @property
    def choices(self) -> Choices:
        """What the rulebook declares where its source is silent."""
        return self.head.choices

    def label_of(self, code: str) -> str:
        """The Chinese label of a rule or node."""
        return self.rules[code].label if code in self.rules else self.nodes[code].label


def decimals_of(number: Exact) -> int:
    """How many decimals a number needs (at most 6 are ever written)."""
    return next((count for count in range(6) if (number * 10**count).denominator == 1), 6)


@cache
def _names_inside(kind: Any) -> tuple[str, ...] | None:
    return tuple(slot.name for slot in fields(kind)) if is_dataclass(kind) else None


def parts_of(part: Any) -> Iterator[Any]:
    """`part` and every piece of the language inside it, depth first."""
    waiting = [part]
    while waiting:
        piece = waiting.pop()
        kind: Any = type(piece)
        names = _names_inside(kind)
        if names is not None:
            yield piece
            waiting += [getattr(piece, name) for name in reversed(names)]
        elif isinstance(piece, tuple | list):
            waiting += reversed(piece)
        elif isinstance(piece, dict):
            waiting += reversed(piece.values())


def fact_kinds_of(part: Any) -> frozenset[str]:
    """Every fact kind read inside `part`."""
    kinds: set[str] = set()
    for piece in parts_of(part):
        if isinstance(piece, Selection):
            kinds.update(piece.of)
        elif isinstance(piece, PercentByLevel):
            kinds.add(piece.by_level_of)
        elif isinstance(piece, Then) and piece.recorded_in:
            kinds.add(piece.recorded_in)
    return frozenset(kinds)
