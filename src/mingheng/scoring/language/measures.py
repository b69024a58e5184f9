"""Measures (what is counted, over which period and how) and conditions on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from mingheng.scoring.language.words import Amount, Exact, Interval, keyed

PerColumn = Literal["person", "case", "level", "day", "month", "quarter", "span"]
Who = Literal["own", "unit", "partner", "children", "subtree"]
Combine = Literal["latest", "highest", "lowest", "mean", "trimmed_mean", "median", "sum"]


@dataclass(frozen=True, kw_only=True)
class Where:
    """Conditions on single facts; all that are given must hold. Their order is the order of reasons."""

    level: tuple[str, ...] | None = None
    verified: bool | None = None
    actual: Interval | None = None
    attendance: Interval | None = None
    lag: Interval | None = None
    duration: Interval | None = None
    open: bool | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is any condition."""
        return self != NO_CONDITIONS


NO_CONDITIONS = Where()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which facts a measure looks at."""

    of: tuple[str, ...]
    whose: Who = "own"
    period: str = "year"
    by: Literal["belongs", "day"] = "belongs"
    where: Where = NO_CONDITIONS
    counted_in: str = ""
    """The word that a sentence puts after a number (篇, 学时); nothing is computed from it."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that is counted per day, then per month, then per quarter."""

    day: Exact | None = None
    month: Exact | None = None
    quarter: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class Count(Selection):
    """How many facts, or distinct combinations of columns."""

    TAG: ClassVar[tuple[str, str]] = ("take", "count")
    per: tuple[PerColumn, ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True)
class Sum(Selection):
    """The sum of actual quantities."""

    TAG: ClassVar[tuple[str, str]] = ("take", "sum")
    within: tuple[Exact, ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True)
class Shortfall(Selection):
    """What is missing against a requirement, span by span."""

    TAG: ClassVar[tuple[str, str]] = ("take", "shortfall")
    required: Amount
    each: str = ""
    quantity: Literal["records", "actual"] | tuple[PerColumn, ...] = "records"
    counted: Literal["units", "periods", "once"] = "units"
    allowance: Exact = Exact(0)
    several: Literal["all", "one"] | None = None
    early: Literal["lost", "carries"] | None = None
    late: Literal["counts", "within_grace"] | None = None

    @property
    def owed_over(self) -> str:
        """The period whose spans are owed."""
        return self.each or self.period


@dataclass(frozen=True, kw_only=True)
class Rate(Selection):
    """Actual over expected, pooled."""

    TAG: ClassVar[tuple[str, str]] = ("take", "rate")


@dataclass(frozen=True, kw_only=True)
class Gap(Selection):
    """The longest run of days without a fact."""

    TAG: ClassVar[tuple[str, str]] = ("take", "gap")


@dataclass(frozen=True, kw_only=True)
class Grace:
    """Days or months after a due day that cost nothing."""

    days: int = 0
    months: int = 0


@dataclass(frozen=True, kw_only=True)
class Delay(Selection):
    """How late things were done, or still are."""

    TAG: ClassVar[tuple[str, str]] = ("take", "delay")
    measured_in: Literal["days", "months", "years"]
    grace: Grace = Grace()
    partial: Literal["full", "started"] = "full"
    combine: Literal["sum", "longest"] = "sum"


@dataclass(frozen=True, kw_only=True)
class Value(Selection):
    """The quantities that others gave: marks, results, decisions."""

    TAG: ClassVar[tuple[str, str]] = ("take", "value")
    combine: Combine = "latest"
    within: tuple[Exact, ...] = ()
    weights: Mapping[str, Amount] = field(default_factory=dict)
    absent: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class Levels(Selection):
    """The sum of numbers that a table gives to levels."""

    TAG: ClassVar[tuple[str, str]] = ("take", "levels")
    values: Mapping[str, Exact]
    per: Literal["case", "record"] = "record"
    keep: Literal["all", "highest", "latest"] = "all"
    absent: Exact | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True)
class Ballot(Selection):
    """What a tally says: a mean of option values, or a share of votes."""

    TAG: ClassVar[tuple[str, str]] = ("take", "ballot")
    values: Mapping[str, Exact] = field(default_factory=dict)
    share_of: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    base: Literal["valid", "issued"] = "valid"
    groups: Mapping[str, Amount] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """A number of the subject itself."""

    TAG: ClassVar[tuple[str, str]] = ("take", "attribute")
    name: str


@dataclass(frozen=True, kw_only=True)
class Run(Selection):
    """How many of the latest periods meet a condition without interruption."""

    TAG: ClassVar[tuple[str, str]] = ("take", "run")


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One simple measure over another."""

    TAG: ClassVar[tuple[str, str]] = ("take", "ratio")
    part: Count | Sum | Attribute | Value
    whole: Count | Sum | Attribute | Value


@dataclass(frozen=True, kw_only=True)
class Peers:
    """The subject against its peers: needs everybody's own lines first."""

    TAG: ClassVar[tuple[str, str]] = ("take", "peers")
    of: str
    compared: Literal["rank", "rank_share", "over_highest", "over_mean", "minus_mean", "minus_highest"] = field(
        metadata={"key": "is"}
    )
    among: Literal["class", "kind", "parent", "all"] = "class"


@dataclass(frozen=True, kw_only=True)
class Children:
    """The results of the subjects below."""

    TAG: ClassVar[tuple[str, str]] = ("take", "children")
    of: str
    combine: Literal["mean", "sum", "lowest", "highest"] = "mean"
    classes: tuple[str, ...] = keyed("class", ())
    weighted_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a checklist."""

    label: str
    when: Condition
    worth: Exact = Exact(1)


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """How many items hold, or do not."""

    TAG: ClassVar[tuple[str, str]] = ("take", "checklist")
    items: tuple[Item, ...]
    counted: Literal["met", "unmet"] = "met"


@dataclass(frozen=True, kw_only=True)
class MeasureCondition(Interval):
    """A measure lies in a range."""

    MARK: ClassVar[str] = "measure"
    measure: Measure
    label: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class PointsCondition(Interval):
    """The points of a node or rule lie in a range."""

    MARK: ClassVar[str] = "points_of"
    points_of: str
    label: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class GradeCondition:
    """The subject has one of these grades."""

    MARK: ClassVar[str] = "grade"
    grade: tuple[str, ...]
    label: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class AllOf:
    """Every condition holds."""

    MARK: ClassVar[str] = "all"
    conditions: tuple[Condition, ...] = field(metadata={"key": "all"})
    label: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """At least one condition holds."""

    MARK: ClassVar[str] = "any"
    conditions: tuple[Condition, ...] = field(metadata={"key": "any"})
    label: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class Not:
    """A condition does not hold."""

    MARK: ClassVar[str] = "not"
    condition: Condition = field(metadata={"key": "not"})
    label: str = ""
    article: str = ""


SimpleMeasure = Count | Sum | Attribute | Value
GroupMeasure = Peers | Children
Measure = (
    Count | Sum | Shortfall | Rate | Ratio | Gap | Delay | Value | Levels
    | Ballot | Checklist | Attribute | Run | Peers | Children
)  # fmt: skip
Condition = MeasureCondition | PointsCondition | GradeCondition | AllOf | AnyOf | Not
