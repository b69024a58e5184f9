"""A book as a Word file, for offices that go on writing in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mingheng.books import wording
from mingheng.books.contents import Book, Register

BODY, HEAD = "仿宋_GB2312", "黑体"
_WIDTHS = {2: (36, 122), 3: (52, 53, 53), 5: (16, 36, 32, 37, 37)}
"""Of the columns of a table of so many, in mm."""


def word_of(book: Book, *, printed_by: str) -> bytes:
    """The book."""
    document = Document()
    _set_up(document, wording.footer_of(book, printed_by))
    _cover(document, book)
    _basics(document, book)
    for register in book.registers:
        _register(document, register)
    labels = wording.labels()
    document.add_heading(labels["evidence"], 1)
    _table(document, wording.exhibit_rows(book), labels["exhibit_headings"], none=labels["no_evidence"])
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _set_up(document: Opened, footer: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(30), Mm(26)
    section.left_margin, section.right_margin = Mm(28), Mm(24)
    for name, font, size in (("Normal", BODY, 12), ("Heading 1", HEAD, 16), ("Heading 2", HEAD, 13)):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.bold = False
        style.font.color.rgb = None
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    section.footer.paragraphs[0].text = footer
    section.footer.paragraphs[0].runs[0].font.size = Pt(9)


def _cover(document: Opened, book: Book) -> None:
    for text, size, before in (
        (wording.title_of(book), 30, 160),
        (wording.year_text(book), 18, 20),
        (book.name, 16, 180),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.add_run(text).font.size = Pt(size)
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _basics(document: Opened, book: Book) -> None:
    labels = wording.labels()
    heading = document.add_heading(labels["basics"], 1)
    heading.paragraph_format.page_break_before = False
    _table(document, wording.basics_of(book))
    if book.posts:
        document.add_heading(labels["posts"], 2)
        _table(document, wording.post_rows(book), labels["post_headings"])
    document.add_heading(labels["members"], 2)
    _table(document, wording.member_rows(book), labels["member_headings"], none=labels["no_members"])


def _register(document: Opened, register: Register) -> None:
    document.add_heading(f"{register.number}　{register.title}", 1)
    document.add_paragraph(register.article).runs[0].font.size = Pt(9)
    for leaf in register.leaves:
        document.add_heading(wording.leaf_heading(leaf), 2)
        _table(document, leaf.rows)
        document.add_paragraph(wording.leaf_note(leaf)).runs[0].font.size = Pt(9)


def _table(document: Opened, rows: Iterable[Sequence[str]], headings: Sequence[str] = (), *, none: str = "") -> None:
    """A table with borders; `none` is said where there are no rows."""
    told = [*([tuple(headings)] if headings else []), *rows]
    if len(told) == bool(headings):
        document.add_paragraph(none)
        return
    table = document.add_table(rows=len(told), cols=len(told[0]), style="Table Grid")
    table.autofit = False
    for at, row in enumerate(told):
        for cell, text, width in zip(table.rows[at].cells, row, _WIDTHS[len(row)], strict=True):
            cell.text, cell.width = text, Mm(width)
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
                run.font.size = Pt(10.5)
