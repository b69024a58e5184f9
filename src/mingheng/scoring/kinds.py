"""Record kinds: which ledgers exist, their columns, and which facts one record yields.

`docs/record-kinds.md` is their meaning; `kind_files` reads them. Knows nothing of single records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from mingheng.scoring.mappings import CODE

FieldType = Literal["text", "date", "count", "number", "choice", "flag", "person", "subject", "list"]
KeptBy = Literal["unit", "committee", "register", "elsewhere"]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a kind's sheet. `choices` are codes by Chinese choice; several choices may mean the same code.

    `done_by` are, by code of a choice, the kinds of organisation that usually do it; anybody does what is not in it.
    What an organisation wrote in a column to `remember` is offered to it again.
    """

    code: str
    heading: str
    type: FieldType
    also: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    done_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measured_in: str = ""
    sensitive: bool = False
    remember: bool = False

    def is_usual(self, choice: str, organisation_kind: str) -> bool:
        """Whether organisations of this kind, 党支部 or another, usually do what `choice` says."""
        code = self.choices[choice]
        return code not in self.done_by or organisation_kind in self.done_by[code]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """How one fact is made from a record. Its parts name fields; `expected` and `actual` may be numbers themselves."""

    kind: str
    day: str
    end: str = ""
    expected: str | Decimal = ""
    actual: str | Decimal = ""
    level: str = ""
    person: str = ""
    case: str = ""
    subject: str = ""
    for_each: str = ""
    when: Mapping[str, tuple[str | bool, ...]] = field(default_factory=dict)

    @property
    def named_by(self) -> str:
        """The field whose value completes the fact kind; empty when the kind is fixed."""
        found = _PLACEHOLDER.search(self.kind)
        return found[1] if found else ""

    def named(self, code: str) -> str:
        """The fact kind that `code` completes."""
        return _PLACEHOLDER.sub(code, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The fields that say who was to come, who came, who was excused and who was not: two counts and two lists.

    `everybody` is a choice field, with the codes of the choices to which all members are to come.
    """

    expected: str
    actual: str
    on_leave: str
    absent: str
    everybody: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The four fields."""
        return frozenset({self.expected, self.actual, self.on_leave, self.absent})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One ledger that clerks keep. `group` is the heading it stands under among the other ledgers."""

    code: str
    title: str
    group: str
    kept_by: KeptBy
    article: str
    state: Literal["已核", "待核"]
    help: str
    fields: Mapping[str, Field]
    facts: tuple[FactSpec, ...]
    attendance: Attendance | None = None

    @property
    def naming(self) -> frozenset[str]:
        """The fields whose values complete fact kinds."""
        return frozenset(spec.named_by for spec in self.facts)

    def yields(self, fact_kind: str) -> bool:
        """Whether some record of this kind can yield facts of `fact_kind`."""
        return any(self._can_name(spec, fact_kind) for spec in self.facts)

    def _can_name(self, spec: FactSpec, fact_kind: str) -> bool:
        if not spec.named_by:
            return spec.kind == fact_kind
        code = fact_kind.partition(".")[2]
        choices = self.fields[spec.named_by].choices
        known = code in choices.values() if choices else CODE.match(code) is not None
        return known and spec.named(code) == fact_kind

    def levels_of(self, fact_kind: str) -> tuple[str, ...] | None:
        """Every level that this kind's records can give facts of `fact_kind`; None when it is free text.

        Of several words that mean the same, the first is the one that facts have.
        """
        found: dict[str, str] = {}
        for spec in self.facts:
            if spec.level and self._can_name(spec, fact_kind):
                if not self.fields[spec.level].choices:
                    return None
                for word, code in self.fields[spec.level].choices.items():
                    found.setdefault(code, word)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Yields:
    """What records can yield. Called with a fact kind it says whether any record kind yields it."""

    kinds: tuple[Kind, ...]

    @classmethod
    def of(cls, kinds: Mapping[str, Kind]) -> Yields:
        """What records of these kinds can yield."""
        return cls(tuple(kinds.values()))

    def __call__(self, fact_kind: str) -> bool:
        """Whether some record can yield facts of `fact_kind`."""
        return any(kind.yields(fact_kind) for kind in self.kinds)

    def levels_of(self, fact_kind: str) -> tuple[str, ...] | None:
        """Every level a fact of this kind can have, in the order of the ledger; None when it is free text."""
        found: dict[str, None] = {}
        for kind in self.kinds:
            if kind.yields(fact_kind):
                levels = kind.levels_of(fact_kind)
                if levels is None:
                    return None
                found |= dict.fromkeys(levels)
        return tuple(found)

    def names_like(self, fact_kind: str) -> list[str]:
        """Every fact kind that can be yielded; where a record completes the name, with the code of `fact_kind`."""
        code = fact_kind.partition(".")[2] or fact_kind
        names: dict[str, None] = {}
        for kind in self.kinds:
            for spec in kind.facts:
                choices = kind.fields[spec.named_by].choices.values() if spec.named_by else ()
                names |= dict.fromkeys(spec.named(one) for one in (choices or [code]))
        return list(names)
