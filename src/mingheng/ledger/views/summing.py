"""After several entries were accepted at once: one line for each unit, with what they did to its score together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mingheng.facts.sources import EntrySource
from mingheng.ledger.models import Entry
from mingheng.ledger.score_sums import ScoreSum, sums_of
from mingheng.ledger.views.effects import Consequence
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import is_within
from mingheng.ui.figures import signed_text


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: how many of the entries count for it, its score, and why some of them changed nothing."""

    name: str
    """Empty for what is out of reach, or counts for no unit."""
    score: ScoreSum | None
    count: int
    silent: int
    reasons: list[tuple[str, int]]
    """Each reason, and how many of the entries have it."""
    is_hidden: bool = False

    @property
    def difference(self) -> str:
        """By how much the score rose, else what of it is safe, with the sign; empty where neither changed."""
        rise = (self.score.difference or self.score.earned_difference) if self.score else Fraction(0)
        return signed_text(rise) if rise else ""

    @property
    def is_fall(self) -> bool:
        """Whether the score is lower than before, or there is none any more."""
        score = self.score
        return score is not None and (score.after is None or (score.difference or score.earned_difference) < 0)


def unit_lines(consequences: Sequence[Consequence], reach: Collection[int]) -> list[UnitLine]:
    """The units within reach by code, then in one line those beyond it, then the entries that count for none."""
    by_source = {_source_of(one.entry): one for one in consequences}
    sums = sums_of(list(by_source))
    reachable = {one.subject_id for one in sums if is_within(one.subject_id, reach)}
    names, lines = UnitNames(reachable), []
    for one in sums:
        if one.subject_id in reachable:
            reasons = _reasons(told for source, told in by_source.items() if source in one.silent)
            lines.append(UnitLine(names.on(one.subject_id), one, len(one.records), len(one.silent), reasons))
    beyond = {source for one in sums if one.subject_id not in reachable for source in one.records}
    rest = set(by_source).difference(*(one.records for one in sums))
    if beyond:
        lines.append(UnitLine("", None, len(beyond), 0, [], is_hidden=True))
    if rest:
        reasons = _reasons(told for source, told in by_source.items() if source in rest)
        lines.append(UnitLine("", None, len(rest), len(rest), reasons))
    return lines


def _source_of(entry: Entry) -> str:
    assert entry.accepted is not None
    return EntrySource(entry.pk, entry.accepted).text


def _reasons(silent: Iterable[Consequence]) -> list[tuple[str, int]]:
    """The commonest first, else as the entries were accepted."""
    return Counter(reason for one in silent for reason in one.reasons).most_common()
