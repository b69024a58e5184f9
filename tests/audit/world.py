"""A small world with rows in every audited table, and copies of it as an attacker would hold them."""

from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.db import connection, models

from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.audit.export import export_database
from mingheng.audit.models import AuditedModel

CLERK = Actor(
    7, "李明", on_behalf_of="示范县委办公室", strength="password", session="ab", address="10.0.0.7", request_id="r1"
)


def audited_models():
    """Every audited table, those that others point to first."""
    found, waiting = [], [model for model in apps.get_models() if issubclass(model, AuditedModel)]
    while waiting:
        ready = [model for model in waiting if _points_to(model) <= {*found, model}]
        assert ready, waiting
        found += ready
        waiting = [model for model in waiting if model not in ready]
    return found


def _points_to(model):
    fields = [field for field in model._meta.concrete_fields if field.is_relation and not field.null]
    return {field.related_model for field in fields if issubclass(field.related_model, AuditedModel)}


def new_row(model, number, made):
    """A row whose columns are all filled, differently for every number; rows of one number point to each other."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.name in ("id", "version"):
            continue
        values[field.attname] = _value(field, number, made)
    return model(**values)


def _value(field, number, made):
    if field.is_relation:
        of_table = made.get(field.related_model, [])
        return of_table[number].pk if number < len(of_table) else None
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.DateTimeField():
            return datetime(2026, 3, 1, 8, 30, number, 120000, tzinfo=UTC)
        case models.DateField():
            return None if field.null else date(2026, 1, 1) + timedelta(number)
        case models.BooleanField():
            return number == 0
        case models.IntegerField():
            return number + 1
    return f"{field.name[:6]}{number}"


def build_world():
    """Two acts for each table: three rows are added, and one of them is changed; one row of the last table is deleted."""
    made = {}
    for model in audited_models():
        with recording(
            f"test.{model._meta.db_table}.added", CLERK, unit_path="示范县直机关工委", reason="测试"
        ) as change:
            made[model] = []
            for number in range(3):
                row = new_row(model, number, made)
                change.save(row)
                made[model].append(row)
        with recording(f"test.{model._meta.db_table}.changed", CLERK) as change:
            change.save(made[model][0])
    with recording("test.deleted", CLERK) as change:
        change.delete(made[audited_models()[-1]][2])


def copy_database(path):
    """The database as a file of SQLite: itself, or the export of PostgreSQL."""
    path.unlink(missing_ok=True)
    if connection.vendor != "sqlite":
        export_database(path)
        return
    connection.ensure_connection()
    # Not the backup interface, which waits for ever for the transaction of the test.
    content = bytearray(connection.connection.serialize())
    content[18:20] = b"\x01\x01"  # a rollback journal instead of WAL, whose file is not copied
    path.write_bytes(content)
