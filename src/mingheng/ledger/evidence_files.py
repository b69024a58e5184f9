"""Keep evidence under the hash of its content: written once, synced to disk, never changed.

A photo or screenshot is kept as it was written anew: pixels, and nothing of where and when it was taken. A document
whose photos tell that is kept without it, else as it came.

In: uploaded files. Out: what the database says of them. A file that no row names, because its transaction failed,
does no harm: the next upload of the same content finds it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from mingheng.ledger.file_checks import MAX_SIZE, Refused, check_size, kind_of_file, safe_name

_READ_ONLY = 0o400
_FOLDER_MODE = 0o700
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is kept, and what it was called."""

    name: str
    digest: str
    media_type: str
    size: int
    original: str
    """The hash of the file as it came; another one than `digest` where it was written anew."""


def evidence_folder() -> Path:
    """Where evidence is kept."""
    return Path(settings.MINGHENG_HOME) / "evidence"


def path_of_evidence(digest: str) -> Path:
    """Where the file with this hash is kept."""
    return evidence_folder() / digest[:2] / digest[2:]


def store_all(files: Iterable[UploadedFile]) -> tuple[list[StoredFile], list[str]]:
    """Keep what can be taken. Returns it, and a sentence for each file that was refused."""
    stored, refusals = [], []
    for file in files:
        try:
            stored.append(store(file))
        except Refused as refusal:
            refusals.append(str(refusal))
    return stored, refusals


def not_yet_there(files: Iterable[StoredFile], there: Iterable[str]) -> Iterator[StoredFile]:
    """Those whose hash is not among these, each once."""
    seen = set(there)
    for file in files:
        if file.digest not in seen:
            seen.add(file.digest)
            yield file


def store(file: UploadedFile) -> StoredFile:
    """Check a file and keep it, on disk before this returns. Raises Refused; then nothing is kept.

    1. Refuse by size, before anything is read.
    2. Copy in pieces to a temporary file beside its later place, hashing on the way.
    3. Have the copy read apart, so that what was checked is what is kept, or what was written in its place.
    4. Sync, rename, sync the folder.
    """
    name = safe_name(file.name or "")
    check_size(name, file.size or 0)
    folder = evidence_folder()
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    with _arriving(folder) as copy, _arriving(folder) as cleaned:
        original = _copy(file, copy, name)
        kind = kind_of_file(copy, name, cleaned)
        is_anew = bool(os.fstat(cleaned.fileno()).st_size)
        kept, digest = (cleaned, _hash_of(cleaned)) if is_anew else (copy, original)
        kept.flush()
        os.fsync(kept.fileno())
        size = os.fstat(kept.fileno()).st_size
        _put_in_place(Path(kept.name), path_of_evidence(digest))
    return StoredFile(name, digest, kind.media_type, size, original)


@contextmanager
def _arriving(folder: Path) -> Iterator[IO[bytes]]:
    """A temporary file beside its later place; gone at the end unless it was put there."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".arriving-", delete=False) as copy:
        try:
            yield copy
        finally:
            Path(copy.name).unlink(missing_ok=True)


def _copy(file: UploadedFile, copy: IO[bytes], name: str) -> str:
    sha256, size = hashlib.sha256(), 0
    for piece in file.chunks():
        size += len(piece)
        if size > MAX_SIZE:
            check_size(name, size)
        sha256.update(piece)
        copy.write(piece)
    return sha256.hexdigest()


def _hash_of(file: IO[bytes]) -> str:
    file.seek(0)
    sha256 = hashlib.sha256()
    while piece := file.read(_CHUNK):
        sha256.update(piece)
    return sha256.hexdigest()


def _put_in_place(copy: Path, place: Path) -> None:
    if place.exists():
        return
    place.parent.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    copy.chmod(_READ_ONLY)
    copy.rename(place)
    for folder in (place.parent, place.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
