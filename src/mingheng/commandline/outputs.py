"""Write results in the form that was asked for. The same input gives the same bytes."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from mingheng import __version__
from mingheng.commandline.inputs import Assessment
from mingheng.commandline.terminal import messages, show_summary
from mingheng.content import kinds_folder
from mingheng.sheets import plain_results, result_tables, run_record, write_csv, write_workbook
from mingheng.sheets.writing import csv_text

NAME = "考核结果"


class Format(StrEnum):
    """What `score` gives."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def the_record(done: Assessment, run_at: str) -> dict[str, Any]:
    """The record of this run."""
    return run_record(
        done.rulebook,
        done.dataset,
        kinds_folder=kinds_folder(),
        version=__version__,
        as_of=done.as_of,
        known_on=done.known_on,
        run_at=run_at,
    )


def print_results(done: Assessment, form: Format, run_at: str) -> None:
    """Print to the terminal or a pipe; of the tables in CSV, the summary."""
    record, problems = the_record(done, run_at), done.dataset.problems
    if form == Format.JSON:
        typer.echo(_json(plain_results(done.outcome, problems, record)), nl=False)
    elif form == Format.CSV:
        typer.echo(csv_text(result_tables(done.outcome, problems, record)[0]), nl=False)
    else:
        show_summary(done.outcome)


def write_results(done: Assessment, form: Format, folder: Path, run_at: str) -> None:
    """Write files into a folder, with the record of the run beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    record, problems = the_record(done, run_at), done.dataset.problems
    if form == Format.JSON:
        paths = [_write_json(folder / f"{NAME}.json", plain_results(done.outcome, problems, record))]
    else:
        tables = result_tables(done.outcome, problems, record)
        paths = [folder / f"{NAME}.xlsx"] if form == Format.XLSX else [write_csv(table, folder) for table in tables]
        if form == Format.XLSX:
            write_workbook(tables, paths[0])
    paths.append(_write_json(folder / "运行记录.json", record))
    for path in paths:
        messages().print(f"已写入 {path}")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write_json(path: Path, value: Any) -> Path:
    path.write_text(_json(value), encoding="utf-8", newline="\n")
    return path
