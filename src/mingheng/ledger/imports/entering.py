"""Enter the rows of a checked sheet: as accepted, as submitted or as drafts, whole or not at all."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Outdated
from mingheng.ledger.domain.importing import Brought, Taken, prepare_accepted, prepare_brought, write_prepared
from mingheng.ledger.imports.records import CheckedSheet, RecordRow
from mingheng.ledger.imports.rows import Intake
from mingheng.ledger.imports.stored import entries_there
from mingheng.ledger.models import State
from mingheng.organisation.domain.steps import wait_for_others
from mingheng.organisation.refusals import Refused
from mingheng.scoring import Record


def enter_records(intake: Intake, checked: CheckedSheet, *, by: Actor) -> int:
    """Enter the rows in one transaction. Refused where somebody entered or changed such records since they were read.

    Corrections of what was accepted wait for acceptance, whatever the other rows do.
    """
    rows, kind = checked.rows, intake.kind_code
    is_accepted = intake.arrives == State.ACCEPTED
    changed = [Brought(row.unit, row.content, row.entry) for row in rows if row.entry or not is_accepted]
    taken = [_taken(row) for row in rows if is_accepted and not row.entry]
    prepared = [
        prepare_accepted(kind, taken, by=by),
        prepare_brought(kind, changed, arrives=intake.arrives, reason=intake.reason, by=by),
    ]
    units = {row.unit.pk for row in rows}
    try:
        with transaction.atomic():
            wait_for_others()
            if any(found != checked.standing.get(unit) for unit, found in entries_there(kind, units).items()):
                raise _overtaken()
            left_out = [row.row for row in checked.left_out]
            return sum(write_prepared(one, left_out=left_out, by=by) for one in prepared if one.versions)
    except Outdated:
        raise _overtaken() from None


def _overtaken() -> Refused:
    return Refused(_("检查以后，有人导入了其中的记录，一条也没有导入。请重新检查这份表格。"), "file")


def _taken(row: RecordRow) -> Taken:
    content = row.content
    record = Record(row.unit.code, content.values, year=content.year, month=content.month)
    return Taken(row.unit, record, counts_from=clock.today())
