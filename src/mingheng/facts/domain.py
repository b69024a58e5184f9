"""Change the table of facts: with every act that changes truth, or all at once from the beginning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db import transaction

from mingheng.audit.changes import Change
from mingheng.facts.models import Fact
from mingheng.facts.registry import Cause, KnownFact, ScoreEffect, listeners, notices, projectors
from mingheng.facts.sources import of_source
from mingheng.organisation.models import Unit
from mingheng.scoring import FactRow
from mingheng.scoring.subjects import thousandths

BATCH = 2_000


def replace_facts(
    change: Change, *, source_prefix: str, rows: Sequence[FactRow], known_on: date, cause: Cause
) -> list[ScoreEffect]:
    """Let `rows` count from `known_on` in place of the facts whose source begins with `source_prefix`.

    The old ones stay, withdrawn on that day, so that what was known earlier can still be asked. Returns what the
    listener says of the consequences: the changes of scores.
    """
    old = Fact.objects.filter(of_source(source_prefix), withdrawn_on=None)
    touched = set(old.values_list("subject_id", flat=True))
    old.update(withdrawn_on=known_on)
    units = units_by_code(row.subject for row in rows)
    new = [fact_of(KnownFact(row, known_on), units) for row in rows]
    Fact.objects.bulk_create(new)
    touched |= {fact.subject_id for fact in new}
    return [effect for listener in listeners for effect in listener(change, sorted(touched), cause)]


def add_facts(facts: Iterable[KnownFact]) -> int:
    """Add many facts and tell only that there are: for imports, whose end is a full run. Returns how many."""
    count = 0
    for batch in fact_batches(facts):
        Fact.objects.bulk_create(batch)
        count += len(batch)
    if count:
        for notice in notices:
            notice()
    return count


def rebuild_facts() -> int:
    """Throw all facts away and project them again from truth. Returns how many there are."""
    with transaction.atomic():
        Fact.objects.all().delete()
        return sum(add_facts(projector()) for projector in projectors.values())


def fact_batches(facts: Iterable[KnownFact]) -> Iterator[list[Fact]]:
    """The rows of many facts, not yet written, so many at a time."""
    known = iter(facts)
    units: dict[str, int] = {}
    while batch := list(islice(known, BATCH)):
        units |= units_by_code(fact.row.subject for fact in batch if fact.row.subject not in units)
        yield [fact_of(fact, units) for fact in batch]


def units_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of units by their code."""
    return dict(Unit.objects.filter(code__in=set(codes)).values_list("code", "id"))


def fact_of(known: KnownFact, units: Mapping[str, int]) -> Fact:
    """The row of the table. KeyError for a subject that is no unit."""
    row = known.row
    return Fact(
        subject_id=units[row.subject],
        kind=row.kind,
        day=row.day,
        belongs=row.belongs or row.day,
        ended_on=row.end,
        expected=_scaled(row.expected),
        actual=_scaled(row.actual),
        level=row.level,
        person=row.person,
        case=row.case,
        verified=row.verified,
        entered_on=row.known or row.day,
        known_on=known.known_on,
        withdrawn_on=known.withdrawn_on,
        source=row.source,
    )


def _scaled(quantity: Decimal | int | None) -> int | None:
    return None if quantity is None else thousandths(quantity)
