"""Look through an XLSX file before its cells are read: is it one, how large is it, and what would its reader not tell?

The XML is searched, not parsed: nothing is expanded and nothing is followed. No pattern goes back over what it has
passed, so the search takes as long as the file is large, whatever is in it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mingheng.sheets.grids import MAX_BYTES, MAX_ROWS, OddCell, refuse

MAX_CELLS = 20_000_000
"""The greatest rectangle of one sheet, empty cells included: the reader takes memory for each of them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a workbook is taken."""

    unpacked: int
    """Bytes of all that is packed in it."""
    cells: int
    """The greatest rectangle of one sheet."""


OF_A_RUN = Limits(MAX_BYTES, MAX_CELLS)
OF_AN_UPLOAD = Limits(MAX_BYTES // 2, MAX_CELLS // 10)
"""On the site several are read at once, in the memory of those who wait for their pages."""

_CHUNK = 1 << 22
_OLE = b"\xd0\xcf\x11\xe0"
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*\bt=["']e["'])[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})""")
_UNCALCULATED = re.compile(
    rb"""<(?:\w+:)?c\s(?>[^<>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'])[^<>]*+>\s*"""
    rb"""<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"""
)
_SHEET = re.compile(r"""<(?:\w+:)?sheet\s[^<>]*?>""")
_RELATION = re.compile(r"""<(?:\w+:)?Relationship\s[^<>]*?>""")
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_FROM_1904 = re.compile(r"""date1904\s*=\s*["'](?:1|true)["']""")


@dataclass(slots=True)
class WorkbookContents:
    """What was seen beside the cells; odd cells by the name of their sheet."""

    counts_from_1904: bool = False
    odd_cells: dict[str, list[OddCell]] = field(default_factory=dict)


def look_through(path: Path, limits: Limits = OF_A_RUN) -> WorkbookContents:
    """Refuse what is no workbook or too large (FaultyInput); otherwise tell what the reader of cells does not."""
    with path.open("rb") as stream:
        magic = stream.read(4)
    if not magic:
        raise refuse(path, "sheet_file_empty")
    if magic == _OLE:
        raise refuse(path, "sheet_locked_or_old")
    if magic != b"PK\x03\x04":
        raise refuse(path, "sheet_not_its_extension", what="其他类型的文件（可能是CSV或网页）", extension=path.suffix)
    try:
        with ZipFile(path) as archive:
            return _contents(path, archive, limits)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, OSError):
        raise refuse(path, "sheet_file_broken") from None


def _contents(path: Path, archive: ZipFile, limits: Limits) -> WorkbookContents:
    members = archive.infolist()
    if sum(member.file_size for member in members) > limits.unpacked or len(members) > 10_000:
        raise refuse(path, "sheet_file_too_large", limit=limits.unpacked // 1024 // 1024)
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise refuse(path, "sheet_not_its_extension", what="其他类型的压缩文件", extension=path.suffix)
    book = archive.read("xl/workbook.xml").decode("utf-8")
    sheet_of = _sheet_names(archive, book) if "xl/_rels/workbook.xml.rels" in names else {}
    contents = WorkbookContents(counts_from_1904=bool(_FROM_1904.search(book)))
    for name in sorted(names):
        # Every member is read to its end: this checks its sum, and that the declared size is the true one.
        odd = _look_at(path, archive, name, limits.cells)
        if odd and name in sheet_of:
            contents.odd_cells[sheet_of[name]] = odd
    return contents


def _sheet_names(archive: ZipFile, book: str) -> dict[str, str]:
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    targets = {}
    for tag in _RELATION.findall(relations):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = [_attributes(tag) for tag in _SHEET.findall(book)]
    return {targets.get(sheet.get("r:id", ""), ""): sheet.get("name", "") for sheet in sheets}


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def _look_at(path: Path, archive: ZipFile, member: str, most_cells: int) -> list[OddCell]:
    odd: list[OddCell] = []
    columns: set[bytes] = set()
    last_row = 0
    for part in _parts(archive, member):
        for letters, row in _REFERENCE.findall(part):
            columns.add(letters)
            last_row = max(last_row, int(row))
        odd += _odd_cells(part)
    width = max((_column_number(letters) for letters in columns), default=0)
    if last_row > MAX_ROWS + 1000:
        raise refuse(path, "sheet_too_many_rows", limit=MAX_ROWS)
    if width * last_row > most_cells:
        raise refuse(path, "sheet_too_wide", limit=most_cells)
    return odd


def _parts(archive: ZipFile, member: str) -> Iterator[bytes]:
    """The member in pieces that end where a row of cells ends."""
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            end = max(rest.rfind(b"</row>"), rest.rfind(b"<c "))
            end = end if end > 0 else len(rest)
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _odd_cells(part: bytes) -> Iterator[OddCell]:
    for pattern, code in ((_ERROR, "sheet_cell_error"), (_UNCALCULATED, "sheet_formula_uncalculated")):
        for letters, row in pattern.findall(part):
            yield OddCell(int(row), _column_number(letters), code)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
