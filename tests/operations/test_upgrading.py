"""A site of the first migrations, with rows in it, is brought up to the program; every fault stops it in time.

Nothing here names a migration: whatever is added later is run through as well.
"""

import json

from tests.operations.sites import Site

FIRST_MIGRATIONS = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
graph = executor.loader.graph
needed = {node for first in graph.root_nodes() for node in graph.forwards_plan(first)}
# The first of every part, and what these depend on.
targets = sorted(dict(sorted(needed)).items())
"""
FIRST_STATE = FIRST_MIGRATIONS + "executor.migrate(targets)"
FIRST_ROWS = (
    FIRST_MIGRATIONS
    + """
from django.db import transaction
from mingheng.audit.actors import COMMAND
from mingheng.audit.log import append_event
from mingheng.audit.rows import Touched, bindings_of
state = executor.loader.project_state(targets).apps
unit = state.get_model("organisation", "Unit")(code="0", founded_on="2020-01-01", version=1)
unit.save()
place = state.get_model("organisation", "Placement")(
    unit=unit, starts_on="2020-01-01", name="旧版设立的工委", kind="work_committee", version=1
)
place.save()
account = state.get_model("accounts", "Account")(
    key="key-of-old", username="old", display_name="旧账号", version=1,
)
account.save()
with transaction.atomic():
    rows = bindings_of([Touched(one._meta.db_table, one._meta.pk.column, one.pk, None) for one in (unit, place, account)])
    append_event("organisation.unit.founded", COMMAND, rows=rows, details={}, unit_path="", about=("unit", "1"), reason="")
print(len(rows))
"""
)
PREPARE = """
from pathlib import Path
from mingheng.vault.keys import create_keys, key_folder
Path(os.environ["MINGHENG_HOME"]).mkdir(mode=0o700)
create_keys(key_folder())
(Path(os.environ["MINGHENG_HOME"]) / "version").write_text("0.0.1", encoding="ascii")
"""
STATE = """
from mingheng.accounts.models import Account
from mingheng.audit.models import Event
from mingheng.organisation.models import Placement
print(Placement.objects.get().name, Account.objects.get().username)
print(*Event.objects.order_by("sequence").values_list("action", flat=True))
"""

MARKED = """
from mingheng.accounts.models import Account
from mingheng.organisation.models import Placement
print(Placement.objects.get().initials, Account.objects.get().initials)
"""
TWICE = """
from django.db import IntegrityError, transaction
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant, Placement, Unit
from mingheng.people.models import Membership, Person, Post
unit, account, day = Unit.objects.get(), Account.objects.get(), "2024-01-01"
person = Person.objects.create(name="某人", version=1)
same = {"unit": unit, "starts_on": day, "version": 1}
for model, values in (
    (Placement, {"name": "又一个", "kind": "branch"}),
    (Grant, {"account": account, "role": "leader"}),
    (Membership, {"person": person}),
    (Post, {"person": person, "title": "书记"}),
):
    try:
        with transaction.atomic():
            for _ in range(2):
                model.objects.create(**same, **values)
    except IntegrityError as fault:
        print(model.__name__, "no_overlap" in str(fault) or "overlapping days" in str(fault))
person.delete()
"""
REFUSED = ("Placement", "Grant", "Membership", "Post")


def old_site(place: Site) -> Site:
    """A site as an earlier program left it: the first migration of every part, and a few rows bound to the log."""
    place.script(PREPARE)
    place.script(FIRST_STATE)
    assert place.script(FIRST_ROWS) == "3\n"
    return place


def test_a_site_of_the_first_migrations_is_brought_up_to_date_with_all_its_rows(site, empty_like):
    old = old_site(empty_like(site))
    assert "未发现问题" in old.done("verify")
    assert old.run("serve").returncode == 5
    assert "升级完成" in old.done("upgrade")
    row, events = old.script(STATE).splitlines()
    assert row == "旧版设立的工委 old"
    assert (events.split()[0], events.split()[-1]) == ("organisation.unit.founded", "site.upgraded")
    assert old.script(MARKED) == "jbsldgw jzh\n"
    assert old.script(TWICE).splitlines() == [f"{name} True" for name in REFUSED], "what it refused it refuses still"
    assert "未发现问题" in old.done("verify")
    assert old.serve().end() == 0


def test_the_backup_of_an_upgrade_holds_the_state_before_it(site, empty_like, tmp_path):
    old = old_site(empty_like(site))
    old.done("upgrade", "--backup", tmp_path / "before")
    manifest = json.loads((tmp_path / "before" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["events"] == 1
    again = empty_like(site)
    (again.home / "keys").mkdir(parents=True)
    for path in (old.home / "keys").iterdir():
        (again.home / "keys" / path.name).write_bytes(path.read_bytes())
    again.done("restore", tmp_path / "before")
    assert again.script(STATE).splitlines()[0] == "旧版设立的工委 old"


def test_an_upgrade_stops_before_it_begins_where_a_row_was_tampered_with(site, empty_like):
    old = old_site(empty_like(site))
    old.script("from django.db import connection\nconnection.cursor().execute(\"UPDATE unit SET code = '9'\")")
    result = old.run("upgrade")
    assert result.returncode == 5
    assert "升级前的校验发现问题，没有升级" in result.stderr
    assert not (old.home / "backups").exists()
    assert old.run("serve").returncode == 5


def test_a_site_that_is_up_to_date_is_left_alone(site):
    assert site.done("upgrade") == "已经是最新，什么也没有做。\n"
    assert not (site.home / "backups").exists()


def test_an_upgrade_stops_before_it_begins_where_a_newer_program_was_at_work(sqlite_site):
    sqlite_site.script(
        "from django.db import connection\nfrom django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('ledger', '9999_of_the_future')"
    )
    result = sqlite_site.run("upgrade")
    assert (result.returncode, "数据来自更新的版本" in result.stderr) == (5, True)
    assert not (sqlite_site.home / "backups").exists()


def test_a_migration_that_waits_is_made_up_for_though_the_version_is_the_same(sqlite_site):
    sqlite_site.script(
        "from django.core.management import call_command\ncall_command('migrate', 'audit', '0001', verbosity=0)"
    )
    assert "升级完成" in sqlite_site.done("upgrade")
    assert sqlite_site.serve().end() == 0


def test_an_upgrade_in_which_a_row_was_tampered_with_is_not_declared_done(sqlite_site, empty_like):
    old = old_site(empty_like(sqlite_site))
    old.script(
        "from django.db import connection\nconnection.cursor().execute('CREATE TRIGGER meanwhile "
        "AFTER INSERT ON django_migrations BEGIN UPDATE unit SET code = 9; END')"
    )
    result = old.run("upgrade")
    assert (result.returncode, "升级后的校验发现问题" in result.stderr) == (5, True), result.stderr
    assert (old.home / "version").read_text(encoding="ascii") == "0.0.1"


def test_an_upgrade_waits_for_nobody_who_serves(site):
    server = site.serve()
    try:
        (site.home / "version").write_text("0.0.1", encoding="ascii")
        result = site.run("upgrade")
        assert result.returncode == 5
        assert "正由另一个明衡进程使用" in result.stderr
    finally:
        server.end()
