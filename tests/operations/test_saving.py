"""A backup brings everything back; one that was tampered with, or that the witness knows to be old, is refused."""

import hashlib
import json

import pytest

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


def test_a_backup_is_made_while_the_site_is_served(site, tmp_path):
    server = site.serve()
    try:
        site.done("backup", tmp_path / "backup")
    finally:
        server.end()


def test_no_key_is_in_a_backup_and_none_is_readable_in_the_box(site, tmp_path, passphrase):
    saved(site, tmp_path / "backup", passphrase)
    keys = [path.read_bytes().strip() for path in (site.home / "keys").glob("*.key")]
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert len(keys) == 4
    found = [path for path in [*files, tmp_path / "backup.keys"] for key in keys if key in path.read_bytes()]
    assert found == []


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
        (lambda path: path.unlink(), "缺少文件"),
        (lambda path: path.with_name("more").write_bytes(b"x"), "多出文件“more”"),
    ],
    ids=["changed", "missing", "more"],
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


def test_evidence_that_was_changed_or_removed_is_found_by_verify(site):
    path = site.home / site.script(EVIDENCE).strip()
    assert "未发现问题" in site.done("verify")
    path.chmod(0o600)
    path.write_bytes(b"minutes of another meeting")
    result = site.run("verify")
    assert result.returncode == 6
    assert "佐证材料的文件被改过或已损坏" in result.stdout
    path.unlink()
    assert "佐证材料的文件不在" in site.run("verify").stdout


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
    assert "已经存在" in refused(site.run("export", tmp_path / "export.sqlite3"))
