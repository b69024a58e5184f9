"""Votes of one poll and group, added up over all rows and files.

A tally with too many votes, or with a row that had to be left out, is left out as a whole: what remains of it would
give another share than the voters did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mingheng.scoring.facts import FactRow
from mingheng.scoring.problems import Place, Problem

FAMILY = "tally."


class _Poll(NamedTuple):
    subject: str
    kind: str
    group: str
    day: object


@dataclass(slots=True)
class _Votes:
    """Where the tally begins, the votes cast and the ballots issued (0: not known)."""

    place: Place
    cast: int = 0
    issued: int = 0

    @property
    def is_impossible(self) -> bool:
        return 0 < self.issued < self.cast


@dataclass(slots=True)
class Tallies:
    """All votes of one record kind."""

    rows: list[FactRow] = field(default_factory=list)
    polls: dict[_Poll, _Votes] = field(default_factory=dict)
    spoiled: set[tuple[str, str]] = field(default_factory=set)
    """Subject and fact kind of polls of which a row was left out."""

    def add(self, fact: FactRow, place: Place) -> None:
        """Take one row."""
        self.rows.append(fact)
        votes = self.polls.setdefault(_poll(fact), _Votes(place))
        votes.cast += int(fact.actual or 0)
        votes.issued = max(votes.issued, int(fact.expected or 0))

    def sound(self) -> Iterator[FactRow]:
        """The rows of all possible tallies."""
        for fact in self.rows:
            if not self.polls[_poll(fact)].is_impossible and (fact.subject, fact.kind) not in self.spoiled:
                yield fact

    def problems(self) -> list[Problem]:
        """One error for each impossible tally."""
        return [
            Problem(
                "sheet_too_many_votes",
                votes.place,
                {
                    "votes": votes.cast,
                    "issued": votes.issued,
                    "poll": poll.kind.removeprefix(FAMILY),
                    "group": f"“{poll.group}”收回的" if poll.group else "未填投票群体的",
                },
            )
            for poll, votes in self.polls.items()
            if votes.is_impossible
        ]


def _poll(fact: FactRow) -> _Poll:
    return _Poll(fact.subject, fact.kind, fact.case, fact.day)
