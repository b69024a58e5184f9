"""Whose books there are: the organisations within reach, and how much stands in their books."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from mingheng.books.contents import counted_in
from mingheng.ledger.queries import placements_within
from mingheng.organisation.models import Placement


def shelf_of(reach: Collection[int], words: str = "") -> QuerySet[Placement]:
    """The organisations that stand within reach today, in the order of their codes; those whose name holds `words`."""
    return placements_within(reach, words=words).order_by("unit__code")


def with_counts(placements: Iterable[Placement], year: int) -> list[tuple[Placement, int]]:
    """Each with the number of the entries in its book of the year."""
    shown = list(placements)
    counted = counted_in([one.unit_id for one in shown], year)
    counts = dict(counted.values_list("entry__unit_id").annotate(Count("pk")))
    return [(one, counts.get(one.unit_id, 0)) for one in shown]
