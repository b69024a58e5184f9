"""Files of other systems: a mapping says which sheet and row to read, which column is which field, and what words mean.

In: YAML (`docs/mappings.md` is its meaning), of the folder `mappings/` or uploaded. Out: the mapping, or every fault
with its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from mingheng.content import mappings_folder
from mingheng.ledger.imports.columns import UNIT, columns_of, own_code, readers_of
from mingheng.ledger.record_kinds import all_kinds
from mingheng.scoring import Kind
from mingheng.scoring.documents import Document, Path_, read_text
from mingheng.scoring.problems import Place, Problem, nearest
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import CellFault, plain
from mingheng.sheets.grids import EXCEL_EPOCH
from mingheng.sheets.headings import Column
from mingheng.sheets.plain_sheets import SheetFault
from mingheng.sheets.record_columns import OWN
from mingheng.sheets.tables import Reader

MAX_BYTES = 64 * 1024
"""The greatest mapping that is taken."""

_KEYS = ("mapping", "title", "help", "kind", "sheet", "heading_row", "columns", "values", "constants")


@dataclass(frozen=True, slots=True)
class Mapped:
    """How a file of another system is read as records of a kind. Without headings: the kind's own layout."""

    code: str = ""
    title: str = ""
    help: str = ""
    kind: str = ""
    sheet: str = ""
    heading_row: int = 1
    headings: Mapping[str, str] = field(default_factory=dict)
    """By the code of our column: what the other system calls it."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the code of our column: our words by theirs."""
    constants: Mapping[str, Value] = field(default_factory=dict)
    """By the code of a field: what every row says of it."""

    def columns(self, columns: Sequence[Column]) -> list[Column]:
        """The columns to be read; the unit's is read under its own headings where the mapping does not name it."""
        if not self.headings:
            return list(columns)
        kept = [column for column in columns if column.code in self.headings or column.code == UNIT]
        return [
            Column(one.code, self.headings[one.code], required=one.required) if one.code in self.headings else one
            for one in kept
        ]

    def sheet_names(self, kind: Kind) -> tuple[str, ...]:
        """What the sheet to be read may be called."""
        return (self.sheet,) if self.sheet else (kind.title, kind.code)

    def translating(self, code: str, read: Reader) -> Reader:
        """The reader of a column, told our words for theirs."""
        words = self.words.get(code)
        return (lambda raw: read(words.get(plain(str(raw)), raw))) if words else read


NO_MAPPING = Mapped()


@lru_cache(maxsize=1)
def bundled_mappings() -> dict[str, Mapped]:
    """The mappings of this version, by code. Every one of them is sound: a test reads them."""
    read = (read_mapping(path.read_text(encoding="utf-8")) for path in sorted(mappings_folder().glob("*.yaml")))
    return {mapped.code: mapped for mapped, _faults in read if mapped}


def read_mapping(text: str) -> tuple[Mapped | None, list[SheetFault]]:
    """A mapping, and everything that is wrong with it. None where anything is."""
    reader = _Reader(read_text(text, Document(file="")))
    mapped = reader.mapped()
    return (None, reader.faults) if reader.faults else (mapped, [])


class _Reader:
    """Turns one document into a mapping, telling every fault with its line."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults = [SheetFault(one.message, row=one.place.line) for one in document.problems]
        self.columns: dict[str, Column] = {}
        self.readers: dict[str, Reader] = {}

    def report(self, path: Path_, text: str) -> None:
        self.faults.append(SheetFault(text, row=self.document.place(path).line))

    def mapped(self) -> Mapped | None:
        root = self.document.value
        if self.faults:
            return None
        if not isinstance(root, dict):
            self.report((), _("映射文件要写成“名称: 内容”的样子。请对照示例。"))
            return None
        self._refuse_unknown((), root, _KEYS)
        kind = all_kinds().get(self._text(root, "kind"))
        if kind is None:
            known = "、".join(f"{one.code}（{one.title}）" for one in all_kinds().values())
            self.report(("kind",), _("没有这种台账。kind可以写：%(known)s。") % {"known": known})
            return None
        self.columns = {own_code(one) or one.code: one for one in columns_of(kind, names_unit=False)}
        read = readers_of(kind)(EXCEL_EPOCH)
        self.readers = {code: read[column.code] for code, column in self.columns.items()}
        row = root.get("heading_row", 1)
        if not isinstance(row, int) or isinstance(row, bool) or not 1 <= row <= 1000:
            self.report(("heading_row",), _("heading_row是栏目名称所在的行，写1到1000的整数。"))
        mapped = Mapped(
            code=self._text(root, "mapping"),
            title=self._text(root, "title"),
            help=self._text(root, "help", required=False),
            kind=kind.code,
            sheet=self._text(root, "sheet", required=False),
            heading_row=row,
            headings=self._headings(root),
            words=self._words(root),
            constants=self._constants(root),
        )
        self._refuse_gaps(mapped)
        return mapped

    def _text(self, root: Mapping[str, Any], key: str, *, required: bool = True) -> str:
        value = root.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if required or value is not None:
            self.report((key,), _("“%(key)s”要写文字。") % {"key": key})
        return ""

    def _part(self, root: Mapping[str, Any], key: str) -> dict[Any, Any]:
        value = root.get(key, {})
        if isinstance(value, dict):
            return value
        self.report((key,), _("“%(key)s”下面要逐行写“名称: 内容”。") % {"key": key})
        return {}

    def _refuse_unknown(self, path: Path_, given: Mapping[Any, Any], known: Sequence[str]) -> None:
        for key in given:
            if key not in known:
                close = nearest(str(key), known)
                hint = _("是不是“%(near)s”？") % {"near": close} if close else ""
                words = {"key": key, "hint": hint, "known": "、".join(known)}
                self.report((*path, key), _("不认识“%(key)s”。%(hint)s可以写：%(known)s。") % words)

    def _headings(self, root: Mapping[str, Any]) -> dict[str, str]:
        """Theirs are the keys, so that a line reads as the other system's sheet does."""
        found: dict[str, str] = {}
        given = self._part(root, "columns")
        for heading, code in given.items():
            if not isinstance(code, str) or code not in self.columns:
                self._refuse_unknown(("columns", heading), {code: None}, tuple(self.columns))
            elif self.columns[code].code in found:
                self.report(("columns", heading), _("“%(code)s”已经有一栏了。") % {"code": code})
            else:
                found[self.columns[code].code] = str(heading)
        if not given:
            self.report(("columns",), _("columns要写明每一栏对应什么，例如“会议名称: title”。"))
        return found

    def _words(self, root: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        given = self._part(root, "values")
        self._refuse_unknown(("values",), given, tuple(self.columns))
        found: dict[str, dict[str, str]] = {}
        for code in given.keys() & self.columns.keys():
            words = self._part(given, code)
            for theirs, ours in words.items():
                self._value(("values", code, theirs), code, ours)
            found[self.columns[code].code] = {plain(str(theirs)): str(ours) for theirs, ours in words.items()}
        return found

    def _constants(self, root: Mapping[str, Any]) -> dict[str, Value]:
        given = self._part(root, "constants")
        own = tuple(code for code, column in self.columns.items() if own_code(column))
        self._refuse_unknown(("constants",), given, own)
        read = {code: self._value(("constants", code), code, value) for code, value in given.items() if code in own}
        return {code: value for code, value in read.items() if value is not None}

    def _value(self, path: Path_, code: str, given: Any) -> Any:
        try:
            return self.readers[code](given)
        except CellFault as fault:
            self.report(path, Problem(fault.code, Place(), fault.params).message)
            return None

    def _refuse_gaps(self, mapped: Mapped) -> None:
        named = set(mapped.headings) | {OWN + code for code in mapped.constants}
        for code, column in self.columns.items():
            if column.required and column.code not in named and not self.faults:
                words = {"code": code, "heading": column.heading}
                self.report(
                    ("columns",), _("必填的“%(code)s”（%(heading)s）没有对应的栏目，也没有写在constants里。") % words
                )
