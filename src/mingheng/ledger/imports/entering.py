"""Enter the rows of a checked sheet as accepted entries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.ledger.domain.importing import Taken, import_records
from mingheng.ledger.imports.records import RecordRow, key_of, known_keys
from mingheng.organisation.domain.steps import wait_for_others
from mingheng.organisation.refusals import Refused
from mingheng.scoring import Record


def enter_records(kind_code: str, rows: Sequence[RecordRow], *, by: Actor) -> int:
    """Enter the rows in one transaction; they count from today. Refused where one of them has been entered since."""
    with transaction.atomic():
        wait_for_others()
        known = known_keys(kind_code)
        if any(key_of(kind_code, row.unit.pk, row.content.values) in known for row in rows):
            text = _("检查以后，有人导入了其中的记录，一条也没有导入。请重新检查这份表格。")
            raise Refused(text, "file")
        return import_records(kind_code, [_taken(row) for row in rows], by=by)


def _taken(row: RecordRow) -> Taken:
    content = row.content
    record = Record(row.unit.code, content.values, year=content.year, month=content.month)
    return Taken(row.unit, record, counts_from=clock.today())
