"""Are the facts that are kept those that truth gives now? Somebody may have changed the table, which no event binds.

In: the table as it lies in the database, and what the projectors make. Out: every source of which the two differ.
Of each source only counts and a sum of hashes are held, whatever the order in which its facts come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from mingheng.audit.rows import Columns, all_rows
from mingheng.audit.verifier import canonical, canonical_json
from mingheng.facts.domain import fact_batches
from mingheng.facts.models import Fact
from mingheng.facts.registry import projectors

_KEY = "id"
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Difference:
    """A source of which other facts are kept than its row of truth gives: how many there should be, how many are."""

    source: str
    expected: int
    kept: int


@dataclass(slots=True)
class _Tally:
    expected: int = 0
    kept: int = 0
    balance: int = 0
    """The hashes of the expected facts less those of the kept ones: zero when they are the same."""


def differences() -> list[Difference]:
    """Every source whose facts are not what the projectors make of it, in the order of their names.

    Both sides must be read in one transaction that sees one moment, where others may write.
    """
    tallies: dict[str, _Tally] = {}
    for columns in _expected():
        tally = tallies.setdefault(columns["source"], _Tally())
        tally.expected += 1
        tally.balance = (tally.balance + _number_of(columns)) % _MODULUS
    for columns in all_rows(Fact._meta.db_table, _KEY):
        tally = tallies.setdefault(str(columns["source"]), _Tally())
        tally.kept += 1
        tally.balance = (tally.balance - _number_of(columns)) % _MODULUS
    return [
        Difference(source, tally.expected, tally.kept)
        for source, tally in sorted(tallies.items())
        if tally.balance or tally.expected != tally.kept
    ]


def _expected() -> Iterator[Columns]:
    names = [field.attname for field in Fact._meta.concrete_fields]
    for projector in projectors.values():
        for batch in fact_batches(projector()):
            for fact in batch:
                yield {name: canonical(getattr(fact, name)) for name in names}


def _number_of(columns: Columns) -> int:
    told = {name: value for name, value in columns.items() if name != _KEY}
    text = canonical_json(told).encode("utf-8", "surrogateescape")
    return int.from_bytes(sha256(text).digest(), "big")
