"""How the cells of a record kind's own columns are read: by the type of the field, and by what its facts make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mingheng.scoring.kinds import Field, Kind
from mingheng.scoring.problems import nearest
from mingheng.sheets.cells import (
    CellFault,
    choice_reader,
    list_reader,
    month_reader,
    plain,
    read_code,
    read_count,
    read_flag,
    read_number,
    read_text,
    shown,
)
from mingheng.sheets.record_columns import choices_of, names_a_month, naming_fields
from mingheng.sheets.tables import Reader

_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class RecordCells:
    """What the readers of one kind's columns need: names of known codes, and how days and subjects are read."""

    kind: Kind
    labels: Mapping[str, str]
    """The codes that complete its fact kinds, each with a name; other codes are read too."""
    day: Reader
    subject: Reader

    def reader(self, column: Field) -> Reader:
        """How the cells of one field are read."""
        if column.type == "choice":
            return choice_reader(choices_of(column))
        if column.type == "list":
            return list_reader(choices_of(column))
        if column.type == "text":
            if column.code in naming_fields(self.kind):
                return _name_reader(self.labels)
            return read_code if column.code in {spec.case for spec in self.kind.facts} else read_text
        readers: dict[str, Reader] = {
            "date": month_reader(self.day) if names_a_month(column) else self.day,
            "count": read_count,
            "number": read_number,
            "flag": read_flag,
            "person": read_code,
            "subject": self.subject,
        }
        return readers[column.type]


def _name_reader(labels: Mapping[str, str]) -> Reader:
    def read_name(raw: Any) -> str:
        text = read_code(raw)
        if not _CODE.match(text):
            raise CellFault("sheet_code_malformed", value=shown(text), near=_code_meant(text, labels))
        return text

    return read_name


def _code_meant(text: str, labels: Mapping[str, str]) -> str:
    """The hint for what is no code: the code that is like it, or whose name is."""
    by_name = {plain(label): code for code, label in labels.items() if label}
    name = plain(text)
    holding = [code for label, code in by_name.items() if name and name in label]
    code = nearest(text, labels) or by_name.get(name) or next(iter(holding), "") or by_name.get(nearest(name, by_name))
    if not code:
        return ""
    return f"是不是“{code}”（{labels[code]}）？" if labels[code] else f"是不是“{code}”？"
