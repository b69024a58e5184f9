"""Bring the data up to the program: verify, save, migrate, bind the rows and make facts anew, verify again.

It ends at a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError
from django.utils.translation import gettext as _

from mingheng import __version__
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.audit.rebinding import rebind
from mingheng.clock import now
from mingheng.site.operations.backup import save_into
from mingheng.site.operations.fact_table import renew_facts
from mingheng.site.operations.home import Refusal, home, working
from mingheng.site.operations.readiness import awaits_upgrade, installed_version, refuse_unless_set_up, stamp_version
from mingheng.site.operations.snapshot import applied_migrations, refuse_newer
from mingheng.site.operations.verifying import verify_site


def upgrade_site(folder: Path | None, *, say: Callable[[str], None]) -> bool:
    """Upgrade, with a backup in the folder; False when there was nothing to do. Refusal at the first fault.

    The backup writes no event of its own: before the migration the log's tables may be those of another version.
    """
    refuse_unless_set_up()
    refuse_newer(applied_migrations())
    if not awaits_upgrade():
        return False
    before = installed_version()
    with working(alone=True):
        say(_("1/4 校验现有数据"))
        _refuse_faulty(_("升级前的校验发现问题，没有升级，什么也没有改："))
        kept = folder or home() / "backups" / now().strftime("upgrade-%Y%m%d-%H%M%S")
        say(_("2/4 备份到 {path}").format(path=kept))
        save_into(kept)
        say(_("3/4 升级数据库"))
        renewed = bring_up_to_date(kept)
        if renewed:
            say(_("有{count}条记录的事实与台账不符（程序的算法有变，或被改动过），已重新生成").format(count=renewed))
        with recording("site.upgraded", COMMAND) as change:
            change.note(before=before, after=__version__, backup=kept.name, differing=renewed)
            change.checkpoint(_("升级"))
        say(_("4/4 再次校验"))
        _refuse_faulty(_("升级后的校验发现问题。请不要启动，用升级前的程序从“{path}”恢复：").format(path=kept))
        stamp_version()
    return True


def bring_up_to_date(kept: Path | None = None) -> int:
    """Migrate, bind what the migrations have changed, make facts anew where this program makes others.

    Returns of how many records it did. Refusal when a migration fails.
    """
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as fault:
        text = _("数据库升级没有做完（{why}）。请保留现场，用升级前的程序从备份“{path}”恢复到一个空目录。")
        raise Refusal(text.format(why=str(fault).strip(), path=kept)) from None
    rebind(COMMAND)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    return renew_facts()


def _refuse_faulty(text: str) -> None:
    report = verify_site()
    if report.faults:
        raise Refusal("\n".join([text, *report.faults]))
