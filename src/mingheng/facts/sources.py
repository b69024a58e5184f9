"""Find rows by the row of truth that they name: `entry:<id>` finds `entry:<id>:1` and every other version of it.

In: a table with a column `source` and the index made here. Out: a condition that both databases answer from it.
"""

from __future__ import annotations

from django.db import connection, models
from django.db.models import Q


def source_index(name: str) -> models.Index:
    """The index of a column `source`; on PostgreSQL one that serves LIKE whatever the order of its texts."""
    return models.Index(fields=["source"], name=name, opclasses=["varchar_pattern_ops"])


def of_source(source_prefix: str) -> Q:
    """The rows whose source is a version of this one."""
    if connection.vendor == "sqlite":
        # Here LIKE does not tell capitals from small letters and so reads the whole table; the order is that of bytes.
        return Q(source__gte=f"{source_prefix}:", source__lt=f"{source_prefix};")
    return Q(source__startswith=f"{source_prefix}:")
