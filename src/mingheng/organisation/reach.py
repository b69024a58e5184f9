"""How far somebody's roles reach: units, with all that is below them."""

from __future__ import annotations

from collections.abc import Iterable

from mingheng.organisation.models import Grant


class Reach(frozenset[int]):
    """The units at which roles are held. With the top of the tree among them it is everything: nobody walks down."""

    is_whole: bool = False

    @classmethod
    def of(cls, grants: Iterable[Grant]) -> Reach:
        """How far these roles reach, as `queries.grants_of` read them."""
        held = list(grants)
        made = cls(grant.unit_id for grant in held)
        made.is_whole = any(grant.is_of_top for grant in held)  # type: ignore[attr-defined]  # asked for with them
        return made
