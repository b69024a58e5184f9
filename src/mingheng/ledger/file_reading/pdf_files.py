"""Look through a PDF for what acts by itself: scripts, programs to start, files and players within.

The names of its objects are searched, in the file as it lies and in every packed stream that may hold objects (a
stream of objects begins with numbers), written with #-signs or not. Nothing is shown, and no object is put together.
A file that is locked cannot be searched, and is refused.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import IO

from mingheng.ledger.file_reading.limits import MEBIBYTE
from mingheng.ledger.file_reading.refusing import Refusal

MOST_UNPACKED = 256 * MEBIBYTE
MOST_STREAMS = 100_000
_REFUSED = {
    b"JavaScript": "pdf_script",
    b"Launch": "pdf_launch",
    b"EmbeddedFile": "pdf_file",
    b"EmbeddedFiles": "pdf_file",
    b"RichMedia": "pdf_media",
    b"Encrypt": "pdf_locked",
}
_NAME = re.compile(rb"/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){6,40})(?![A-Za-z0-9_.#-])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_NUMBERS = re.compile(rb"\s*\d+\s+\d+\s")
_END, _TAIL = b"%%EOF", 4096
_LISTED_ARCHIVE = re.compile(rb"PK\x05\x06.{16}\x00\x00\Z", re.DOTALL)
_FED, _FIRST, _PIECE, _OVERLAP, _DICTIONARY = 1 << 14, 1 << 10, 1 << 16, 128, 2048


def look_through_pdf(file: IO[bytes]) -> None:
    """Read a PDF. Raises Refusal for what acts by itself, what is damaged, and what cannot be searched."""
    content = file.read()
    if _END not in content[-_TAIL:]:
        raise Refusal("broken")
    if _LISTED_ARCHIVE.search(content[-22:]):
        raise Refusal("pdf_file")
    _check_names(content)
    _check_streams(content)


def _check_names(text: bytes) -> None:
    for found in _NAME.finditer(text):
        name = found[1]
        if b"#" in name:
            name = _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), name)
        if name in _REFUSED:
            raise Refusal(_REFUSED[name])


def _check_streams(content: bytes) -> None:
    left = MOST_UNPACKED
    for count, start in enumerate(_STREAM.finditer(content)):
        if count > MOST_STREAMS:
            raise Refusal("pdf_too_much")
        about = _ESCAPED.sub(
            lambda sign: bytes([int(sign[1], 16)]), content[max(0, start.start() - _DICTIONARY) : start.start()]
        ).rpartition(b" obj")[2]
        left -= _check_stream(content, start.end(), about, left)


def _check_stream(content: bytes, start: int, about: bytes, left: int) -> int:
    """Search one stream if it may hold objects. Returns how much was unpacked."""
    is_declared = b"/ObjStm" in about
    if is_declared and (b"/LZW" in about or b"/Crypt" in about or b"/Predictor" in about):
        raise Refusal("pdf_unreadable")
    unpacked, before = 0, b""
    for piece in _unpacked(_as_bytes(content, start, about), about):
        if not (unpacked or is_declared or _NUMBERS.match(piece)):
            return len(piece)
        unpacked += len(piece)
        if unpacked > left:
            raise Refusal("pdf_too_much")
        _check_names(before + piece)
        before = piece[-_OVERLAP:]
    return unpacked


def _unpacked(packed: bytes, about: bytes) -> Iterator[bytes]:
    """The stream, unpacked piece by piece, a short one first; up to where it is damaged, as readers of PDF do."""
    if b"/Fl" not in about:
        yield from (packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE))
        return
    inflate, most = zlib.decompressobj(), _FIRST
    try:
        for at in range(0, len(packed), _FED):
            pending = packed[at : at + _FED]
            while pending and not inflate.eof:
                if piece := inflate.decompress(pending, most):
                    yield piece
                    most = _PIECE
                pending = inflate.unconsumed_tail
    except zlib.error:
        return


def _as_bytes(content: bytes, start: int, about: bytes) -> bytes:
    """What lies in the stream, from the signs of text it may be written in."""
    is_hex = b"/ASCIIHexDecode" in about or b"/AHx" in about
    is_text = is_hex or b"/ASCII85Decode" in about or b"/A85" in about
    end = content.find((b">" if is_hex else b"~>") if is_text else b"endstream", start)
    written = content[start : end if end >= 0 else len(content)]
    try:
        if is_hex:
            return binascii.unhexlify(b"".join(written.split()))
        return base64.a85decode(written.lstrip().removeprefix(b"<~")) if is_text else written
    except (ValueError, binascii.Error):
        return b""
