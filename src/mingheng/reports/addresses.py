"""Where each page of the site is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingheng.scoring import Outcome, Subject

UNITS = "units"

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")
"""Names that Windows keeps for devices."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The file of every assessed subject's page, by id."""

    files: dict[str, str]

    @classmethod
    def of(cls, outcome: Outcome) -> Addresses:
        """An id names its file where every file system can hold it; otherwise the place in the register does."""
        files: dict[str, str] = {}
        taken: set[str] = set()
        for number, subject in enumerate(outcome.assessed, start=1):
            name = subject.id if _is_plain(subject) and subject.id.lower() not in taken else f"no.{number}"
            taken.add(name.lower())
            files[subject.id] = f"{name}.html"
        return cls(files)

    def page(self, subject: str) -> str:
        """The address of a subject's page, from the site's root."""
        return f"{UNITS}/{self.files[subject]}"


def _is_plain(subject: Subject) -> bool:
    return bool(_SAFE.fullmatch(subject.id)) and not _RESERVED.fullmatch(subject.id)
