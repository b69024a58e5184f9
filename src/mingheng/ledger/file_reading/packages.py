"""Look through a docx or xlsx: the list of its parts, then every part of XML and every relationship, but no text.

Nothing is expanded, followed or stored. What is fetched from elsewhere when the file is opened is refused; a link that
somebody has to click stays, because half of all documents have one.
"""

from __future__ import annotations

import re
import zlib
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from mingheng.ledger.file_reading.limits import MEBIBYTE
from mingheng.ledger.file_reading.markup import check_markup, is_markup
from mingheng.ledger.file_reading.refusing import Refusal

MAX_PARTS = 2_000
MAX_UNPACKED = 200 * MEBIBYTE
MAX_RATIO = 100
_SMALL = MEBIBYTE
"""A part that unpacks to less may be packed as tightly as it likes: blank tables are."""

_OPEN_XML = b"application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", _OPEN_XML + b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", _OPEN_XML + b"spreadsheetml.sheet.main+xml"),
}
"""Of a package: the part without which it is not of its kind, and how its list of contents calls that part."""

_ACTIVE_PART = re.compile(r"(?:^|/)(?:vba[^/]*\.bin|vbadata\.xml|activex/.*|macrosheets/.*|dialogsheets/.*)\Z")
_NESTED = re.compile(
    r"\.(?:zip|rar|7z|gz|bz2|xz|tar|jar|cab|iso|exe|dll|com|msi|js|jse|vbs|vbe|wsf|ps1|bat|cmd|scr|hta|lnk|url|reg|chm"
    r"|html?|mht|mhtml|svg|rtf|docm|xlsm|pptm|xlsb|xll)\Z"
)
_INSIDE = re.compile(r"/embeddings/[^/]+\.(docx|xlsx)\Z")
"""The table behind a chart is a workbook of its own: it is looked through as well, and holds no further one."""
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = tuple(name.encode("utf-16-le") for name in ("\x01Ole10Native", "_VBA_PROJECT", "Macros"))
"""What an object within the document may not hold: a file of any kind, or macros."""

_CONTENTS = "[Content_Types].xml"
_ENCRYPTED_FLAG, _LINK_MODE = 0x1, 0xA000
_END, _END_SIZE = b"PK\x05\x06", 22
_CHUNK = 1 << 20


def look_through_package(file: IO[bytes], kind: str, *, is_inside: bool = False) -> None:
    """Read a package of this kind. Raises Refusal for what is not plainly a harmless document."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - _END_SIZE))
    is_closed = file.read().startswith(_END)
    try:
        with ZipFile(file) as package:
            parts = package.infolist()
            _check_limits(parts, size)
            _check_names(parts)
            _check_contents(package, kind)
            if not is_closed or min(part.header_offset for part in parts):
                raise Refusal("surrounded")
            for part in parts:
                _check_part(package, part, is_inside=is_inside)
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, KeyError, zlib.error):
        raise Refusal("broken") from None


def _check_limits(parts: list[ZipInfo], size: int) -> None:
    if len(parts) > MAX_PARTS:
        raise Refusal("too_many_parts", count=len(parts), limit=MAX_PARTS)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise Refusal("too_large_unpacked", limit=MAX_UNPACKED // MEBIBYTE)
    # Parts that lie on top of each other pack more than the file is long.
    if sum(part.compress_size for part in parts) > size:
        raise Refusal("overlapping")
    if any(part.file_size > max(_SMALL, MAX_RATIO * part.compress_size) for part in parts):
        raise Refusal("too_tight", limit=MAX_RATIO)
    if unpacked > max(_SMALL, MAX_RATIO * size):
        raise Refusal("too_tight", limit=MAX_RATIO)


def _check_names(parts: list[ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len({one.lower() for one in names}) != len(names):
        raise Refusal("doubled_names")
    for part in parts:
        lower = part.filename.lower()
        if part.flag_bits & _ENCRYPTED_FLAG:
            raise Refusal("encrypted")
        if (part.external_attr >> 16) & 0xF000 == _LINK_MODE:
            raise Refusal("links")
        if lower.startswith("/") or "\\" in lower or ":" in lower or ".." in lower.split("/"):
            raise Refusal("paths")
        if _ACTIVE_PART.search(lower):
            raise Refusal("macros")
        if _NESTED.search(lower):
            raise Refusal("nested")


def _check_contents(package: ZipFile, kind: str) -> None:
    main_part, main_type = _MAIN[kind]
    with package.open(_CONTENTS) as part:
        listed = part.read(MEBIBYTE + 1)
    if len(listed) > MEBIBYTE or b"<!DOCTYPE" in listed.upper() or b"\x00" in listed:
        raise Refusal("bad_contents")
    if b"macroenabled" in listed.lower() or b"vbaproject" in listed.lower():
        raise Refusal("macros")
    package.getinfo(main_part)
    if main_type not in listed:
        raise Refusal("other_contents")


def _check_part(package: ZipFile, part: ZipInfo, *, is_inside: bool) -> None:
    """Read a part to its end, so that what its checksum does not fit is found as well."""
    lower = part.filename.lower()
    inside = _INSIDE.search(f"/{lower}")
    with package.open(part) as content:
        start = content.read(64)
        content.seek(0)
        if inside and start.startswith(b"PK\x03\x04"):
            if is_inside:
                raise Refusal("nested")
            look_through_package(content, inside[1], is_inside=True)
        elif start.startswith(_PROGRAM_STARTS):
            raise Refusal("nested")
        elif lower.endswith((".xml", ".rels", ".vml")) or is_markup(start):
            check_markup(content, lower)
        else:
            _check_bytes(content, is_ole=start.startswith(_OLE))


def _check_bytes(content: IO[bytes], *, is_ole: bool) -> None:
    before = b""
    while piece := content.read(_CHUNK):
        if is_ole and any(name in before + piece for name in _IN_OLE):
            raise Refusal("nested")
        before = piece[-64:]
