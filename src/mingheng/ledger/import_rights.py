"""Who may bring along sheets of which kind, about which organisations, and how their rows arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mingheng import clock
from mingheng.ledger.models import State
from mingheng.ledger.permissions import OFFICE, WRITERS, top_above
from mingheng.ledger.record_kinds import BY_COMMITTEE, BY_UNIT, all_kinds, in_groups
from mingheng.organisation.models import Grant
from mingheng.organisation.queries import units_ever_within
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import Relation, Role
from mingheng.scoring import Kind

ELSEWHERE = "elsewhere"
_IMPORTERS: Mapping[str, Mapping[Role, frozenset[Relation]]] = {
    BY_UNIT: {**WRITERS, **OFFICE},
    BY_COMMITTEE: OFFICE,
    ELSEWHERE: OFFICE,
}


@dataclass(frozen=True, slots=True)
class ImportRight:
    """A kind whose sheets somebody may bring along. `held_at` are the units at which the roles for it are held."""

    kind: Kind
    held_at: frozenset[int]

    @property
    def arrivals(self) -> tuple[State, ...]:
        """What was decided elsewhere counts at once; anything else waits for somebody else, or is a draft."""
        return (State.ACCEPTED,) if self.kind.kept_by == ELSEWHERE else (State.SUBMITTED, State.DRAFT)

    @property
    def within(self) -> frozenset[int]:
        """The keys of the units that rows may be about."""
        return frozenset(units_ever_within(self.held_at).values_list("pk", flat=True))


def import_rights(grants: Iterable[Grant]) -> list[ImportRight]:
    """Every kind whose sheets somebody with these grants may bring along, group by group."""
    found = (_right(list(grants), kind) for kind in in_groups(all_kinds().values()))
    return [right for right in found if right]


def import_right(grants: Iterable[Grant], kind_code: str) -> ImportRight | None:
    """The right to bring along sheets of one kind; None where there is none, or no such kind."""
    kind = all_kinds().get(kind_code)
    return _right(list(grants), kind) if kind else None


def _right(grants: list[Grant], kind: Kind) -> ImportRight | None:
    fitting = fitting_grants(grants, _IMPORTERS.get(kind.kept_by, {}), None, clock.today())
    held_at = {grant.unit_id for grant in fitting}
    if kind.kept_by != BY_UNIT:
        # What is said about a unit, last year's result among it, is not the unit's to say.
        held_at = {unit_id for unit_id in held_at if top_above(unit_id) == unit_id}
    return ImportRight(kind, frozenset(held_at)) if held_at else None
