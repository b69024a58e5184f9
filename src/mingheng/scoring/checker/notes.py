"""Where the checks write down what they find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mingheng.scoring.language.loading import Sources
from mingheng.scoring.problems import Problem, nearest


@dataclass(slots=True)
class Notes:
    """Problems found, each at its place in the rulebook's files."""

    sources: Sources
    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, part: tuple[str, str], *inside: str | int, **params: Any) -> None:
        """Something that stops the work."""
        self.problems.append(Problem(code, self.sources.place(*part, *inside), params))

    def warning(self, code: str, part: tuple[str, str], *inside: str | int, **params: Any) -> None:
        """Something worth a word; the work goes on."""
        self.problems.append(Problem(code, self.sources.place(*part, *inside), params, is_error=False))

    def unknown(self, what: str, word: str, known: Iterable[str], part: tuple[str, str], *inside: str | int) -> None:
        """A reference to something that is not there, with the nearest thing that is."""
        near = nearest(word, list(known))
        self.error("reference_unknown", part, *inside, what=what, word=word, near=f"是不是“{near}”？" if near else "")
