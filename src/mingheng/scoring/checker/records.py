"""Can any record yield what a rulebook reads: its fact kinds, and the levels it names?

Record kinds are the white list: what no record kind yields (clicks, minutes on line) cannot be scored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from mingheng.scoring.checker.notes import Notes, near_or_all
from mingheng.scoring.checker.references import everything
from mingheng.scoring.kinds import Yields
from mingheng.scoring.language.measures import Ballot, Levels, Selection, Value
from mingheng.scoring.language.rulebook import PercentByLevel, Rulebook, Then
from mingheng.scoring.problems import nearest


def check_records(rulebook: Rulebook, notes: Notes, yields: Callable[[str], bool]) -> None:
    """Every fact kind is one that records yield; with `Yields` also every level."""
    for piece in everything(rulebook):
        for key, index, kind in _kinds_read(piece):
            if not yields(kind):
                near = near_kind(kind, yields, rulebook.fact_kinds)
                notes.error("fact_kind_unknown", piece, key, index, word=kind, near=near)
        if isinstance(yields, Yields):
            check_levels(piece, notes, yields)


def _kinds_read(piece: Any) -> Iterator[tuple[str, int, str]]:
    match piece:
        case Selection(of=kinds):
            yield from (("of", index, kind) for index, kind in enumerate(kinds))
        case PercentByLevel(by_level_of=kind):
            yield "by_level_of", 0, kind
        case Then(recorded_in=str(kind)):
            yield "recorded_in", 0, kind


def near_kind(kind: str, yields: Callable[[str], bool] | None, others: Iterable[str]) -> str:
    """A hint at the fact kind that was meant."""
    known = [other for other in others if yields is None or yields(other)]
    if isinstance(yields, Yields):
        known += yields.names_like(kind)
    near = nearest(kind, [other for other in known if other != kind])
    return f"是不是“{near}”？" if near else ""


def check_levels(piece: Any, notes: Notes, yields: Yields) -> None:
    """Every level that a piece names is one that some record of its fact kinds can have."""
    if isinstance(piece, PercentByLevel):
        _levels_known(piece, [piece.by_level_of], _words("table", piece.table), notes, yields)
    if not isinstance(piece, Selection):
        return
    _levels_known(
        piece.where, piece.of, [(("level", at), word) for at, word in enumerate(piece.where.level or ())], notes, yields
    )
    match piece:
        case Levels(values=words) | Ballot(values=words):
            _levels_known(piece, piece.of, _words("values", words), notes, yields)
        case Value(weights=words):
            _levels_known(piece, piece.of, _words("weights", words), notes, yields)


def _words(key: str, words: Iterable[str]) -> list[tuple[tuple[str, str], str]]:
    return [((key, word), word) for word in words]


def _levels_known(
    piece: Any,
    kinds: Collection[str],
    words: Iterable[tuple[tuple[str, str | int], str]],
    notes: Notes,
    yields: Yields,
) -> None:
    known: dict[str, None] = {}
    for kind in kinds:
        levels = yields.levels_of(kind)
        # A kind that nothing yields is one fault already.
        if levels is None or not yields(kind):
            return
        known |= dict.fromkeys(levels)
    for inside, word in words:
        if word not in known:
            near = near_or_all(word, known) if known else "这种记录没有级别。"
            notes.error("level_unknown", piece, *inside, word=word, kinds="、".join(kinds), near=near)
