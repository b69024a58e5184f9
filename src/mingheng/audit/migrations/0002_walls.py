"""The log is append-only, also for those who write SQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from mingheng.audit.walls import build_walls, take_down_walls


def build(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    build_walls(editor.connection)


def take_down(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them."""
    take_down_walls(editor.connection)


class Migration(migrations.Migration):
    """The triggers on the log."""

    dependencies = [("audit", "0001_start")]
    operations = [migrations.RunPython(build, take_down)]
