"""The values of an entry, typed, and how they are kept: as JSON, the sensitive ones sealed.

In: values by field code, as `scoring.Record` has them (an empty field is not there). Out: the same, read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingheng.ledger.models import EntryVersion
from mingheng.ledger.readers import typed_text
from mingheng.ledger.record_kinds import TITLE_FIELD, kind_of
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field, FieldType
from mingheng.scoring.projection import Value
from mingheng.vault import seal, unseal

_TABLE, _COLUMN = "entry_version", "sealed"


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says: its values, and the year and month it is reckoned to where they are not those of its day."""

    values: Mapping[str, Value] = field(default_factory=dict)
    year: int | None = None
    month: int | None = None


def to_json(values: Mapping[str, Value]) -> str:
    """Values as JSON: days as ISO text, exact numbers as text, several texts as a list. Equal values, equal text."""
    return json.dumps({code: _plain(value) for code, value in values.items()}, ensure_ascii=False, sort_keys=True)


def from_json(kind: Kind, text: str) -> dict[str, Value]:
    """What `to_json` was given."""
    return {code: _typed(kind.fields[code].type, value) for code, value in json.loads(text).items()}


def _plain(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _typed(type_: FieldType, value: Any) -> Value:
    if type_ == "date":
        return date.fromisoformat(value)
    if type_ == "number" and isinstance(value, str):
        return Decimal(value)
    return tuple(value) if type_ == "list" else value


def write_values(version: EntryVersion, content: Content) -> None:
    """Put the content into a version that is not saved yet; what is sensitive is sealed for this version alone."""
    kind = kind_of(version.entry.kind)
    sensitive = {code: value for code, value in content.values.items() if kind.fields[code].sensitive}
    version.values = to_json({code: value for code, value in content.values.items() if code not in sensitive})
    version.sealed = ""
    if sensitive:
        version.sealed = seal(to_json(sensitive), table=_TABLE, column=_COLUMN, row=version.sealed_as)
    version.year, version.month = content.year, content.month


def read_values(version: EntryVersion) -> dict[str, Value]:
    """All values, also the sensitive ones. Raises vault.Unreadable where what is sealed was changed or moved."""
    kind = kind_of(version.entry.kind)
    return from_json(kind, version.values) | _sealed_values(kind, version)


def open_values(version: EntryVersion) -> dict[str, Value]:
    """The values that are not sensitive; opens nothing."""
    return from_json(kind_of(version.entry.kind), version.values)


def masked_values(version: EntryVersion) -> dict[str, Value]:
    """As `read_values`, with a remark in place of each sensitive value: for pages of who may not read them."""
    kind = kind_of(version.entry.kind)
    sealed = _sealed_values(kind, version)
    return from_json(kind, version.values) | {code: _mask(value) for code, value in sealed.items()}


def content_of(version: EntryVersion) -> Content:
    """What the version says."""
    return Content(read_values(version), version.year, version.month)


def display_text(column: Field, value: Value | None) -> str:
    """A value as pages show it; empty where there is none."""
    if value is None:
        return ""
    text = typed_text(value)
    return f"{text} {column.measured_in}" if column.measured_in and not isinstance(value, str) else text


def title_of(kind: Kind, values: Mapping[str, Value]) -> str:
    """What lists call an entry: its title, else the first word chosen in it; its kind where neither is asked for."""
    choices = [code for code, column in kind.fields.items() if column.type == "choice"]
    if not choices and TITLE_FIELD not in kind.fields:
        return kind.title
    chosen = [str(values[code]) for code in choices if code in values]
    return " ".join(str(values.get(TITLE_FIELD, "") or next(iter(chosen), "")).split())[:200]


def day_of(kind: Kind, values: Mapping[str, Value]) -> date | None:
    """The day of an entry, where it has one already: that of the first fact which its values date."""
    days = (values.get(str(spec.day)) for spec in kind.facts)
    return next((day for day in days if isinstance(day, date)), None)


def _sealed_values(kind: Kind, version: EntryVersion) -> dict[str, Value]:
    text = unseal(version.sealed, table=_TABLE, column=_COLUMN, row=version.sealed_as)
    return from_json(kind, text) if text else {}


def _mask(value: Value) -> str:
    if isinstance(value, tuple):
        return ngettext("%(count)d 项，内容不予显示", "%(count)d 项，内容不予显示", len(value)) % {"count": len(value)}
    return _("已填写，内容不予显示")
