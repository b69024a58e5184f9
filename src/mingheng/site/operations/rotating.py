"""Seal every sealed column anew under a new field key, while the site goes on serving.

1. A new key file; from here on every process seals with it.
2. Portion by portion, each one transaction and one event: rows under an older key are opened and sealed again.
3. What is being typed into forms, which is in no event: form by form.
4. The end, as an event of its own. Killed anywhere before it, the next run goes on with the same key.

Old keys stay: backups made before need them. Hashes and blind indexes have a key of their own, which does not change.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.audit.log import locked_head
from mingheng.audit.models import AuditedModel, Event
from mingheng.ledger.typed_forms import reseal_typed
from mingheng.site.operations.field_keys import ADDED
from mingheng.site.operations.home import Refusal, locked
from mingheng.site.operations.readiness import refuse_before_upgrade, refuse_unless_set_up
from mingheng.vault import Unreadable, reseal
from mingheng.vault.columns import SENSITIVE
from mingheng.vault.keys import add_field_key, field_keys, key_folder
from mingheng.vault.sealing import mark_of

PORTION = 200
PAUSE = 0.1
"""Seconds between two portions, so that those who wait to write have their turn."""
ROTATED = "vault.keys.rotated"


@dataclass(frozen=True, slots=True)
class Rotation:
    """The field key that everything is to be sealed under, and whether it was made just now."""

    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Portion:
    model: type[AuditedModel]
    columns: list[str]
    keys: list[object]


_Faults = dict[tuple[type[AuditedModel], object], str]
"""Rows that do not open, and what is wrong with each."""


@contextmanager
def rotating() -> Iterator[Rotation]:
    """Begin with a new field key, or go on to the newest where not everything is under it yet; one at a time."""
    refuse_unless_set_up()
    refuse_before_upgrade()
    _refuse_other_user()
    with locked("rotating.lock", alone=True, refusal=_("另一个 mingheng rotate 正在运行，这一个什么也没有做。")):
        newest = max(field_keys(key_folder()))
        if _is_unfinished(newest):
            yield Rotation(newest, is_new=False)
            return
        with recording(ADDED, COMMAND) as change:
            number = add_field_key(key_folder())
            change.note(key=number)
        yield Rotation(number, is_new=True)


def reseal_site(number: int, *, tell: Callable[[str], None]) -> int:
    """Seal all rows under the field key of this number; how many. Refusal at the end for those that do not open."""
    count, faults = 0, _Faults()
    while portions := _portions(number, faults):
        for portion in portions:
            count += _reseal(portion, number, faults)
            tell(_("{count}行").format(count=count))
            time.sleep(PAUSE)
    count += reseal_typed()
    if faults:
        text = _("已重新加密{count}行。下列内容打不开，仍用旧密钥加密；处理后请再运行 mingheng rotate：")
        raise Refusal("\n".join([text.format(count=count), *faults.values()]))
    with recording(ROTATED, COMMAND) as change:
        change.note(key=number, rows=count)
        change.checkpoint(_("换用新的字段密钥"))
    return count


def _sealed_tables() -> list[tuple[type[AuditedModel], list[str]]]:
    columns: dict[str, list[str]] = defaultdict(list)
    for table, column in SENSITIVE:
        columns[table].append(column)
    models = {model._meta.db_table: model for model in apps.get_models() if issubclass(model, AuditedModel)}
    return [(models[table], of_table) for table, of_table in columns.items()]


def _is_unfinished(newest: int) -> bool:
    """Whether the log does not say yet that everything came under the newest key; the first key needed no rotation."""
    ended = Event.objects.filter(action=ROTATED).values_list("details", flat=True)
    return newest > 1 and newest not in {json.loads(details)["key"] for details in ended}


def _portions(number: int, faults: _Faults) -> list[_Portion]:
    """What is not under this key now. Asked again after each round: rows that somebody else held were passed over."""
    found = []
    for model, columns in _sealed_tables():
        older = Q()
        for column in columns:
            older |= ~Q(**{f"{column}__startswith": mark_of(number)}) & ~Q(**{column: ""})
        keys = model._default_manager.filter(older).order_by("pk").values_list("pk", flat=True)
        left = [key for key in keys if (model, key) not in faults]
        found += [_Portion(model, columns, left[start : start + PORTION]) for start in range(0, len(left), PORTION)]
    return found


def _reseal(portion: _Portion, number: int, faults: _Faults) -> int:
    """One transaction, one event; how many rows."""
    resealed = []
    with transaction.atomic():
        # The head first, which other acts lock last; of the rows only those that nobody holds. So no two acts ever
        # wait for each other.
        locked_head()
        rows = portion.model._default_manager.filter(pk__in=portion.keys)
        for row in rows.select_for_update(skip_locked=True, no_key=True):
            try:
                if _reseal_row(row, portion.columns):
                    resealed.append(row)
            except Unreadable as fault:
                faults[portion.model, row.pk] = str(fault)
        if resealed:
            with recording("vault.keys.resealed", COMMAND) as change:
                change.note(key=number)
                for row in resealed:
                    change.save(row)
    return len(resealed)


def _reseal_row(row: AuditedModel, columns: list[str]) -> bool:
    """Whether there was anything to do: somebody may have written the row since it was listed."""
    table, before = row._meta.db_table, [getattr(row, column) for column in columns]
    after = [
        reseal(token, table=table, column=column, row=row.sealed_as)
        for column, token in zip(columns, before, strict=True)
    ]
    for column, token in zip(columns, after, strict=True):
        setattr(row, column, token)
    return after != before


def _refuse_other_user() -> None:
    if key_folder().stat().st_uid != os.geteuid():
        text = _(
            "密钥目录“{path}”属于系统用户{owner}。请以这个用户运行本命令，否则网站读不了新密钥：runuser -u {owner} -- …"
        )
        raise Refusal(text.format(path=key_folder(), owner=key_folder().owner()))
