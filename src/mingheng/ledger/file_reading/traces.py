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
_LENGTH, _MARKER = 2, 2
_COMMENT, _FIRST_APPLICATION, _LAST_APPLICATION = 0xFE, 0xE0, 0xEF
_SCAN = 0xDA
_FOR_COLOURS = (b"JFIF\x00", b"ICC_PROFILE\x00", b"Adobe")
"""How application segments begin without which the colours would be others."""
_EXIF = b"Exif\x00\x00"
_PNG_TOLD = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_CHUNK_FRAME = 12
_PHOTO_STREAM = re.compile(rb"stream\r?\n(?=\xff\xd8\xff)")
_SIGNED_PDF, _SIGNED_PACKAGE = b"/ByteRange", "_xmlsignatures/"


def clean_pdf(file: IO[bytes], cleaned: IO[bytes]) -> None:
    """Write the file to `cleaned` without what its photos tell; nothing where they tell nothing."""
    file.seek(0)
    content = bytearray(file.read())
    if _SIGNED_PDF in content:
        return
    found = False
    for photo in _PHOTO_STREAM.finditer(bytes(content)):
        ends = content.find(b"endstream", photo.end())
        found |= _blank_photos(content, photo.end(), len(content) if ends < 0 else ends)
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
    return bytes(photo) if _blank_photos(photo, 0, len(photo)) else None


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
    """The chunks of a PNG that show something, and whatever follows the last whole one."""
    at = len(_PNG)
    while at < len(content):
        end = at + _CHUNK_FRAME + int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] not in _PNG_TOLD:
            yield content[at:end]
        at = end


def _blank_photos(content: bytearray, begin: int, end: int) -> bool:
    """Blank in every JPEG between these places what it tells. Says whether there was anything.

    A photo may have a second one behind it, which is why one looks for more.
    """
    found, start = False, content.find(_JPEG, begin, end)
    while start >= 0:
        at = start + _MARKER
        for place, size in _told(content, at, end):
            at = place + size
            segment = bytes(content[place:at])
            blank = _still_said(segment).ljust(size, b"\x00")
            found |= blank != segment
            content[place:at] = blank
        start = content.find(_JPEG, at, end)
    return found


def _told(content: bytearray, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the segments lie that describe the photo, up to its first scan: place and length without their frame."""
    while at + _MARKER + _LENGTH <= end and content[at] == 0xFF:
        kind = content[at + 1]
        length = int.from_bytes(content[at + _MARKER : at + _MARKER + _LENGTH])
        if kind == _SCAN or length < _LENGTH:
            return
        begin = at + _MARKER + _LENGTH
        is_told = kind == _COMMENT or _FIRST_APPLICATION <= kind <= _LAST_APPLICATION
        if is_told and not content.startswith(_FOR_COLOURS, begin):
            yield begin, min(length - _LENGTH, end - begin)
        at += _MARKER + length


def _still_said(segment: bytes) -> bytes:
    """What of a segment stays: how the photo was held, if it says that."""
    if not segment.startswith(_EXIF):
        return b""
    # Only where there is a photo: half of the child's start is the library's.
    from mingheng.ledger.file_reading.pictures import way_up_alone  # noqa: PLC0415 - as said above

    kept = way_up_alone(segment)
    return kept if len(kept) <= len(segment) else b""
