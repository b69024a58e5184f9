"""A book as a Word file, for offices that go on writing in it."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document

from mingheng.books import wording
from mingheng.books.contents import Book, Register
from mingheng.reports.word_documents import add_heading, add_note, add_table, add_title, content_of, official_document

_PAIR, _POSTS, _MEMBERS, _EXHIBITS = (36, 120), (52, 52, 52), (14, 34, 36, 36, 36), (14, 18, 44, 20, 60)
"""Widths of the columns, in mm."""


def word_of(book: Book, *, printed_by: str) -> bytes:
    """The book."""
    document, labels = official_document(), wording.labels()
    add_title(document, wording.title_of(book), wording.year_text(book))
    add_note(document, wording.footer_of(book, printed_by))
    _basics(document, book)
    for register in book.registers:
        _register(document, register)
    add_heading(document, labels["evidence"], 1, begins_page=True)
    _table(document, labels["exhibit_headings"], wording.exhibit_rows(book), _EXHIBITS, none=labels["no_evidence"])
    return content_of(document)


def _basics(document: Document, book: Book) -> None:
    labels = wording.labels()
    add_heading(document, labels["basics"], 1)
    add_table(document, labels["pair_headings"], wording.basics_of(book), _PAIR)
    if book.posts:
        add_heading(document, labels["posts"], 2)
        add_table(document, labels["post_headings"], wording.post_rows(book), _POSTS)
    add_heading(document, labels["members"], 2)
    _table(document, labels["member_headings"], wording.member_rows(book), _MEMBERS, none=labels["no_members"])


def _register(document: Document, register: Register) -> None:
    add_heading(document, f"{register.number}　{register.title}", 1, begins_page=True)
    add_note(document, register.article)
    for leaf in register.leaves:
        add_heading(document, wording.leaf_heading(leaf), 2)
        add_table(document, wording.labels()["pair_headings"], leaf.rows, _PAIR)
        add_note(document, wording.leaf_note(leaf))


def _table(
    document: Document, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], *, none: str
) -> None:
    """A table, or what is said where it would have no rows."""
    if rows:
        add_table(document, headings, rows, widths)
    else:
        add_note(document, none)
