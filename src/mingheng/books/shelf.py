"""Whose books there are: the organisations within reach, and how much stands in their books."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet

from mingheng import clock
from mingheng.ledger.models import Entry
from mingheng.organisation.models import Placement
from mingheng.organisation.queries import running_on, units_within
from mingheng.pinyin import named


def shelf_of(reach: Collection[int], words: str = "") -> QuerySet[Placement]:
    """The organisations that stand within reach today, in the order of their codes; those whose name holds `words`."""
    found = Placement.objects.filter(running_on(clock.today()), unit__in=units_within(reach).values("pk"))
    if words:
        found = found.filter(named(words) | Q(unit__code=words))
    return found.select_related("unit").order_by("unit__code")


def with_counts(placements: Iterable[Placement], year: int) -> list[tuple[Placement, int]]:
    """Each with the number of its entries of the year that count."""
    shown = list(placements)
    counted = Entry.objects.filter(
        unit__in=[one.unit_id for one in shown], accepted__isnull=False, happened_on__year=year
    )
    counts = dict(counted.values_list("unit_id").annotate(Count("pk")))
    return [(one, counts.get(one.unit_id, 0)) for one in shown]
