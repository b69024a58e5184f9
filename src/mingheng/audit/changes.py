"""The one way to change an audited row: inside `recording`, which writes one event in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.models import AuditedModel


class Outdated(Exception):
    """Somebody else has changed the row since it was read. Nothing was written."""

    def __init__(self, row: AuditedModel) -> None:
        super().__init__(_("这条记录刚刚被别人修改过，您的修改没有保存。"))
        self.row = row


class Change:
    """One act in the making."""

    def __init__(self, action: str, by: Actor, unit_path: str, reason: str) -> None:
        self.action, self.by, self.unit_path, self.reason = action, by, unit_path, reason
        self.details: dict[str, Any] = {}

    def save(self, row: AuditedModel) -> None:
        """Insert a new row, or update one whose version is still the one that was read. Outdated otherwise."""
        if row._state.adding:
            row.version = 1
            row.save(force_insert=True)
            return
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
        values["version"] = row.version + 1
        if not type(row)._default_manager.filter(pk=row.pk, version=row.version).update(**values):
            raise Outdated(row)
        row.version += 1

    def save_all(self, rows: Iterable[AuditedModel]) -> None:
        """Insert many new rows of one table at once."""
        new = list(rows)
        for one in new:
            one.version = 1
        if new:
            type(new[0])._default_manager.bulk_create(new, batch_size=500)

    def delete(self, row: AuditedModel) -> None:
        """Delete a row whose version is still the one that was read. Outdated otherwise."""
        if not type(row)._default_manager.filter(pk=row.pk, version=row.version).delete()[0]:
            raise Outdated(row)

    def note(self, **details: Any) -> None:
        """Say more about the act than its rows do. Never anything sensitive."""
        self.details.update(details)


@contextmanager
def recording(
    action: str, by: Actor, *, unit_path: str = "", about: models.Model | None = None, reason: str = ""
) -> Iterator[Change]:
    """Open a transaction, let the body change rows, and write the one event that says so. No event when it fails."""
    with transaction.atomic():
        yield Change(action, by, unit_path, reason)
