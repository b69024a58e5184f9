"""What the tests of the ledger write: contents of meetings, uploaded files, who acts."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mingheng.accounts.models import Account
from mingheng.audit.actors import Actor
from mingheng.ledger.domain import accept, save_draft, submit
from mingheng.ledger.models import Entry
from mingheng.ledger.values import Content
from mingheng.organisation.models import Grant, Unit
from mingheng.policy import Role

TODAY = date(2026, 6, 1)
HELD = date(2026, 5, 20)
FOUNDED_BEFORE = date(2025, 1, 1)


def meeting(**changes: object) -> Content:
    """An ordinary 支部党员大会; a change to None takes a value away."""
    values = {
        "type": "支部党员大会",
        "title": "学习讨论",
        "held_on": HELD,
        "expected": 12,
        "attended": 10,
        "topics": ("意识形态", "党风廉政"),
        "absent": ("赵文华", "钱立"),
        "minutes": "第一项议程\n第二项议程",
    }
    values |= changes
    return Content({code: value for code, value in values.items() if value is not None})


def typed(**changes: object) -> dict[str, object]:
    """The same meeting as a browser sends it."""
    sent = {
        "read_at": 0,
        "type": "支部党员大会",
        "title": "学习讨论",
        "held_on": "2026-05-20",
        "expected": "12",
        "attended": "10",
        "topics": ["意识形态", "党风廉政"],
        "absent": "赵文华、钱立",
        "minutes": "第一项议程\r\n第二项议程",
        "belongs_year": "",
        "belongs_month": "",
    }
    return sent | changes


def lecture(title: str, **changes: object) -> Content:
    return meeting(type="党课", title=title, topics=None, **changes)


def actor(account: Account) -> Actor:
    return Actor(account.pk, account.display_name)


def person(name: str, unit: Unit, role: Role) -> Account:
    """Somebody who holds one role."""
    account = Account.objects.create(username=name, display_name=name, version=1)
    Grant.objects.create(account=account, unit=unit, role=role, starts_on=date(2024, 1, 1), version=1)
    return account


def draft(unit: Unit, by: Account, content: Content | None = None) -> Entry:
    return save_draft(Entry(unit=unit, kind="meeting"), content or meeting(), read_at=0, by=actor(by))


def submitted(unit: Unit, by: Account, content: Content | None = None) -> Entry:
    return submit(Entry(unit=unit, kind="meeting"), content or meeting(), read_at=0, by=actor(by))


def accepted(unit: Unit, by: Account, judge: Account, content: Content | None = None) -> Entry:
    entry = submitted(unit, by, content)
    accept(entry, read_at=entry.version, by=actor(judge))
    return entry


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (32, 24), **options: object) -> bytes:
    """A picture of many colours, as the library writes it."""
    stream = BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(stream, kind, **options)
    return stream.getvalue()


PNG = picture("PNG")
JPEG = picture("JPEG")

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def contents(main: str, content_type: str) -> bytes:
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0"?><Types xmlns="{types}"><Override PartName="/{main}" ContentType="{content_type}"/></Types>'.encode()


def package(parts: dict[str, bytes], *, main: str = "word/document.xml", content_type: str = _WORD) -> bytes:
    """An Office file with these parts besides its own."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in (
            {"[Content_Types].xml": contents(main, content_type), main: b"<document/>"} | parts
        ).items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(parts: dict[str, bytes] | None = None) -> bytes:
    return package(parts or {}, main="xl/workbook.xml", content_type=_SHEET)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
