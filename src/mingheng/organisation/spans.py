"""Rows that hold from a day to a day: what both databases refuse of them.

A table with `starts_on` and `ends_on` (the last day; none while it lasts) takes `days_in_order` among its constraints,
and `NoOverlap` as an operation of its migrations. PostgreSQL then refuses an overlap by an exclusion constraint over
range types, whose operator classes are built in, SQLite by triggers. Both raise `IntegrityError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation


def days_in_order(name: str) -> models.CheckConstraint:
    """The last day is not before the first."""
    return models.CheckConstraint(
        condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")), name=name
    )


class NoOverlap(Operation):
    """Of the rows that agree in these columns no two hold on the same day; `where` names those that count (SQL).

    `table` is the table's name. Columns hold numbers; those of text stand in `texts`. Whoever rebuilds the table on
    SQLite, as Django does when a column is altered there, drops its triggers: add the operation again after it.
    """

    reversible = True
    elidable = False

    def __init__(
        self, table: str, columns: Sequence[str], texts: Sequence[str] = (), where: Sequence[str] = ()
    ) -> None:
        self.table, self.columns, self.texts, self.where = table, columns, texts, where

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models know nothing of it."""
        del app_label, state

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Write the constraint, or the triggers."""
        del app_label, from_state, to_state
        postgres = schema_editor.connection.vendor == "postgresql"
        for statement in self.on_postgres() if postgres else self.on_sqlite():
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it away."""
        del app_label, from_state, to_state
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {self.table} DROP CONSTRAINT {self.table}_no_overlap")
            return
        for when in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {self.table}_no_overlap_{when}")

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Refuse overlapping days in {self.table}"

    def on_postgres(self) -> list[str]:
        """A range of one number stands for equality: plain numbers would need the extension btree_gist."""
        parts = [f"int8range({column}, {column}, '[]') WITH &&" for column in self.columns]
        parts += [f"int8range(hashtext({text}), hashtext({text}), '[]') WITH &&" for text in self.texts]
        parts.append("daterange(starts_on, ends_on, '[]') WITH &&")
        where = f" WHERE ({' AND '.join(self.where)})" if self.where else ""
        return [
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_no_overlap "
            f"EXCLUDE USING gist ({', '.join(parts)}){where}"
        ]

    def on_sqlite(self) -> list[str]:
        """One trigger for new rows, one for changed ones."""
        return [
            self._trigger("insert", others=""),
            self._trigger("update", others=" AND other.id <> OLD.id"),
        ]

    def _trigger(self, when: str, others: str) -> str:
        same = "".join(f" AND other.{column} = NEW.{column}" for column in [*self.columns, *self.texts])
        counts = "".join(f" AND NEW.{condition} AND other.{condition}" for condition in self.where)
        head = f"CREATE TRIGGER {self.table}_no_overlap_{when} BEFORE {when.upper()} ON {self.table}"
        overlap = (
            f"SELECT 1 FROM {self.table} AS other"  # noqa: S608 - names of our own tables
            " WHERE other.starts_on <= coalesce(NEW.ends_on, '9999-12-31')"
            f" AND coalesce(other.ends_on, '9999-12-31') >= NEW.starts_on{same}{counts}{others}"
        )
        return f"{head} WHEN EXISTS ({overlap}) BEGIN SELECT RAISE(ABORT, 'overlapping days in {self.table}'); END"
