"""Rows as the database really holds them, and what an event says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from mingheng.audit.verifier import canonical, hash_text, row_digest
from mingheng.vault.columns import HIDDEN, SENSITIVE

CHUNK = 500
Columns = dict[str, Any]
"""All columns of a row, by name, in canonical values."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that an act wrote or deleted, and the version it had before; none for a new one."""

    table: str
    key_column: str
    key: Any
    before: int | None


def column_names(table: str) -> list[str]:
    """The columns of a table, from the schema as it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")  # noqa: S608 - a quoted name
        return [column[0] for column in cursor.description]


def rows_with(table: str, key_column: str, keys: list[Any]) -> Iterator[Columns]:
    """The rows with these keys, each in canonical values, in any order."""
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        yield from _selected(table, f"WHERE {connection.ops.quote_name(key_column)} IN ({marks})", chunk)


def all_rows(table: str, key_column: str) -> Iterator[Columns]:
    """All rows of a table in the order of their keys, read piece by piece: a log does not fit into memory."""
    quoted = connection.ops.quote_name(key_column)
    piece = list(_selected(table, f"ORDER BY {quoted} LIMIT {CHUNK}", []))
    while piece:
        yield from piece
        last = piece[-1][key_column]
        piece = list(_selected(table, f"WHERE {quoted} > %s ORDER BY {quoted} LIMIT {CHUNK}", [last]))


def bindings_of(touched: Iterable[Touched]) -> list[dict[str, Any]]:
    """What the event says of each row, read back from the database, in the order in which the rows were written."""
    wanted = list(touched)
    keys: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for one in wanted:
        keys[one.table, one.key_column].append(one.key)
    stored = {
        (table, str(columns[key_column])): columns
        for (table, key_column), of_table in keys.items()
        for columns in rows_with(table, key_column, of_table)
    }
    found = [(one, stored.get((one.table, str(one.key)))) for one in wanted]
    return [binding(one.table, str(one.key), one.before, columns) for one, columns in found if one.before or columns]


def binding(table: str, key: str, before: int | None, columns: Columns | None) -> dict[str, Any]:
    """What an event says of one row: without columns, that it was deleted."""
    if columns is None:
        return {"table": table, "key": key, "before": before, "after": None, "digest": None, "columns": {}}
    return {
        "table": table,
        "key": key,
        "before": before,
        "after": columns["version"],
        "digest": row_digest(table, key, columns, columns["version"]),
        "columns": _shown(table, columns),
    }


def _shown(table: str, columns: Mapping[str, Any]) -> Columns:
    """The columns as an event repeats them: of sealed ones and of hashes only a hash."""
    hidden = {name for name in columns if (table, name) in SENSITIVE or (table, name) in HIDDEN}
    return {name: {"sealed": hash_text(str(value))} if name in hidden else value for name, value in columns.items()}


def _selected(table: str, condition: str, values: list[Any]) -> Iterator[Columns]:
    names = column_names(table)
    quoted = [connection.ops.quote_name(name) for name in names]
    if connection.vendor == "sqlite":
        # As an expression a column has no declared type, so that no converter comes between the file and the digest.
        quoted = [f"+{name}" for name in quoted]
    statement = f"SELECT {', '.join(quoted)} FROM {connection.ops.quote_name(table)} {condition}"  # noqa: S608 - quoted names
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row in cursor:
            yield dict(zip(names, map(canonical, row), strict=True))
