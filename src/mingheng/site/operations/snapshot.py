"""The database at one moment, in files; and back from the files into an empty database.

SQLite: `VACUUM INTO`, one file that is complete in itself. PostgreSQL: one file per table in COPY's text format, all of
them read in one snapshot, so that no client program of a particular version is needed.
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from mingheng.site.operations.home import Refusal, database_file, uses_sqlite

SQLITE_COPY = "database.sqlite3"
TABLES = "tables"
_OWN = MigrationRecorder.Migration._meta.db_table


@dataclass(frozen=True, slots=True)
class LogState:
    """Where the audit log stood at the moment of the snapshot."""

    events: int
    head: str
    checkpoint: str


def write_snapshot(folder: Path) -> LogState:
    """The database into files below the folder."""
    if uses_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / SQLITE_COPY)])
        with closing(sqlite3.connect(folder / SQLITE_COPY)) as copy:
            return _log_state(copy.cursor())
    (folder / TABLES).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables(cursor):
            _copy_out(cursor, table, folder / TABLES / f"{table}.gz")
        return _log_state(cursor)


def load_snapshot(folder: Path, migrations: dict[str, str]) -> None:
    """The files into an empty database. Refusal when it is not empty or the files are of the other kind of database."""
    if uses_sqlite():
        _load_file(folder / SQLITE_COPY)
    else:
        _load_tables(folder / TABLES, migrations)


def applied_migrations() -> dict[str, str]:
    """Of each part, the last migration that the tables have seen."""
    return dict(sorted(MigrationExecutor(connection).loader.applied_migrations))


def has_pending_migrations() -> bool:
    """Whether the program has migrations that the tables have not seen."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_newer(migrations: dict[str, str]) -> None:
    """Refusal when the tables have seen migrations that this program does not know: it is too old for them."""
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{part}.{name}" for part, name in sorted(migrations.items()) if (part, name) not in known]
    if unknown:
        text = _("数据来自更新的版本（{name}），这一版明衡不认识。请先安装与数据相同或更新的版本。")
        raise Refusal(text.format(name=unknown[0]))


def is_empty() -> bool:
    """Whether nothing has ever been recorded in the database."""
    if uses_sqlite() and not database_file().exists():
        return True
    with connection.cursor() as cursor:
        if "audit_event" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM audit_event LIMIT 1) AS one")
        return not cursor.fetchone()[0]


def _log_state(cursor: Any) -> LogState:
    cursor.execute("SELECT size, root FROM audit_head")
    size, root = cursor.fetchone() or (0, "")
    cursor.execute("SELECT note FROM audit_checkpoint ORDER BY number DESC LIMIT 1")
    note = cursor.fetchone()
    return LogState(size, root, note[0] if note else "")


def _load_file(copy: Path) -> None:
    target = database_file()
    connection.close()
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    draft = target.with_suffix(".restoring")
    shutil.copyfile(copy, draft)
    with closing(sqlite3.connect(draft)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        draft.unlink()
        raise Refusal(_("备份中的数据库文件结构已损坏（{why}），没有恢复。").format(why=found))
    draft.replace(target)


def _load_tables(folder: Path, migrations: dict[str, str]) -> None:
    MigrationExecutor(connection).migrate(list(migrations.items()))
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _tables(cursor)
        files = sorted(folder.glob("*.gz"))
        if sorted(tables) != [path.name.removesuffix(".gz") for path in files]:
            raise Refusal(_("备份中的表与它自己的迁移状态不符，没有恢复。"))
        for path in files:
            _copy_in(cursor, path.name.removesuffix(".gz"), path)
        _reset_sequences(cursor, tables)


def _tables(cursor: Any) -> list[str]:
    """All tables of the site but Django's own list of migrations, which is made anew by migrating."""
    return sorted(set(connection.introspection.table_names(cursor)) - {_OWN})


def _copy_out(cursor: Any, table: str, path: Path) -> None:
    columns = _columns(cursor, table)
    quoted = connection.ops.quote_name
    with gzip.open(path, "wb", compresslevel=5) as file:
        file.write((",".join(columns) + "\n").encode())
        listed = ", ".join(map(quoted, columns))
        with cursor.copy(f"COPY {quoted(table)} ({listed}) TO STDOUT") as rows:
            for part in rows:
                file.write(part)


def _copy_in(cursor: Any, table: str, path: Path) -> None:
    quoted = connection.ops.quote_name
    with gzip.open(path, "rb") as file:
        columns = file.readline().decode().rstrip("\n").split(",")
        listed = ", ".join(map(quoted, columns))
        with cursor.copy(f"COPY {quoted(table)} ({listed}) FROM STDIN") as rows:
            while part := file.read(1 << 16):
                rows.write(part)


def _columns(cursor: Any, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _reset_sequences(cursor: Any, tables: Iterable[str]) -> None:
    for table in tables:
        for sequence in connection.introspection.get_sequences(cursor, table):
            column = sequence["column"]
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE((SELECT max({column}) FROM {table}), 0) + 1, false)",  # noqa: E501, S608
                [f'"{table}"', column],
            )
