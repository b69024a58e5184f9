"""Bring a backup back into an empty home, unless the manifest, the verifier or the witness speaks against it."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng.accounts.models import Session
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.audit.verifier import Report
from mingheng.ledger.evidence_files import evidence_folder
from mingheng.site.operations.backup import EVIDENCE
from mingheng.site.operations.home import Refusal, home, prepare_home, uses_sqlite, working
from mingheng.site.operations.key_box import open_key_box
from mingheng.site.operations.manifest import Manifest, checked_manifest
from mingheng.site.operations.readiness import KEYS, stamp_version, withdraw_stamp
from mingheng.site.operations.snapshot import SQLITE_COPY, is_empty, load_snapshot, refuse_newer
from mingheng.site.operations.upgrading import bring_up_to_date
from mingheng.site.operations.verifying import check_file, evidence_faults, heads_in, verifiable, verify_site
from mingheng.vault.keys import key_folder


def restore_backup(folder: Path, *, box: Path | None, passphrase: str, witness: Path | None) -> Manifest:
    """Restore, verify, and record that it was done. Refusal leaves the database as empty as it was."""
    manifest = checked_manifest(folder)
    heads_in(witness)
    prepare_home()
    with working(alone=True):
        _refuse_unfit(manifest)
        if box:
            open_key_box(box, key_folder(), passphrase)
        _refuse_without_keys()
        _copy_evidence(folder / EVIDENCE)
        _load(folder, manifest, witness)
        # Whoever was signed in on the day of the backup may since have been shut out.
        Session.objects.all().delete()
        renewed = bring_up_to_date(folder)
        with recording("site.backup.restored", COMMAND) as change:
            change.note(made_at=manifest.made_at, events=manifest.events, head=manifest.head, differing=renewed)
            change.checkpoint(_("从备份恢复"))
        stamp_version()
        _refuse_faulty_site(verify_site(witness))
    return manifest


def _refuse_unfit(manifest: Manifest) -> None:
    if not is_empty():
        raise Refusal(_("“{path}”中已有数据。恢复只进空的目录和空的数据库，请另给一个。").format(path=home()))
    here = "sqlite" if uses_sqlite() else "postgresql"
    if manifest.database != here:
        text = _("备份来自{there}，这里设置的数据库是{here}。请按备份的数据库设置MINGHENG_DATABASE。")
        raise Refusal(text.format(there=manifest.database, here=here))
    refuse_newer(manifest.migrations)


def _refuse_without_keys() -> None:
    if missing := [name for name in KEYS if not (key_folder() / name).exists()]:
        text = _("缺少密钥文件{name}：没有密钥，加密的内容读不出来。请用--keys给出密钥文件，或先把密钥放进{path}。")
        raise Refusal(text.format(name=missing[0], path=key_folder()))


def _load(folder: Path, manifest: Manifest, witness: Path | None) -> None:
    if uses_sqlite():
        _refuse_faulty(check_file(folder / SQLITE_COPY, witness), folder / SQLITE_COPY)
        load_snapshot(folder, manifest.migrations)
        return
    with transaction.atomic():
        load_snapshot(folder, manifest.migrations)
        with verifiable() as database:
            _refuse_faulty(check_file(database, witness), database)


def _refuse_faulty(report: Report, database: Path) -> None:
    if faults := [*report.faults, *evidence_faults(database)]:
        raise Refusal("\n".join([_("校验发现问题，没有恢复："), *faults]))


def _refuse_faulty_site(report: Report) -> None:
    """What was sound in the backup is not after the upgrade: it stays for a look at it, and is not served."""
    if report.faults:
        withdraw_stamp()
        text = _(
            "数据已经载入，校验却发现问题，系统不能启动。请保留现场并联系开发者；要再试，另给一个空的目录和数据库："
        )
        raise Refusal("\n".join([text, *report.faults]))


def _copy_evidence(kept: Path) -> None:
    if kept.is_dir():
        shutil.copytree(kept, evidence_folder(), dirs_exist_ok=True, copy_function=_copy_new)


def _copy_new(source: str, target: str) -> None:
    # Content lies under its hash: a file that is there from an earlier attempt is the same.
    if not Path(target).exists():
        shutil.copy2(source, target)
