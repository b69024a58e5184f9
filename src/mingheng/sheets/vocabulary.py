"""Which words (levels, voter groups) a rulebook names for each fact kind: a misspelt one is found at reading."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from mingheng.scoring.language.measures import Ballot, Levels, Run, Selection, Value
from mingheng.scoring.language.rulebook import PercentByLevel, Rulebook, Then, parts_of

ABSTENTIONS = ("不了解", "弃权", "无效票")
"""Options that ballots carry beside those a rulebook counts: their votes are in no base, and no mistake."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words named. Closed: nobody reads a fact with another word, so that such a fact would be lost."""

    words: tuple[str, ...]
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What the rulebook names for one fact kind; `label` is the name of the first part that reads it."""

    label: str
    levels: Vocabulary
    groups: Vocabulary


@dataclass(slots=True)
class _Gathered:
    """The words of one fact kind while its readers are walked. One reader of every word leaves the list open."""

    label: str
    levels: dict[str, None] = field(default_factory=dict)
    groups: dict[str, None] = field(default_factory=dict)
    any_level: bool = False
    any_group: bool = False
    only: tuple[str, ...] = ()

    def hear(self, levels: Collection[str] | None, groups: Collection[str] | None) -> None:
        """Take what one reader names; None: it reads every word."""
        self.levels |= dict.fromkeys(levels or ())
        self.groups |= dict.fromkeys(groups or ())
        self.any_level |= levels is None
        self.any_group |= groups is None

    def words(self) -> Words:
        """What was named, abstentions last."""
        named = self.only or tuple(sorted(self.levels, key=lambda word: word in ABSTENTIONS))
        levels = Vocabulary(named, bool(self.only) or not self.any_level)
        return Words(self.label, levels, Vocabulary(tuple(self.groups), not self.any_group))


def words_read(rulebook: Rulebook) -> dict[str, Words]:
    """The words of every fact kind that some measure, quota or effect reads."""
    grades = tuple(level.grade for level in rulebook.grading.levels) if rulebook.grading else ()
    gathered: dict[str, _Gathered] = {}
    for label, part in _parts(rulebook):
        for piece in parts_of(part):
            match piece:
                case Selection():
                    for kind in piece.of:
                        known = gathered.setdefault(kind, _Gathered(label))
                        known.hear(_levels(piece), piece.groups or None if isinstance(piece, Ballot) else None)
                        known.levels |= dict.fromkeys(_known_beside(piece, grades))
                case PercentByLevel():
                    # Any other level has a share too: `otherwise`.
                    gathered.setdefault(piece.by_level_of, _Gathered(label)).hear(None, None)
                case Then(recorded_in=recorded) if recorded:
                    # Whoever else counts such records: one that names no grade cannot be applied.
                    gathered.setdefault(recorded, _Gathered(label)).only = grades
    return {kind: known.words() for kind, known in gathered.items()}


def _parts(rulebook: Rulebook) -> Iterator[tuple[str, object]]:
    yield from ((rule.label, rule) for rule in rulebook.rules.values())
    yield from ((effect.label, effect) for effect in rulebook.effects)
    yield from ((follows.label, follows) for follows in rulebook.consequences)
    yield "", rulebook.grading


def _levels(piece: Selection) -> Collection[str] | None:
    """The levels a measure names; None: a fact with any other level is read too."""
    where = piece.where.level
    match piece:
        case Run():
            # A fact with another word ends the run: it is read.
            return None
        case Levels():
            return where or piece.values
        case Ballot() if piece.values or piece.options:
            return where or [*piece.values, *piece.share_of, *piece.options]
        case Value() if piece.weights:
            return where or piece.weights
    return where


def _known_beside(piece: Selection, grades: Collection[str]) -> Collection[str]:
    """Words that a measure names without leaving the others out."""
    if isinstance(piece, Ballot):
        return [*piece.share_of, *ABSTENTIONS]
    if isinstance(piece, Run):
        named = piece.where.level or ()
        return [*named, *(grades if set(named) & set(grades) else ())]
    return ()
