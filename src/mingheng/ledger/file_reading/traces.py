"""Take from the photos within a document what they tell beside their pixels: place, time, device, comments, thumbnails.

A photo of its own is written anew (`pictures`). One within a document is not: Word, WPS and PDF turn, crop and place it
by its bytes. So it keeps them, and only what describes it goes: in a JPEG it is blanked where it lies, because a PDF
finds its objects by their place; in a PNG of a package it is left out. A document that is signed stays as it was
signed. JPEG: ITU-T T.81 annex B; Exif: CIPA DC-008; PNG: ISO/IEC 15948, 11.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from shutil import copyfileobj
from typing import IO
from zipfile import ZipFile, ZipInfo

_JPEG, _PNG, _PACKAGE = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
_PHOTO_STREAM = re.compile(rb"stream\r?\n(?=\xff\xd8\xff)")
_LENGTH = 2
_MARKER_AHEAD = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
"""Between the bytes of a scan nothing else begins so; any number of 0xFF may stand before a marker."""
_START, _END, _COMMENT, _FIRST_APPLICATION, _LAST_APPLICATION = 0xD8, 0xD9, 0xFE, 0xE0, 0xEF
_FOR_COLOURS = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""How the application segments begin without which the colours would be others."""
_EXIF = b"Exif\x00\x00"
_CHUNK_FRAME, _LAST_CHUNK = 12, b"IEND"
_PNG_SEEN = frozenset(b"tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD hIST sPLT pHYs acTL fcTL fdAT".split())
"""Of the chunks that a reader may pass over those that change what is seen."""
_SIGNED_PDF, _SIGNED_PACKAGE = b"/ByteRange", "_xmlsignatures/"


def clean_pdf(file: IO[bytes], cleaned: IO[bytes]) -> None:
    """Write the file to `cleaned` without what its photos tell; nothing where they tell nothing."""
    file.seek(0)
    content = bytearray(file.read())
    if _SIGNED_PDF in content:
        return
    found, at = False, 0
    while photo := _PHOTO_STREAM.search(content, at):
        ends = content.find(b"endstream", photo.end())
        at = len(content) if ends < 0 else ends
        found |= _blank_photo(content, photo.end(), at)
    if found:
        cleaned.write(content)


def clean_package(file: IO[bytes], cleaned: IO[bytes]) -> None:
    """The same for a docx or xlsx that was looked through, and for what is packed in it."""
    with ZipFile(file) as package:
        parts = package.infolist()
        if any(part.filename.lower().startswith(_SIGNED_PACKAGE) for part in parts):
            return
        anew = {part.filename: content for part in parts if (content := _part_anew(package, part)) is not None}
        if anew:
            _write_package(package, parts, anew, cleaned)


def _part_anew(package: ZipFile, part: ZipInfo) -> bytes | None:
    """What the part holds when nothing is told any more; None where it stays."""
    with package.open(part) as stream:
        start = stream.read(len(_PNG))
        if not start.startswith((_JPEG, _PNG, _PACKAGE)):
            return None
        content = start + stream.read()
    if start.startswith(_PACKAGE):
        cleaned = BytesIO()
        clean_package(BytesIO(content), cleaned)
        return cleaned.getvalue() or None
    if start == _PNG:
        kept = _PNG + b"".join(_silent_chunks(content))
        return None if kept == content else kept
    photo = bytearray(content)
    return bytes(photo) if _blank_photo(photo, 0, len(photo)) else None


def _write_package(package: ZipFile, parts: list[ZipInfo], anew: dict[str, bytes], cleaned: IO[bytes]) -> None:
    with ZipFile(cleaned, "w") as written:
        for part in parts:
            entry = ZipInfo(part.filename, part.date_time)
            entry.compress_type, entry.external_attr = part.compress_type, part.external_attr
            if part.filename in anew:
                written.writestr(entry, anew[part.filename])
            else:
                with package.open(part) as old, written.open(entry, "w") as new:
                    copyfileobj(old, new)


def _silent_chunks(content: bytes) -> Iterator[bytes]:
    """The chunks of a PNG that show something, up to its last one."""
    at, kind = len(_PNG), b""
    while at < len(content) and kind != _LAST_CHUNK:
        end = at + _CHUNK_FRAME + int.from_bytes(content[at : at + 4])
        kind = content[at + 4 : at + 8]
        if kind[:1].isupper() or kind in _PNG_SEEN:
            yield content[at:end]
        at = end


def _blank_photo(content: bytearray, begin: int, end: int) -> bool:
    """Blank in a JPEG what it tells, and what lies behind it. Says whether there was anything."""
    found = False
    for place, size in list(_told(content, begin, end)):
        told = bytes(content[place : place + size])
        blank = _still_said(told).ljust(size, b"\x00")
        found |= blank != told
        content[place : place + size] = blank
    return found


def _told(content: bytearray, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where what describes the photo lies, and how long it is; each byte is looked at once."""
    while marker := _MARKER_AHEAD.search(content, at, end):
        kind, begin = marker[1][0], marker.end()
        if kind == _END:
            yield begin, len(content[begin:end].rstrip())
            return
        if kind == _START:
            at = begin
            continue
        at = min(begin + max(int.from_bytes(content[begin : begin + _LENGTH]), _LENGTH), end)
        begin += _LENGTH
        is_told = kind == _COMMENT or _FIRST_APPLICATION <= kind <= _LAST_APPLICATION
        if is_told and not (kind in _FOR_COLOURS and content.startswith(_FOR_COLOURS[kind], begin)):
            yield begin, max(at - begin, 0)


def _still_said(segment: bytes) -> bytes:
    """What of a segment stays: how the photo was held, if it says that."""
    if not segment.startswith(_EXIF):
        return b""
    # Only where there is a photo: half of the child's start is the library's.
    from mingheng.ledger.file_reading.pictures import way_up_alone  # noqa: PLC0415 - as said above

    kept = way_up_alone(segment)
    return kept if len(kept) <= len(segment) else b""
