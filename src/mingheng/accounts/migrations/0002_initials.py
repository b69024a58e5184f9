from __future__ import annotations

from typing import Any

from django.db import migrations

from mingheng.pinyin import InitialsField, initials_of

PORTION = 2_000


def fill(apps: Any, _editor: Any) -> None:
    rows = apps.get_model("accounts", "Account").objects
    waiting = []
    for row in rows.iterator(PORTION):
        row.initials = initials_of(row.display_name)[:40]
        waiting.append(row)
        if len(waiting) == PORTION:
            rows.bulk_update(waiting, ["initials"])
            waiting = []
    rows.bulk_update(waiting, ["initials"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_start")]

    # Plain SQL: on SQLite Django would copy the table, and what its triggers refuse would be let through from then on.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE account ADD COLUMN initials varchar(40) NOT NULL DEFAULT ''",
                    "ALTER TABLE account DROP COLUMN initials",
                )
            ],
            state_operations=[
                migrations.AddField("account", "initials", InitialsField(of="display_name", max_length=40))
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
