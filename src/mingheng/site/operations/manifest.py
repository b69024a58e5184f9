"""What a backup holds: every file with its size and SHA-256, the state of the tables, and where the audit log stood."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingheng.site.operations.home import Refusal

NAME = "manifest.json"
FORMAT = "mingheng-backup-1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list that stands beside the files of a backup; the last file to be written."""

    made_at: str
    version: str
    database: str
    """`sqlite` or `postgresql`."""
    migrations: dict[str, str]
    """Of each part, the last migration that the tables have seen."""
    events: int
    """How long the audit log was."""
    head: str
    """The root of its Merkle list."""
    checkpoint: str
    """The last signed checkpoint; empty where none was due yet."""
    files: dict[str, dict[str, Any]]
    format: str = FORMAT


def write_manifest(folder: Path, known: Mapping[str, Any]) -> Manifest:
    """Bring all files of the folder to the disk, list them, and write the manifest as the last one."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    manifest = Manifest(**known, files={name: described(folder / name) for name in _files(folder)})
    with (folder / NAME).open("x", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=1)
    _sync(folder / NAME)
    _sync(folder)
    return manifest


def checked_manifest(folder: Path) -> Manifest:
    """The manifest, after every file has been found to be as listed. Refusal names the first that is not."""
    manifest = _read(folder)
    found = set(_files(folder))
    if extra := sorted(found - set(manifest.files)):
        raise Refusal(_("备份中多出文件“{name}”，清单里没有它。备份被动过，没有恢复。").format(name=extra[0]))
    for name, listed in manifest.files.items():
        if name not in found:
            raise Refusal(_("备份缺少文件“{name}”，没有恢复。").format(name=name))
        if described(folder / name) != listed:
            raise Refusal(
                _("备份中的文件“{name}”与清单记的SHA-256不一致：它损坏了或被改过，没有恢复。").format(name=name)
            )
    return manifest


def described(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(folder: Path) -> Manifest:
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except OSError:
        raise Refusal(
            _("“{path}”中没有{name}，不是明衡的备份，或备份没有做完。").format(path=folder, name=NAME)
        ) from None
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError):
        raise Refusal(_("备份清单{name}读不懂，它损坏了。").format(name=NAME)) from None
    if manifest.format != FORMAT:
        raise Refusal(_("备份的格式是“{format}”，这一版明衡不认识。").format(format=manifest.format))
    return manifest


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or (not path.is_file() and not path.is_dir()):
            raise Refusal(_("备份中的“{name}”不是普通文件。").format(name=path.relative_to(folder)))
        if path.is_file() and path != folder / NAME:
            yield path.relative_to(folder).as_posix()
