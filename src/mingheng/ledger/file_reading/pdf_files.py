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
_STREAM = re.compile(rb"stream[ \t]*(?:\r?\n|\r)")
_OBJECTS = b"/ObjStm"
_ODD_FILTER = re.compile(rb"/Filter(?![A-Za-z])(?!\s*[/\[]|\s*null)|/Filter\s*\[[^\]]*\d+\s+\d+\s+R")
"""How the stream is packed is said elsewhere."""
_OTHER_WAYS = (b"/LZW", b"/RunLength", b"/Crypt", b"/Predictor")
_ZLIB_STARTS = tuple(bytes([0x78, flags]) for flags in range(256) if (0x78 * 256 + flags) % 31 == 0)
_NUMBERS = re.compile(rb"\s*\d+\s+\d+\s")
_END, _TAIL = b"%%EOF", 4096
_LISTED_ARCHIVE = re.compile(rb"PK\x05\x06.{16}\x00\x00\Z", re.DOTALL)
_FED, _FIRST, _PIECE, _OVERLAP = 1 << 14, 1 << 10, 1 << 16, 128


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
    left, at = MOST_UNPACKED, 0
    for count, start in enumerate(_STREAM.finditer(content)):
        if count > MOST_STREAMS:
            raise Refusal("pdf_too_much")
        # All since the last stream: a window of fixed width could be filled with blanks.
        about = _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), content[at : start.start()])
        left -= _check_stream(content, start.end(), about, left)
        at = start.end()
    if _OBJECTS in content[at:]:
        raise Refusal("pdf_unreadable")


def _check_stream(content: bytes, start: int, about: bytes, left: int) -> int:
    """Search one stream if it may hold objects, whatever is said of how it is packed. Returns how much was unpacked.

    What is said to hold objects must be packed in the one usual way and unpack to its very end: otherwise a reader that
    understands it in another way would see other objects.
    """
    is_declared = _OBJECTS in about
    if _ODD_FILTER.search(about) or (is_declared and (b"/Fl" not in about or any(odd in about for odd in _OTHER_WAYS))):
        raise Refusal("pdf_unreadable")
    packed = _as_bytes(content, start, about)
    if not is_declared and not packed.startswith(_ZLIB_STARTS):
        return _search(_pieces(packed), left, is_declared=False)
    return _search(_unpacked(packed, is_whole=is_declared), left, is_declared=is_declared)


def _search(pieces: Iterator[bytes], left: int, *, is_declared: bool) -> int:
    unpacked, before = 0, b""
    for piece in pieces:
        if not (unpacked or is_declared or _NUMBERS.match(piece)):
            return len(piece)
        unpacked += len(piece)
        if unpacked > left:
            raise Refusal("pdf_too_much")
        _check_names(before + piece)
        before = piece[-_OVERLAP:]
    return unpacked


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))


def _unpacked(packed: bytes, *, is_whole: bool) -> Iterator[bytes]:
    """The stream, unpacked piece by piece, a short one first; up to where it is damaged, as readers of PDF do.

    Raises Refusal where it must be whole and is not, or is followed by more.
    """
    inflate, most, at = zlib.decompressobj(), _FIRST, 0
    try:
        for at in range(0, len(packed), _FED):
            pending = packed[at : at + _FED]
            while pending and not inflate.eof:
                if piece := inflate.decompress(pending, most):
                    yield piece
                    most = _PIECE
                pending = inflate.unconsumed_tail
            if inflate.eof:
                break
    except zlib.error:
        pass
    if is_whole and (not inflate.eof or (inflate.unused_data + packed[at + _FED :]).strip()):
        raise Refusal("pdf_unreadable")


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
