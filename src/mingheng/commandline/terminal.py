"""What people see in the terminal: tables, problems, explanations, progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from mingheng.scoring import Explanation, FactNote, Line, Outcome, Problem, Subject
from mingheng.sheets.figures import figure, reasons
from mingheng.sheets.results import STATUS_WORDS, parts_of_total
from mingheng.sheets.writing import plain_value

_WIDE = 200
"""Columns when nobody looks at a terminal, so that a file or a pipe gets whole lines."""

MOST_LACKING = 5
"""How many missing parts one row of the summary names."""


def output() -> Console:
    """The console for results."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, markup=False, soft_wrap=True, width=_WIDE)


def messages() -> Console:
    """The console for everything that is not a result."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """List problems, one line each, and how many there are."""
    listed = list(problems)
    console = messages()
    for problem in listed:
        console.print(str(problem), style="red" if problem.is_error else "yellow")
    if listed:
        errors = sum(problem.is_error for problem in listed)
        console.print(f"共{errors}个错误，{len(listed) - errors}个提醒。")


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """A moving bar while something takes long; nothing where stderr is no terminal. The function changes its text."""
    console = messages()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda part: bar.update(task, description=f"{text} {part}")


def show_summary(outcome: Outcome) -> None:
    """The scores, class by class, best first. Persons stand in the order of the register, without a rank."""
    is_ranked = outcome.rulebook.subjects_are == "unit"
    by_class = sorted(outcome.assessed, key=lambda subject: _class_position(outcome, subject))
    for group, members in groupby(by_class, key=lambda subject: subject.group):
        rows = list(members)
        if is_ranked:
            rows.sort(key=lambda subject: _standing(outcome, subject))
        output().print(_summary(outcome, group, rows, is_ranked=is_ranked))


def _class_position(outcome: Outcome, subject: Subject) -> tuple[int, str]:
    classes = outcome.rulebook.classes
    return (classes.index(subject.group) if subject.group in classes else len(classes), subject.group)


def _standing(outcome: Outcome, subject: Subject) -> tuple[bool, int]:
    rank = outcome.grade(subject.id).rank
    return (rank is None, rank or 0)


def _summary(outcome: Outcome, group: str, subjects: list[Subject], *, is_ranked: bool) -> Table:
    total, parts = outcome.rulebook.head.total, parts_of_total(outcome)
    table = Table(title=group or None, title_justify="left", box=None, header_style="bold", pad_edge=False)
    if is_ranked:
        table.add_column("名次", justify="right")
    table.add_column("单位" if is_ranked else "姓名", overflow="fold")
    for heading in (*(outcome.rulebook.label_of(code) for code in parts), "总分", "仍可得"):
        table.add_column(heading, justify="right")
    table.add_column("等次")
    table.add_column("理由", overflow="fold")
    for subject in subjects:
        grade, line = outcome.grade(subject.id), outcome.line(subject.id, total)
        points = [figure(outcome.line(subject.id, code)) for code in parts]
        figures = [plain_value(number) for number in (*points, figure(line), line.open)]
        rank = [plain_value(grade.rank)] if is_ranked else []
        said = "；".join(reasons(outcome, subject.id, MOST_LACKING))
        table.add_row(*rank, subject.name, *figures, grade.grade or "", said)
    return table


def show_lines(outcome: Outcome, subject: Subject, sentences: Iterable[tuple[Line, str]]) -> None:
    """Every line of one subject, indented as the tree is."""
    console = output()
    console.print(f"{subject.name}（{subject.id}）", style="bold")
    rulebook = outcome.rulebook
    depths: dict[str, int] = {}
    for line, sentence in sentences:
        above = rulebook.rules[line.code].node if line.code in rulebook.rules else rulebook.nodes[line.code].parent
        depths[line.code] = depths.get(above, -1) + 1
        status = "" if line.status == "scored" else f"【{STATUS_WORDS[line.status]}】"
        console.print(f"{'  ' * depths[line.code]}{line.label} {line.code}{status}：{sentence}")
    for text in reasons(outcome, subject.id):
        console.print(text)
    console.print(f"等次：{outcome.grade(subject.id).grade or '未定'}")
    for _, label, then in outcome.consequences(subject.id):
        console.print(f"结果运用：{label}，{then}")


def show_explanation(line: Line, found: Explanation) -> None:
    """One line with its records and its way up to the grade."""
    console = output()
    console.print(f"{line.label}（{line.code}）【{STATUS_WORDS[line.status]}】", style="bold")
    console.print(found.sentence)
    for title, notes in (("计入的记录", found.counted), ("没有计入的记录", found.left_out)):
        if notes:
            console.print(f"{title}（{len(notes)}条）：", style="bold")
            console.print("\n".join(_note(note) for note in notes))
    if found.path:
        console.print("逐级汇总：", style="bold")
        console.print("\n".join(f"  {step}" for step in found.path))


def _note(note: FactNote) -> str:
    parts = (plain_value(note.day), note.person, note.text, f"［{note.source}］" if note.source else "", note.reason)
    return "  " + " ".join(part for part in parts if part)
