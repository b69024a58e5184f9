"""Say what an uploaded file is, and refuse what is not plainly a harmless document, each with a sentence.

In: an open file and the name it was given. Out: its kind, and what must be kept in its place. Size, name and first
bytes are asked here; everything beyond is read by a child process within limits (`file_reading`). OWASP ASVS 5.2.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.ledger.file_reading.asking import read_apart
from mingheng.ledger.file_reading.limits import MEBIBYTE
from mingheng.ledger.file_reading.refusing import Refusal

MAX_SIZE = 20 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken."""

    extensions: tuple[str, ...]
    media_type: str
    signature: bytes

    @property
    def code(self) -> str:
        """What the child calls it."""
        return self.extensions[0]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

KINDS = (
    FileKind(("pdf",), "application/pdf", b"%PDF-"),
    FileKind(("jpg", "jpeg"), "image/jpeg", b"\xff\xd8\xff"),
    FileKind(("png",), "image/png", b"\x89PNG\r\n\x1a\n"),
    FileKind(("docx",), f"{_OPEN_XML}.wordprocessingml.document", _ZIP),
    FileKind(("xlsx",), f"{_OPEN_XML}.spreadsheetml.sheet", _ZIP),
)
_WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"}
_OLD = {"doc", "xls", "ppt", "wps", "et", "dps"}

_ODD: dict[str, Promise] = {
    "too_many_parts": gettext_lazy("里面有 {count} 个部件，上限是 {limit} 个"),
    "too_large_unpacked": gettext_lazy("解压后超过 {limit} MB"),
    "overlapping": gettext_lazy("各部件互相重叠"),
    "too_tight": gettext_lazy("压缩比超过 {limit} 倍"),
    "doubled_names": gettext_lazy("有重名的部件"),
    "encrypted": gettext_lazy("加了密码"),
    "links": gettext_lazy("含有指向别处的链接"),
    "paths": gettext_lazy("部件的路径指向文件之外"),
    "nested": gettext_lazy("里面还装着程序、网页或压缩包"),
    "bad_contents": gettext_lazy("目录部件不合规范"),
    "other_contents": gettext_lazy("目录与扩展名不符"),
    "surrounded": gettext_lazy("文件前后还藏着别的内容"),
    "types_declared": gettext_lazy("部件里有自定义的类型或实体"),
}
"""Why a package is no ordinary document: it is written anew by saving it once more."""

_SENTENCES: dict[str, Promise] = {
    "macros": gettext_lazy(
        "“{name}”带有宏或控件，打开时会运行程序，不予接收。请另存为不带宏的docx、xlsx或pdf后再上传。"
    ),
    "broken": gettext_lazy("“{name}”已损坏或不完整，无法打开。请用原来的软件打开检查，另存后再上传。"),
    "linked_outside": gettext_lazy(
        "“{name}”一打开就要从别处取内容（{target}），不予接收。请在Office或WPS里断开外部链接（图片改为插入，模板改为本机的），另存后再上传。"
    ),
    "linked_program": gettext_lazy("“{name}”的单元格从别的程序取数，不予接收。请选中后粘贴为数值，另存后再上传。"),
    "pdf_script": gettext_lazy("“{name}”带有脚本，打开时会运行，不予接收。请用“打印”另存为新的pdf后再上传。"),
    "pdf_launch": gettext_lazy("“{name}”会启动别的程序，不予接收。请用“打印”另存为新的pdf后再上传。"),
    "pdf_file": gettext_lazy("“{name}”里面还装着别的文件，不予接收。请把附件取出单独上传，正文用“打印”另存为新的pdf。"),
    "pdf_media": gettext_lazy("“{name}”带有音视频或动画控件，不予接收。请用“打印”另存为新的pdf后再上传。"),
    "pdf_locked": gettext_lazy("“{name}”加了密码或限制，无法检查。请去掉密码，或用“打印”另存为新的pdf后再上传。"),
    "pdf_unreadable": gettext_lazy("“{name}”的写法特殊，无法检查。请用“打印”另存为新的pdf后再上传。"),
    "pdf_too_much": gettext_lazy("“{name}”展开后内容太多，无法检查。请拆成几个文件，或用“打印”另存为新的pdf后再上传。"),
    "too_many_pixels": gettext_lazy("“{name}”有 {millions} 百万像素，超过 {limit} 百万的上限。请缩小尺寸后再上传。"),
    "too_many_scans": gettext_lazy("“{name}”分 {limit} 次以上才能显示完整，不像正常的照片。请用看图软件另存后再上传。"),
    "gave_up": gettext_lazy("“{name}”太复杂或不合规范，没能检查完，不予接收。请用原来的软件打开，另存后再上传。"),
    "busy": gettext_lazy("现在上传的人多，“{name}”还没有检查。请过一分钟再上传。"),
}


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


def kind_of_file(content: IO[bytes], name: str, cleaned: IO[bytes]) -> FileKind:
    """What the file is; what must be kept in its place then stands in `cleaned`. Refused when it is nothing we take.

    Refused too when it is not what its name says.
    """
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
                name=name, extension=expected.code
            )
        )
    try:
        read_apart(content, expected.code, cleaned)
    except Refusal as refusal:
        raise Refused(_sentence(refusal, name)) from None
    return expected


def _sentence(refusal: Refusal, name: str) -> str:
    if refusal.code in _ODD:
        why = str(_ODD[refusal.code]).format(**refusal.params)
        text = _("“{name}”不像正常的文档：{why}。请用Office或WPS打开，另存为新文件后再上传。")
        return text.format(name=name, why=why)
    return str(_SENTENCES[refusal.code]).format(name=name, **refusal.params)


def _kind_by_extension(name: str) -> FileKind:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    for kind in KINDS:
        if extension in kind.extensions:
            return kind
    if extension in _WITH_MACROS:
        raise Refused(str(_SENTENCES["macros"]).format(name=name))
    allowed = "、".join(extension for kind in KINDS for extension in kind.extensions)
    advice = _("请另存为新格式或pdf。") if extension in _OLD else _("请转换后再上传。")
    raise Refused(
        _("不接收“{name}”这种文件，只接收 {allowed}。{advice}").format(name=name, allowed=allowed, advice=advice)
    )
