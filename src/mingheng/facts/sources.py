"""How rows name the row of truth that they come from, and how they are found by it.

In: an entry and its version, or a name. Out: the name, or what it says; and a condition that finds the rows of a table
by it: `entry:<id>` finds `entry:<id>:1` and every other version. Both databases answer it from the index made here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Q

_ENTRY_SOURCE = re.compile(r"entry:([^:]+):([1-9][0-9]{0,8})")


class EntrySource(NamedTuple):
    """One version of an entry, as facts and changes of scores name it."""

    entry_id: str
    number: int

    @property
    def text(self) -> str:
        """`entry:<id>:<number>`."""
        return f"{prefix_of(self.entry_id)}:{self.number}"

    @classmethod
    def read(cls, text: str) -> EntrySource | None:
        """What a name says; None where it names anything but a version of an entry."""
        found = _ENTRY_SOURCE.fullmatch(text)
        return cls(found[1], int(found[2])) if found else None


def prefix_of(entry_id: str) -> str:
    """What the names of all versions of an entry begin with, before the colon: `entry:<id>`."""
    return f"entry:{entry_id}"


def source_index(name: str) -> models.Index:
    """The index of a column `source`; on PostgreSQL one that serves LIKE whatever the order of its texts."""
    return models.Index(fields=["source"], name=name, opclasses=["varchar_pattern_ops"])


def of_source(source_prefix: str) -> Q:
    """The rows whose source is a version of this one."""
    if connection.vendor == "sqlite":
        # Here LIKE does not tell capitals from small letters and so reads the whole table; the order is that of bytes.
        return Q(source__gte=f"{source_prefix}:", source__lt=f"{source_prefix};")
    return Q(source__startswith=f"{source_prefix}:")
