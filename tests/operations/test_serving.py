"""The server starts only where it may, answers, and stops cleanly."""

import shutil
import socket
import sqlite3
import time
from contextlib import closing

import pytest

from tests.operations.sites import SIGN_IN, Client, Site

CHECKPOINTS = (
    "from mingheng.audit.models import Checkpoint, Head\nprint(Head.objects.get().size, Checkpoint.objects.count())"
)
CHANGE = """
from mingheng.accounts.domain import create_account
from mingheng.audit.actors import COMMAND
create_account(sys.argv[1], "某人", by=COMMAND)
"""

ADDRESSES = """
from mingheng.audit.models import Event
print([one.address for one in Event.objects.filter(action="accounts.accounts.created", actor_name="李二")])
"""
START_CYCLE = """
from mingheng.assessment.domain import start_cycle
from mingheng.audit.actors import COMMAND
from mingheng.content import bundled_rulebooks
start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
"""
PASSES = """
from mingheng.audit.models import Event
print([one.actor_name for one in Event.objects.filter(action="assessment.pass.completed")])
"""


def refused(site: Site, *options: str) -> str:
    result = site.run("serve", "--port=0", *options)
    assert (result.returncode, result.stdout) == (5, "")
    return result.stderr


def test_it_answers_and_stops_with_success_on_sigterm(site):
    server = site.serve()
    status, text = Client(server.port).get("/sign-in/")
    assert status == 200
    assert "<title>" in text
    assert server.end() == 0


def test_it_refuses_where_no_site_was_founded(tmp_path):
    assert "还没有设立系统" in refused(Site(tmp_path / "nowhere"))


@pytest.mark.parametrize("name", ["field-0001.key", "index.key", "session.key", "checkpoint.key", "checkpoint.pub"])
def test_it_refuses_without_a_key_and_names_it(sqlite_site, name):
    (sqlite_site.home / "keys" / name).unlink()
    assert f"缺少密钥文件{name}" in refused(sqlite_site)


def test_it_refuses_while_a_migration_waits(site):
    site.script(
        "from django.core.management import call_command\ncall_command('migrate', 'audit', '0001', verbosity=0)"
    )
    assert "请运行 mingheng upgrade" in refused(site)


def test_it_refuses_after_the_program_was_replaced_until_the_upgrade(site):
    (site.home / "version").write_text("0.0.1\n", encoding="ascii")
    assert "请运行 mingheng upgrade" in refused(site)


def test_it_refuses_tables_that_a_newer_program_made(site):
    site.script(
        "from django.db import connection\nfrom django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('ledger', '9999_of_the_future')"
    )
    assert "数据来自更新的版本（ledger.9999_of_the_future）" in refused(site)


def test_it_refuses_a_database_file_that_is_not_there(sqlite_site):
    (sqlite_site.home / "mingheng.sqlite3").unlink()
    assert "不在。请从备份恢复" in refused(sqlite_site)


def test_it_refuses_a_damaged_database_file(sqlite_site):
    path = sqlite_site.home / "mingheng.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    assert "数据库文件的结构已损坏" in refused(sqlite_site)


def test_it_refuses_the_demonstration_outside_this_machine(sqlite_site):
    sqlite_site.variables["MINGHENG_DEMO"] = "1"
    assert "演示数据只能在本机显示" in refused(sqlite_site, "--host=0.0.0.0")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::"])
def test_it_refuses_plain_http_outside_this_machine(sqlite_site, host):
    assert "没有HTTPS时只能在本机显示" in refused(sqlite_site, f"--host={host}")


def test_it_listens_where_it_was_told_and_nowhere_else(sqlite_site):
    server = sqlite_site.serve()
    try:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", server.port), timeout=5)
    finally:
        server.end()


@pytest.mark.parametrize(("proxy", "noted"), [("", "127.0.0.1"), ("127.0.0.1", "203.0.113.9")])
def test_where_a_request_comes_from_is_what_the_named_proxy_says_and_no_other_caller(sqlite_site, proxy, noted):
    sqlite_site.variables["MINGHENG_PROXY"] = proxy
    sqlite_site.script(SIGN_IN, "lier", "a key of the test")
    server = sqlite_site.serve()
    try:
        client = Client(server.port, "a key of the test")
        client.get("/accounts/create/")
        claimed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "mingheng.example"}
        account = {"username": "newcomer", "display_name": "某人"}
        assert client.post("/accounts/create/", account, claimed)[0] in {200, 302}
    finally:
        server.end()
    assert sqlite_site.script(ADDRESSES) == f"['{noted}']\n"


def test_it_refuses_a_server_that_does_not_answer(sqlite_site, tmp_path):
    lost = Site(sqlite_site.home, f"postgresql://nobody@/nothing?host={tmp_path}")
    assert "数据库连不上" in refused(lost)


def test_it_says_what_is_wrong_with_the_address_of_the_database(sqlite_site):
    faulty = Site(sqlite_site.home, "postgresql://user:secret@db/kaohe")
    result = faulty.run("serve")
    assert result.returncode == 2
    assert "不能写密码" in result.stderr
    assert "secret" not in result.stderr


def test_one_embedded_site_is_served_by_one_process_only(sqlite_site):
    server = sqlite_site.serve()
    try:
        assert "正由另一个明衡进程使用" in refused(sqlite_site)
        assert sqlite_site.run("upgrade").returncode == 0, "nothing to upgrade needs no lock"
    finally:
        server.end()


def test_a_port_that_is_taken_is_said(sqlite_site, tmp_path):
    other = Site(tmp_path / "other", variables=dict(sqlite_site.variables))
    shutil.copytree(sqlite_site.home, other.home)
    server = sqlite_site.serve()
    try:
        result = other.run("serve", "--port", server.port)
        assert result.returncode == 5
        assert f"127.0.0.1:{server.port}不能使用" in result.stderr
    finally:
        server.end()


def test_the_log_is_signed_between_requests_without_anybody_asking(site):
    before = site.script(CHECKPOINTS).split()
    site.script(CHANGE, "newcomer")
    site.script(
        "from mingheng.audit.models import Checkpoint\nfrom django.db import connection\n"
        "from mingheng.audit.walls import take_down_walls, build_walls\ntake_down_walls(connection)\n"
        "Checkpoint.objects.update(at='2020-01-01T00:00:00Z')\nbuild_walls(connection)"
    )
    server = site.serve()
    try:
        until = time.monotonic() + 10
        while site.script(CHECKPOINTS).split()[1] == before[1] and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        server.end()
    size, count = map(int, site.script(CHECKPOINTS).split())
    assert (size, count) == (int(before[0]) + 1, int(before[1]) + 1)


def test_the_run_that_is_due_is_made_between_requests_without_anybody_asking(sqlite_site):
    sqlite_site.script(START_CYCLE)
    server = sqlite_site.serve()
    try:
        until = time.monotonic() + 20
        while sqlite_site.script(PASSES) == "[]\n" and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        server.end()
    assert sqlite_site.script(PASSES) == "['系统']\n"


def test_a_request_that_runs_is_finished_before_the_end(site):
    site.script(SIGN_IN, "lier", "a key of the test")
    server = site.serve()
    client = Client(server.port, "a key of the test")
    assert client.get("/accounts/create/")[0] == 200
    assert client.post("/accounts/create/", {"username": "last-one", "display_name": "末一"})[0] in {200, 302}
    assert server.end() == 0
    assert (
        site.script(
            "from mingheng.accounts.models import Account\nprint(Account.objects.filter(username='last-one').count())"
        )
        == "1\n"
    )
