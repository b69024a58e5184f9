"""Write results in the form that was asked for. The same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import typer

from mingheng import __version__
from mingheng.commandline.inputs import Assessment, wrong_usage
from mingheng.commandline.terminal import messages, output, show_summary
from mingheng.content import kinds_folder
from mingheng.sheets import plain_results, result_tables, run_record, write_csv, write_workbook
from mingheng.sheets.writing import csv_text

NAME = "考核结果"
RECORD = "运行记录.json"


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


def refuse_to_overwrite(paths: Iterable[Path], *, force: bool) -> None:
    """End the command when one of the files is there, unless that is what was asked for."""
    there = next((path for path in paths if path.exists()), None)
    if there is not None and not force:
        wrong_usage(f"{there}已存在，没有覆盖。请换一个--out，或加--force。")


def result_files(folder: Path) -> list[Path]:
    """The files by which earlier results are recognised."""
    return [folder / name for name in (f"{NAME}.xlsx", f"{NAME}.json", "汇总表.csv", RECORD)]


def heading_of(done: Assessment) -> str:
    """What was scored, as of which day, as known on which day."""
    known = "" if done.known_on == done.as_of else f"，只看{done.known_on}以前录入的记录"
    return f"{done.rulebook.title}（截至{done.as_of}{known}）"


def incomplete_text(done: Assessment) -> str:
    """What a reader of partial results must know; empty when nothing was left out."""
    left_out = done.dataset.left_out
    if not any(problem.is_error for problem in done.dataset.problems):
        return ""
    return f"略去{left_out}行，结果不完整。" if left_out else "有的文件没有读出，结果不完整。"


def print_results(done: Assessment, form: Format, run_at: str) -> None:
    """Print to the terminal or a pipe; of the tables in CSV, the summary."""
    record, problems = the_record(done, run_at), done.dataset.problems
    if form == Format.JSON:
        typer.echo(_json(plain_results(done.outcome, problems, record)), nl=False)
    elif form == Format.CSV:
        typer.echo(csv_text(result_tables(done.outcome, problems, record)[0]), nl=False)
    else:
        output().print(heading_of(done), style="bold")
        show_summary(done.outcome)
    note = incomplete_text(done)
    if form == Format.TABLE and note:
        output().print(note)
    elif form != Format.TABLE:
        messages().print(f"{heading_of(done)}{note}")


def write_results(done: Assessment, form: Format, folder: Path, run_at: str) -> None:
    """Write files into a folder, with the record of the run beside them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = _write_files(done, form, folder, run_at)
    except OSError as fault:
        cannot_write(folder, fault)
    messages().print(f"{heading_of(done)}{incomplete_text(done)}")
    for path in paths:
        messages().print(f"已写入 {path}")


def cannot_write(path: Path, fault: OSError) -> NoReturn:
    """End the command because a file cannot be written."""
    reason = f"（{fault.strerror}）" if fault.strerror else ""
    wrong_usage(f"“{path}”写不进去{reason}。请检查路径、权限，或先关闭正打开它的程序。")


def _write_files(done: Assessment, form: Format, folder: Path, run_at: str) -> list[Path]:
    record, problems = the_record(done, run_at), done.dataset.problems
    if form == Format.JSON:
        paths = [_write_json(folder / f"{NAME}.json", plain_results(done.outcome, problems, record))]
    else:
        tables = result_tables(done.outcome, problems, record)
        paths = [folder / f"{NAME}.xlsx"] if form == Format.XLSX else [write_csv(table, folder) for table in tables]
        if form == Format.XLSX:
            write_workbook(tables, paths[0])
    return [*paths, _write_json(folder / RECORD, record)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write_json(path: Path, value: Any) -> Path:
    path.write_text(_json(value), encoding="utf-8", newline="\n")
    return path
