"""What is wrong with a rulebook, a record kind or a data sheet, and where.

A problem is a code with parameters; the sentence a person reads is data (`messages/problems.yaml`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mingheng.scoring.messages import sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: a file, the key inside it or sheet, row and column."""

    file: str = ""
    key: str = ""
    line: int | None = None
    sheet: str = ""
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file, self.sheet and f"工作表“{self.sheet}”", f"第{self.line}行" if self.line else ""]
        parts += [self.column and f"“{self.column}”列", self.key]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. An error stops the work; a warning is listed and the work goes on."""

    code: str
    place: Place
    params: Mapping[str, Any] = field(default_factory=dict)
    is_error: bool = True

    @property
    def message(self) -> str:
        """The Chinese sentence: what is wrong, why, and what to do."""
        return sentence("problems", self.code, self.params)

    def __str__(self) -> str:
        return f"{'错误' if self.is_error else '提醒'} {self.place}：{self.message}"


class FaultyInput(Exception):
    """Input that cannot be used; `problems` lists every fault found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, or an empty text when none is near."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""
