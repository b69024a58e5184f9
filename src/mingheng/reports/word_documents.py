"""Word documents in the layout of official papers (GB/T 9704): page, styles, page numbers, title, text, table, issuer.

In: texts, days, rows. Out: a python-docx document, or its bytes. It knows nothing of what the paper is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.blkcntnr import BlockItemContainer
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.run import Run

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

TITLE_FONT, TEXT_FONT, PLAIN_FONT, LATIN_FONT = "方正小标宋简体", "仿宋_GB2312", "宋体", "Times New Roman"
HEADING_FONT = "黑体"
NO_2, NO_3, NO_4, SMALL_NO_4 = Pt(22), Pt(16), Pt(14), Pt(12)
"""Sizes of type by their Chinese numbers: 二号, 三号, 四号, 小四号."""
LINE, NO_SPACE = Pt(28), Pt(0)
WIDTH_MM = 156
"""What lies between the margins."""

TITLE, NUMBER, TEXT, ADDRESSEES, CLOSING, CELL, HEADING_CELL = (
    "公文标题", "公文编号", "公文正文", "公文主送", "公文落款", "公文表格", "公文表头",
)  # fmt: skip


def official_document() -> WordDocument:
    """An empty document: A4, margins 37, 35, 28 and 26 mm, styles, page numbers outside at the foot."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _set_font(document.styles["Normal"], TEXT_FONT, NO_3)
    document.styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    centre, right, sides = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
    _add_style(document, TITLE, TITLE_FONT, NO_2, align=centre, line=Pt(35), after=LINE)
    _add_style(document, NUMBER, TEXT_FONT, NO_3, align=centre, after=LINE)
    _add_style(document, ADDRESSEES, TEXT_FONT, NO_3, align=WD_ALIGN_PARAGRAPH.LEFT)
    _add_style(document, TEXT, TEXT_FONT, NO_3, align=sides, indent=True)
    _add_style(document, CLOSING, TEXT_FONT, NO_3, align=right)
    _add_style(document, CELL, TEXT_FONT, SMALL_NO_4, align=WD_ALIGN_PARAGRAPH.LEFT, line=Pt(18))
    _add_style(document, HEADING_CELL, HEADING_FONT, SMALL_NO_4, align=centre, line=Pt(18))
    for level, size in ((1, NO_3), (2, NO_4)):
        _set_font(document.styles[f"Heading {level}"], HEADING_FONT, size)
        font = document.styles[f"Heading {level}"].font
        font.color.rgb, font.bold = RGBColor(0, 0, 0), False
    document.settings.odd_and_even_pages_header_footer = True
    section.footer.is_linked_to_previous = section.even_page_footer.is_linked_to_previous = False
    _number_pages(section.footer, right)
    _number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    return document


def add_title(document: WordDocument, text: str, number: str = "") -> None:
    """The title, and below it the number of the document where it has one."""
    title = document.add_paragraph(text, TITLE)
    document.core_properties.title = text
    if number:
        title.paragraph_format.space_after = Pt(0)
        document.add_paragraph(number, NUMBER)


def add_addressees(document: WordDocument, names: Sequence[str]) -> None:
    """To whom it goes: names with 、 between and a colon."""
    document.add_paragraph(f"{'、'.join(names)}：", ADDRESSEES)


def add_text(document: WordDocument, *paragraphs: str) -> None:
    """Paragraphs of text, the first line of each two characters in."""
    for text in paragraphs:
        document.add_paragraph(text, TEXT)


def add_closing(document: WordDocument, issuer: str, day: date) -> None:
    """Who issues it, and below it the day, four signs from the right, on one page: room for the seal over both."""
    written = chinese_date(day)
    overhang = (_width_of(issuer) - _width_of(written)) // 2
    indent = max(4 * NO_3, overhang)
    first, second = (document.add_paragraph(text, CLOSING) for text in (issuer, written))
    first.paragraph_format.space_before = LINE
    first.paragraph_format.keep_with_next = True
    first.paragraph_format.right_indent, second.paragraph_format.right_indent = indent - overhang, indent


def add_table(
    document: WordDocument, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> Table:
    """A ruled table over the width of the text. `widths` in mm; the heading is repeated on every page."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _fill(table.rows[0].cells, headings, HEADING_CELL)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        _fill(table.add_row().cells, row, CELL)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def add_heading(document: WordDocument, text: str, level: int, *, begins_page: bool = False) -> None:
    """A heading that Word's outline knows."""
    document.add_heading(text, level).paragraph_format.page_break_before = begins_page


def add_note(document: WordDocument, text: str) -> None:
    """A line in small type."""
    document.add_paragraph(text, CELL)


def content_of(document: WordDocument) -> bytes:
    """The document as a file."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def chinese_date(day: date) -> str:
    """2026年3月5日, in whichever language the page is."""
    return f"{day.year}年{day.month}月{day.day}日"


def _width_of(text: str) -> int:
    """How wide a line of the text's size is: letters and digits are half as wide as Chinese signs."""
    return sum(NO_3 // 2 if sign.isascii() else NO_3 for sign in text)


def _fill(cells: Sequence[Any], texts: Sequence[str], style: str) -> None:
    for cell, text in zip(cells, texts, strict=True):
        first, *others = text.split("\n")
        cell.paragraphs[0].text = first
        cell.paragraphs[0].style = style
        for line in others:
            cell.add_paragraph(line, style)


def _add_style(
    document: WordDocument,
    name: str,
    font: str,
    size: Pt,
    *,
    align: WD_ALIGN_PARAGRAPH,
    line: Pt = LINE,
    after: Pt = NO_SPACE,
    indent: bool = False,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _set_font(style, font, size)
    layout = style.paragraph_format
    layout.alignment, layout.line_spacing_rule, layout.line_spacing = align, WD_LINE_SPACING.EXACTLY, line
    layout.space_before, layout.space_after = Pt(0), after
    layout.first_line_indent = 2 * size if indent else None


def _set_font(style: ParagraphStyle, font: str, size: Pt) -> None:
    """The font of Chinese signs; Latin letters and digits have one of their own."""
    style.font.name, style.font.size = LATIN_FONT, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    # Where a style names a font of the theme too, Word takes that one.
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _number_pages(footer: BlockItemContainer, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character from the edge."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    edge = "right_indent" if align == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, edge, NO_4)
    for part in ("— ", "PAGE", " —"):
        run = paragraph.add_run("" if part == "PAGE" else part)
        run.font.size, run.font.name = NO_4, PLAIN_FONT
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), PLAIN_FONT)
        if part == "PAGE":
            _add_field(run, part)


def _add_field(run: Run, code: str) -> None:
    begin, text, end = OxmlElement("w:fldChar"), OxmlElement("w:instrText"), OxmlElement("w:fldChar")
    begin.set(qn("w:fldCharType"), "begin")
    text.text = code
    end.set(qn("w:fldCharType"), "end")
    for element in (begin, text, end):
        run._r.append(element)
