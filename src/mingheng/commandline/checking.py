"""Check a rulebook and run its worked cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from mingheng.commandline.exits import Exit
from mingheng.commandline.inputs import the_kinds
from mingheng.commandline.terminal import messages, output, show_problems
from mingheng.scoring import CaseResult, Rulebook, load_rulebook
from mingheng.scoring.cases import read_cases, run_case
from mingheng.scoring.kinds import Yields


def check_rulebook(folder: Path, *, tells_warnings: bool) -> tuple[Rulebook, list[CaseResult]]:
    """Load the rulebook and run its cases. Errors of either are listed and end the command."""
    yields = Yields.of(the_kinds())
    rulebook, problems = load_rulebook(folder, yields)
    cases, faults = read_cases(folder, rulebook, yields)
    found = [problem for problem in (*problems, *faults) if problem.is_error or tells_warnings]
    show_problems(found)
    if rulebook is None or any(problem.is_error for problem in found):
        raise typer.Exit(Exit.RULEBOOK)
    return rulebook, [run_case(rulebook, case, file) for file, case in cases]


def show_cases(results: Sequence[CaseResult]) -> None:
    """Say how the cases went; failed ones end the command."""
    failed = [result for result in results if not result.passed]
    for result in failed:
        messages().print(f"未通过 {result.file} {result.name}", style="red")
        for difference in result.differences:
            messages().print(f"  {difference}")
    if failed:
        output().print(f"{len(results)}个算例，{len(results) - len(failed)}个通过，{len(failed)}个未通过。")
        raise typer.Exit(Exit.CASES)
    output().print(f"{len(results)}个算例全部通过。" if results else "这份细则没有算例。")
