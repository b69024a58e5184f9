"""What several records did to the scores of units together: asked by pages, answered by the part that keeps scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ScoreSum:
    """One unit: the records that count for it, and its kept total before the first and after the last of them."""

    subject_id: int
    records: frozenset[str]
    """The sources of those records: `entry:<id>:<version>`."""
    silent: frozenset[str]
    """Those of them that changed none of its lines."""
    before: Fraction | None
    after: Fraction | None
    earned_before: Fraction | None
    """What of the total could not be lost any more: it may grow while the total stays."""
    earned_after: Fraction | None
    changed: int
    """How many indicators stand otherwise after the last record than before the first."""
    why: str
    """Why the total did not change by what its indicators changed together; empty where it did."""
    address: str
    """The page on which the whole score stands."""

    @property
    def difference(self) -> Fraction:
        """What the total rose by; 0 where there was none before or is none now."""
        return _rise(self.before, self.after)

    @property
    def earned_difference(self) -> Fraction:
        """What rose of it that cannot be lost any more."""
        return _rise(self.earned_before, self.earned_after)


def _rise(before: Fraction | None, after: Fraction | None) -> Fraction:
    return Fraction(0) if before is None or after is None else after - before


Summing = Callable[[Sequence[str]], list[ScoreSum]]
"""From the sources of records that were accepted to the sums of the units concerned."""

summings: list[Summing] = []


def register_sums(summing: Summing) -> None:
    """Register who keeps the totals."""
    if summing not in summings:
        summings.append(summing)


def sums_of(sources: Sequence[str]) -> list[ScoreSum]:
    """The sums of all units that these records concern; none where no score is kept."""
    return [one for summing in summings for one in summing(sources)]
