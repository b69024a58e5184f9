"""One case through the kernel and through the oracle: every figure of both, and where they differ."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mingheng.scoring import FactRow, Facts, FaultyInput, Outcome, Rulebook, Subject, Subjects
from mingheng.scoring import assess as assess_by_kernel
from mingheng.scoring.language.loading import read_plain

from .generator import FORMS, TAKES, Case, random_case, targeted_case
from .oracle import Result
from .oracle import assess as assess_by_oracle

FIGURES = ("status", "points", "worst", "best", "earned", "open", "lost", "forecast", "measure")
PAIRS = [(take, form) for take in TAKES for form in FORMS]

Figures = dict[tuple[str, str, str], Any]
"""By subject, code of the line (or `grade`, `consequences`) and name of the figure."""


class Difference(NamedTuple):
    """A figure on which the two do not agree."""

    subject: str
    code: str
    figure: str
    oracle: Any
    kernel: Any


def differences(case: Case) -> list[Difference]:
    """All figures of one case on which kernel and oracle differ."""
    rulebook, subjects, facts, connected, as_of, known_on = case
    result = assess_by_oracle(rulebook, subjects, facts, connected, as_of=as_of, known_on=known_on)
    expected = figures_of_result(result, graded="grading" in rulebook)
    got = figures_of(outcome_of(case))
    keys = [key for key in dict.fromkeys([*expected, *got]) if _is_promised(key, expected)]
    pairs = ((key, expected.get(key, "nothing"), got.get(key, "nothing")) for key in keys)
    return [Difference(*key, wanted, given) for key, wanted, given in pairs if wanted != given]


def _is_promised(key: tuple[str, str, str], expected: Figures) -> bool:
    """The format says what the measure of a line with points is; elsewhere the oracle may not have taken it."""
    subject, code, figure = key
    if figure != "measure" or expected.get(key) is not None:
        return True
    return expected.get((subject, code, "status")) in ("scored", "for_reference")


def figures_of_result(result: Result, *, graded: bool) -> Figures:
    """The oracle's figures."""
    figures: Figures = {}
    for (subject, code), line in result.lines.items():
        figures |= {(subject, code, figure): getattr(line, figure) for figure in FIGURES}
    for subject, (grade, reason, rank) in result.grades.items():
        figures[subject, "grade", "grade"] = grade
        figures[subject, "grade", "reason"] = (reason or "") if graded else "no_grading"
        figures[subject, "grade", "rank"] = rank
    for subject, codes in result.consequences.items():
        figures[subject, "consequences", "codes"] = codes
    return figures


def figures_of(outcome: Outcome) -> Figures:
    """The kernel's figures, of the assessed subjects."""
    figures: Figures = {}
    for subject in outcome.assessed:
        for line in outcome.lines(subject.id):
            figures |= {(subject.id, line.code, figure): getattr(line, figure) for figure in FIGURES}
        grade = outcome.grade(subject.id)
        figures |= {(subject.id, "grade", figure): getattr(grade, figure) for figure in ("grade", "reason", "rank")}
        figures[subject.id, "consequences", "codes"] = [code for code, _, _ in outcome.consequences(subject.id)]
    return figures


def outcome_of(case: Case) -> Outcome:
    """What the kernel makes of a case."""
    rulebook, rows, facts, connected, as_of, known_on = case
    book = read(rulebook)
    subjects = Subjects.of([_subject(row) for row in rows], tuple(book.attributes))
    given = [FactRow(**{key: value for key, value in fact.items() if value is not None}) for fact in facts]
    return assess_by_kernel(book, Facts.of(given, subjects, connected), subjects, as_of, known_on)


def read(rulebook: dict[str, Any]) -> Rulebook:
    """The form of a drawn rulebook, read by the kernel. What the checker warns of is not asked here."""
    book, _, problems = read_plain(rulebook)
    if book is None:
        raise FaultyInput(problems)
    return book


def _subject(row: dict[str, Any]) -> Subject:
    given = {key: value for key, value in row.items() if value is not None and key != "class"}
    return Subject(**given, group=row.get("class") or "")


def random_cases(seeds: Iterable[int]) -> Iterator[tuple[str, Case]]:
    """Named cases in which everything is drawn."""
    for seed in seeds:
        yield f"seed {seed}", random_case(random.Random(seed))


def targeted_cases(
    seeds: Iterable[int], *, takes: Iterable[str] = TAKES, forms: Iterable[str] = FORMS
) -> Iterator[tuple[str, Case]]:
    """Named cases: every measure with every shape, once for each seed."""
    chosen = [(take, form) for take in takes for form in forms]
    for seed in seeds:
        for take, form in chosen:
            # Each pair has its own stream, so that a case can be drawn again alone.
            rng = random.Random(f"{take}/{form}/{seed}")
            yield f"{take} {form} seed {seed}", targeted_case(rng, take=take, form=form)


def disagreements(cases: Iterable[tuple[str, Case]]) -> dict[str, list[Difference]]:
    """The cases that differ, by name, each with its first differences."""
    found = ((name, differences(case)) for name, case in cases)
    return {name: different[:3] for name, different in found if different}
