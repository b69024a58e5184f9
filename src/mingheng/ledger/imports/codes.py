"""The codes and words that the bundled rulebooks read in the free columns of a record kind.

Which rulebook will hold is not yet decided on the first day: a code that any of them reads is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mingheng.content import bundled_rulebooks
from mingheng.ledger.record_kinds import all_kinds, kind_of
from mingheng.scoring import Kind, load_rulebook
from mingheng.scoring.kinds import Yields
from mingheng.sheets.record_columns import code_labels, word_fields
from mingheng.sheets.vocabulary import Words, words_read


@dataclass(slots=True)
class KnownCode:
    """A code of some rulebooks: what they call it, and the words they name beside it, by field."""

    label: str
    rulebooks: list[str]
    words: dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def known_codes(kind_code: str) -> Mapping[str, KnownCode]:
    """The codes that complete the kind's facts to something a bundled rulebook reads."""
    kind = kind_of(kind_code)
    found: dict[str, KnownCode] = {}
    for folder in bundled_rulebooks().values():
        rulebook, _problems = load_rulebook(folder, Yields.of(all_kinds()))
        if rulebook is None:
            continue
        words = words_read(rulebook)
        for code, label in code_labels(rulebook, kind, words).items():
            known = found.setdefault(code, KnownCode(label, [], {}))
            known.rulebooks.append(rulebook.title)
            for name, told in _words_beside(kind, code, words).items():
                known.words[name] = tuple(dict.fromkeys((*known.words.get(name, ()), *told)))
    return dict(sorted(found.items()))


def _words_beside(kind: Kind, code: str, words: Mapping[str, Words]) -> dict[str, tuple[str, ...]]:
    read = [words[spec.named(code)] for spec in kind.facts if spec.named(code) in words]
    return {
        name: tuple(
            word for one in read for word in (one.levels.words if which == "levels" else one.groups.words)
        )
        for name, which in word_fields(kind).items()
    }  # fmt: skip
