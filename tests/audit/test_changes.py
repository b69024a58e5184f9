import json
from datetime import date

import pytest
from django.db import IntegrityError, connection

from mingheng.audit.actors import COMMAND, Actor
from mingheng.audit.changes import Outdated, recording
from mingheng.audit.models import Binding, Event, Head
from mingheng.audit.verifier import leaf_hash, row_digest
from mingheng.organisation.models import Unit
from mingheng.people.models import Person
from mingheng.vault import seal

pytestmark = pytest.mark.django_db
CLERK = Actor(
    7, "李明", on_behalf_of="示范县委办公室", strength="password", session="ab", address="10.0.0.7", request_id="r1"
)


def found(code="A", **values):
    unit = Unit(code=code, founded_on=date(2020, 1, 1), **values)
    with recording("organisation.unit.founded", CLERK, unit_path="示范县直机关工委", reason="成立") as change:
        change.save(unit)
    return unit


def test_an_act_writes_one_event_that_says_who_did_what_where_and_why():
    unit = found()
    event = Event.objects.get()
    assert (event.sequence, event.actor_id, event.actor_name, event.on_behalf_of) == (1, 7, "李明", "示范县委办公室")
    assert (event.strength, event.session, event.address, event.request_id) == ("password", "ab", "10.0.0.7", "r1")
    assert (event.action, event.unit_path, event.reason) == ("organisation.unit.founded", "示范县直机关工委", "成立")
    assert (event.object_table, event.object_key) == ("unit", str(unit.pk))


def test_an_event_binds_the_row_as_the_database_holds_it():
    unit = found()
    columns = {"id": unit.pk, "version": 1, "code": "A", "founded_on": "2020-01-01", "closed_on": None}
    assert json.loads(Event.objects.get().rows) == [
        {
            "table": "unit",
            "key": str(unit.pk),
            "before": None,
            "after": 1,
            "digest": row_digest("unit", str(unit.pk), columns, 1),
            "columns": columns,
        }
    ]


def test_a_row_written_twice_in_one_act_is_bound_once_as_it_stands_in_the_end():
    unit = found()
    with recording("organisation.unit.closed", CLERK) as change:
        unit.closed_on = date(2026, 1, 1)
        change.save(unit)
        unit.code = "B"
        change.save(unit)
    (row,) = json.loads(Event.objects.get(sequence=2).rows)
    assert (row["before"], row["after"], row["columns"]["code"]) == (1, 3, "B")


def test_a_deleted_row_is_bound_as_gone():
    unit = found()
    with recording("organisation.unit.deleted", CLERK) as change:
        change.delete(unit)
    (row,) = json.loads(Event.objects.get(sequence=2).rows)
    assert row == {"table": "unit", "key": row["key"], "before": 1, "after": None, "digest": None, "columns": {}}


def test_a_row_made_and_deleted_in_one_act_leaves_no_trace():
    unit = Unit(code="A", founded_on=date(2020, 1, 1))
    with recording("organisation.unit.founded", CLERK) as change:
        change.save(unit)
        change.delete(unit)
    assert Event.objects.get().rows == "[]"


def test_many_rows_are_bound_by_one_event():
    with recording("organisation.unit.imported", CLERK) as change:
        change.save_all(Unit(code=str(number), founded_on=date(2020, 1, 1)) for number in range(1201))
    rows = json.loads(Event.objects.get().rows)
    assert [row["columns"]["code"] for row in rows] == [str(number) for number in range(1201)]
    assert Binding.objects.filter(sequence=1).count() == 1201


def test_of_sensitive_columns_an_event_holds_only_a_hash():
    person = Person(name="张三", id_number_index="b1ind")
    person.id_number = seal("110101199003070000", table="person", column="id_number", row=person.pk)
    with recording("people.person.added", CLERK) as change:
        change.save(person)
    text = Event.objects.get().rows
    (row,) = json.loads(text)
    assert row["columns"]["name"] == "张三"
    assert {name for name, value in row["columns"].items() if isinstance(value, dict)} == {
        "id_number",
        "id_number_index",
        "phone",
        "born_on",
    }
    assert person.id_number not in text
    assert "b1ind" not in text


def test_an_act_that_fails_leaves_neither_row_nor_event():
    two = [Unit(code="A", founded_on=date(2020, 1, 1)), Unit(code="A", founded_on=date(2020, 1, 1))]
    with pytest.raises(IntegrityError), recording("organisation.unit.founded", CLERK) as change:
        list(map(change.save, two))
    assert (Unit.objects.count(), Event.objects.count(), Head.objects.count()) == (0, 0, 0)
    found()
    assert Event.objects.get().sequence == 1


def test_an_act_cannot_be_begun_inside_another():
    with recording("organisation.unit.founded", CLERK), pytest.raises(RuntimeError):
        found()
    assert [event.sequence for event in Event.objects.all()] == [1]


def test_who_was_slower_is_told_so_and_writes_nothing():
    unit = found()
    slower = Unit.objects.get(pk=unit.pk)
    unit.code = "B"
    with recording("organisation.unit.renamed", CLERK) as change:
        change.save(unit)
    slower.code = "C"
    with pytest.raises(Outdated), recording("organisation.unit.renamed", CLERK) as change:
        change.save(slower)
    with pytest.raises(Outdated), recording("organisation.unit.deleted", CLERK) as change:
        change.delete(slower)
    assert (Unit.objects.get().code, Event.objects.count()) == ("B", 2)


def test_an_act_may_write_no_row_and_say_what_it_was():
    unit = found()
    with recording("accounts.signed_in", COMMAND, about=unit) as change:
        change.note(file="名册.xlsx")
    event = Event.objects.get(sequence=2)
    assert (event.rows, event.details, event.object_table) == ("[]", '{"file":"名册.xlsx"}', "unit")


def test_the_leaf_covers_every_column_as_the_file_holds_it():
    found()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_event")
        names = [column[0] for column in cursor.description]
    event = Event.objects.get()
    values = {name: getattr(event, name) for name in names}
    assert set(values) - {"leaf"} == {*values} - {"leaf"}
    values["at"] = str(event.at.replace(tzinfo=None))
    assert leaf_hash(values).hex() == event.leaf
