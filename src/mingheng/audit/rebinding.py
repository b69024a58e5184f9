"""After a migration has changed the columns of an audited table: bind its rows under the columns it has now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mingheng.audit.actors import Actor
from mingheng.audit.export import audited_tables
from mingheng.audit.log import append_event
from mingheng.audit.models import Event
from mingheng.audit.rows import CHUNK, Columns, binding, column_names, rows_with
from mingheng.audit.verifier import REBOUND, UNAUDITED


@dataclass(frozen=True, slots=True)
class _Bound:
    sequence: int
    version: int
    names: frozenset[str]


def rebind(by: Actor) -> int:
    """Write events, one per 500 rows, for every row whose last event knows other columns; how many rows.

    Only the set of columns matters: a row that was tampered with under the same columns stays unlike its event. Where a
    migration also changed values that were there before, the event's details name the rows.
    """
    with transaction.atomic():
        bound, present, count = _last_bound(), dict(audited_tables()), 0
        for table in sorted(present.keys() - UNAUDITED.keys()):
            names = frozenset(column_names(table))
            keys = {key: last for key, last in bound[table].items() if last.names != names}
            count += _bind_again(table, present[table], keys, names, by)
        for table in sorted(bound.keys() - present.keys()):
            count += _let_go(table, bound[table], by)
    return count


def _last_bound() -> dict[str, dict[str, _Bound]]:
    """What the last event says of every row that is not deleted: its version and its columns."""
    bound: dict[str, dict[str, _Bound]] = defaultdict(dict)
    known: dict[frozenset[str], frozenset[str]] = {}
    for sequence, rows in Event.objects.order_by("sequence").values_list("sequence", "rows").iterator():
        for row in json.loads(rows):
            names = frozenset(row["columns"])
            if row["digest"] is None:
                bound[row["table"]].pop(row["key"], None)
            else:
                bound[row["table"]][row["key"]] = _Bound(sequence, row["after"], known.setdefault(names, names))
    return bound


def _bind_again(table: str, key_column: str, keys: Mapping[str, _Bound], names: frozenset[str], by: Actor) -> int:
    ordered, count = sorted(keys), 0
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        stored = {str(row[key_column]): row for row in rows_with(table, key_column, list(chunk))}
        rows = [binding(table, key, keys[key].version, stored[key]) for key in chunk if key in stored]
        details = {
            "table": table,
            "added": sorted(names - frozenset().union(*(keys[key].names for key in chunk))),
            "removed": sorted(frozenset().union(*(keys[key].names for key in chunk)) - names),
            "values_changed": _changed(table, rows, keys),
        }
        append_event(REBOUND, by, rows=rows, details=details, unit_path="", about=(table, ""), reason="")
        count += len(rows)
    return count


def _changed(table: str, rows: list[dict[str, Any]], keys: Mapping[str, _Bound]) -> list[str]:
    """The rows in which a column that was there before no longer has the value of the last event."""
    said: dict[tuple[int, str], Columns] = {}
    for event in Event.objects.filter(sequence__in={keys[row["key"]].sequence for row in rows}):
        said |= {
            (event.sequence, row["key"]): row["columns"] for row in json.loads(event.rows) if row["table"] == table
        }
    changed = []
    for row in rows:
        before = said[keys[row["key"]].sequence, row["key"]]
        if any(before[name] != row["columns"][name] for name in before.keys() & row["columns"].keys()):
            changed.append(row["key"])
    return changed


def _let_go(table: str, keys: Mapping[str, _Bound], by: Actor) -> int:
    """Say that the rows of a dropped table are gone."""
    rows = [binding(table, key, last.version, None) for key, last in sorted(keys.items())]
    for start in range(0, len(rows), CHUNK):
        details = {"table": table, "dropped": True}
        append_event(
            REBOUND, by, rows=rows[start : start + CHUNK], details=details, unit_path="", about=(table, ""), reason=""
        )
    return len(rows)
