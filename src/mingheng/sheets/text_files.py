"""CSV files as grids: encoding, separator and quoting."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from mingheng.scoring.problems import FaultyInput, Problem
from mingheng.sheets.grids import MAX_BYTES, Grid, refuse

_CHUNK = 1 << 20
_MAGIC = {
    b"PK\x03\x04": "Excel工作簿（xlsx）",
    b"\xd0\xcf\x11\xe0": "旧版Excel文件（xls）",
    b"PAR1": "Parquet文件",
    b"%PDF": "PDF文件",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_csv(path: Path) -> list[Grid]:
    """The one grid of a CSV file. Raises FaultyInput when it is not one."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise refuse(path, "sheet_file_too_large", limit=MAX_BYTES // 1024 // 1024)
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refuse(path, "sheet_file_empty")
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise refuse(path, "sheet_not_its_extension", what=what, extension=path.suffix)
    encoding = _encoding(path, head)
    return [Grid(path.name, "", lambda: _rows(path, encoding), is_named=False)]


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith(_UTF16) or b"\x00" in head:
        raise refuse(path, "sheet_encoding_unknown")
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise refuse(path, "sheet_encoding_unknown")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding, newline="") as stream:
        start = stream.read(4096)
        stream.seek(0)
        separator = "\t" if "\t" in start and "," not in start else ","
        row = 0
        try:
            # A quoted cell may hold line breaks: a row is what a spreadsheet would show as one.
            for row, cells in enumerate(csv.reader(stream, strict=True, delimiter=separator), start=1):
                yield row, cells
        except csv.Error:
            raise _broken(path, row + 1) from None


def _broken(path: Path, row: int) -> FaultyInput:
    place = Grid(path.name, "", lambda: iter(())).place(row)
    return FaultyInput([Problem("sheet_csv_broken", place)])
