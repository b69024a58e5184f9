import threading

import pytest
from django.db import DatabaseError, connection, transaction

from mingheng.audit.changes import recording
from mingheng.audit.checkpoints import checkpoint
from mingheng.audit.log import LogDamaged
from mingheng.audit.models import Event, Head
from mingheng.audit.verifier import UNAUDITED, Frontier
from mingheng.audit.walls import build_walls
from tests.audit.world import CLERK, audited_models


@pytest.mark.django_db
def test_every_table_is_audited_or_stands_in_the_reviewed_list():
    with connection.cursor() as cursor:
        tables = {name for name in connection.introspection.table_names(cursor) if not name.startswith("sqlite_")}
    assert tables - UNAUDITED.keys() == {model._meta.db_table for model in audited_models()}
    assert UNAUDITED.keys() - tables == set()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_event", "audit_checkpoint"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "UPDATE {} SET note = ''", "UPDATE {} SET reason = ''", "TRUNCATE {}"]
)
def test_the_database_refuses_to_change_the_log(table, statement):
    if ("note" in statement and table == "audit_event") or ("reason" in statement and table == "audit_checkpoint"):
        return
    if "TRUNCATE" in statement and connection.vendor == "sqlite":
        return
    build_walls(connection)
    with recording("test.done", CLERK):
        pass
    checkpoint(CLERK, "测试")
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert str(refusal.value).startswith("审计日志只能追加，不能修改或删除")


@pytest.mark.django_db
def test_without_its_head_a_log_that_has_events_does_not_go_on():
    with recording("test.done", CLERK):
        pass
    Head.objects.all().delete()
    with pytest.raises(LogDamaged), recording("test.done", CLERK):
        pass
    assert (Event.objects.count(), Head.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_follow_each_other_without_a_gap():
    failed = []

    def act(name):
        try:
            for _ in range(10):
                with recording("test.done", CLERK) as change:
                    change.note(thread=name)
        except Exception as error:  # noqa: BLE001 - the thread's fault is the test's
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failed == []
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 61))
    frontier = Frontier()
    for leaf in Event.objects.order_by("sequence").values_list("leaf", flat=True):
        frontier.append(bytes.fromhex(leaf))
    assert Head.objects.values_list("size", "root").get() == (60, frontier.root().hex())
