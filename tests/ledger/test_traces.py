"""However a photo within a document tells where and when it was taken, it tells nothing afterwards and looks alike."""

import struct
from io import BytesIO
from zipfile import ZipFile
from zlib import crc32

import pytest
from PIL import Image

from mingheng.ledger.file_reading.traces import clean_package, clean_pdf
from tests.ledger.desk import package
from tests.ledger.hostile_files import pdf
from tests.ledger.photos import of_phone, scene, screenshot, written

TOLD = b"Phone 12"
PLAIN = written(scene(), "JPEG", quality=88)
EXIF = of_phone().tobytes()
PNG = written(scene(), "PNG")
OWN = b"maKe" + TOLD


def _segment(kind: int, content: bytes) -> bytes:
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(content) + 2) + content


def _first(*segments: bytes) -> bytes:
    return PLAIN[:2] + b"".join(segments) + PLAIN[2:]


def _between_scans() -> bytes:
    photo = written(scene(), "JPEG", progressive=True)
    at = photo.index(b"\xff\xda") + 2
    while photo[at] != 0xFF or photo[at + 1] in (0, *range(0xD0, 0xD8)):
        at += 1
    return photo[:at] + _segment(0xE1, EXIF) + photo[at:]


PHOTOS = {
    "an ordinary Exif": _first(_segment(0xE1, EXIF)),
    "a byte to fill before the marker": _first(b"\xff" + _segment(0xE1, EXIF)),
    "a comment that begins as colours do": _first(_segment(0xFE, b"Adobe " + TOLD)),
    "IPTC of an old program": _first(_segment(0xED, b"Adobe_Photoshop2.5:8BIM" + TOLD)),
    "a film behind the photo": PLAIN + b"\x00\x00\x00\x18ftypmp42" + TOLD,
    "a second photo behind it": PLAIN + _first(_segment(0xE1, EXIF)),
    "between two scans": _between_scans(),
    "text of a PNG": screenshot(),
    "behind the end of a PNG": PNG + struct.pack(">I", len(TOLD)) + b"IDAT" + TOLD + bytes(4),
    "a chunk of one's own in a PNG": PNG[:33]
    + struct.pack(">I", len(TOLD))
    + OWN
    + struct.pack(">I", crc32(OWN))
    + PNG[33:],
}


def _pixels(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        return image.convert("RGBA").tobytes()


@pytest.mark.parametrize("name", PHOTOS)
def test_in_a_package(name):
    photo, cleaned = PHOTOS[name], BytesIO()
    clean_package(BytesIO(package({"word/media/image1.bin": photo})), cleaned)
    with ZipFile(cleaned) as kept:
        after = kept.read("word/media/image1.bin")
    assert (TOLD in after, _pixels(after) == _pixels(photo)) == (False, True)


@pytest.mark.parametrize("name", [name for name, photo in PHOTOS.items() if photo.startswith(b"\xff\xd8")])
def test_in_a_pdf_where_everything_stays_in_its_place(name):
    photo, cleaned = PHOTOS[name], BytesIO()
    before = pdf(b"<</Filter /DCTDecode>>\nstream\n" + photo + b"\nendstream", b"<</Type /Page>>")
    clean_pdf(BytesIO(before), cleaned)
    at, after = before.index(photo), cleaned.getvalue()
    assert (after[:at], after[at + len(photo) :]) == (before[:at], before[at + len(photo) :])
    kept = after[at : at + len(photo)]
    assert (TOLD in kept, _pixels(kept) == _pixels(photo)) == (False, True)
