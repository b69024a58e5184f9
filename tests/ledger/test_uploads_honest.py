"""Files as Word, WPS, phones and scanners make them are taken; photos lose what they tell and keep what they show."""

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE
from PIL import Image, ImageChops, ImageCms, ImageOps

from mingheng.ledger.evidence_files import evidence_folder, path_of_evidence, store
from tests.ledger.desk import PDF, package, picture, upload, workbook
from tests.ledger.hostile_files import linked, packed_objects, pdf, relation
from tests.ledger.photos import of_phone, photo, scene, screenshot, written

DIFFERENCE = 3
"""Of 255: what packing a photo again with its own quantisation may change in one colour of one pixel, on average."""


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path


def _wide_colours() -> bytes:
    return written(scene(), "JPEG", quality=92, icc_profile=_profile())


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


PHOTOS = {
    "手机横拍.jpg": photo(),
    "手机竖拍.jpg": photo(6),
    "倒着拍.JPG": photo(3),
    "反着拍.jpeg": photo(8, progressive=True),
    "镜像.jpg": photo(5, subsampling=0),
    "连拍.jpg": written(scene(), "MPO", save_all=True, append_images=[scene().rotate(90)], exif=of_phone()),
    "扫描件.jpg": written(scene("L"), "JPEG", dpi=(300, 300)),
    "广色域.jpg": _wide_colours(),
    "截屏.png": screenshot(),
    "调色板.png": written(scene("P"), "PNG", transparency=0),
    "透明.png": written(scene("RGBA"), "PNG"),
    "黑白.png": written(scene("1"), "PNG"),
    "十六位.png": written(Image.new("I;16", (50, 40), 40_000), "PNG"),
}


def _seen(content: bytes) -> Image.Image:
    """The picture as somebody sees it."""
    with Image.open(BytesIO(content)) as image:
        return ImageOps.exif_transpose(image).convert("RGBA")


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_looks_as_before_and_tells_nothing_any_more(name):
    content = PHOTOS[name]
    stored = store(upload(name, content))
    kept = path_of_evidence(stored.digest).read_bytes()
    before, after = _seen(content), _seen(kept)
    assert after.size == before.size
    histogram = ImageChops.difference(before, after).convert("RGB").histogram()
    average = sum(value % 256 * count for value, count in enumerate(histogram)) / (before.width * before.height * 3)
    assert average <= (0 if name.endswith("png") else DIFFERENCE)
    with Image.open(BytesIO(kept)) as image:
        told = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency"}
        assert (dict(image.getexif()), told, getattr(image, "n_frames", 1)) == ({}, set(), 1)
    assert [word for word in (b"GPS", b"Phone 12", b"serial", b"Zhang", b"Exif", b"ICC") if word in kept] == []


def test_the_hash_is_that_of_what_is_kept_and_the_original_one_is_known():
    content = photo()
    stored = store(upload("现场.jpg", content))
    kept = path_of_evidence(stored.digest).read_bytes()
    assert (stored.digest, stored.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert stored.original == hashlib.sha256(content).hexdigest() != stored.digest


def test_the_same_photo_again_is_the_same_file():
    assert store(upload("一.jpg", photo())).digest == store(upload("二.jpg", photo())).digest


def test_what_was_hung_on_behind_a_photo_is_gone():
    stored = store(upload("现场.jpg", photo() + b"PK\x03\x04 hung on"))
    assert b"hung on" not in path_of_evidence(stored.digest).read_bytes()


def _from_word(image: bytes = picture("PNG")) -> bytes:
    document = docx.Document()
    document.add_heading("支部党员大会记录", 1)
    document.add_paragraph("学习内容。" * 50)
    document.add_table(3, 3)
    document.add_picture(BytesIO(image))
    document.part.relate_to("https://www.example.gov.cn/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    stream = BytesIO()
    document.save(stream)
    return _without_preview(stream.getvalue())


def _without_preview(content: bytes) -> bytes:
    """The library's own template carries a picture that tells with which program it was made."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as word, ZipFile(stream, "w", ZIP_DEFLATED) as without:
        for part in word.namelist():
            if part != "docProps/thumbnail.jpeg":
                without.writestr(part, word.read(part))
    return stream.getvalue()


def _from_excel(image: bytes = picture("PNG")) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    for row in range(300):
        sheet.write_row(row, 0, [row, f"第{row}行", row / 7])
    sheet.write_url("E1", "mailto:office@example.cn")
    sheet.insert_image("G2", "a.png", {"image_data": BytesIO(image)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=名单!$A$1:$A$9"})
    sheet.insert_chart("G9", chart)
    book.close()
    return stream.getvalue()


def _from_wps() -> bytes:
    """A document of Word's with what WPS adds: its own properties, and a byte order mark."""
    stream = BytesIO()
    custom = (
        "\ufeff<?xml version='1.0' encoding='UTF-8'?><Properties><property name='KSOProductBuildVer'/></Properties>"
    )
    with ZipFile(BytesIO(_from_word())) as word, ZipFile(stream, "w", ZIP_DEFLATED) as wps:
        for part in word.namelist():
            wps.writestr(part, word.read(part))
        wps.writestr("docProps/custom.xml", custom)
    return stream.getvalue()


DOCUMENTS = {
    "签到表.pdf": PDF,
    "扫描.pdf": pdf(b"<</Filter /DCTDecode>>\nstream\n" + picture("JPEG") + b"\nendstream"),
    "压缩对象.pdf": pdf(packed_objects(b"<</Title (/Sum)>>"), b"<</Type /Page /Annots [<</S /URI>>]>>"),
    # Were every beginning followed to its end, the child's time would not do.
    "许多开头.pdf": pdf(b"stream\n" + b"\xff\xd8\xff\xdb\x00\x04" * 200_000 + b"\nendstream"),
    "Word.docx": _from_word(),
    "WPS.docx": _from_wps(),
    "带图表.docx": package({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": _from_excel()}),
    "自己的模板.docx": linked("attachedTemplate", "file:///C:\\Users\\a\\报告.dotx"),
    "Excel.xlsx": _from_excel(),
    "空白多的表.xlsx": workbook({"xl/a.xml": b"<a>" + b" " * 900_000 + b"</a>"}),
    "链着另一张表.xlsx": workbook(
        {"xl/externalLinks/_rels/externalLink1.xml.rels": relation("externalLinkPath", "上月.xlsx")}
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_kept_as_it_came_and_cannot_be_written(name):
    stored = store(upload(name, DOCUMENTS[name]))
    place = path_of_evidence(hashlib.sha256(DOCUMENTS[name]).hexdigest())
    assert (stored.name, stored.size, stored.original) == (name, len(DOCUMENTS[name]), stored.digest)
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (DOCUMENTS[name], 0o400)
    kept = [path for path in Path(evidence_folder()).rglob("*") if path.is_file()]
    assert kept == [evidence_folder() / stored.digest[:2] / stored.digest[2:]]


def _scan(photo: bytes) -> bytes:
    return pdf(b"<</Filter /DCTDecode>>\nstream\n" + photo + b"\nendstream", b"<</Type /Page>>")


def _parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


_SHOTS = PHOTOS["连拍.jpg"]
TELLING = {
    "活动.docx": (_from_word(photo(6)), "word/media/image1.jpg"),
    "截屏.docx": (_from_word(screenshot()), "word/media/image1.png"),
    "活动.xlsx": (_from_excel(photo(8, progressive=True)), "xl/media/image1.jpeg"),
    "连拍.docx": (package({"word/media/image1.jpg": _SHOTS}), "word/media/image1.jpg"),
    "广色域.docx": (_from_word(photo(3, icc_profile=_profile())), "word/media/image1.jpg"),
}
"""Documents with a photo that tells, and where it lies."""


@pytest.mark.parametrize("name", TELLING)
def test_a_photo_in_a_document_shows_the_same_pixels_held_the_same_way_and_tells_nothing_any_more(name):
    content, place = TELLING[name]
    stored = store(upload(name, content))
    before, after = _parts(content), _parts(path_of_evidence(stored.digest).read_bytes())
    changed = [part for part in before if before[part] != after[part]]
    assert (list(after), changed) == (list(before), [place])
    assert _seen(after[place]).tobytes() == _seen(before[place]).tobytes()
    with Image.open(BytesIO(before[place])) as old, Image.open(BytesIO(after[place])) as new:
        assert new.info.get("icc_profile") == old.info.get("icc_profile")
    assert [word for word in (b"GPS", b"Phone 12", b"serial", b"Zhang", b"2026:05") if word in after[place]] == []
    assert stored.original == hashlib.sha256(content).hexdigest() != stored.digest


def test_a_photo_in_a_workbook_within_a_document_tells_nothing_either():
    stored = store(upload("图表.docx", package({"word/embeddings/a.xlsx": _from_excel(photo())})))
    inner = _parts(path_of_evidence(stored.digest).read_bytes())["word/embeddings/a.xlsx"]
    assert b"Phone 12" not in _parts(inner)["xl/media/image1.jpeg"]


def test_a_scan_in_a_pdf_stays_where_it_lies_and_tells_nothing_any_more():
    taken = photo(6)
    stored = store(upload("扫描.pdf", _scan(taken)))
    kept = path_of_evidence(stored.digest).read_bytes()
    begin = _scan(taken).index(taken)
    assert (len(kept), kept[:begin], kept[begin + len(taken) :]) == (
        len(_scan(taken)),
        _scan(taken)[:begin],
        _scan(taken)[begin + len(taken) :],
    )
    assert _seen(kept[begin : begin + len(taken)]).tobytes() == _seen(taken).tobytes()
    assert [word for word in (b"GPS", b"Phone 12", b"serial", b"2026:05") if word in kept] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("已签名.pdf", pdf(b"<</ByteRange [0 1]>>") + _scan(photo())),
        ("已签名.docx", package({"word/media/a.jpg": photo(), "_xmlsignatures/sig1.xml": b"<Signature/>"})),
        ("不是照片.pdf", pdf(b"<</Length 40>>\nstream\n12 0 " + photo()[:400] + b"\nendstream")),
    ],
)
def test_what_is_signed_and_what_only_looks_like_a_photo_stays_as_it_came(name, content):
    assert store(upload(name, content)).digest == hashlib.sha256(content).hexdigest()
