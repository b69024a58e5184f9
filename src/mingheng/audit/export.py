"""Put everything that the verifier reads into one file: for checking PostgreSQL, and for checking elsewhere."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from mingheng.audit.log import locked_head
from mingheng.audit.rows import all_rows, column_names
from mingheng.audit.verifier import UNAUDITED

_LOG = ["audit_event", "audit_head", "audit_checkpoint"]


def export_database(path: Path) -> None:
    """Write the log and every audited table to a new SQLite file, as of one moment. Raises FileExistsError.

    No act can end while the head is locked, so that rows and events agree. The file holds what the database holds,
    sealed columns sealed; it is to be kept like the database.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    target = sqlite3.connect(path)
    try:
        with transaction.atomic():
            locked_head()
            for table, key_column in audited_tables():
                _copy(target, table, key_column)
        target.commit()
    finally:
        target.close()


def audited_tables() -> Iterator[tuple[str, str]]:
    """The tables of the schema as it is that the verifier checks, and the log's own, with their key columns."""
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        for table in names:
            if table not in UNAUDITED or table in _LOG:
                yield table, connection.introspection.get_primary_key_column(cursor, table) or "id"


def _copy(target: sqlite3.Connection, table: str, key_column: str) -> None:
    names = column_names(table)
    # Without declared types SQLite keeps every value as it comes.
    columns = ", ".join(f'"{name}" PRIMARY KEY' if name == key_column else f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    target.execute(f'CREATE TABLE "{table}" ({columns})')
    rows = ([_plain(row[name]) for name in names] for row in all_rows(table, key_column))
    target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608 - a name from the schema


def _plain(value: Any) -> Any:
    return bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value
