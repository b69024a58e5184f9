from __future__ import annotations

from typing import Any

from django.db import migrations

from mingheng.pinyin import InitialsField, initials_of

PORTION = 2_000


def fill(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("people", "Person").objects
    waiting = []
    for row in rows.iterator(PORTION):
        row.initials = initials_of(row.name)[:50]
        waiting.append(row)
        if len(waiting) == PORTION:
            rows.bulk_update(waiting, ["initials"])
            waiting = []
    rows.bulk_update(waiting, ["initials"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_no_overlap")]

    # Plain SQL: on SQLite Django would copy the table, and what its triggers refuse would be let through from then on.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE person ADD COLUMN initials varchar(50) NOT NULL DEFAULT ''",
                    "ALTER TABLE person DROP COLUMN initials",
                )
            ],
            state_operations=[migrations.AddField("person", "initials", InitialsField(of="name", max_length=50))],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
