"""Is this rulebook fit to be used? Errors stop; warnings are listed; nothing is repaired silently.

`load_rulebook` is the only way from a folder to a rulebook that scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mingheng.scoring.checker.arithmetic import check_arithmetic
from mingheng.scoring.checker.grading import check_grading
from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.records import check_records
from mingheng.scoring.checker.references import check_references
from mingheng.scoring.checker.rules import check_rules
from mingheng.scoring.checker.totals import check_totals
from mingheng.scoring.checker.usage import check_usage
from mingheng.scoring.language.loading import Sources, read_folder, read_plain
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.problems import FaultyInput, Problem

# Each check may rely on what the ones before it found no error in.
CHECKS: tuple[Callable[[Rulebook, Notes], None], ...] = (
    check_references,
    check_rules,
    check_grading,
    check_totals,
    check_usage,
    check_arithmetic,
)


def load_rulebook(folder: Path, yields: Callable[[str], bool] | None = None) -> tuple[Rulebook | None, list[Problem]]:
    """Read and check a rulebook folder. The rulebook is None when there are errors.

    `yields` says whether some record kind can yield a fact kind; without it fact kinds are not checked. With
    `Yields.of(kinds)` the levels a rulebook names are checked too.
    """
    rulebook, sources, problems = read_folder(folder)
    if rulebook is None:
        return None, problems
    problems += check(rulebook, sources, yields)
    return (None if any(problem.is_error for problem in problems) else rulebook), problems


def parse_rulebook(value: Mapping[str, Any]) -> Rulebook:
    """A rulebook from one plain mapping (numbers int or Decimal, days date). Errors raise FaultyInput."""
    rulebook, sources, problems = read_plain(value)
    if rulebook is not None:
        problems += check(rulebook, sources)
    errors = [problem for problem in problems if problem.is_error]
    if rulebook is None or errors:
        raise FaultyInput(errors)
    return rulebook


def check(rulebook: Rulebook, sources: Sources, yields: Callable[[str], bool] | None = None) -> list[Problem]:
    """Everything that is wrong or worth a word; the first check with errors ends it."""
    notes = Notes(sources)
    for one in CHECKS:
        one(rulebook, notes)
        if has_errors(notes.problems):
            break
    if yields is not None:
        check_records(rulebook, notes, yields)
    return notes.problems


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any problem stops the work."""
    return any(problem.is_error for problem in problems)
