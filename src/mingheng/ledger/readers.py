"""What people type into a field, read as the value it means: the same readers as for sheets, but for text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from mingheng.scoring.kinds import Field
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import (
    CellFault,
    choice_reader,
    date_reader,
    list_reader,
    read_count,
    read_flag,
    read_number,
    shown,
)
from mingheng.sheets.record_columns import choices_of

_EPOCH = date(1899, 12, 30)
MAX_TEXT = 20_000


def reader_of(column: Field) -> Callable[[Any], Value]:
    """The reader of a field. It raises CellFault for what cannot be meant."""
    if column.type == "choice":
        return choice_reader(choices_of(column))
    if column.type == "list":
        return list_reader(choices_of(column))
    readers: dict[str, Callable[[Any], Value]] = {
        "date": date_reader(_EPOCH),
        "count": read_count,
        "number": read_number,
        "flag": read_flag,
    }
    return readers.get(column.type, read_typed_text)


def read_typed_text(raw: str) -> str:
    """Text as it was typed: on a page `=1+1` is no formula, so it stays. Signs that cannot be seen are refused."""
    text = raw.replace("\r\n", "\n").strip()
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n":
            raise CellFault("sheet_invisible", value=shown(text), sign=f"U+{ord(sign):04X}")
    return text


def typed_text(value: Value) -> str:
    """A value as somebody would type it: what its reader reads as this value again."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
