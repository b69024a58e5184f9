"""What an assessment looks at: subjects, the facts in view, and which facts a measure selects (sections 4, 5.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from .figures import lies_in, number, optional_number
from .periods import Span, spans_of

CHOICES: dict[str, Any] = {
    "decides": "shown",
    "new_organisation": "full_only",
    "several": "all",
    "early": "lost",
    "late": "counts",
    "not_applicable": "excluded",
    "exempt": "excluded",
    "ties": "open",
    "quota_rounding": "down",
    "vetoed_in_base": True,
    "vetoed_slot": "passes_on",
    "without_score_in_base": False,
}


@dataclass(frozen=True)
class Subject:
    id: str
    class_: str | None
    kind: str | None
    parent: str | None
    unit: str | None
    scored_with: str | None
    founded: date | None
    closed: date | None
    assessed: bool
    attributes: dict[str, Fraction]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Subject:
        attributes = row.get("attributes") or {}
        assessed = row.get("assessed")
        return cls(
            id=row["id"],
            class_=row.get("class"),
            assessed=True if assessed is None else assessed,
            attributes={code: number(value) for code, value in attributes.items() if value is not None},
            **{key: row.get(key) for key in ("kind", "parent", "unit", "scored_with", "founded", "closed")},
        )


@dataclass(frozen=True)
class Fact:
    subject: str
    kind: str
    day: date
    belongs: date
    end: date | None
    expected: Fraction | None
    actual: Fraction | None
    level: str | None
    person: str | None
    case: str | None
    verified: bool
    known: date


@dataclass(frozen=True)
class Selected:
    """A fact with the day it is reckoned to and the span that holds that day."""

    fact: Fact
    reckoned: date
    span: Span


@dataclass
class World:
    rulebook: dict[str, Any]
    subjects: dict[str, Subject]
    facts: list[Fact]
    connected: set[str]
    as_of: date
    line_of: Callable[[World, Subject, str], Any]
    """`tree.line`, handed in because the tree calls measures and two measures call the tree."""
    lines: dict[tuple[str, str], Any] = field(default_factory=dict)
    grades: dict[str, str | None] | None = None
    rule: str | None = None
    """The rule at hand: its exemptions excuse every shortfall in it, also one in a condition."""

    def choice(self, name: str) -> Any:
        return self.rulebook["rulebook"].get("choices", {}).get(name, CHOICES[name])

    def decimals(self, stage: str) -> int | None:
        raw = self.rulebook["rulebook"]["rounding"][stage]
        return None if raw == "none" else int(raw)

    def spans(self, name: str) -> list[Span]:
        return spans_of(self.rulebook, name, self.as_of)

    @property
    def cycle_end(self) -> date:
        return self.rulebook["rulebook"]["cycle"]["to"]

    def exemptions(self, subject: Subject) -> list[Fact]:
        """The approved exceptions of the rule at hand."""
        return [fact for fact in self.facts if (fact.subject, fact.kind) == (subject.id, f"exemption.{self.rule}")]

    def assessed(self) -> list[Subject]:
        return [subject for subject in self.subjects.values() if subject.assessed]


def facts_in_view(rows: list[dict[str, Any]], as_of: date, known_on: date) -> list[Fact]:
    facts = []
    for row in rows:
        known = row.get("known") or row["day"]
        withdrawn = row.get("withdrawn")
        taken_back = withdrawn is not None and withdrawn <= known_on
        if row["day"] <= as_of and known <= known_on and not taken_back:
            facts.append(_fact(row, known, as_of))
    return facts


def _fact(row: dict[str, Any], known: date, as_of: date) -> Fact:
    end = row.get("end")
    return Fact(
        subject=row["subject"],
        kind=row["kind"],
        day=row["day"],
        belongs=row.get("belongs") or row["day"],
        end=end if end is not None and (end <= as_of or row["kind"].startswith("exemption.")) else None,
        expected=optional_number(row.get("expected")),
        actual=optional_number(row.get("actual")),
        level=row.get("level"),
        person=row.get("person"),
        case=row.get("case"),
        verified=bool(row.get("verified")),
        known=known,
    )


def kinds_of(measure: Mapping[str, Any]) -> set[str]:
    """The kinds named in `of` of one measure over facts."""
    of = measure.get("of", [])
    return {of} if isinstance(of, str) else set(of)


def owners(world: World, subject: Subject, whose: str) -> set[str]:
    """Whose facts count for this subject."""
    if whose == "own":
        return {subject.id}
    if whose == "unit":
        return {subject.unit} if subject.unit else set()
    if whose == "partner":
        return {subject.scored_with or subject.id}
    below = {other.id for other in world.subjects.values() if other.parent == subject.id}
    if whose == "children":
        return below
    for child in list(below):
        below |= owners(world, world.subjects[child], "subtree")
    return below | {subject.id}


def select(world: World, subject: Subject, measure: Mapping[str, Any]) -> list[Selected]:
    """The facts that meet every key of the selection, `where` included."""
    where = measure.get("where", {})
    return [one for one in candidates(world, subject, measure) if meets(one.fact, where, world.as_of)]


def candidates(world: World, subject: Subject, measure: Mapping[str, Any]) -> list[Selected]:
    """The facts of the right kind, owner and period, before `where`."""
    spans = world.spans(measure.get("each") or measure.get("period") or "year")
    kinds, ids = kinds_of(measure), owners(world, subject, measure.get("whose", "own"))
    found = []
    for fact in world.facts:
        if fact.kind in kinds and fact.subject in ids:
            reckoned = fact.day if measure.get("by") == "day" else fact.belongs
            found += [Selected(fact, reckoned, span) for span in spans if span.holds(reckoned)][:1]
    return found


def meets(fact: Fact, where: Mapping[str, Any], as_of: date) -> bool:
    return all(_meets_one(fact, key, wanted, as_of) for key, wanted in where.items())


def _meets_one(fact: Fact, key: str, wanted: Any, as_of: date) -> bool:
    if key == "level":
        return fact.level in wanted
    if key == "verified":
        return fact.verified is wanted
    if key == "actual":
        return fact.actual is not None and lies_in(fact.actual, wanted)
    if key == "attendance":
        known = fact.actual is not None and bool(fact.expected)
        return known and lies_in(fact.actual / fact.expected, wanted)
    if key == "lag":
        return lies_in(Fraction((fact.known - fact.day).days), wanted)
    if key == "duration":
        return lies_in(Fraction(((fact.end or as_of) - fact.day).days), wanted)
    if key == "open":
        return (fact.end is None) is wanted
    raise KeyError(key)
