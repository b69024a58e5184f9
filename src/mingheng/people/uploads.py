"""Where an uploaded register waits between its check and its import: a private folder, one file per account.

The name holds the account and a secret, so that nobody can name another's file. What is older than an hour goes.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from mingheng import clock

KEPT_SECONDS = 3600

_TICKET = re.compile(r"[0-9a-f]{32}\.(xlsx|csv|other)\Z")


def park(file: UploadedFile, *, account_id: int) -> tuple[str, Path]:
    """Keep the file; the ticket with which its owner finds it again, and where it is."""
    folder = _folder()
    clear_away(account_id=account_id)
    suffix = Path(file.name or "").suffix.lower().lstrip(".")
    ticket = f"{secrets.token_hex(16)}.{suffix if suffix in ('xlsx', 'csv') else 'other'}"
    path = folder / f"{account_id}-{ticket}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return ticket, path


def parked(ticket: str, *, account_id: int) -> Path | None:
    """The account's own file of this ticket; None where there is none any more."""
    if not _TICKET.match(ticket):
        return None
    path = _folder() / f"{account_id}-{ticket}"
    return path if path.is_file() and not _is_old(path) else None


def clear_away(*, account_id: int) -> None:
    """Remove what the account has left behind, and what anybody left too long ago."""
    for path in _folder().iterdir():
        if path.name.startswith(f"{account_id}-") or _is_old(path):
            path.unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    try:
        return clock.now().timestamp() - path.stat().st_mtime > KEPT_SECONDS
    except FileNotFoundError:
        return True


def _folder() -> Path:
    folder: Path = settings.MINGHENG_HOME / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
