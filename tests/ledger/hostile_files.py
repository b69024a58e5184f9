"""Files that mean harm, made here and stored nowhere: by what they try, each with words of the sentence that refuses it."""

import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import Image

from mingheng.ledger.file_reading.packages import MAX_PARTS
from tests.ledger.desk import JPEG, PDF, PNG, contents, package, picture, workbook

MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
DAMAGED, ODD = "已损坏或不完整", "不像正常的文档"


def archive(write: Callable[[ZipFile], object]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as made:
        write(made)
    return stream.getvalue()


def _with_link() -> bytes:
    def write(made: ZipFile) -> None:
        made.writestr("[Content_Types].xml", "x")
        link = ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")

    return archive(write)


def _many_parts() -> bytes:
    return archive(lambda made: [made.writestr(f"word/{number}.xml", "") for number in range(MAX_PARTS + 1)])


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
    with ZipFile(stream, "w", ZIP_STORED) as made:
        made.writestr("[Content_Types].xml", contents("word/document.xml", "x"))
        made.writestr("word/document.xml", "good")
        made.writestr("Word/Document.xml", "bad")
    return stream.getvalue()


def _damaged_part() -> bytes:
    """One byte of a part differs from what its checksum was made of."""
    whole = bytearray(package({"word/media/a.bin": random.Random(2).randbytes(500)}))
    whole[whole.index(b"word/media/a.bin") + 60] ^= 1
    return bytes(whole)


_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    """The relationships of a part, with one to somewhere."""
    one = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{one}</Relationships>'.encode()


def linked(kind: str, target: str, mode: str = "External") -> bytes:
    return package({"word/_rels/document.xml.rels": relation(kind, target, mode)})


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects."""
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + numbered + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


def packed_objects(content: bytes, about: bytes = b"/Type /ObjStm /Filter /FlateDecode") -> bytes:
    """A stream of objects."""
    packed = zlib.compress(b"2 0 " + content)
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (about, len(packed), packed)


_PACKED = b"/Type /ObjStm /Filter /FlateDecode"
_SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"


def _png_of(width: int, height: int) -> bytes:
    """A PNG that says it is of this size, and holds next to nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    )


def _jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose header says another size than it has."""
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", height, width) + JPEG[at + 4 :]


def _many_scans() -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = picture("JPEG", (640, 480), progressive=True)
    at = whole.rindex(b"\xff\xda")
    return whole[:at] + whole[at:-2] * 60 + b"\xff\xd9"


def _text_bomb() -> bytes:
    """A PNG with a comment of 100 MB, packed into 100 kB."""
    content = b"Comment\x00\x00" + zlib.compress(bytes(100_000_000))
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    at = PNG.index(b"IDAT") - 4
    return PNG[:at] + chunk + PNG[at:]


def _nested_workbook() -> bytes:
    inner = workbook({"xl/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook()})
    return package({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": inner})


_ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
_EXTERNAL_ENTITY = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'

HOSTILE: dict[str, dict[str, tuple[bytes, str]]] = {
    "macros": {
        "宏.docm": (package({"word/vbaProject.bin": b"x"}, content_type=MACRO), "带有宏或控件"),
        "改名的宏.docx": (package({"word/vbaProject.bin": b"x"}), "带有宏或控件"),
        "另起名的宏.docx": (package({"word/VBAPROJECT.BIN": b"x"}), "带有宏或控件"),
        "只在目录里说有宏.docx": (package({}, content_type=MACRO), "带有宏或控件"),
        "控件.docx": (package({"word/activeX/activeX1.xml": b"x"}), "带有宏或控件"),
        "旧式宏表.xlsx": (workbook({"xl/macrosheets/sheet1.xml": b"x"}), "带有宏或控件"),
        "表.xlsm": (workbook(), "带有宏或控件"),
        "演示.pptm": (b"PK\x03\x04", "带有宏或控件"),
        "对象里的宏.docx": (package({"word/embeddings/o.bin": OLE + "_VBA_PROJECT".encode("utf-16-le")}), ODD),
        "取数.xlsx": (workbook({"xl/externalLinks/externalLink1.xml": b"<e><ddeLink/></e>"}), "从别的程序取数"),
    },
    "bombs": {
        "炸弹.docx": (package({"word/media/image1.bmp": bytes(20 * 1024 * 1024)}), "压缩比超过"),
        "大炸弹.docx": (_lying(package({}), "word/document.xml", unpacked=0x7FFFFFFF), "解压后超过"),
        "照片旁的炸弹.docx": (
            package({"word/media/a.jpg": random.Random(1).randbytes(1_000_000), "word/b.xml": bytes(20 * 1024 * 1024)}),
            "压缩比超过",
        ),
        "许多小炸弹.docx": (package({f"word/{number}.xml": bytes(1_000_000) for number in range(20)}), "压缩比超过"),
        "部件重叠.docx": (_lying(package({}), "word/document.xml", packed=100_000), "各部件互相重叠"),
        "部件太多.docx": (_many_parts(), "部件，上限是"),
        "流的炸弹.pdf": (pdf(packed_objects(b"1 " * 150_000_000)), "展开后内容太多"),
        "注释炸弹.png": (_text_bomb(), DAMAGED),
    },
    "polyglots": {
        "网页改名.pdf": (HTML, "内容与扩展名不符"),
        "图改名.png": (SVG, "内容与扩展名不符"),
        "照片其实是图.jpg": (PNG, "内容与扩展名不符"),
        "前面有别的.pdf": (b"<script>" + PDF, "内容与扩展名不符"),
        "后面跟压缩包.pdf": (PDF + archive(lambda made: made.writestr("a.exe", "MZ")), "里面还装着别的文件"),
        "前面有照片.docx": (JPEG + package({}), "内容与扩展名不符"),
        "前面有压缩包.docx": (b"PK\x03\x04" + bytes(100) + package({}), ODD),
        "后面有网页.docx": (package({}) + HTML, ODD),
        "表其实是文档.xlsx": (package({}), DAMAGED),
        "目录说是表.docx": (package({}, content_type="application/vnd.ms-excel"), "目录与扩展名不符"),
        "只是压缩包.docx": (archive(lambda made: made.writestr("a.txt", "x")), DAMAGED),
        "网页部件.docx": (package({"word/media/a.bin": b"<html><script>1</script></html>"}), ODD),
    },
    "nested": {
        "套着压缩包.docx": (package({"word/embeddings/a.zip": b"PK"}), "装着程序、网页或压缩包"),
        "套着程序.docx": (package({"word/embeddings/a.exe": b"MZ"}), "装着程序、网页或压缩包"),
        "改名的程序.docx": (package({"word/media/image1.png": b"MZ\x90" + bytes(90)}), "装着程序、网页或压缩包"),
        "改名的压缩包.docx": (package({"word/media/a.bin": archive(lambda made: made.writestr("a", "b"))}), ODD),
        "对象里的文件.docx": (package({"word/embeddings/o.bin": OLE + "\x01Ole10Native".encode("utf-16-le")}), ODD),
        "三层表.docx": (_nested_workbook(), "装着程序、网页或压缩包"),
        "表里的宏.docx": (
            package({"word/embeddings/表.xlsx": workbook({"xl/vbaProject.bin": b"x"})}), "带有宏或控件"
        ),
        "加密.docx": (_encrypted(), "加了密码"),
    },
    "entities and links": {
        "实体.docx": (package({"[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "b">]>'}), "目录部件不合规范"),
        "正文实体.docx": (package({"word/document.xml": _ENTITIES}), "自定义的类型或实体"),
        "外部实体.docx": (package({"word/settings.xml": _EXTERNAL_ENTITY}), "自定义的类型或实体"),
        "双字节实体.docx": (package({"word/a.xml": _ENTITIES.decode().encode("utf-16")}), "自定义的类型或实体"),
        "改名的实体.docx": (package({"word/media/a.bin": _ENTITIES}), "自定义的类型或实体"),
        "远程模板.docx": (linked("attachedTemplate", "http://a.example/t.dotm"), "从别处取内容"),
        "远程图片.docx": (linked("image", "https://a.example/1.png"), "从别处取内容"),
        "共享目录.docx": (linked("oleObject", "file://///10.0.0.1/share/a.xlsx"), "从别处取内容"),
        "网络路径.docx": (linked("image", "\\\\10.0.0.1\\share\\a.png", "Internal"), "从别处取内容"),
        "脚本链接.docx": (linked("hyperlink", "ms-msdt:/id PCWDiagnostic"), "从别处取内容"),
    },
    "pixels": {
        "四亿像素.png": (_png_of(20_000, 20_000), "400 百万像素，超过 50 百万"),
        "六千万像素.png": (_png_of(10_000, 6_000), "60 百万像素"),
        "四十亿像素.jpg": (_jpeg_of(65_500, 65_500), "百万像素"),
        "扫不完.jpg": (_many_scans(), "次以上才能显示完整"),
    },
    "truncated": {
        "截断.docx": (package({})[:-30], DAMAGED),
        "截断.png": (PNG[: len(PNG) // 2], DAMAGED),
        "截断.jpg": (JPEG[: len(JPEG) // 2], DAMAGED),
        "截断.pdf": (PDF[:-8], DAMAGED),
        "坏部件.docx": (_damaged_part(), DAMAGED),
        "坏正文.docx": (package({"word/document.xml": b"<w><p></w>"}), DAMAGED),
        "只有开头.png": (b"\x89PNG\r\n\x1a\n" + bytes(50), DAMAGED),
        "空.pdf": (b"", "空文件"),
    },
    "wrong names": {
        "旧版.doc": (OLE, "请另存为新格式或pdf"),
        "旧版改名.docx": (OLE, "旧版或加了密码的Office文件"),
        "图.svg": (SVG, "不接收"),
        "网页.html": (HTML, "不接收"),
        "程序.exe": (b"MZ", "不接收"),
        "照片.jpg.exe": (JPEG, "不接收"),
        "没有扩展名": (PDF, "不接收"),
        "反写\u202egpj.exe": (JPEG, "不接收"),
        "重名部件.docx": (_doubled(), "有重名的部件"),
    },
    "paths": {
        "跳出去.docx": (package({"../../etc/cron.d/x": b"x"}), "路径指向文件之外"),
        "绝对路径.docx": (package({"/etc/passwd": b"x"}), "路径指向文件之外"),
        "链接.docx": (_with_link(), "指向别处的链接"),
    },
    "PDF actions": {
        "脚本.pdf": (pdf(b"<</OpenAction %s>>" % _SCRIPT), "带有脚本"),
        "换写法的脚本.pdf": (pdf(b"<</S /J#61va#53cript>>"), "带有脚本"),
        "藏在流里的脚本.pdf": (pdf(packed_objects(_SCRIPT)), "带有脚本"),
        "没有声明的流.pdf": (pdf(packed_objects(_SCRIPT, b"/Filter /FlateDecode")), "带有脚本"),
        "跨段的脚本.pdf": (pdf(packed_objects(b"1 " * 32_760 + _SCRIPT)), "带有脚本"),
        "另处说明压缩的脚本.pdf": (pdf(packed_objects(_SCRIPT, b"/Type /ObjStm /Filter 7 0 R")), "写法特殊"),
        "数组里另处说明.pdf": (pdf(packed_objects(_SCRIPT, b"/Type /ObjStm /Filter [ 7 0 R ]")), "写法特殊"),
        "空白隔开的脚本.pdf": (pdf(packed_objects(_SCRIPT, _PACKED + b" " * 5_000)), "带有脚本"),
        "字符串冒充对象.pdf": (pdf(packed_objects(_SCRIPT, _PACKED + b" /X ( obj)")), "带有脚本"),
        "回车开头的流.pdf": (pdf(packed_objects(_SCRIPT)).replace(b"stream\n", b"stream\r", 1), "带有脚本"),
        "流后面还有对象.pdf": (pdf(packed_objects(b"").replace(b"\nendstream", b"9 0 <<>>\nendstream")), "写法特殊"),
        "没有解压到底.pdf": (pdf(packed_objects(b"<<>> " * 9).replace(b"\nendstream", b"")[:-6] + b"\nendstream"), "写法特殊"),
        "声明的流没有压缩.pdf": (pdf(b"<</Type /ObjStm>>\nstream\n2 0 <<>>\nendstream"), "写法特殊"),
        "声明了却没有流.pdf": (pdf(b"<</Type /ObjStm /Filter /FlateDecode>> stream2 0"), "写法特殊"),
        "启动.pdf": (pdf(b"<</S /Launch /F (cmd.exe)>>"), "会启动别的程序"),
        "附件.pdf": (pdf(b"<</Names <</EmbeddedFiles 3 0 R>>>>"), "里面还装着别的文件"),
        "动画.pdf": (pdf(b"<</Subtype /RichMedia>>"), "带有音视频或动画控件"),
        "加密.pdf": (pdf(b"<</Encrypt 5 0 R>>"), "加了密码或限制"),
        "读不懂的流.pdf": (pdf(packed_objects(b"", b"/Type /ObjStm /Filter /LZWDecode")), "写法特殊"),
    },
}  # fmt: skip
"""By what they try."""


def huge_plain(kind: str) -> bytes:
    """A picture of exactly as many pixels as are taken."""
    stream = BytesIO()
    Image.new("RGB", (10_000, 5_000), "red").save(stream, kind)
    return stream.getvalue()
