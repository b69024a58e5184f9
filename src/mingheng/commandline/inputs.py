"""Load what a command needs, or end it with the right exit code and every problem listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import typer

from mingheng.commandline.exits import Exit
from mingheng.commandline.terminal import messages, progress, show_problems
from mingheng.content import bundled_rulebooks, find_rulebook, kinds_folder
from mingheng.scoring import (
    Facts,
    FaultyInput,
    Kind,
    Outcome,
    Place,
    Problem,
    Rulebook,
    Subjects,
    assess,
    load_kinds,
    load_rulebook,
)
from mingheng.scoring.kinds import Yields
from mingheng.sheets import Dataset, read_data
from mingheng.sheets.days import last_due_day

_NOT_SCORED = "没有计分。改正后重新运行，或加--partial略去有错的行。"
_NO_REGISTER = "没有计分。考核对象名册读不出来，加了--partial也不能计分，请先改正名册。"


@dataclass(slots=True)
class Assessment:
    """One run: what went in and what came out."""

    rulebook: Rulebook
    dataset: Dataset
    outcome: Outcome
    as_of: date
    known_on: date
    kinds: Mapping[str, Kind]


def wrong_usage(text: str) -> NoReturn:
    """Say what was wrong with the command line and end the command."""
    messages().print(f"用法不对：{text}", style="red")
    raise typer.Exit(Exit.USAGE)


def rulebook_folder(name: str) -> Path:
    """The folder of a rulebook given by path or id."""
    folder = find_rulebook(name)
    if folder is None:
        known = "、".join(bundled_rulebooks())
        wrong_usage(f"找不到细则“{name}”。请给出细则文件夹的路径，或自带细则的编号：{known}。")
    return folder


def the_rulebook(name: str) -> Rulebook:
    """The rulebook; with errors they are listed and the command ends. Warnings are for `check` to tell."""
    rulebook, problems = load_rulebook(rulebook_folder(name), Yields.of(the_kinds()))
    if rulebook is None or any(problem.is_error for problem in problems):
        show_problems(problems)
        raise typer.Exit(Exit.RULEBOOK)
    return rulebook


def the_kinds() -> dict[str, Kind]:
    """The record kinds; with errors they are listed and the command ends."""
    kinds, problems = load_kinds(kinds_folder())
    if any(problem.is_error for problem in problems):
        show_problems(problems)
        raise typer.Exit(Exit.RULEBOOK)
    return kinds


def the_assessment(
    rulebook: Rulebook, data: Path, *, as_of: date | None = None, known_on: date | None = None, partial: bool = False
) -> Assessment:
    """Read the data and score them. Errors in the data are listed and end the command."""
    if not data.exists():
        wrong_usage(f"找不到数据“{data}”。请给出数据文件夹或工作簿的路径。")
    kinds = the_kinds()
    day = as_of or last_due_day(rulebook)
    try:
        with progress("读取数据") as show:
            dataset = read_data(data, kinds, rulebook, partial=partial, on_sheet=show)
        dataset.problems += _absent_ledgers(dataset, data)
        show_problems(dataset.problems)
        with progress("计分"):
            subjects = Subjects.of(dataset.subjects, tuple(rulebook.attributes))
            facts = Facts.of(dataset.rows, subjects, dataset.connected)
            outcome = assess(rulebook, facts, subjects, day, known_on)
    except FaultyInput as fault:
        show_problems(fault.problems)
        messages().print(_NO_REGISTER if partial else _NOT_SCORED)
        raise typer.Exit(Exit.DATA) from None
    return Assessment(rulebook, dataset, outcome, day, known_on or day, kinds)


def _absent_ledgers(dataset: Dataset, data: Path) -> list[Problem]:
    """One warning that names the ledgers nobody handed in."""
    if not dataset.absent:
        return []
    titles = "、".join(dataset.absent)
    return [Problem("sheet_kinds_absent", Place(file=data.name), {"titles": titles}, is_error=False)]
