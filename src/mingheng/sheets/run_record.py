"""The record of a run: what was scored with what, so that anyone can do it again and compare."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mingheng.scoring.language.rulebook import Rulebook
from mingheng.sheets.dataset import Dataset, file_checksum


def run_record(
    rulebook: Rulebook,
    dataset: Dataset,
    *,
    kinds_folder: Path,
    version: str,
    as_of: date,
    known_on: date | None = None,
    run_at: str = "",
) -> dict[str, Any]:
    """Checksums (SHA-256) of everything that went in. The clock is not read: `run_at` is given, or left empty."""
    return {
        "rulebook": {"id": rulebook.id, "title": rulebook.title, "sha256": rulebook.checksum},
        "kinds": {"sha256": folder_checksum(kinds_folder)},
        "data": dict(sorted(dataset.checksums.items())),
        "subjects": len(dataset.subjects),
        "facts": len(dataset.rows),
        "rows_left_out": dataset.left_out,
        "errors_left_out": sum(problem.is_error for problem in dataset.problems),
        "version": version,
        "as_of": as_of.isoformat(),
        "known_on": (known_on or as_of).isoformat(),
        "run_at": run_at,
    }


def folder_checksum(folder: Path) -> str:
    """One checksum over the names and bytes of a folder's YAML files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + bytes.fromhex(file_checksum(path)))
    return digest.hexdigest()


def flat(record: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The record as lines of name and value, for a sheet."""
    lines: list[tuple[str, str]] = []
    for name, value in record.items():
        if isinstance(value, Mapping):
            lines += flat(value, f"{prefix}{name}.")
        else:
            lines.append((prefix + name, str(value)))
    return lines
