from __future__ import annotations

from typing import Any

from django.db import migrations

from mingheng.pinyin import InitialsField, initials_of

PORTION = 2_000


def fill(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("organisation", "Placement").objects
    waiting = []
    for row in rows.iterator(PORTION):
        row.initials = initials_of(row.name)[:100]
        waiting.append(row)
        if len(waiting) == PORTION:
            rows.bulk_update(waiting, ["initials"])
            waiting = []
    rows.bulk_update(waiting, ["initials"])


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_no_overlap")]

    # Plain SQL: on SQLite Django would copy the table, and what its triggers refuse would be let through from then on.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE unit_placement ADD COLUMN initials varchar(100) NOT NULL DEFAULT ''",
                    "ALTER TABLE unit_placement DROP COLUMN initials",
                )
            ],
            state_operations=[migrations.AddField("placement", "initials", InitialsField(of="name"))],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
