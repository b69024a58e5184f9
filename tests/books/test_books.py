"""The yearly book: what counts and nothing else, alike on the page, in the PDF and in Word."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from mingheng.audit.models import Event
from mingheng.books import pdf
from mingheng.books.contents import book_of, years_of
from mingheng.ledger.domain import accept, add_evidence, correct, withdraw
from mingheng.ledger.evidence_files import store
from mingheng.ledger.models import Evidence
from mingheng.people.domain import add_person
from mingheng.people.sealed import PersonDetails
from tests.ledger.desk import PDF, accepted, actor, draft, meeting, submitted, upload
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

needs_font = pytest.mark.skipif(not pdf.has_chinese_font(), reason="no Chinese font here")


def entered(county, people, **changes):
    return accepted(county.one_first, people.clerk, people.admin, meeting(**changes))


def text_of(answer) -> str:
    main = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def printed(client: Client, unit, suffix: str, year: int = 2026):
    return client.post(reverse("books:print", args=[unit.pk, year]), {"format": suffix})


def words_of_pdf(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def words_of_docx(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join(text.split()) for text in [*(one.text for one in document.paragraphs), *cells])


def test_the_book_holds_what_was_accepted_in_the_order_of_the_days(county, people):
    later = entered(county, people, title="五月的会")
    earlier = entered(county, people, title="三月的会", held_on=date(2026, 3, 3))
    submitted(county.one_first, people.clerk, meeting(title="还没采纳", held_on=date(2026, 4, 1)))
    draft(county.one_first, people.clerk, meeting(title="草稿"))
    gone = entered(county, people, title="撤回的会", held_on=date(2026, 2, 2))
    withdraw(gone, reason="登记错了单位", read_at=gone.version, by=actor(people.admin))
    book = book_of(county.one_first, 2026, is_plain=True)
    assert [(leaf.place, leaf.entry) for leaf in book.leaves] == [("1.1", earlier), ("1.2", later)]
    assert (book.waiting, [register.title for register in book.registers]) == (1, ["三会一课与组织生活"])


def test_an_entry_belongs_to_the_book_of_the_year_it_is_reckoned_to(county, people):
    plain = entered(county, people, title="今年的会")
    made_up = meeting(title="补开上年的会", held_on=date(2026, 1, 9))
    late = accepted(county.one_first, people.clerk, people.admin, type(made_up)(made_up.values, 2025, 12))
    this_year = book_of(county.one_first, 2026, is_plain=True)
    last_year = book_of(county.one_first, 2025, is_plain=True)
    assert [[leaf.entry for leaf in book.leaves] for book in (this_year, last_year)] == [[plain], [late]]
    assert last_year.leaves[0].belongs == "2025年12月"
    assert (this_year.as_of, last_year.as_of) == (date(2026, 6, 1), date(2025, 12, 31))
    assert years_of(county.one_first) == [2026, 2025]


def test_while_a_correction_waits_the_book_shows_what_counts(county, people):
    entry = entered(county, people, title="原来的主题")
    correct(entry, meeting(title="改后的主题"), reason="写错", read_at=entry.version, by=actor(people.clerk))
    page = text_of(signed_in(people.clerk).get(reverse("books:book", args=[county.one_first.pk, 2026])))
    assert ("原来的主题" in page, "改后的主题" in page) == (True, False)


def test_evidence_is_numbered_through_the_book_and_what_was_removed_is_not_in_it(county, people):
    first, second = entered(county, people, held_on=date(2026, 3, 3)), entered(county, people)
    for entry, name, content in (
        (second, "签到表.pdf", PDF),
        (first, "照片.pdf", PDF + b"\n"),
        (first, "错传.pdf", PDF),
    ):
        add_evidence(
            entry, [store(upload(name, content))], read_at=entry.version, reason="补传", by=actor(people.clerk)
        )
    Evidence.objects.filter(file_name="错传.pdf").update(removed_at="2026-05-30T00:00Z")
    book = book_of(county.one_first, 2026, is_plain=True)
    assert [(one.number, one.place, one.evidence.file_name) for one in book.exhibits] == [
        (1, "1.1", "照片.pdf"),
        (2, "1.2", "签到表.pdf"),
    ]


def test_the_roll_is_that_of_the_day(county, people):
    joined = date(2026, 1, 5)
    for name, full_on in (("孙正式", joined), ("李预备", None)):
        add_person(
            county.one_first, PersonDetails(name=name), starts_on=joined, full_on=full_on, by=actor(people.admin)
        )
    assert [one.person.name for one in book_of(county.one_first, 2025, is_plain=True).members] == []
    page = text_of(signed_in(people.clerk).get(reverse("books:book", args=[county.one_first.pk, 2026])))
    assert "2名，其中正式党员1名" in page


@pytest.mark.parametrize(
    ("who", "is_told"), [("clerk", True), ("admin", True), ("leader", False), ("discipline", False)]
)
@pytest.mark.parametrize("suffix", ["page", "docx", pytest.param("pdf", marks=needs_font)])
def test_minutes_and_names_are_told_to_who_works_with_them_only(county, people, who, is_told, suffix):
    entered(county, people)
    client = signed_in(getattr(people, who))
    if suffix == "page":
        words = "".join(text_of(client.get(reverse("books:book", args=[county.one_first.pk, 2026]))).split())
    else:
        content = printed(client, county.one_first, suffix).content
        words = words_of_docx(content) if suffix == "docx" else words_of_pdf(content)
    assert ("赵文华" in words, "第二项议程" in words, "学习讨论" in words) == (is_told, is_told, True)


@pytest.mark.parametrize("suffix", ["docx", pytest.param("pdf", marks=needs_font)])
def test_a_printed_book_says_what_the_page_says(county, people, suffix):
    entry = entered(county, people)
    add_evidence(
        entry, [store(upload("签到表.pdf", PDF))], read_at=entry.version, reason="补传", by=actor(people.clerk)
    )
    content = printed(signed_in(people.clerk), county.one_first, suffix).content
    words = words_of_docx(content) if suffix == "docx" else words_of_pdf(content)
    digest = Evidence.objects.get().digest
    expected = [
        "支部工作手册",
        "2026年度",
        "1　三会一课与组织生活",
        "1.1　学习讨论",
        "12 人",
        "意识形态、党风廉政",
        "签到表.pdf",
        digest,
    ]
    assert [one for one in expected if "".join(one.split()) not in words] == []


def test_printing_is_one_event_that_says_what_was_taken(county, people):
    entered(county, people)
    answer = printed(signed_in(people.leader), county.one_first, "docx")
    event = Event.objects.get(action="books.book.printed")
    assert event.details == '{"entries":1,"format":"docx","is_masked":true,"year":2026}'
    assert (event.actor_name, event.object_key) == ("leader", str(county.one_first.pk))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_without_a_chinese_font_there_is_no_pdf_and_no_event(county, people, monkeypatch):
    monkeypatch.setattr(pdf, "_FONT_LIST", re.compile("no such line"))
    pdf.has_chinese_font.cache_clear()
    try:
        client = signed_in(people.clerk)
        answer = printed(client, county.one_first, "pdf")
        page = text_of(client.get(answer.url))
    finally:
        monkeypatch.undo()
        pdf.has_chinese_font.cache_clear()
    assert ("服务器上没有中文字体" in page, Event.objects.filter(action="books.book.printed").count()) == (True, 0)


@pytest.mark.parametrize("year", [1900, 2027, 9999])
def test_a_year_that_cannot_have_a_book_is_not_there(county, people, year):
    assert signed_in(people.clerk).get(reverse("books:book", args=[county.one_first.pk, year])).status_code == 404


def test_an_unknown_format_is_not_there(county, people):
    assert printed(signed_in(people.clerk), county.one_first, "exe").status_code == 404


def test_words_that_mean_something_to_the_typesetter_stay_words(county, people):
    odd = '#import "x" $a_b$ *粗* _斜_ `码` \\ <标> @引 = 一 // 注 /* */ [括]'
    entered(county, people, title=odd, minutes=odd)
    content = printed(signed_in(people.clerk), county.one_first, "pdf").content
    assert words_of_pdf(content).count("".join(odd.split())) >= 2


def test_the_queries_do_not_grow_with_the_entries(county, people):
    counts = []
    for number in range(2):
        for at in range(3 if number else 1):
            entered(county, people, title=f"会{number}{at}")
        with CaptureQueriesContext(connection) as queries:
            book_of(county.one_first, 2026, is_plain=True)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_shelf_has_the_organisations_within_reach_and_how_much_stands_in_their_books(county, people):
    entered(county, people)
    page = signed_in(people.admin).get(reverse("books:books"))
    counts = {placement.unit_id: count for placement, count in page.context["listing"].rows}
    assert (counts[county.one_first.pk], county.two_first.pk in counts) == (1, False)
    found = signed_in(people.admin).get(reverse("books:books"), {"q": county.one_first.code})
    assert [placement.unit_id for placement, _count in found.context["listing"].rows] == [county.one_first.pk]
    assert signed_in(people.admin).get(reverse("books:book", args=[county.two_first.pk, 2026])).status_code == 404


def shelf_counts(client, unit) -> tuple[int, list[int]]:
    """What the shelf says of the unit, and what stands in its books of this year and the last."""
    rows = client.get(reverse("books:books")).context["listing"].rows
    shelved = next(count for placement, count in rows if placement.unit_id == unit.pk)
    return shelved, [len(book_of(unit, year, is_plain=True).leaves) for year in (2026, 2025)]


def test_the_shelf_reckons_as_the_books_do_what_belongs_to_another_year(county, people):
    entered(county, people, title="今年的会")
    for held_on, year in ((date(2026, 1, 9), 2025), (date(2025, 12, 30), 2026), (date(2025, 12, 29), 2026)):
        content = replace(meeting(held_on=held_on), year=year, month=None)
        accepted(county.one_first, people.clerk, people.admin, content)
    assert shelf_counts(signed_in(people.admin), county.one_first) == (3, [3, 1])


@pytest.mark.parametrize(("first", "second", "expected"), [(2025, 2026, (0, [0, 1])), (2026, 2025, (1, [1, 0]))])
def test_a_correction_into_another_year_moves_nothing_until_it_is_accepted(county, people, first, second, expected):
    entry = entered(county, people, held_on=date(first, 1, 20))
    moved = meeting(held_on=date(second, 1, 20))
    correct(entry, moved, reason="写错年份", read_at=entry.version, by=actor(people.clerk))
    unit, client = county.one_first, signed_in(people.admin)
    assert (shelf_counts(client, unit), years_of(unit)) == (expected, sorted({first, 2026}, reverse=True))
    assert [book_of(unit, year, is_plain=True).waiting for year in (first, second)] == [0, 1]
    accept(entry, read_at=entry.version, by=actor(people.admin))
    assert shelf_counts(client, unit) == (1 - expected[0], expected[1][::-1])


def test_what_waits_is_told_in_the_book_of_the_year_it_is_to_be_reckoned_to(county, people):
    content = replace(meeting(held_on=date(2026, 1, 9)), year=2025)
    submitted(county.one_first, people.clerk, content)
    assert [book_of(county.one_first, year, is_plain=True).waiting for year in (2026, 2025)] == [0, 1]


def test_the_word_book_begins_with_what_the_organisation_is_and_every_table_fits_the_page(county, people):
    entered(county, people)
    document = Document(BytesIO(printed(signed_in(people.admin), county.one_first, "docx").content))
    headings = [one for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [(one.text, one.paragraph_format.page_break_before) for one in headings] == [
        ("基本情况", False),
        ("1　三会一课与组织生活", True),
        ("佐证材料目录", True),
    ]
    widths = {sum(round(column.width.mm) for column in table.columns) for table in document.tables}
    fonts = headings[0].style.element.rPr.rFonts
    themes = [name for name in fonts.attrib if name.endswith("Theme")]
    assert (widths, fonts.get(qn("w:eastAsia")), themes) == ({156}, "黑体", [])
