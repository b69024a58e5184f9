"""What other parts register with facts at start-up: projectors, for the rebuild, and the one listener to changes.

Facts call them: `rebuild_facts` asks every projector, `replace_facts` tells the listener which units are concerned,
`add_facts` only that many are. `effects_of` and `names_of_fact_kinds` hand the listener's answers on to pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """Why facts changed: `entry_accepted`, `entry_corrected`, `entry_verified`…; and the row of truth behind it."""

    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class ScoreEffect:
    """What a change of facts did to one unit's score, for pages."""

    subject_id: int
    as_of: date
    told: tuple[Any, ...]
    """The total and the rules that changed: objects as `ui/parts/changed_line.html` shows them."""
    others: int
    """How many other rules changed with them."""
    nodes: int
    """And how many nodes above rules, the total not among them."""
    address: str
    """The page on which the whole score stands."""


Projector = Callable[[], Iterable[KnownFact]]
Listener = Callable[[Change, Sequence[int], Cause], list[ScoreEffect]]
"""Told in the transaction of the change: the act, the ids of the units whose facts changed, the cause. What it returns
goes back to whoever changed the facts, for the page."""
Notice = Callable[[], None]
"""Told in the transaction of an import or a rebuild, which concerns so many that nobody is computed at once."""
History = Callable[[str], list[ScoreEffect]]
"""From what facts name as their source (`entry:<id>`) to all that it has done to scores so far, newest first."""
Naming = Callable[[], Mapping[str, str]]
"""What the rulebook that runs calls the fact kinds it reads: `finding.rectification` is 检查发现问题整改."""
Silence = Callable[[Sequence[str]], Mapping[str, list[str]]]
"""From what facts name as their sources to the reasons why each of them changed no score."""

projectors: dict[str, Projector] = {}
listeners: list[Listener] = []
notices: list[Notice] = []
histories: list[History] = []
namings: list[Naming] = []
silences: list[Silence] = []


def register_projector(source: str, projector: Projector) -> None:
    """Register what makes all facts of one kind of truth; `source` is what their `source` begins with: `entry`."""
    projectors[source] = projector


def listen(listener: Listener, notice: Notice, history: History, naming: Naming) -> None:
    """Register who must know at once when facts change, one by one or many, and who can say what they are for."""
    if listener not in listeners:
        listeners.append(listener)
        notices.append(notice)
        histories.append(history)
        namings.append(naming)


def explain_silence(silence: Silence) -> None:
    """Register who can say why a row of truth changed no score."""
    if silence not in silences:
        silences.append(silence)


def effects_of(source_prefix: str) -> list[ScoreEffect]:
    """What one row of truth has done to scores so far."""
    return [effect for history in histories for effect in history(source_prefix)]


def why_unchanged(source_prefixes: Sequence[str]) -> dict[str, list[str]]:
    """Why rows of truth that count changed no score, by what facts name as their sources."""
    told = [silence(source_prefixes) for silence in silences]
    return {source: [reason for one in told for reason in one[source]] for source in source_prefixes}


def names_of_fact_kinds() -> dict[str, str]:
    """The fact kinds that something reads, each with the name of what reads it."""
    return {fact_kind: name for naming in namings for fact_kind, name in naming().items()}
