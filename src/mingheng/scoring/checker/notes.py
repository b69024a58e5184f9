"""Where the checks write down what they find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mingheng.scoring.language.loading import Sources
from mingheng.scoring.problems import Problem, nearest

FEW = 8
"""So many words can be listed in one sentence."""


@dataclass(slots=True)
class Notes:
    """Problems found, each at its place in the rulebook's files."""

    sources: Sources
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, piece: Any, *inside: str | int, **params: Any) -> None:
        """Something that stops the work. `inside` leads from the piece to the very key."""
        self.problems.append(Problem(code, self.sources.place(piece, *inside), params))

    def warning(self, code: str, piece: Any, *inside: str | int, **params: Any) -> None:
        """Something worth a word; the work goes on."""
        self.problems.append(Problem(code, self.sources.place(piece, *inside), params, is_error=False))

    def unknown(self, what: str, word: str, known: Iterable[str], piece: Any, *inside: str | int) -> None:
        """A reference to something that is not there, with the nearest thing that is."""
        self.error("reference_unknown", piece, *inside, what=what, word=word, near=near_or_all(word, known))


def near_or_all(word: str, known: Iterable[str]) -> str:
    """What an author may have meant: the nearest word, and all of them where they are few."""
    words = [word for word in known if word]
    near = nearest(word, words)
    listed = f"可用的有：{'、'.join(words)}。" if 0 < len(words) <= FEW else ""
    return (f"是不是“{near}”？" if near else "") + listed
