"""The ranking of every group of peers, as rows to print. Persons are listed in the order of the register, unranked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingheng.reports.addresses import Addresses
from mingheng.reports.dots import Axis, Dots, Mark, axis_of, thresholds
from mingheng.reports.wording import NOTHING, STATUSES, Word, shown
from mingheng.scoring import GradeLine, Outcome, Subject
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.explain import grade_sentences
from mingheng.scoring.language.rulebook import Node

NOT_FINAL = ("not_yet_due", "missing", "failed", "not_applicable")
"""Reasons why a score cannot be graded at all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column for one child of the total; its notes are its maximum and the share of it that counts."""

    label: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One subject in its table."""

    rank: str
    name: str
    kind: str
    page: str
    points: str
    is_partial: bool
    parts: tuple[tuple[str, str], ...]
    lost: str
    has_loss: bool
    open: str
    forecast: str
    grade: Word
    why: str
    dots: Dots


@dataclass(frozen=True, slots=True)
class Group:
    """The table of one group of peers."""

    anchor: str
    title: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[Word, int], ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All tables on one axis."""

    is_ranked: bool
    noun: str
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    axis: Axis
    marks: tuple[Mark, ...]
    has_open: bool


def ranking_of(outcome: Outcome, addresses: Addresses) -> Ranking:
    """Every group, in the order of the rulebook's classes or of the register."""
    rulebook = outcome.rulebook
    total = rulebook.head.total
    axis = axis_of(outcome)
    groups: dict[str, list[Subject]] = {word: [] for word in (rulebook.classes if _by_class(outcome) else ())}
    for subject in outcome.assessed:
        groups.setdefault(_peers(outcome, subject), []).append(subject)
    made = [_group(outcome, addresses, axis, *item) for item in enumerate(groups.items(), start=1) if item[1][1]]
    return Ranking(
        is_ranked=is_ranked(outcome),
        noun="单位" if rulebook.subjects_are == "unit" else "姓名",
        parts=tuple(parts_of_total(outcome)),
        groups=tuple(made),
        axis=axis,
        marks=tuple(thresholds(outcome, axis)),
        has_open=any(outcome.line(subject.id, total).open for subject in outcome.assessed),
    )


def is_ranked(outcome: Outcome) -> bool:
    """Persons are not ranked in print; without grading nobody said how to rank."""
    return outcome.rulebook.subjects_are == "unit" and outcome.rulebook.grading is not None


def parts_of_total(outcome: Outcome) -> Iterator[Part]:
    """The columns for the children of the total."""
    rulebook = outcome.rulebook
    for code in outcome.rollup.tree.children[rulebook.head.total]:
        part = rulebook.nodes.get(code) or rulebook.rules[code]
        notes = [] if part.max_points is None else [f"满分{shown(part.max_points)}"]
        if isinstance(part, Node) and part.share != 1:
            notes.append(f"计{decimal_text(part.share * 100, 4)}%")
        yield Part(part.label, tuple(notes))


def grade_of(outcome: Outcome, grade: GradeLine) -> Word:
    """The grade with its tone: the best is green, the last of several ochre. Red is for alarms only."""
    grading = outcome.rulebook.grading
    if grade.grade is None or grading is None:
        return Word("不定等" if grade.reason == "no_grading" else "未定等", "quiet")
    names = [level.grade for level in grading.levels]
    position = names.index(grade.grade) if grade.grade in names else len(names)
    tone = "good" if position == 0 else "warning" if position >= max(len(names) - 1, 2) else "steady"
    return Word(grade.grade, tone)


def why_of(outcome: Outcome, subject: Subject) -> str:
    """The reason of every step, in one line. Who cannot be graded yet has one reason; the rest is on his own page."""
    steps, reason = grade_sentences(outcome, subject.id), outcome.grade(subject.id).reason
    return "；".join(steps[:1] if reason in NOT_FINAL else steps)


def peers_title(outcome: Outcome, peers: str) -> str:
    """The heading of a group: a class, a kind, or the name of the parent."""
    grading = outcome.rulebook.grading
    if grading is not None and grading.among == "parent" and peers in outcome.view.subjects.positions:
        return outcome.view.subjects.rows[outcome.view.subjects.positions[peers]].name
    return peers or "全部考核对象"


def _by_class(outcome: Outcome) -> bool:
    grading = outcome.rulebook.grading
    return grading is None or grading.among == "class"


def _peers(outcome: Outcome, subject: Subject) -> str:
    return subject.group if outcome.rulebook.grading is None else outcome.grade(subject.id).peers


def _group(outcome: Outcome, addresses: Addresses, axis: Axis, number: int, peers: tuple[str, list[Subject]]) -> Group:
    name, subjects = peers
    if is_ranked(outcome):
        # Sorting is stable: equal ranks stay in the order of the register.
        subjects = sorted(subjects, key=lambda one: outcome.grade(one.id).rank or len(subjects) + 1)
    rows = tuple(_row(outcome, addresses, axis, subject) for subject in subjects)
    return Group(f"group-{number}", peers_title(outcome, name), rows, tuple(_counts(outcome, rows)))


def _row(outcome: Outcome, addresses: Addresses, axis: Axis, subject: Subject) -> Row:
    total = outcome.rulebook.head.total
    line, grade = outcome.line(subject.id, total), outcome.grade(subject.id)
    parts = outcome.rollup.tree.children[total]
    return Row(
        rank=NOTHING if grade.rank is None else str(grade.rank),
        name=subject.name or subject.id,
        kind=subject.kind,
        page=addresses.page(subject.id),
        points=shown(line.points),
        is_partial=line.status in ("missing", "failed"),
        parts=tuple(_part(outcome, subject, code) for code in parts),
        lost=shown(line.lost),
        has_loss=bool(line.lost),
        open=shown(line.open),
        forecast=shown(line.forecast),
        grade=grade_of(outcome, grade),
        why=why_of(outcome, subject),
        dots=axis.dots(line),
    )


def _part(outcome: Outcome, subject: Subject, code: str) -> tuple[str, str]:
    """Heading and points of one child of the total; where nothing is known of it, the status: missing is not 0."""
    line = outcome.line(subject.id, code)
    if line.points is None or not _is_known(outcome, subject, code):
        return line.label, STATUSES[line.status].text
    return line.label, shown(line.points) + ("（不全）" if line.status in ("missing", "failed") else "")


def _is_known(outcome: Outcome, subject: Subject, code: str) -> bool:
    """Whether some rule below has points."""
    below = outcome.rollup.tree.children.get(code)
    if below is None:
        return outcome.line(subject.id, code).points is not None
    return not below or any(_is_known(outcome, subject, child) for child in below)


def _counts(outcome: Outcome, rows: tuple[Row, ...]) -> Iterator[tuple[Word, int]]:
    """How many hold each grade, best first, with those that nobody holds; then those without a grade."""
    grading = outcome.rulebook.grading
    words = [row.grade for row in rows]
    names = [] if grading is None else [*(level.grade for level in grading.levels), grading.below]
    for name in dict.fromkeys(names):
        number = sum(word.text == name for word in words)
        if name and (number or name != (grading.below if grading else "")):
            found = next((word for word in words if word.text == name), Word(name, "quiet"))
            yield found, number
    others = [word for word in words if word.text not in names]
    if others:
        yield others[0], len(others)
