"""Save the site into a folder: the database as it is at one moment, the evidence files, and a manifest of all of it.

The keys are not in it: whoever finds a backup reads no sealed column. They go into a box of their own, see `key_box`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.utils.translation import gettext as _

from mingheng import __version__
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.clock import now
from mingheng.ledger.evidence_files import evidence_folder
from mingheng.site.operations.home import Refusal, uses_sqlite, write_for_owner_only
from mingheng.site.operations.manifest import Manifest, write_manifest
from mingheng.site.operations.readiness import refuse_unless_set_up
from mingheng.site.operations.snapshot import applied_migrations, write_snapshot

EVIDENCE = "evidence"


def make_backup(folder: Path) -> Manifest:
    """Record that a backup begins, sign the log, and save everything. The site may go on being used meanwhile."""
    refuse_unless_set_up()
    _make_empty(folder)
    with recording("site.backup.started", COMMAND) as change:
        change.note(folder=folder.name)
        change.checkpoint(_("备份"))
    return save_into(folder)


def save_into(folder: Path) -> Manifest:
    """Save everything into a new or empty folder, without an event."""
    write_for_owner_only()
    _make_empty(folder)
    moment = now().isoformat(timespec="seconds")
    log = write_snapshot(folder)
    # After the database: every file that a row of the snapshot names is there by now.
    if evidence_folder().is_dir():
        shutil.copytree(evidence_folder(), folder / EVIDENCE, ignore=shutil.ignore_patterns(".*"))
    return write_manifest(
        folder,
        {
            "made_at": moment,
            "version": __version__,
            "database": "sqlite" if uses_sqlite() else "postgresql",
            "migrations": applied_migrations(),
            "events": log.events,
            "head": log.head,
            "checkpoint": log.checkpoint,
        },
    )


def _make_empty(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_used = any(folder.iterdir())
    except OSError as fault:
        raise Refusal(_("“{path}”不能用来存放备份（{why}）。").format(path=folder, why=fault.strerror)) from None
    if is_used:
        raise Refusal(_("“{path}”不是空的。备份不覆盖任何东西，请给一个新的文件夹。").format(path=folder))
