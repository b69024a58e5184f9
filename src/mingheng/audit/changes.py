"""The one way to change an audited row: inside `recording`, which writes one event in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.checkpoints import EVENTS, sign_head
from mingheng.audit.log import append_event
from mingheng.audit.models import AuditedModel
from mingheng.audit.rows import Touched, bindings_of

_is_recording: ContextVar[bool] = ContextVar("is_recording", default=False)


class Outdated(Exception):
    """Somebody else has changed the row since it was read. Nothing was written."""

    def __init__(self, row: AuditedModel) -> None:
        super().__init__(_("这条记录刚刚被别人修改过，您的修改没有保存。"))
        self.row = row


class Change:
    """One act in the making: the rows it has written so far, and what it says beyond them."""

    def __init__(self, action: str, by: Actor, unit_path: str, reason: str) -> None:
        self.action, self.by, self.unit_path, self.reason = action, by, unit_path, reason
        self.details: dict[str, Any] = {}
        self.checkpoint_reason = ""
        self._touched: dict[tuple[str, Any], Touched] = {}

    def save(self, row: AuditedModel) -> None:
        """Insert a new row, or update one whose version is still the one that was read. Outdated otherwise."""
        if row._state.adding:
            row.version = 1
            row.save(force_insert=True)
            self._touch(row, None)
            return
        before = row.version
        fields = [field for field in row._meta.concrete_fields if not field.primary_key]
        values = {field.attname: field.pre_save(row, add=False) for field in fields} | {"version": before + 1}
        if not type(row)._default_manager.filter(pk=row.pk, version=before).update(**values):
            raise Outdated(row)
        row.version = before + 1
        self._touch(row, before)

    def save_all(self, rows: Iterable[AuditedModel]) -> None:
        """Insert many new rows of one table at once."""
        new = list(rows)
        for one in new:
            one.version = 1
        if new:
            type(new[0])._default_manager.bulk_create(new, batch_size=500)
        for one in new:
            self._touch(one, None)

    def delete(self, row: AuditedModel) -> None:
        """Delete a row whose version is still the one that was read. Outdated otherwise."""
        if not type(row)._default_manager.filter(pk=row.pk, version=row.version).delete()[0]:
            raise Outdated(row)
        self._touch(row, row.version)

    def note(self, **details: Any) -> None:
        """Say more about the act than its rows do. Never anything sensitive."""
        self.details.update(details)

    def checkpoint(self, why: str) -> None:
        """Have the log signed as soon as this act's event is in it: role changes, publications."""
        self.checkpoint_reason = why

    @property
    def touched(self) -> list[Touched]:
        """The rows written so far, in the order in which each was first written."""
        return list(self._touched.values())

    def _touch(self, row: AuditedModel, before: int | None) -> None:
        # The first mention stays: an act takes a row from the version it found to the version it leaves.
        table, key_column = row._meta.db_table, row._meta.pk.column
        assert key_column
        self._touched.setdefault((table, row.pk), Touched(table, key_column, row.pk, before))


@contextmanager
def recording(
    action: str, by: Actor, *, unit_path: str = "", about: models.Model | None = None, reason: str = ""
) -> Iterator[Change]:
    """Open a transaction, let the body change rows, and write the one event that says so. No event when it fails.

    `about` is the row the act is about; without it, the first row that it wrote. Acts do not nest: RuntimeError.
    """
    if _is_recording.get():
        raise RuntimeError(f"{action} was begun inside another act; hand the Change on instead.")
    token = _is_recording.set(True)
    try:
        with transaction.atomic():
            change = Change(action, by, unit_path, reason)
            yield change
            _finish(change, about)
    finally:
        _is_recording.reset(token)


def _finish(change: Change, about: models.Model | None) -> None:
    """Write the event, and sign the log where the act asks for it or a thousand events have come."""
    rows = bindings_of(change.touched)
    if about is not None:
        named = (about._meta.db_table, str(about.pk))
    else:
        named = (rows[0]["table"], rows[0]["key"]) if rows else ("", "")
    head = append_event(
        change.action,
        change.by,
        rows=rows,
        details=change.details,
        unit_path=change.unit_path,
        about=named,
        reason=change.reason,
    )
    if change.checkpoint_reason:
        sign_head(head, change.by, change.checkpoint_reason)
    elif head.size - head.checkpoint_size >= EVENTS:
        sign_head(head, change.by, _("满一千条"))
