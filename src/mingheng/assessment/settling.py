"""Facts after a reorganisation from a day that has passed: they go to the unit that was assessed on their day.

Reorganisations are often registered after their day. What was done since then in a unit that moved was counted for
the office above it as the tree stood before; here it is counted where it belongs, as a rebuild of all facts would do.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Q

from mingheng.facts.domain import add_facts
from mingheng.facts.models import Fact
from mingheng.ledger.models import EntryVersion
from mingheng.ledger.projection import known_facts, source_of
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.values import day_of, open_values
from mingheng.organisation.assessed import AssessedUnits

PORTION = 500
"""So many versions are looked at, or projected again, at a time."""
PAUSE = 0.2
"""Seconds between two portions. Who waits for SQLite's one writer looks every tenth of a second whether it may."""


def settle_facts(since: datetime | None = None) -> int:
    """Project those versions again that now count for another unit, or for none. Returns how many there were.

    Looks at all, or only at those decided on since a moment. Looks outside any transaction and writes a portion at a
    time, so that nobody waits long for it.
    """
    assessed = AssessedUnits()
    moved = [version.pk for version in misplaced_versions(assessed, since)]
    for start in range(0, len(moved), PORTION):
        if start:
            time.sleep(PAUSE)
        _settle(moved[start : start + PORTION], assessed)
    return len(moved)


def _settle(keys: list[int], assessed: AssessedUnits) -> None:
    with transaction.atomic():
        # Read again: a correction may have taken a version's place meanwhile.
        versions = list(EntryVersion.objects.filter(pk__in=keys).select_related("entry__unit"))
        Fact.objects.filter(source__in=[source_of(version) for version in versions]).delete()
        add_facts(
            fact for version in versions if version.counts_from for fact in known_facts(version, assessed.code_for)
        )


def misplaced_versions(assessed: AssessedUnits, since: datetime | None = None) -> Iterator[EntryVersion]:
    """The versions that ever counted whose facts are another unit's than the one assessed for them."""
    counted = EntryVersion.objects.filter(counts_from__isnull=False).select_related("entry__unit").order_by("pk")
    if since is not None:
        counted = counted.filter(Q(decided_at__gte=since) | Q(decided_at=None, written_at__gte=since))
    rows = counted.iterator(PORTION)
    while versions := list(islice(rows, PORTION)):
        sources = Fact.objects.filter(source__in=[source_of(version) for version in versions])
        kept = dict(sources.values_list("source", "subject__code").distinct())
        for version in versions:
            day = day_of(kind_of(version.entry.kind), open_values(version))
            if kept.get(source_of(version), "") != (assessed.code_for(version.entry.unit, day) if day else ""):
                yield version
