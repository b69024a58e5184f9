"""Run the stand-alone verifier on the site, and hold the evidence files against what the database says of them.

SQLite is read as it is. PostgreSQL is exported first, into a file that is deleted afterwards.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.audit.export import export_database
from mingheng.audit.verifier import Report, check, load_heads, open_database, witness
from mingheng.ledger.evidence_files import path_of_evidence
from mingheng.site.operations.home import Refusal, database_file, home, uses_sqlite
from mingheng.site.operations.manifest import described
from mingheng.site.operations.readiness import refuse_unless_set_up
from mingheng.vault.keys import key_folder


def verify_site(heads: Path | None = None) -> Report:
    """Everything the verifier and the evidence say, compared with the witness's heads where there are some."""
    refuse_unless_set_up()
    with verifiable() as database:
        report = check_file(database, heads)
        report.faults += _evidence_faults(database)
    return report


def check_file(database: Path, heads: Path | None) -> Report:
    """What the verifier says of a database file. Refusal when it, or the witness's file, cannot be read."""
    key = (key_folder() / "checkpoint.pub").read_text(encoding="ascii")
    try:
        return check(database, key, heads_in(heads))
    except sqlite3.Error as fault:
        raise Refusal(_("“{path}”不能校验（{why}）。").format(path=database, why=fault)) from None


def heads_in(path: Path | None) -> list[dict[str, Any]]:
    """The heads that a witness noted. Refusal when the file is not there or is none."""
    if path is None:
        return []
    if not path.exists():
        raise Refusal(_("见证人的日志头文件“{path}”不在。").format(path=path))
    try:
        return load_heads(path)
    except (OSError, json.JSONDecodeError):
        raise Refusal(_("“{path}”不是见证人的日志头文件，或读不出来。").format(path=path)) from None


def witness_site(state: Path) -> Report:
    """Note the head in the witness's file, if the log extends what was noted before."""
    refuse_unless_set_up()
    heads_in(state if state.exists() else None)
    with verifiable() as database:
        return witness(database, state)


def export_log(path: Path) -> None:
    """Write what the verifier reads into a new file, and record that it was done."""
    refuse_unless_set_up()
    if path.exists():
        raise Refusal(_("“{path}”已经存在，没有覆盖。").format(path=path))
    with recording("site.log.exported", COMMAND) as change:
        change.note(file=path.name)
    export_database(path)


@contextmanager
def verifiable() -> Iterator[Path]:
    """A file that the verifier can read: the database, or an export of it for as long as the block lasts."""
    if uses_sqlite():
        yield database_file()
        return
    with tempfile.TemporaryDirectory(dir=home(), prefix=".verifying-") as folder:
        export_database(Path(folder) / "export.sqlite3")
        yield Path(folder) / "export.sqlite3"


def _evidence_faults(database: Path) -> list[str]:
    """Evidence whose file is not there or has other content than its row says."""
    faults = []
    with closing(open_database(database)) as reading:
        for key, digest in reading.execute("SELECT id, digest FROM evidence ORDER BY id"):
            path = path_of_evidence(digest)
            if not path.is_file():
                faults.append(_("表 evidence 行 {key}：佐证材料的文件不在（{path}）").format(key=key, path=path))
            elif described(path)["sha256"] != digest:
                faults.append(
                    _("表 evidence 行 {key}：佐证材料的文件被改过或已损坏（{path}）").format(key=key, path=path)
                )
    return faults
