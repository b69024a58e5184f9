"""Which entries of the ledger can a reply point to? Searched by words and kind, what fits the assignment best first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from mingheng.assignments.models import Recipient
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import EntryRow, rows_of
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.queries import units_ever_within, units_named

LINKABLE = (State.SUBMITTED, State.ACCEPTED)
"""Entries that a reply can point to: a draft is nobody's word yet."""
MOST_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """The entries of one page: those that are ticked first, whatever is searched for."""

    rows: list[EntryRow]
    found: int
    """How many fit the search, the ticked ones among them."""

    @property
    def is_cut(self) -> bool:
        """Whether more fit than are shown."""
        return self.found > MOST_ENTRIES


def linkable_entries(recipient: Recipient) -> QuerySet[Entry]:
    """All entries of the unit and of those below it that a reply can point to."""
    return Entry.objects.filter(unit__in=units_ever_within([recipient.unit_id]).values("pk"), state__in=LINKABLE)


def offered_entries(recipient: Recipient, *, words: str = "", kind: str = "", ticked: Collection[str] = ()) -> Offer:
    """What is ticked, and the best of what fits: of the kind that is wanted, since it was given out, the newest."""
    fitting = linkable_entries(recipient)
    if kind:
        fitting = fitting.filter(kind=kind)
    if words:
        fitting = fitting.filter(Q(title__icontains=words) | Q(unit__in=units_named(words)))
    chosen = linkable_entries(recipient).filter(pk__in=[key for key in ticked if key.isalnum()])
    best = _best_first(fitting, recipient)[:MOST_ENTRIES]
    entries = {entry.pk: entry for entry in [*_best_first(chosen, recipient), *best]}
    return Offer(rows_of(list(entries.values())), fitting.count())


def _best_first(found: QuerySet[Entry], recipient: Recipient) -> QuerySet[Entry]:
    assignment = recipient.assignment
    return found.select_related("unit").order_by(
        _nought_where(kind=assignment.kind),
        _nought_where(happened_on__gte=assignment.given_on),
        F("happened_on").desc(nulls_last=True),
        "-pk",
    )


def _nought_where(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def linkable_kinds(recipient: Recipient) -> list[tuple[str, str]]:
    """The kinds of which there are such entries, that of the assignment first: code and title."""
    there = set(linkable_entries(recipient).values_list("kind", flat=True).distinct())
    first = recipient.assignment.kind
    kinds = sorted((kind for kind in all_kinds().values() if kind.code in there), key=lambda kind: kind.code != first)
    return [(kind.code, kind.title) for kind in kinds]
