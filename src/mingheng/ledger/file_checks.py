"""Decide by its content what an uploaded file is, and refuse everything that is not plainly a harmless document.

In: an open file and the name it was given. Out: its kind. Nothing is unpacked but the list of parts, within limits:
a small file that unpacks to a huge one is refused before anybody unpacks it. OWASP ASVS 5.2.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

MEBIBYTE = 1024 * 1024
MAX_SIZE = 20 * MEBIBYTE
MAX_PARTS = 2_000
MAX_UNPACKED = 200 * MEBIBYTE
MAX_RATIO = 100
_SMALL = MEBIBYTE
"""A part that unpacks to less may be packed as tightly as it likes: blank tables are."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken."""

    extensions: tuple[str, ...]
    media_type: str
    signature: bytes
    main_part: str = ""
    """Of a package: the part without which it is not of this kind."""
    main_type: bytes = b""
    """Of a package: how its list of contents calls the main part."""


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_WORD_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

KINDS = (
    FileKind(("pdf",), "application/pdf", b"%PDF-"),
    FileKind(("jpg", "jpeg"), "image/jpeg", b"\xff\xd8\xff"),
    FileKind(("png",), "image/png", b"\x89PNG\r\n\x1a\n"),
    FileKind(("docx",), f"{_OPEN_XML}.wordprocessingml.document", _ZIP, "word/document.xml", _WORD_MAIN),
    FileKind(("xlsx",), f"{_OPEN_XML}.spreadsheetml.sheet", _ZIP, "xl/workbook.xml", _SHEET_MAIN),
)
_WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}
_OLD = {"doc", "xls", "ppt", "wps", "et", "dps"}

_ACTIVE_PART = re.compile(r"(?:^|/)(?:vba[^/]*\.bin|vbadata\.xml|activex/.*|macrosheets/.*|dialogsheets/.*)\Z")
_NESTED = re.compile(r"\.(?:zip|rar|7z|gz|tar|jar|exe|dll|js|vbs|ps1|bat|cmd|scr|hta|lnk|html?|svg|docm|xlsm|pptm)\Z")
_CONTENTS = "[Content_Types].xml"
_ENCRYPTED_FLAG, _LINK_MODE = 0x1, 0xA000


class Refused(Exception):
    """A file that is not taken. The text says why, and what to do."""


def check_size(name: str, size: int) -> None:
    """Refuse a file that is empty or too large; asked before its content is read."""
    if size > MAX_SIZE:
        raise Refused(
            _("“{name}”有 {size} MB，超过每个文件 {limit} MB 的上限。请压缩图片或拆成几个文件再上传。").format(
                name=name, size=f"{size / MEBIBYTE:.1f}", limit=MAX_SIZE // MEBIBYTE
            )
        )
    if not size:
        raise Refused(_("“{name}”是空文件。请检查后重新选择。").format(name=name))


def safe_name(raw: str) -> str:
    """The name without folders and signs that cannot be seen, at most 200 characters with its extension.

    Signs of category Cf go too: one of them turns the direction of writing, so that `exe` looks like `jpg`.
    """
    last = PurePosixPath(raw.replace("\\", "/")).name
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    stem, dot, extension = seen.strip().rpartition(".")
    return f"{stem[: 199 - len(extension)]}{dot}{extension}"[:200]


def kind_of_file(content: IO[bytes], name: str) -> FileKind:
    """What the file is. Refused when it is nothing we take, or not what its name says."""
    expected = _kind_by_extension(name)
    content.seek(0)
    start = content.read(16)
    if start.startswith(_OLE):
        raise Refused(
            _(
                "“{name}”是旧版或加了密码的Office文件，可能带有宏。请用Office或WPS另存为docx、xlsx或pdf后再上传。"
            ).format(name=name)
        )
    if not start.startswith(expected.signature):
        raise Refused(
            _("“{name}”的内容与扩展名不符，不是真正的{extension}文件。请用原来的软件打开，另存后再上传。").format(
                name=name, extension=expected.extensions[0]
            )
        )
    if expected.main_part:
        _check_package(content, name, expected)
    return expected


def _kind_by_extension(name: str) -> FileKind:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    for kind in KINDS:
        if extension in kind.extensions:
            return kind
    if extension in _WITH_MACROS:
        raise _has_macros(name)
    allowed = "、".join(extension for kind in KINDS for extension in kind.extensions)
    advice = _("请另存为新格式或pdf。") if extension in _OLD else _("请转换后再上传。")
    raise Refused(
        _("不接收“{name}”这种文件，只接收 {allowed}。{advice}").format(name=name, allowed=allowed, advice=advice)
    )


def _has_macros(name: str) -> Refused:
    return Refused(
        _("“{name}”带有宏或控件，打开时会运行程序，不予接收。请另存为不带宏的docx、xlsx或pdf后再上传。").format(
            name=name
        )
    )


def _broken(name: str) -> Refused:
    return Refused(_("“{name}”已损坏或不完整，无法打开。请用原来的软件打开检查，另存后再上传。").format(name=name))


def _suspicious(name: str, why: str) -> Refused:
    return Refused(
        _("“{name}”不像正常的文档：{why}。请用Office或WPS打开，另存为新文件后再上传。").format(name=name, why=why)
    )


def _check_package(content: IO[bytes], name: str, kind: FileKind) -> None:
    content.seek(0, 2)
    size = content.tell()
    try:
        with ZipFile(content) as package:
            parts = package.infolist()
            _check_limits(parts, size, name)
            _check_names(parts, name)
            _check_contents(package, name, kind)
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, KeyError, zlib.error):
        raise _broken(name) from None


def _check_limits(parts: list[ZipInfo], size: int, name: str) -> None:
    if len(parts) > MAX_PARTS:
        raise _suspicious(name, _("里面有 {count} 个部件，上限是 {limit} 个").format(count=len(parts), limit=MAX_PARTS))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise _suspicious(name, _("解压后超过 {limit} MB").format(limit=MAX_UNPACKED // MEBIBYTE))
    # Parts that lie on top of each other pack more than the file is long.
    if sum(part.compress_size for part in parts) > size:
        raise _suspicious(name, _("各部件互相重叠"))
    for part in parts:
        if part.file_size > max(_SMALL, MAX_RATIO * part.compress_size):
            raise _suspicious(name, _("压缩比超过 {limit} 倍").format(limit=MAX_RATIO))
    if unpacked > max(_SMALL, MAX_RATIO * size):
        raise _suspicious(name, _("压缩比超过 {limit} 倍").format(limit=MAX_RATIO))


def _check_names(parts: list[ZipInfo], name: str) -> None:
    names = [part.filename for part in parts]
    if len({one.lower() for one in names}) != len(names):
        raise _suspicious(name, _("有重名的部件"))
    for part in parts:
        lower = part.filename.lower()
        if part.flag_bits & _ENCRYPTED_FLAG:
            raise _suspicious(name, _("加了密码"))
        if (part.external_attr >> 16) & 0xF000 == _LINK_MODE:
            raise _suspicious(name, _("含有指向别处的链接"))
        if lower.startswith("/") or "\\" in lower or ":" in lower or ".." in lower.split("/"):
            raise _suspicious(name, _("部件的路径指向文件之外"))
        if _ACTIVE_PART.search(lower):
            raise _has_macros(name)
        if _NESTED.search(lower):
            raise _suspicious(name, _("里面还装着程序、网页或压缩包"))


def _check_contents(package: ZipFile, name: str, kind: FileKind) -> None:
    with package.open(_CONTENTS) as part:
        listed = part.read(MEBIBYTE + 1)
    if len(listed) > MEBIBYTE or b"<!DOCTYPE" in listed.upper() or b"\x00" in listed:
        raise _suspicious(name, _("目录部件不合规范"))
    if b"macroenabled" in listed.lower() or b"vbaproject" in listed.lower():
        raise _has_macros(name)
    package.getinfo(kind.main_part)
    if kind.main_type not in listed:
        raise _suspicious(name, _("目录与扩展名不符"))
