"""A book as PDF, set by Typst with the fonts of the machine that serves: no font is carried along."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.books import wording
from mingheng.books.contents import Book, Register

_TEMPLATE = Path(__file__).with_name("book.typ")
_FONT_LIST = re.compile(r"^#let (?:serif|sans) = \((.*)\)$", re.MULTILINE)


class NoChineseFont(Exception):
    """This machine has none of the fonts that the book is set in."""


def pdf_of(book: Book, *, printed_by: str) -> bytes:
    """The book. Raises NoChineseFont, for a PDF without letters would be worse than none."""
    if not has_chinese_font():
        raise NoChineseFont
    told = json.dumps(_told(book, printed_by), ensure_ascii=False)
    made = typst.compile(
        _TEMPLATE.read_bytes(), format="pdf", sys_inputs={"book": told}, timestamp=int(clock.now().timestamp())
    )
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def has_chinese_font() -> bool:
    """Whether one of the fonts is here that the book asks for. Asked once: fonts come and go with restarts."""
    named = {name for line in _FONT_LIST.findall(_TEMPLATE.read_text(encoding="utf-8")) for name in _names(line)}
    return bool(named & set(typst.Fonts().families()))


def _names(line: str) -> list[str]:
    return re.findall(r'"([^"]+)"', line)


def _told(book: Book, printed_by: str) -> dict[str, Any]:
    return {
        "title": wording.title_of(book),
        "name": book.name,
        "office": book.parent or book.name,
        "year": str(book.year),
        "year_text": wording.year_text(book),
        "cover": [(_("党组织"), book.name), (_("上级党组织"), book.parent), (_("截至"), wording.day_text(book.as_of))],
        "footer": wording.footer_of(book, printed_by),
        "labels": wording.labels(),
        "basics": wording.basics_of(book),
        "posts": wording.post_rows(book),
        "members": wording.member_rows(book),
        "registers": [_register(register) for register in book.registers],
        "exhibits": wording.exhibit_rows(book),
    }


def _register(register: Register) -> dict[str, Any]:
    return {
        "title": f"{register.number}　{register.title}",
        "article": register.article,
        "leaves": [
            {"heading": wording.leaf_heading(leaf), "rows": leaf.rows, "note": wording.leaf_note(leaf)}
            for leaf in register.leaves
        ],
    }
