"""Ways to cheat: what somebody does who can write the database file, from one cell to the whole log made anew."""

import json
import shutil
import sqlite3
from base64 import b64encode
from dataclasses import dataclass

from mingheng.audit.verifier import UNAUDITED, Frontier, leaf_hash, note_text, read_table
from mingheng.vault.keys import ORIGIN, checkpoint_key, key_folder, key_hash


@dataclass
class Attack:
    """What is done, to which table and column; `old` is a copy of the database from before."""

    kind: str
    table: str = ""
    column: str = ""
    named: str = ""
    """What the verifier must name; empty where any fault will do."""


def every_attack(database):
    """One of each kind for every table and column that there is."""
    connection = sqlite3.connect(database)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    attacks = []
    for table in sorted(tables):
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        if table not in UNAUDITED and not table.startswith("sqlite_"):
            attacks += [Attack("update", table, column) for column in columns]
            attacks += [Attack("swap_cells", table, column) for column in columns]
            attacks += [Attack("insert", table), Attack("delete", table), Attack("empty", table), Attack("drop", table)]
            attacks += [Attack("add_column", table)]
        if table in ("audit_event", "audit_checkpoint", "audit_head"):
            attacks += [Attack("update", table, column) for column in columns]
            attacks += [Attack("delete", table)]
        if table == "audit_event":
            attacks += [Attack("update_and_leaf", table, column) for column in columns if column != "leaf"]
            attacks += [Attack("update_and_head", table, column) for column in columns if column != "leaf"]
    connection.close()
    whole = ["swap_events", "insert_event", "truncate", "truncate_with_head", "truncate_all", "old_backup", "resign"]
    return attacks + [Attack(kind) for kind in whole for _ in range(3)]


def carry_out(attack, database, old, chance):
    """Do it to the file; False where it would change nothing."""
    if attack.kind == "old_backup":
        shutil.copy(old, database)
        return True
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA ignore_check_constraints = on")
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        done = WAYS[attack.kind](connection, attack, chance)
        connection.commit()
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.close()
    return done is not False


def _update(connection, attack, chance):
    key = _key_column(connection, attack.table)
    rows = connection.execute(f'SELECT "{key}", "{attack.column}" FROM "{attack.table}" ORDER BY 1').fetchall()
    row_key, before = chance.choice(rows)
    for value in chance.sample(_other_values(before, chance), k=5):
        try:
            connection.execute(
                f'UPDATE "{attack.table}" SET "{attack.column}" = ? WHERE "{key}" IS ?', (value, row_key)
            )
        except sqlite3.IntegrityError:
            continue
        now = value if attack.column == key else row_key
        query = f'SELECT "{attack.column}", typeof("{attack.column}") FROM "{attack.table}" WHERE "{key}" IS ?'
        after = connection.execute(query, (now,)).fetchone()
        if after and (after[0], type(after[0])) != (before, type(before)):
            attack.named = _name(attack.table, row_key)
            return True
    return False


def _other_values(before, chance):
    values = [None, "", "改", 0, 1, 2, chance.randrange(10**6), -1, "2026-12-31", b"\xff\x00", 1.5, "[]"]
    if isinstance(before, int):
        values += [before + 1, before - 1]
    if isinstance(before, str):
        values += [before + " ", before[:-1], before.upper() + "x", before.replace("1", "2")]
    return [value for value in values if (value, type(value)) != (before, type(before))]


def _swap_cells(connection, attack, chance):
    key = _key_column(connection, attack.table)
    rows = connection.execute(f'SELECT "{key}", "{attack.column}" FROM "{attack.table}" ORDER BY 1').fetchall()
    assert len(rows) > 1, attack
    (one, first), (two, second) = chance.sample(rows, k=2)
    if first == second or attack.column == key:
        return False
    for row_key, value in ((one, second), (two, first)):
        connection.execute(f'UPDATE "{attack.table}" SET "{attack.column}" = ? WHERE "{key}" IS ?', (value, row_key))
    attack.named = _name(attack.table, one)
    return True


def _insert(connection, attack, chance):
    key = _key_column(connection, attack.table)
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{attack.table}")')]
    row = dict(
        zip(columns, chance.choice(connection.execute(f'SELECT * FROM "{attack.table}"').fetchall()), strict=True)
    )
    unique = [
        index[1] for index in connection.execute(f'PRAGMA index_list("{attack.table}")') if index[2] and index[3] == "c"
    ]
    for index in unique:
        connection.execute(f'DROP INDEX "{index}"')
    row[key] = row[key] + 10**6 if isinstance(row[key], int) else "planted"
    for column, value in row.items():
        if isinstance(value, str) and column != key:
            row[column] = value + "x"
    connection.execute(f'INSERT INTO "{attack.table}" VALUES ({", ".join("?" * len(columns))})', list(row.values()))
    attack.named = _name(attack.table, row[key])


def _delete(connection, attack, chance):
    key = _key_column(connection, attack.table)
    row_key = chance.choice(connection.execute(f'SELECT "{key}" FROM "{attack.table}" ORDER BY 1').fetchall())[0]
    connection.execute(f'DELETE FROM "{attack.table}" WHERE "{key}" IS ?', (row_key,))
    attack.named = "" if attack.table == "audit_event" else _name(attack.table, row_key)


def _empty(connection, attack, _chance):
    connection.execute(f'DELETE FROM "{attack.table}"')
    attack.named = f"表 {attack.table} 第 "


def _drop(connection, attack, _chance):
    connection.execute(f'DROP TABLE "{attack.table}"')
    attack.named = f"表 {attack.table} 第 "


def _add_column(connection, attack, _chance):
    connection.execute(f'ALTER TABLE "{attack.table}" ADD COLUMN "smuggled" text')
    attack.named = f"表 {attack.table} 第 "


def _update_and_leaf(connection, attack, chance):
    if _update(connection, attack, chance) is False:
        return False
    attack.named = ""
    _make_leaves(connection)
    return True


def _update_and_head(connection, attack, chance):
    if _update_and_leaf(connection, attack, chance) is False:
        return False
    _make_head(connection)
    return True


def _swap_events(connection, _attack, chance):
    first, second = sorted(
        chance.sample([one for (one,) in connection.execute("SELECT sequence FROM audit_event")], k=2)
    )
    for one, other in ((first, -1), (second, first), (-1, second)):
        connection.execute("UPDATE audit_event SET sequence = ? WHERE sequence = ?", (other, one))
    _make_leaves(connection)
    _make_head(connection)


def _insert_event(connection, _attack, _chance):
    names = [row[1] for row in connection.execute("PRAGMA table_info(audit_event)")]
    last = connection.execute("SELECT * FROM audit_event ORDER BY sequence DESC LIMIT 1").fetchone()
    event = dict(zip(names, last, strict=True))
    event |= {"sequence": event["sequence"] + 1, "actor_name": "无名", "rows": "[]"}
    marks = ", ".join("?" * len(names))
    connection.execute(f"INSERT INTO audit_event VALUES ({marks})", list(event.values()))


def _truncate(connection, _attack, chance):
    size = connection.execute("SELECT count(*) FROM audit_event").fetchone()[0]
    connection.execute("DELETE FROM audit_event WHERE sequence > ?", (size - chance.randint(1, 3),))


def _truncate_with_head(connection, attack, chance):
    _truncate(connection, attack, chance)
    _make_head(connection)


def _truncate_all(connection, _attack, _chance):
    """No event, no checkpoint, no audited row: as if nothing had ever been."""
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if name not in ("django_migrations",) and not name.startswith("sqlite_"):
            connection.execute(f'DELETE FROM "{name}"')


def _resign(connection, _attack, chance):
    """With the stolen key: somebody else did it, and every hash and signature is made anew."""
    sequence = chance.choice(connection.execute("SELECT sequence FROM audit_event").fetchall())[0]
    connection.execute("UPDATE audit_event SET actor_name = '别人' WHERE sequence = ?", (sequence,))
    _make_leaves(connection)
    _make_head(connection)
    key = checkpoint_key(key_folder())
    public = b"\x01" + key.public_key().public_bytes_raw()
    for one in list(read_table(connection, "audit_checkpoint")):
        one["root"] = _frontier(connection, one["size"]).root().hex()
        text = note_text(ORIGIN, one)
        signature = b64encode(key_hash(public) + key.sign(text.encode())).decode()
        connection.execute(
            "UPDATE audit_checkpoint SET root = ?, note = ? WHERE number = ?",
            (one["root"], f"{text}\n— {ORIGIN} {signature}\n", one["number"]),
        )


def _make_leaves(connection):
    for event in list(read_table(connection, "audit_event", "ORDER BY sequence")):
        sequence = event["sequence"]
        stored = bytes.fromhex(sequence["bytes"]) if isinstance(sequence, dict) else sequence
        connection.execute("UPDATE audit_event SET leaf = ? WHERE sequence IS ?", (leaf_hash(event).hex(), stored))


def _frontier(connection, size=None):
    frontier = Frontier()
    for event in read_table(connection, "audit_event", "ORDER BY sequence"):
        if frontier.size != size:
            frontier.append(leaf_hash(event))
    return frontier


def _make_head(connection):
    frontier = _frontier(connection)
    connection.execute(
        "UPDATE audit_head SET size = ?, root = ?, frontier = ?",
        (frontier.size, frontier.root().hex(), json.dumps([node.hex() for node in frontier.nodes])),
    )


def _key_column(connection, table):
    return connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk = 1", (table,)).fetchone()[0]


def _name(table, key):
    if table == "audit_head":
        return "日志头 audit_head"
    if table == "audit_event":
        return f"事件 {key}"
    return "检查点" if table == "audit_checkpoint" else f"表 {table} 第 {key} 行"


WAYS = {
    "update": _update,
    "swap_cells": _swap_cells,
    "insert": _insert,
    "delete": _delete,
    "empty": _empty,
    "drop": _drop,
    "add_column": _add_column,
    "update_and_leaf": _update_and_leaf,
    "update_and_head": _update_and_head,
    "swap_events": _swap_events,
    "insert_event": _insert_event,
    "truncate": _truncate,
    "truncate_with_head": _truncate_with_head,
    "truncate_all": _truncate_all,
    "resign": _resign,
}
