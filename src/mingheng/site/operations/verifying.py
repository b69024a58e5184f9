"""Run the stand-alone verifier on the site, and hold evidence files and facts against what the database says of them.

SQLite is read as it is. PostgreSQL is exported first, into a file that is deleted afterwards.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.audit.export import export_database
from mingheng.audit.verifier import Report, check, load_heads, open_database, witness
from mingheng.facts.comparing import Difference
from mingheng.facts.domain import rebuild_facts
from mingheng.ledger.evidence_files import path_of_evidence
from mingheng.site.operations.fact_table import fact_differences, sentence_of
from mingheng.site.operations.field_keys import faults_of_keys_for
from mingheng.site.operations.home import Refusal, database_file, home, uses_sqlite, working
from mingheng.site.operations.manifest import described
from mingheng.site.operations.readiness import awaits_upgrade, refuse_unless_set_up
from mingheng.vault.keys import key_folder

_WITH_FILES = ("evidence", "assignment_paper")
"""The tables whose rows name a file that lies under the hash of its content."""
_NAMED = 100
"""So many sources are named in the event of a rebuild; the number of all is in it too."""


@dataclass(slots=True)
class SiteReport(Report):
    """What a check of a whole site found."""

    differing: list[Difference] = field(default_factory=list)
    """The records whose facts are not those of the ledger; among the faults, each is a sentence."""
    without_facts: str = ""
    """Why facts were not compared; empty when they were."""


def verify_site(heads: Path | None = None) -> SiteReport:
    """What the verifier, the evidence and the facts say; compared with the witness's heads where there are some."""
    refuse_unless_set_up()
    with verifiable() as database:
        report = SiteReport(**asdict(check_file(database, heads)))
        is_sound = not report.faults
        report.faults += evidence_faults(database)
    if not is_sound:
        report.without_facts = _("数据行或日志有问题，没有再比较事实表。处理以后请再校验一次。")
    elif awaits_upgrade():
        report.without_facts = _("数据还没有升级到这一版程序，没有比较事实表；mingheng upgrade 会按台账核对它。")
    else:
        report.differing = fact_differences()
        report.faults += [sentence_of(one) for one in report.differing]
    return report


def rebuild_and_verify(heads: Path | None = None) -> SiteReport:
    """Make the facts anew where they differ from a ledger that is sound; Refusal while the site is served.

    The event names the records. The scores follow in the next full run.
    """
    refuse_unless_set_up()
    with working(alone=True):
        report = verify_site(heads)
        if not report.differing:
            return report
        with recording("site.facts.rebuilt", COMMAND) as change:
            named = "、".join(one.source for one in report.differing[:_NAMED])
            change.note(differing=len(report.differing), sources=named, facts=rebuild_facts())
        return verify_site(heads)


def check_file(database: Path, heads: Path | None) -> Report:
    """What the verifier says of a database file, and which of its field keys are not here.

    Refusal when it, or the witness's file, cannot be read.
    """
    key = (key_folder() / "checkpoint.pub").read_text(encoding="ascii")
    try:
        report = check(database, key, heads_in(heads))
    except sqlite3.Error as fault:
        raise Refusal(_("“{path}”不能校验（{why}）。").format(path=database, why=fault)) from None
    report.faults += faults_of_keys_for(database)
    return report


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


def evidence_faults(database: Path) -> list[str]:
    """Evidence and papers of assignments whose file is not there or has other content than its row says."""
    faults = []
    with closing(open_database(database)) as reading:
        there = {name for (name,) in reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in (name for name in _WITH_FILES if name in there):
            for key, digest in reading.execute(f"SELECT id, digest FROM {table} ORDER BY id"):  # noqa: S608
                if fault := _file_fault(digest):
                    faults.append(fault.format(table=table, key=key, path=path_of_evidence(digest)))
    return faults


def _file_fault(digest: str) -> str:
    """What is wrong with the file of this content; empty when nothing is."""
    path = path_of_evidence(digest)
    if not path.is_file():
        return _("表 {table} 行 {key}：文件不在（{path}）")
    if described(path)["sha256"] != digest:
        return _("表 {table} 行 {key}：文件被改过或已损坏（{path}）")
    return ""
