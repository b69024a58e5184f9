"""The verifier as its users run it: a file of its own, in a program of its own."""

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import connection

from mingheng.audit import queries, verifier
from mingheng.audit.changes import recording
from mingheng.audit.checkpoints import checkpoint
from mingheng.audit.export import export_database
from mingheng.audit.log import append_event
from mingheng.audit.models import Event
from mingheng.audit.rebinding import rebind
from mingheng.audit.rows import binding
from mingheng.audit.verifier import REBOUND, canonical, canonical_json, check, prove
from mingheng.vault.keys import key_folder
from tests.audit.world import CLERK, build_world, copy_database

pytestmark = pytest.mark.django_db


def run(folder, *words):
    """The file alone, where nothing of ours can be imported."""
    shutil.copy(verifier.__file__, folder / "verifier.py")
    command = [sys.executable, "-I", "-S", "-c", BOOT, *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60)
    return done.returncode, done.stdout, done.stderr


# No site packages but the one the file may use, so that an import of Django or of ours would fail.
BOOT = f"""
import sys, runpy, importlib.util
sys.path.append({str(Path(sys.modules["cryptography"].__file__).parent.parent)!r})
class Only:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "mingheng", "numpy", "yaml"):
            raise ImportError(name)
sys.meta_path.insert(0, Only())
sys.argv = ["verifier.py", *sys.argv[1:]]
runpy.run_path("verifier.py", run_name="__main__")
"""


@pytest.fixture
def database(tmp_path):
    build_world()
    checkpoint(CLERK, "测试")
    copy_database(tmp_path / "site")
    return tmp_path / "site"


def public_key():
    return (key_folder() / "checkpoint.pub").read_text(encoding="ascii")


def test_it_runs_alone_and_says_that_nothing_was_found(database):
    code, said, _wrong = run(database.parent, "check", database, "--key", key_folder() / "checkpoint.pub")
    report = check(database, public_key(), [])
    assert (code, said.split("，用时")[0]) == (0, f"事件 {report.events} 条，数据行 {report.rows} 行，检查点 1 个")
    assert said.endswith("未发现问题。\n")


def test_it_names_what_was_changed_and_leaves_with_one(database):
    with sqlite3.connect(database) as opened:
        opened.execute("UPDATE unit SET code = 'X' WHERE id = (SELECT min(id) FROM unit)")
        (key,) = opened.execute("SELECT min(id) FROM unit").fetchone()
    opened.close()
    code, said, _wrong = run(database.parent, "check", database, "--key", key_folder() / "checkpoint.pub")
    assert code == 1
    fault, figures = said.rstrip("\n").split("\n")
    assert fault.startswith(f"表 unit 第 {key} 行：与事件 ")
    assert fault.endswith("记载的不符（code），绕过系统改动过")
    assert figures.endswith("：发现 1 处问题。")


def test_what_cannot_be_read_is_said_and_it_leaves_with_two(tmp_path):
    code, _said, wrong = run(tmp_path, "check", tmp_path / "absent", "--key", key_folder() / "checkpoint.pub")
    assert (code, wrong) == (
        2,
        "无法校验：unable to open database file。请核对各文件的路径和格式，以及是否有读取权限。\n",
    )


def test_a_signature_by_another_key_is_a_fault(database):
    other = public_key().replace(public_key().split("+")[2][:4], "Abcd")
    assert check(database, other, []).faults == ["检查点 1：签名与内容不符，检查点被改动过，或不是用这把密钥签署的"]


def test_the_witness_notes_a_head_only_when_the_log_has_grown(database):
    state = database.parent / "heads.json"
    for _ in range(2):
        assert run(database.parent, "witness", "--database", database, "--state", state)[0] == 0
    (first,) = json.loads(state.read_text(encoding="utf-8"))
    with recording("test.done", CLERK):
        pass
    copy_database(database)
    assert run(database.parent, "witness", "--database", database, "--state", state)[0] == 0
    assert [head["size"] for head in json.loads(state.read_text(encoding="utf-8"))] == [
        first["size"],
        first["size"] + 1,
    ]


def test_the_witness_never_notes_a_shorter_log(database):
    state = database.parent / "heads.json"
    shutil.copy(database, database.parent / "old")
    with recording("test.done", CLERK):
        pass
    copy_database(database)
    run(database.parent, "witness", "--database", database, "--state", state)
    noted = state.read_text(encoding="utf-8")
    code, said, _wrong = run(database.parent, "witness", "--database", database.parent / "old", "--state", state)
    assert (code, state.read_text(encoding="utf-8")) == (1, noted)
    assert "日志被截断或换成了旧备份" in said


def test_an_event_is_proved_without_the_log(database):
    proof = queries.proof_of(Event.objects.get(sequence=3))
    file, key = database.parent / "proof.json", key_folder() / "checkpoint.pub"
    file.write_text(json.dumps(proof), encoding="utf-8")
    code, said, _wrong = run(database.parent, "proof", file, "--key", key)
    assert (code, said.split("，")[0]) == (0, "事件 1 条")
    bent = {**proof, "event": proof["event"] | {"actor_name": "别人"}}
    assert prove(bent, key.read_text(encoding="ascii")).faults == ["事件 3：不在日志中，或内容被改动过"]
    unsigned = ["证明中没有这把密钥签署的检查点，或检查点与证明不符"]
    for bent in ({**proof, "note": ""}, {**proof, "note": proof["note"].replace("测试", "测验")}):
        assert prove(bent, key.read_text(encoding="ascii")).faults == unsigned


@pytest.mark.parametrize(
    ("action", "before", "after", "fault"),
    [
        ("test.done", 7, 8, "所载的原版本与上一事件不衔接"),
        ("test.done", 1, 1, "所载的新版本没有递增"),
        (REBOUND, 1, 2, "所载的新版本没有递增"),
        (REBOUND, 1, 1, None),
        ("test.done", 1, 2, None),
    ],
)
def test_the_versions_of_a_row_follow_each_other(database, action, before, after, fault):
    columns = {"id": 999, "code": "Z", "version": 1}
    row = binding("unit", "999", None, columns)
    rows = [row, row | {"before": before, "after": after}]
    for one in rows:
        append_event(
            action if one["before"] else "test.done",
            CLERK,
            rows=[one],
            details={},
            unit_path="",
            about=("", ""),
            reason="",
        )
    copy_database(database)
    *versions, gone = check(database, public_key(), []).faults
    last = Event.objects.latest("sequence").sequence
    assert versions == ([f"表 unit 第 999 行：事件 {last} {fault}"] if fault else [])
    assert gone == f"表 unit 第 999 行：事件 {last} 记载了此行，数据库中却没有，是绕过系统删除的"


def test_an_export_is_checked_like_the_database(database):
    export_database(database.parent / "export")
    report, own = check(database.parent / "export", public_key(), []), check(database, public_key(), [])
    assert (report.faults, report.events, report.rows) == ([], own.events, own.rows)
    assert (database.parent / "export").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        export_database(database.parent / "export")


def test_after_a_migration_rows_are_bound_under_the_columns_there_are(database):
    with connection.cursor() as cursor:
        check_now(cursor)
        cursor.execute("ALTER TABLE role_grant ADD COLUMN added_later integer DEFAULT 5")
        cursor.execute("SELECT min(id) FROM role_grant")
        (key,) = cursor.fetchone()
        cursor.execute("UPDATE role_grant SET role = 'slipped' WHERE id = %s", [key])
    copy_database(database)
    faults = check(database, public_key(), []).faults
    assert len(faults) == 3
    assert all(fault.startswith("表 role_grant 第 ") and "added_later" in fault for fault in faults)
    assert rebind(CLERK) == 3
    copy_database(database)
    assert check(database, public_key(), []).faults == []
    (details,) = [one["details"] for one in events_of("audit.table.rebound")]
    assert json.loads(details) == {
        "table": "role_grant",
        "added": ["added_later"],
        "removed": [],
        "values_changed": [str(key)],
    }
    assert rebind(CLERK) == 0


def test_rebinding_does_not_whitewash_a_row_whose_columns_are_the_same(database):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE unit SET code = 'X' WHERE id = (SELECT min(id) FROM unit)")
    assert rebind(CLERK) == 0
    copy_database(database)
    assert len(check(database, public_key(), []).faults) == 1


def test_rows_of_a_table_that_a_migration_dropped_are_let_go(database):
    with connection.cursor() as cursor:
        check_now(cursor)
        cursor.execute("DROP TABLE account_recovery_code")
    assert rebind(CLERK) == 3
    copy_database(database)
    assert check(database, public_key(), []).faults == []


def check_now(cursor):
    """PostgreSQL changes no table whose foreign keys are still to be checked when the test's transaction ends."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def events_of(action):
    return Event.objects.filter(action=action).values("details")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "1"),
        (False, "0"),
        (7, "7"),
        ("党", '"党"'),
        (date(2026, 3, 1), '"2026-03-01"'),
        (datetime(2026, 3, 1, 8, 30, tzinfo=UTC), '"2026-03-01 08:30:00"'),
        (datetime(2026, 3, 1, 16, 30, 0, 120000, tzinfo=timezone(timedelta(hours=8))), '"2026-03-01 08:30:00.120000"'),
        (b"\x01\xff", '{"bytes":"01ff"}'),
    ],
    ids=repr,
)
def test_canonical_values(value, text):
    assert canonical_json(canonical(value)) == text


def test_a_value_of_an_unknown_type_is_refused():
    with pytest.raises(TypeError):
        canonical(object())
