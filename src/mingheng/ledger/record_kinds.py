"""The record kinds that entries are kept of, and what each field means to an entry: its day, its title, its unit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mingheng.content import kinds_folder
from mingheng.scoring import FaultyInput, Kind, load_kinds
from mingheng.scoring.kinds import Field

OFFERED_KINDS = ("meeting",)
"""The kinds that pages offer. Form, page and facts follow from the kind's file; a kind is offered once its clerks have
seen it. The first fact of an offered kind says by which field its entries are dated."""

UNIT_FIELD = "organisation"
"""Not asked of anybody: it is the entry's unit."""

TITLE_FIELD = "title"


@lru_cache(maxsize=1)
def all_kinds() -> dict[str, Kind]:
    """The record kinds of this version, by code. FaultyInput when one of them cannot be read."""
    kinds, problems = load_kinds(kinds_folder())
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise FaultyInput(errors)
    return kinds


def kind_of(code: str) -> Kind:
    """The kind of an entry. KeyError for a code that no file has."""
    return all_kinds()[code]


def offered_kinds() -> list[Kind]:
    """The kinds of which new entries can be made."""
    return [kind_of(code) for code in OFFERED_KINDS]


def own_fields(kind: Kind) -> list[Field]:
    """The fields that people fill in, the day first."""
    asked = [column for column in kind.fields.values() if column.code != UNIT_FIELD]
    return sorted(asked, key=lambda column: column.code != day_field(kind))


def day_field(kind: Kind) -> str:
    """The field by which entries of the kind are dated."""
    return kind.facts[0].day


def hidden_fields(kind: Kind) -> frozenset[str]:
    """The fields that facts carry as hashes: those that name persons, and sensitive case numbers."""
    persons = {spec.person for spec in kind.facts} | {
        spec.case for spec in kind.facts if _is_sensitive(kind, spec.case)
    }
    return frozenset(persons - {""}) | {column.code for column in kind.fields.values() if column.type == "person"}


def _is_sensitive(kind: Kind, code: str) -> bool:
    return code in kind.fields and kind.fields[code].sensitive


def unusual_choices(kind: Kind, values: Mapping[str, Any], organisation_kind: str) -> list[Field]:
    """The fields whose choice organisations of this kind do not usually make: a question, never a refusal."""
    return [
        column
        for column in kind.fields.values()
        if column.done_by and column.code in values and not column.is_usual(values[column.code], organisation_kind)
    ]


def attendances(kind: Kind) -> list[tuple[Field, Field]]:
    """Pairs of counts of which the second should not exceed the first: who was expected, who came."""
    pairs = {(str(spec.expected), str(spec.actual)) for spec in kind.facts}
    known = [pair for pair in sorted(pairs) if pair[0] in kind.fields and pair[1] in kind.fields]
    return [(kind.fields[expected], kind.fields[actual]) for expected, actual in known]
