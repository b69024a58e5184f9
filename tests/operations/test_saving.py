"""A backup brings everything back; one that was tampered with, or that the witness knows to be old, is refused."""

import hashlib
import json
import shutil
import sqlite3
import stat
from base64 import b64decode, b64encode
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from mingheng.audit.verifier import UNAUDITED
from tests.operations.sites import SIGN_IN, Site

PASSPHRASE = "十二个字以上的一句口令哦哦"
STATE = """
from mingheng.accounts.models import Account
from mingheng.organisation.models import Placement
print([place.name for place in Placement.objects.all()], sorted(Account.objects.values_list("username", flat=True)))
"""
EVENTS = "from mingheng.audit.models import Event\nprint(*Event.objects.order_by('sequence').values_list('action', flat=True))"
CHANGE = """
from mingheng.accounts.domain import create_account
from mingheng.audit.actors import COMMAND
create_account(sys.argv[1], "某人", by=COMMAND)
"""
EVIDENCE = """
import hashlib
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.clock import now, today
from mingheng.ledger.evidence_files import path_of_evidence
from mingheng.ledger.models import Entry, Evidence
from mingheng.organisation.models import Unit
content = b"minutes of a meeting"
path = path_of_evidence(hashlib.sha256(content).hexdigest())
path.parent.mkdir(parents=True)
path.write_bytes(content)
path.chmod(0o400)
with recording("ledger.entry.submitted", COMMAND) as change:
    entry = Entry(unit=Unit.objects.get(), kind="meeting")
    change.save(entry)
    change.save(Evidence(
        entry=entry, digest=hashlib.sha256(content).hexdigest(), file_name="纪要.txt", media_type="text/plain",
        size=len(content), added_at=now(), added_by="某人",
    ))
print(path)
"""
PAPER = """
import hashlib
from mingheng.assignments.models import Assignment, Paper
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.clock import now, today
from mingheng.ledger.evidence_files import path_of_evidence
from mingheng.organisation.models import Unit
content = b"a paper"
digest = hashlib.sha256(content).hexdigest()
path = path_of_evidence(digest)
path.parent.mkdir(parents=True)
path.write_bytes(content)
with recording("assignments.assignment.saved", COMMAND) as change:
    assignment = Assignment(giver=Unit.objects.get(), title="上报计划", text="请上报。", due_on=today())
    change.save(assignment)
    change.save(Paper(
        assignment=assignment, digest=digest, file_name="通知.txt", media_type="text/plain",
        size=len(content), added_at=now(), added_by="某人",
    ))
print(path)
"""

HOLDING = """
import time
from mingheng.site.operations.home import working
with working(alone=False):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return path


def saved(site: Site, folder, passphrase) -> None:
    site.done("backup", folder, "--keys", folder.with_suffix(".keys"), "--passphrase-file", passphrase)


def restored(target: Site, folder, passphrase, *options: object):
    return target.run(
        "restore", folder, "--keys", folder.with_suffix(".keys"), "--passphrase-file", passphrase, *options
    )


def refused(result) -> str:
    assert (result.returncode, result.stdout) == (5, ""), result.stderr
    return result.stderr


def test_what_was_saved_comes_back_in_an_empty_home(site, empty_like, tmp_path, passphrase):
    kept = site.script(EVIDENCE).strip().removeprefix(str(site.home))
    saved(site, tmp_path / "backup", passphrase)
    target = empty_like(site)
    result = restored(target, tmp_path / "backup", passphrase)
    assert result.returncode == 0, result.stderr
    assert target.script(STATE) == site.script(STATE)
    assert (target.home / kept.lstrip("/")).read_bytes() == b"minutes of a meeting"
    assert "未发现问题" in target.done("verify")
    assert target.script(EVENTS).split() == [*site.script(EVENTS).split(), "site.backup.restored"]


def test_a_restored_site_goes_on_writing(site, empty_like, tmp_path, passphrase):
    saved(site, tmp_path / "backup", passphrase)
    target = empty_like(site)
    assert restored(target, tmp_path / "backup", passphrase).returncode == 0
    target.script(CHANGE, "after-restore")
    assert "未发现问题" in target.done("verify")
    server = target.serve()
    assert server.end() == 0


def test_a_backup_is_an_event_before_it_begins_and_lies_within_itself(site, tmp_path, passphrase):
    saved(site, tmp_path / "backup", passphrase)
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text(encoding="utf-8"))
    events = site.script(EVENTS).split()
    assert (events[-1], manifest["events"]) == ("site.backup.started", len(events))
    assert manifest["checkpoint"].splitlines()[1] == str(len(events))


def test_a_backup_is_made_while_the_site_is_served_and_holds_what_was_written_just_now(site, tmp_path):
    server = site.serve()
    try:
        site.script(CHANGE, "just-now")
        site.done("backup", tmp_path / "backup")
    finally:
        server.end()
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["events"] == len(site.script(EVENTS).split())


def test_no_key_is_in_a_backup_and_none_is_readable_in_the_box(site, tmp_path, passphrase):
    saved(site, tmp_path / "backup", passphrase)
    contents = [path.read_bytes() for path in (site.home / "keys").glob("*.key")]
    keys = [key for content in contents for key in (content.strip(), b64encode(content))]
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert len(contents) == 4
    found = [path for path in [*files, tmp_path / "backup.keys"] for key in keys if key in path.read_bytes()]
    assert found == []


@pytest.mark.parametrize("is_there_before", [False, True])
def test_a_backup_and_its_box_are_their_owners_alone(sqlite_site, tmp_path, passphrase, is_there_before):
    if is_there_before:
        (tmp_path / "backup").mkdir(mode=0o755)
    saved(sqlite_site, tmp_path / "backup", passphrase)
    made = [*(path for path in (tmp_path / "backup").rglob("*") if path.is_file()), tmp_path / "backup.keys"]
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in made} == {"0o600"}
    assert is_there_before or oct(stat.S_IMODE((tmp_path / "backup").stat().st_mode)) == "0o700"


def test_the_box_is_what_it_says_and_no_two_have_the_same_key(sqlite_site, tmp_path, passphrase):
    """Opened by the recipe alone: RFC 7914 with 32 MiB, then AES-GCM."""
    for name in ("one", "two"):
        saved(sqlite_site, tmp_path / name, passphrase)
    boxes = [json.loads((tmp_path / f"{name}.keys").read_text(encoding="ascii")) for name in ("one", "two")]
    assert [boxes[0][part] == boxes[1][part] for part in ("salt", "nonce", "sealed")] == [False] * 3
    salt, nonce, sealed = (b64decode(boxes[0][part]) for part in ("salt", "nonce", "sealed"))
    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(PASSPHRASE.encode())
    held = json.loads(AESGCM(key).decrypt(nonce, sealed, boxes[0]["format"].encode()))
    there = sorted((sqlite_site.home / "keys").iterdir())
    assert {name: b64decode(content) for name, content in held.items()} == {
        path.name: path.read_bytes() for path in there
    }


def test_a_box_that_is_there_is_not_written_over(sqlite_site, tmp_path, passphrase):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    before = (tmp_path / "backup.keys").read_bytes()
    box = ("--keys", tmp_path / "backup.keys", "--passphrase-file", passphrase)
    assert "已经存在" in refused(sqlite_site.run("backup", tmp_path / "second", *box))
    assert (tmp_path / "backup.keys").read_bytes() == before


def test_the_box_of_keys_may_not_lie_in_the_backup(sqlite_site, tmp_path, passphrase):
    folder = tmp_path / "backup"
    result = sqlite_site.run("backup", folder, "--keys", folder / "keys.json", "--passphrase-file", passphrase)
    assert result.returncode == 2
    assert "不能放在备份文件夹里" in result.stderr
    assert not folder.exists()


def test_a_short_passphrase_is_refused(sqlite_site, tmp_path):
    (tmp_path / "short").write_text("12345678901\n", encoding="utf-8")
    result = sqlite_site.run(
        "backup", tmp_path / "backup", "--keys", tmp_path / "box", "--passphrase-file", tmp_path / "short"
    )
    assert "口令至少要有12个字符" in refused(result)


def test_a_wrong_passphrase_is_refused(sqlite_site, empty_like, tmp_path, passphrase):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    passphrase.write_text(PASSPHRASE + "！", encoding="utf-8")
    target = empty_like(sqlite_site)
    assert "口令不对" in refused(restored(target, tmp_path / "backup", passphrase))
    assert not (target.home / "mingheng.sqlite3").exists()


def test_lost_keys_come_back_and_those_that_are_there_stay(sqlite_site, tmp_path, passphrase):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    lost = sqlite_site.home / "keys" / "index.key"
    content = lost.read_bytes()
    lost.unlink()
    said = sqlite_site.done("keys", tmp_path / "backup.keys", "--passphrase-file", passphrase)
    assert said == "已取回：index.key。\n"
    assert lost.read_bytes() == content
    assert "什么也没有做" in sqlite_site.done("keys", tmp_path / "backup.keys", "--passphrase-file", passphrase)


def test_keys_of_another_site_are_not_put_over_those_that_are_there(sqlite_site, tmp_path, passphrase):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    other = sqlite_site.home / "keys" / "index.key"
    other.write_text("0" * 64, encoding="ascii")
    assert "它属于另一个系统" in refused(
        sqlite_site.run("keys", tmp_path / "backup.keys", "--passphrase-file", passphrase)
    )
    assert other.read_text(encoding="ascii") == "0" * 64


def test_without_the_keys_nothing_is_restored(sqlite_site, empty_like, tmp_path):
    sqlite_site.done("backup", tmp_path / "backup")
    assert "缺少密钥文件" in refused(empty_like(sqlite_site).run("restore", tmp_path / "backup"))


def test_a_backup_goes_into_a_new_folder_only(sqlite_site, tmp_path):
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "something").write_text("here", encoding="ascii")
    assert "不是空的" in refused(sqlite_site.run("backup", tmp_path / "backup"))


def test_a_backup_is_restored_into_an_empty_place_only(site, tmp_path):
    site.done("backup", tmp_path / "backup")
    before = site.script(EVENTS)
    assert "已有数据" in refused(site.run("restore", tmp_path / "backup"))
    assert site.script(EVENTS) == before


def test_a_backup_that_is_not_finished_is_refused(sqlite_site, empty_like, tmp_path):
    sqlite_site.done("backup", tmp_path / "backup")
    (tmp_path / "backup" / "manifest.json").unlink()
    assert "备份没有做完" in refused(empty_like(sqlite_site).run("restore", tmp_path / "backup"))


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01"), "不一致"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])), "不一致"),
        (lambda path: path.unlink(), "缺少文件"),
        (lambda path: path.symlink_to(path.rename(path.parents[1] / "elsewhere")), "不是普通文件"),
        (lambda path: path.with_name("more").write_bytes(b"x"), "多出文件“more”"),
    ],
    ids=["changed", "one bit changed", "missing", "a link", "more"],
)
def test_a_backup_that_was_tampered_with_is_refused(site, empty_like, tmp_path, deed, said):
    site.done("backup", tmp_path / "backup")
    deed(
        next(
            path for path in sorted((tmp_path / "backup").rglob("*")) if path.is_file() and path.name != "manifest.json"
        )
    )
    target = empty_like(site)
    said_here = "多出文件" if said.startswith("多出") else said
    assert said_here in refused(target.run("restore", tmp_path / "backup"))
    assert not target.home.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "mingheng-backup-9"}, "mingheng-backup-9"),
        ({"migrations": {"ledger": "9999_of_the_future"}}, "数据来自更新的版本（ledger.9999_of_the_future）"),
        ({"files": None, "unknown": 1}, "读不懂"),
    ],
)
def test_a_backup_that_this_program_does_not_know_is_refused(
    sqlite_site, empty_like, tmp_path, passphrase, changes, said
):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    path = tmp_path / "backup" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")
    target = empty_like(sqlite_site)
    assert said in refused(restored(target, tmp_path / "backup", passphrase))
    assert not (target.home / "mingheng.sqlite3").exists()


def test_evidence_that_a_backup_lacks_is_missed_even_where_the_manifest_was_made_to_agree(
    site, empty_like, tmp_path, passphrase
):
    site.script(EVIDENCE)
    saved(site, tmp_path / "backup", passphrase)
    path = tmp_path / "backup" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    files = dict(manifest["files"])
    (name,) = [name for name in files if name.startswith("evidence/")]
    (tmp_path / "backup" / name).unlink()
    del manifest["files"][name]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    target = empty_like(site)
    assert "表 evidence 行 1：文件不在" in refused(restored(target, tmp_path / "backup", passphrase))
    # Nothing was loaded: with the file in its place the same empty home takes the backup.
    (tmp_path / "backup" / "evidence").mkdir(exist_ok=True)
    shutil.copytree(site.home / "evidence", tmp_path / "backup" / "evidence", dirs_exist_ok=True)
    manifest["files"] = files
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert restored(target, tmp_path / "backup", passphrase).returncode == 0


def test_what_a_killed_site_left_beside_its_database_does_not_get_into_a_restored_one(
    sqlite_site, empty_like, tmp_path, passphrase
):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    before, target = sqlite_site.script(STATE), empty_like(sqlite_site)
    server = sqlite_site.serve()
    sqlite_site.script(CHANGE, "later")
    server.kill()
    left = (sqlite_site.home / "mingheng.sqlite3-wal").read_bytes()
    target.home.mkdir()
    (target.home / "mingheng.sqlite3-wal").write_bytes(left)
    assert left != b""
    assert restored(target, tmp_path / "backup", passphrase).returncode == 0
    assert target.script(STATE) == before


def test_nothing_is_restored_into_a_home_that_another_process_holds(site, empty_like, tmp_path, passphrase):
    saved(site, tmp_path / "backup", passphrase)
    target = empty_like(site)
    target.home.mkdir()
    holder = target.start_script(HOLDING)
    try:
        assert holder.stdout.readline() == "held\n"
        assert "正由另一个明衡进程使用" in refused(restored(target, tmp_path / "backup", passphrase))
    finally:
        holder.kill()
        holder.stdout.close()
        holder.wait(20)


def test_a_row_changed_in_a_backup_is_found_even_where_the_manifest_was_made_to_agree(
    sqlite_site, empty_like, tmp_path, passphrase
):
    saved(sqlite_site, tmp_path / "backup", passphrase)
    path = tmp_path / "backup" / "database.sqlite3"
    whole = path.read_bytes()
    assert whole.count("机关工作委员会".encode()) > 0
    Site(sqlite_site.home).script(
        "import sqlite3\ndatabase = sqlite3.connect(sys.argv[1])\n"
        "database.execute(\"UPDATE unit_placement SET name = '别的工委'\")\ndatabase.commit()",
        path,
    )
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][path.name] = {
        "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    target = empty_like(sqlite_site)
    said = refused(restored(target, tmp_path / "backup", passphrase))
    assert "校验发现问题，没有恢复" in said
    assert "unit_placement" in said
    assert not (target.home / "mingheng.sqlite3").exists()


def test_an_old_backup_is_refused_by_the_witness(site, empty_like, tmp_path, passphrase):
    saved(site, tmp_path / "backup", passphrase)
    site.script(CHANGE, "later")
    site.done("witness", tmp_path / "heads.json")
    target = empty_like(site)
    said = refused(restored(target, tmp_path / "backup", passphrase, "--witness", tmp_path / "heads.json"))
    assert "换成了旧备份" in said
    result = restored(target, tmp_path / "backup", passphrase, "--witness", tmp_path / "heads.json")
    assert result.returncode == 5, "a refusal leaves nothing that a second attempt could build on"


def test_a_backup_newer_than_the_witness_is_restored(site, empty_like, tmp_path, passphrase):
    site.done("witness", tmp_path / "heads.json")
    site.script(CHANGE, "later")
    saved(site, tmp_path / "backup", passphrase)
    target = empty_like(site)
    result = restored(target, tmp_path / "backup", passphrase, "--witness", tmp_path / "heads.json")
    assert result.returncode == 0, result.stderr


def test_a_backup_of_the_other_database_is_refused(founded_on_postgres, sqlite_site, empty_like, tmp_path):
    founded_on_postgres.done("backup", tmp_path / "backup")
    assert "备份来自postgresql" in refused(empty_like(sqlite_site).run("restore", tmp_path / "backup"))


def test_nobody_is_signed_in_after_a_restore(site, empty_like, tmp_path, passphrase):
    site.script(SIGN_IN, "lier", "a key of the test")
    saved(site, tmp_path / "backup", passphrase)
    target = empty_like(site)
    assert restored(target, tmp_path / "backup", passphrase).returncode == 0
    assert target.script("from mingheng.accounts.models import Session\nprint(Session.objects.count())") == "0\n"


@pytest.mark.parametrize(("rows", "table"), [(EVIDENCE, "evidence"), (PAPER, "assignment_paper")])
def test_a_file_that_was_changed_or_removed_is_found_by_verify(site, rows, table):
    path = site.home / site.script(rows).strip()
    assert "未发现问题" in site.done("verify")
    path.chmod(0o600)
    path.write_bytes(b"minutes of another meeting")
    result = site.run("verify")
    assert result.returncode == 6
    assert f"表 {table} 行 1：文件被改过或已损坏" in result.stdout
    path.unlink()
    assert f"表 {table} 行 1：文件不在" in site.run("verify").stdout


def test_verify_and_witness_find_a_row_that_was_changed_and_a_log_that_was_cut(site, tmp_path):
    site.done("witness", tmp_path / "heads.json")
    site.script(
        "from mingheng.accounts.models import Account\nAccount.objects.filter(username='lier').update(closed_on='2020-01-01')"
    )
    result = site.run("verify", "--witness", tmp_path / "heads.json")
    assert result.returncode == 6
    assert "account" in result.stdout


def test_an_export_can_be_checked_with_the_verifier_alone(site, tmp_path):
    site.done("export", tmp_path / "export.sqlite3")
    checked = site.script(
        "from mingheng.audit.verifier import main\nsys.exit(main(['check', sys.argv[1], '--key', sys.argv[2]]))",
        tmp_path / "export.sqlite3",
        site.home / "keys" / "checkpoint.pub",
    )
    assert "未发现问题" in checked
    assert site.script(EVENTS).split()[-1] == "site.log.exported"
    assert "已经存在" in refused(site.run("export", tmp_path / "export.sqlite3"))


def test_an_export_holds_every_audited_table_with_all_its_rows_for_its_owner_alone(sqlite_site, tmp_path):
    exported = tmp_path / "export.sqlite3"
    sqlite_site.done("export", exported)
    found = [rows_of(path) for path in (exported, sqlite_site.home / "mingheng.sqlite3")]
    log = {"audit_event", "audit_head", "audit_checkpoint"}
    wanted = {table: rows for table, rows in found[1].items() if table not in UNAUDITED or table in log}
    assert found[0] == wanted
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600


def rows_of(path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = [name for (name,) in database.execute(asked)]
        return {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
