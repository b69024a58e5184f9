"""What other parts register with facts at start-up: projectors, for the rebuild, and the one listener to changes.

Both are called from here only: `rebuild_facts` asks every projector, `replace_facts` tells the listener.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from mingheng.audit.changes import Change
from mingheng.scoring import FactRow


class KnownFact(NamedTuple):
    """A fact with the days between which it counted, whatever day it is about."""

    row: FactRow
    known_on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why facts changed: `entry_accepted`, `entry_corrected`, `entry_withdrawn`; and the row of truth behind it."""

    kind: str
    source: str


Projector = Callable[[], Iterable[KnownFact]]
Listener = Callable[[Change, Sequence[int], Cause], list[Any]]
"""Told in the transaction of the change: the act, the ids of the units whose facts changed, the cause. What it returns
goes back to whoever changed the facts, for the page: the changes of scores."""

projectors: dict[str, Projector] = {}
listeners: list[Listener] = []


def register_projector(source: str, projector: Projector) -> None:
    """Register what makes all facts of one kind of truth; `source` is what their `source` begins with: `entry`."""
    projectors[source] = projector


def listen(listener: Listener) -> None:
    """Register who must know at once when facts change."""
    if listener not in listeners:
        listeners.append(listener)
