"""Hostile files are refused with a sentence, and harmless ones are kept as they came."""

import hashlib
import os
import random
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from mingheng.ledger.evidence_files import evidence_folder, path_of_evidence, store, store_all
from mingheng.ledger.file_checks import MAX_PARTS, MAX_SIZE, Refused, safe_name
from tests.ledger.desk import JPEG, PDF, PNG, contents, package, upload, workbook

_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def _archive(write) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        write(archive)
    return stream.getvalue()


def _with_link() -> bytes:
    def write(archive):
        archive.writestr("[Content_Types].xml", "x")
        link = ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    return _archive(write)


def _many_parts() -> bytes:
    return _archive(lambda archive: [archive.writestr(f"word/{number}.xml", "") for number in range(MAX_PARTS + 1)])


def _lying(content: bytes, part: str, *, packed: int | None = None, unpacked: int | None = None) -> bytes:
    """The same file with other sizes of one part in its directory."""
    at = content.rindex(part.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    sizes = list(struct.unpack("<II", content[at + 20 : at + 28]))
    sizes = [sizes[0] if packed is None else packed, sizes[1] if unpacked is None else unpacked]
    return content[: at + 20] + struct.pack("<II", *sizes) + content[at + 28 :]


def _encrypted() -> bytes:
    content = bytearray(package({}))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def _doubled() -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", contents("word/document.xml", "x"))
        archive.writestr("word/document.xml", "good")
        archive.writestr("Word/Document.xml", "bad")
    return stream.getvalue()


HOSTILE = {
    "宏.docm": (package({"word/vbaProject.bin": b"x"}, content_type=_MACRO), "带有宏或控件"),
    "改名的宏.docx": (package({"word/vbaProject.bin": b"x"}), "带有宏或控件"),
    "另起名的宏.docx": (package({"word/VBAPROJECT.BIN": b"x"}), "带有宏或控件"),
    "只在目录里说有宏.docx": (package({}, content_type=_MACRO), "带有宏或控件"),
    "控件.docx": (package({"word/activeX/activeX1.xml": b"x"}), "带有宏或控件"),
    "旧式宏表.xlsx": (workbook({"xl/macrosheets/sheet1.xml": b"x"}), "带有宏或控件"),
    "表.xlsm": (workbook(), "带有宏或控件"),
    "演示.pptm": (b"PK\x03\x04", "带有宏或控件"),
    "旧版.doc": (_OLE, "请另存为新格式或pdf"),
    "旧版改名.docx": (_OLE, "旧版或加了密码的Office文件"),
    "炸弹.docx": (package({"word/media/image1.bmp": bytes(20 * 1024 * 1024)}), "压缩比超过"),
    "大炸弹.docx": (_lying(package({}), "word/document.xml", unpacked=0x7FFFFFFF), "解压后超过"),
    "照片旁的炸弹.docx": (
        package({"word/media/a.jpg": random.Random(1).randbytes(1_000_000), "word/b.xml": bytes(20 * 1024 * 1024)}),
        "压缩比超过",
    ),
    "许多小炸弹.docx": (package({f"word/{number}.xml": bytes(1_000_000) for number in range(20)}), "压缩比超过"),
    "部件重叠.docx": (_lying(package({}), "word/document.xml", packed=100_000), "各部件互相重叠"),
    "部件太多.docx": (_many_parts(), "部件，上限是"),
    "图.svg": (_SVG, "不接收"),
    "图改名.png": (_SVG, "内容与扩展名不符"),
    "网页.html": (_HTML, "不接收"),
    "网页改名.pdf": (_HTML, "内容与扩展名不符"),
    "照片其实是图.jpg": (PNG, "内容与扩展名不符"),
    "表其实是文档.xlsx": (package({}), "已损坏或不完整"),
    "目录说是表.docx": (package({}, content_type="application/vnd.ms-excel"), "目录与扩展名不符"),
    "只是压缩包.docx": (_archive(lambda archive: archive.writestr("a.txt", "x")), "已损坏或不完整"),
    "套着压缩包.docx": (package({"word/embeddings/a.zip": b"PK"}), "装着程序、网页或压缩包"),
    "套着程序.docx": (package({"word/embeddings/a.exe": b"MZ"}), "装着程序、网页或压缩包"),
    "跳出去.docx": (package({"../../etc/cron.d/x": b"x"}), "路径指向文件之外"),
    "绝对路径.docx": (package({"/etc/passwd": b"x"}), "路径指向文件之外"),
    "链接.docx": (_with_link(), "指向别处的链接"),
    "加密.docx": (_encrypted(), "加了密码"),
    "重名部件.docx": (_doubled(), "有重名的部件"),
    "实体.docx": (package({"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "b">]>'}), "目录部件不合规范"),
    "截断.docx": (package({})[:-30], "已损坏或不完整"),
    "空.pdf": (b"", "空文件"),
    "程序.exe": (b"MZ", "不接收"),
    "照片.jpg.exe": (JPEG, "不接收"),
    "没有扩展名": (PDF, "不接收"),
    "前面有别的.pdf": (b"<script>" + PDF, "内容与扩展名不符"),
}


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path


def _kept() -> list[str]:
    return sorted(path.name for path in evidence_folder().rglob("*") if path.is_file())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_and_nothing_is_kept(name):
    content, reason = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        store(upload(name, content))
    assert [word for word in (name, reason) if word not in str(refused.value)] == []
    assert _kept() == []


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
HARMLESS = {
    "签到表.pdf": (PDF, "application/pdf"),
    "现场.JPG": (JPEG, "image/jpeg"),
    "现场.jpeg": (JPEG, "image/jpeg"),
    "截图.png": (PNG, "image/png"),
    "记录.docx": (package({}), f"{_OPEN_XML}.wordprocessingml.document"),
    "名单.xlsx": (workbook(), f"{_OPEN_XML}.spreadsheetml.sheet"),
    "空白多的表.xlsx": (workbook({"xl/a.xml": b" " * 900_000}), f"{_OPEN_XML}.spreadsheetml.sheet"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_file_is_kept_under_the_hash_of_its_content_and_cannot_be_written(name):
    content, media_type = HARMLESS[name]
    stored = store(upload(name, content))
    digest = hashlib.sha256(content).hexdigest()
    place = path_of_evidence(digest)
    assert (stored.name, stored.digest, stored.media_type, stored.size) == (name, digest, media_type, len(content))
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (content, 0o400)
    assert place == evidence_folder() / digest[:2] / digest[2:]
    assert _kept() == [digest[2:]]


def test_the_same_content_again_leaves_the_file_as_it_is():
    first = store(upload("一.pdf", PDF))
    before = path_of_evidence(first.digest).stat()
    second = store(upload("二.pdf", PDF))
    after = path_of_evidence(second.digest).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(_kept()) == 1


class _Unread(UploadedFile):
    """A file that must not be read."""

    def chunks(self, _chunk_size=None):
        raise AssertionError("read, though it is too large")


def test_a_picture_of_50_megabytes_is_refused_by_its_size_before_a_byte_is_read():
    with pytest.raises(Refused) as refused:
        store(_Unread(name="现场.jpg", size=50 * 1024 * 1024))
    expected = "“现场.jpg”有 50.0 MB，超过每个文件 20 MB 的上限。请压缩图片或拆成几个文件再上传。"
    assert str(refused.value) == expected


def test_a_file_that_is_larger_than_it_says_is_refused_while_it_is_copied():
    file = SimpleUploadedFile("现场.jpg", JPEG + bytes(MAX_SIZE))
    file.size = 100
    with pytest.raises(Refused, match="超过每个文件 20 MB"):
        store(file)
    assert _kept() == []


def test_of_several_files_each_refusal_is_told():
    stored, refusals = store_all([upload("a.pdf", PDF), upload("b.exe", b"MZ"), upload("c.svg", _SVG)])
    assert [file.name for file in stored] == ["a.pdf"]
    assert [refusal[:9] for refusal in refusals] == ["不接收“b.exe", "不接收“c.svg"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/签到.pdf", "签到.pdf"),
        ("C:\\用户\\签到.pdf", "签到.pdf"),
        ("签到\u202efdp.exe", "签到fdp.exe"),
        ("签\x00到\r\n.pdf", "签到.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("𠮷㛃.pdf", "𠮷㛃.pdf"),
    ],
)
def test_a_file_name_keeps_nothing_that_could_deceive_or_break_out(raw, name):
    assert safe_name(raw) == name


def test_what_cannot_be_kept_leaves_no_trace(monkeypatch):
    monkeypatch.setattr(os, "fsync", _no_room)
    with pytest.raises(OSError, match="no room"):
        store(upload("a.pdf", PDF))
    assert _kept() == []


def _no_room(_handle: int) -> None:
    raise OSError("no room")
