"""Can anyone have cheated? The stand-alone verifier of the audit log: one file, Python and `cryptography` alone.

    python verifier.py check DATABASE --key checkpoint.pub [--witness heads.json]
    python verifier.py witness --database DATABASE --state heads.json
    python verifier.py proof event-7-proof.json --key checkpoint.pub

In: an SQLite database, read only, or an export (also of PostgreSQL), which is one. Out: every fault, in Chinese, with
table and key; exit code 1 where there is any. It trusts nothing there: hashes are made again from the columns.
The format is defined here; the site writes it with the functions of this file. See docs/audit.md.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from types import NoneType
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

UNAUDITED = {
    "session": "登录会话：会过期；登录和退出各有事件",
    "sign_in_attempt": "登录失败计数：会过期",
    "api_key_use": "接口密钥最近使用日：每天至多记一次",
    "api_kept_answer": "接口重复请求的答复：两天后删除，办理本身有事件",
    "typed_form": "填写中的表单：只是按键，30天内清除；保存、提交各有事件",
    "fact": "事实表：可由台账重建",
    "current_line": "当前得分明细：可重算",
    "current_standing": "当前总分：可重算",
    "reminder_delivery": "提醒消息的发送状态；提醒本身受审计",
    "group_pass": "组内计算的时刻：可重算",
    "open_requirement": "还缺的记录：可重算",
    "class_median": "本类中位数：可重算",
    "current_light": "预警灯：可重算",
    "audit_event": "审计日志本身：由默克尔列表校验",
    "audit_binding": "事件与数据行的索引：可由事件重建",
    "audit_head": "日志头：由事件重算校验",
    "audit_checkpoint": "检查点：由签名校验",
    "django_migrations": "数据库结构的版本，由软件升级写入",
}
"""The reviewed list of tables that are not bound to the log, with the reason for each. Every other table is."""

_WHO = ("actor_id", "actor_name", "on_behalf_of", "strength", "session", "address", "request_id")
_WHAT = ("unit_path", "action", "object_table", "object_key", "rows", "details", "reason")
EVENT_COLUMNS = {1: ("sequence", "at", *_WHO, *_WHAT, "schema")}
"""Which columns the leaf of an event covers, by the number of its schema."""
SCHEMA = max(EVENT_COLUMNS)
REBOUND = "audit.table.rebound"
"""The action of events that bind rows anew after a migration; their rows keep their versions."""
_HEAD_COLUMNS = {
    "id": "编号",
    "size": "日志条数",
    "root": "根",
    "frontier": "子树的根",
    "checkpoints": "检查点个数",
    "checkpoint_size": "最后一个检查点的日志条数",
}
_PLAIN = frozenset({NoneType, int, float, str})
EMPTY_ROOT = sha256(b"").digest()
canonical_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""The one text of a value: sorted names, no spaces, Chinese as it is."""


def canonical(value: Any) -> Any:
    """A column's value as JSON holds it, the same from SQLite and from PostgreSQL. TypeError for any other type."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return {"bytes": bytes(value).hex()}
    raise TypeError(f"A column of an audited table cannot hold {type(value).__name__}.")


def hash_text(text: str) -> str:
    """SHA-256 in hex. Text that is not Unicode, which only tampering leaves, is hashed by its bytes."""
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def row_digest(table: str, key: str, columns: Mapping[str, Any], version: Any) -> str:
    """What binds a row: the hash of its table, key, all columns in canonical values, and version."""
    return hash_text(canonical_json([table, key, columns, version]))


def leaf_hash(event: Mapping[str, Any]) -> bytes:
    """The leaf of an event (RFC 6962 §2.1): 0x00 and the canonical JSON of its columns, without the leaf."""
    known = isinstance(event["schema"], int) and event["schema"] in EVENT_COLUMNS
    columns = {name: event[name] for name in EVENT_COLUMNS[event["schema"] if known else SCHEMA]}
    return sha256(b"\x00" + canonical_json(columns).encode("utf-8", "surrogateescape")).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """An inner node (RFC 6962 §2.1): 0x01, left, right."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """A Merkle list that can only grow: the roots of its complete subtrees, the largest first."""

    size: int = 0
    nodes: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add a leaf."""
        node, size = leaf, self.size
        while size & 1:
            node, size = node_hash(self.nodes.pop(), node), size >> 1
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves so far."""
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root


def is_included(leaf: bytes, index: int, size: int, proof: Iterable[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf to the root of a log of this size (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last = leaf, size - 1
    for beside in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = node_hash(beside, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def note_text(origin: str, checkpoint: Mapping[str, Any]) -> str:
    """What a checkpoint signs (c2sp.org/tlog-checkpoint): origin, size, root, its other columns in one more line."""
    said = canonical_json({name: checkpoint[name] for name in ("number", "at", "by", "why")})
    root = b64encode(bytes.fromhex(checkpoint["root"])).decode("ascii")
    return f"{origin}\n{checkpoint['size']}\n{root}\n{said}\n"


def is_signed(note: str, text: str, verifier_key: str) -> bool:
    """Whether the note is this text with a signature by this key (c2sp.org/signed-note)."""
    name, key_hash, public = verifier_key.strip().split("+", 2)
    start = f"{text}\n— {name} "
    if not note.startswith(start) or not note.endswith("\n"):
        return False
    try:
        signed = b64decode(note[len(start) : -1], validate=True)
        Ed25519PublicKey.from_public_bytes(b64decode(public)[1:]).verify(signed[4:], text.encode())
    except (InvalidSignature, ValueError):
        return False
    return signed[:4].hex() == key_hash


@dataclass(slots=True)
class Report:
    """What a check found."""

    faults: list[str] = field(default_factory=list)
    events: int = 0
    rows: int = 0
    checkpoints: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        # A witness looks at the log alone; what it did not look at is not counted as nothing.
        counts = ((self.events, "事件 {} 条"), (self.rows, "数据行 {} 行"), (self.checkpoints, "检查点 {} 个"))
        looked_at = "，".join(words.format(count) for count, words in counts if count) or "日志是空的"
        figures = f"{looked_at}，用时 {self.seconds:.1f} 秒"
        verdict = f"发现 {len(self.faults)} 处问题" if self.faults else "未发现问题"
        return "\n".join([*self.faults, f"{figures}：{verdict}。"])


@dataclass(frozen=True, slots=True)
class Bound:
    """What the last event that names a row says of it."""

    sequence: Any
    version: int | None
    digest: str | None


def open_database(path: Path) -> sqlite3.Connection:
    """Open for reading only. Raises sqlite3.Error where there is no database."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    # One transaction: the site may go on writing, and what is read must be of one moment.
    connection.isolation_level = None
    connection.execute("BEGIN")
    return connection


def read_table(connection: sqlite3.Connection, table: str, order: str = "") -> Iterator[dict[str, Any]]:
    """All rows in canonical values; the columns are those of the schema."""
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}" {order}')  # noqa: S608 - a name from the schema, quoted
    names = [column[0] for column in cursor.description]
    for values in cursor:
        yield dict(zip(names, map(canonical, values), strict=True))


class Check:
    """One check of one database."""

    def __init__(self, connection: sqlite3.Connection, key: str, heads: list[dict[str, Any]]) -> None:
        self.connection, self.key, self.heads = connection, key, heads
        self.report = Report()
        self.bound: dict[tuple[str, str], Bound] = {}
        self.frontier = Frontier()
        self.roots: dict[int, str] = {0: EMPTY_ROOT.hex()}

    def run(self) -> Report:
        """Everything, in the order in which faults are easiest to understand."""
        started = time.perf_counter()
        checkpoints = list(read_table(self.connection, "audit_checkpoint", "ORDER BY number"))
        self.check_events([one["size"] for one in [*checkpoints, *self.heads]])
        self.check_head(checkpoints)
        self.check_checkpoints(checkpoints)
        for table in self.audited_tables():
            self.check_table(table)
        self.check_gone()
        self.check_witness()
        self.report.seconds = time.perf_counter() - started
        return self.report

    def fault(self, text: str) -> None:
        """Report."""
        self.report.faults.append(text)

    def check_events(self, sizes: Iterable[Any]) -> None:
        """Sequence and leaves; what each event says of rows; the roots at the sizes that somebody signed or noted."""
        wanted, expected = {size for size in sizes if isinstance(size, int)}, 1
        for event in read_table(self.connection, "audit_event", "ORDER BY sequence"):
            sequence = event["sequence"]
            if not isinstance(sequence, int) or sequence != expected:
                self.fault(f"事件 {sequence}：序号不连续，此处应为事件 {expected}，有事件被删除、插入或改号")
            leaf = leaf_hash(event)
            if leaf.hex() != event["leaf"]:
                self.fault(f"事件 {sequence}：内容与其叶哈希不符，事件被改动过")
            self.frontier.append(leaf)
            if self.frontier.size in wanted:
                self.roots[self.frontier.size] = self.frontier.root().hex()
            self.bind(event)
            expected = sequence + 1 if isinstance(sequence, int) else expected
        self.report.events = self.frontier.size
        self.roots[self.frontier.size] = self.frontier.root().hex()

    def bind(self, event: Mapping[str, Any]) -> None:
        """Take over what an event says of rows; the versions of each row must follow each other."""
        said = _rows_of(event)
        if said is None:
            self.fault(f"事件 {event['sequence']}：所载数据行无法读取，事件被改动过")
            return
        for row in said:
            table, key, before, after = row["table"], row["key"], row["before"], row["after"]
            last = self.bound.get((table, key))
            if before != (last.version if last else None):
                self.fault(f"表 {table} 第 {key} 行：事件 {event['sequence']} 所载的原版本与上一事件不衔接")
            elif not _follows(before, after, is_rebound=event["action"] == REBOUND):
                self.fault(f"表 {table} 第 {key} 行：事件 {event['sequence']} 所载的新版本没有递增")
            self.bound[table, key] = Bound(event["sequence"], after, row["digest"])

    def check_head(self, checkpoints: list[dict[str, Any]]) -> None:
        """The head says what the events and checkpoints give."""
        heads = list(read_table(self.connection, "audit_head"))
        expected = {
            "id": 1,
            "size": self.frontier.size,
            "root": self.frontier.root().hex(),
            "frontier": json.dumps([node.hex() for node in self.frontier.nodes]),
            "checkpoints": len(checkpoints),
            "checkpoint_size": checkpoints[-1]["size"] if checkpoints else 0,
        }
        if not heads and not self.frontier.size:
            return
        if len(heads) != 1:
            self.fault(f"日志头 audit_head：应有 1 行，实有 {len(heads)} 行")
        for name, value in expected.items() if len(heads) == 1 else ():
            if heads[0].get(name) != value:
                self.fault(
                    f"日志头 audit_head：{_HEAD_COLUMNS[name]}与实际不符，日志头被改动过，或日志、检查点被删除、替换"
                )

    def check_checkpoints(self, checkpoints: list[dict[str, Any]]) -> None:
        """Numbering, signature, and that the log still has the root that was signed."""
        self.report.checkpoints = len(checkpoints)
        origin = self.key.split("+", 1)[0]
        for expected, one in enumerate(checkpoints, start=1):
            if one["number"] != expected:
                self.fault(f"检查点 {one['number']}：编号不连续，此处应为检查点 {expected}，有检查点被删除或改号")
            try:
                is_good = is_signed(one["note"], note_text(origin, one), self.key)
            except (ValueError, TypeError, AttributeError):
                is_good = False
            if not is_good:
                self.fault(f"检查点 {one['number']}：签名与内容不符，检查点被改动过，或不是用这把密钥签署的")
            if not isinstance(one["size"], int) or self.roots.get(one["size"]) != one["root"]:
                self.fault(
                    f"检查点 {one['number']}：签署时日志有 {one['size']} 条，现在的日志与当时的根不符，日志被改写或截断"
                )

    def audited_tables(self) -> list[str]:
        """All tables of the schema but the reviewed list."""
        found = self.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return [name for (name,) in found if name not in UNAUDITED and not name.startswith("sqlite_")]

    def check_table(self, table: str) -> None:
        """Every row has the digest that the last event gave it; no row is without an event."""
        described = self.connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk = 1", (table,)).fetchall()
        if not described:
            self.fault(f"表 {table}：没有主键，无法核对")
            return
        for columns in read_table(self.connection, table):
            self.report.rows += 1
            key = str(columns[described[0][0]])
            bound = self.bound.pop((table, key), None)
            if bound is None:
                self.fault(f"表 {table} 第 {key} 行：没有任何事件记载此行，是绕过系统插入的，或主键被改动过")
            elif bound.digest is None:
                self.fault(f"表 {table} 第 {key} 行：事件 {bound.sequence} 已删除此行，数据库中却仍有")
            elif row_digest(table, key, columns, columns.get("version")) != bound.digest:
                changed = "、".join(self.changed_columns(table, key, columns, bound)) or "记载"
                self.fault(f"表 {table} 第 {key} 行：与事件 {bound.sequence} 记载的不符（{changed}），绕过系统改动过")

    def changed_columns(self, table: str, key: str, columns: Mapping[str, Any], bound: Bound) -> list[str]:
        """Which columns differ from what the event says, so that the fault is found at once."""
        events = self.connection.execute(
            "SELECT rows FROM audit_event WHERE sequence = ?", (_as_number(bound.sequence),)
        )
        rows = (row for event in events for row in _rows_of({"rows": event[0]}) or ())
        said: dict[str, Any] = next((row["columns"] for row in rows if (row["table"], row["key"]) == (table, key)), {})
        shown = {
            name: {"sealed": hash_text(str(value))}
            if isinstance(said.get(name), dict) and "sealed" in said[name]
            else value
            for name, value in columns.items()
        }
        return sorted(name for name in shown.keys() | said.keys() if shown.get(name, ...) != said.get(name, ...))

    def check_gone(self) -> None:
        """No event is without its row, unless it says that the row was deleted."""
        for (table, key), bound in self.bound.items():
            if bound.digest is not None:
                self.fault(
                    f"表 {table} 第 {key} 行：事件 {bound.sequence} 记载了此行，数据库中却没有，是绕过系统删除的"
                )

    def check_witness(self) -> None:
        """Every head that the witness noted is still a beginning of the log."""
        for head in self.heads:
            if head["size"] > self.frontier.size:
                self.fault(
                    f"见证 {head['at']}：当时日志已有 {head['size']} 条，现在只有 {self.frontier.size} 条，"
                    "日志被截断或换成了旧备份"
                )
            elif self.roots.get(head["size"]) != head["root"]:
                self.fault(f"见证 {head['at']}：日志前 {head['size']} 条与见证时不同，日志被整体改写过")


def _as_number(sequence: Any) -> int | None:
    return sequence if isinstance(sequence, int) else None


def _rows_of(event: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """What an event says of rows; None where it is not of the form in which the site writes it."""
    try:
        rows = json.loads(event["rows"])
        types = [tuple(type(row[name]) for name in ("table", "key", "columns")) for row in rows]
        versions = [type(row[name]) for row in rows for name in ("before", "after")]
        digests = [type(row["digest"]) for row in rows]
    except (ValueError, TypeError, KeyError):
        return None
    is_good = set(types) <= {(str, str, dict)} and set(versions) <= {int, NoneType} and set(digests) <= {str, NoneType}
    return rows if is_good else None


def _follows(before: int | None, after: int | None, *, is_rebound: bool) -> bool:
    if after is None:
        return before is not None
    return after == before if is_rebound and before is not None else after > (before or 0)


def load_heads(path: Path) -> list[dict[str, Any]]:
    """The heads that the witness has noted so far, the oldest first."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def check(database: Path, key: str, heads: list[dict[str, Any]]) -> Report:
    """Check a database against the public key of its checkpoints and the heads of the witness."""
    connection = open_database(database)
    try:
        return Check(connection, key, heads).run()
    finally:
        connection.close()


def witness(database: Path, state: Path) -> Report:
    """Note the head of the log, if the log extends every head noted before; otherwise nothing is noted."""
    heads, connection = load_heads(state), open_database(database)
    try:
        made = Check(connection, "", heads)
        made.check_events({head["size"] for head in heads})
        made.check_witness()
    finally:
        connection.close()
    size = made.frontier.size
    if not made.report.faults and (not heads or heads[-1]["size"] < size):
        at = datetime.now(UTC).isoformat(timespec="seconds")
        draft = state.with_name(state.name + ".new")
        noted = [*heads, {"size": size, "root": made.roots[size], "at": at}]
        draft.write_text(json.dumps(noted, indent=1), encoding="utf-8")
        draft.replace(state)
    return made.report


def prove(proof: Mapping[str, Any], key: str) -> Report:
    """Whether an event is in the log whose head was signed with the key. Nothing else of the log is needed."""
    event, size, note, report = proof["event"], proof["size"], proof["note"], Report(events=1)
    root, origin = bytes.fromhex(proof["root"]), key.split("+", 1)[0]
    text = note.partition("\n\n")[0] + "\n"
    if not text.startswith(f"{origin}\n{size}\n{b64encode(root).decode('ascii')}\n") or not is_signed(note, text, key):
        report.faults.append("证明中没有这把密钥签署的检查点，或检查点与证明不符")
    path = [bytes.fromhex(node) for node in proof["path"]]
    if not is_included(leaf_hash(event), event["sequence"] - 1, size, path, root):
        report.faults.append(f"事件 {event['sequence']}：不在日志中，或内容被改动过")
    return report


def main(arguments: list[str]) -> int:
    """The command line. 0: no fault; 1: faults; 2: something could not be read."""
    parser = argparse.ArgumentParser(prog="verifier.py", description="校验审计日志")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="校验数据库或导出文件")
    checking.add_argument("database", type=Path, help="SQLite 数据库或导出文件")
    checking.add_argument("--key", type=Path, required=True, help="检查点公钥 checkpoint.pub")
    checking.add_argument("--witness", type=Path, help="见证人保存的日志头 heads.json")
    noting = commands.add_parser("witness", help="见证：记下日志头")
    noting.add_argument("--database", type=Path, required=True, help="SQLite 数据库或导出文件")
    noting.add_argument("--state", type=Path, required=True, help="保存日志头的文件，放在别人的机器上")
    proving = commands.add_parser("proof", help="核对一条事件的存在证明")
    proving.add_argument("proof", type=Path, help="从事件页面下载的文件")
    proving.add_argument("--key", type=Path, required=True, help="检查点公钥 checkpoint.pub")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "witness":
            report = witness(chosen.database, chosen.state)
        elif chosen.command == "proof":
            report = prove(json.loads(chosen.proof.read_text(encoding="utf-8")), chosen.key.read_text(encoding="ascii"))
        else:
            heads = load_heads(chosen.witness) if chosen.witness else []
            report = check(chosen.database, chosen.key.read_text(encoding="ascii"), heads)
    except (OSError, sqlite3.Error, ValueError, KeyError, TypeError) as problem:
        sys.stderr.write(f"无法校验：{problem}。请核对各文件的路径和格式，以及是否有读取权限。\n")
        return 2
    sys.stdout.write(f"{report}\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
