"""The book of an organisation and a year: to look at, and to take along as PDF or Word."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.changes import recording
from mingheng.audit.exports import export_list
from mingheng.books import wording
from mingheng.books.contents import Book, book_of, years_of
from mingheng.books.listed import book_columns
from mingheng.books.pdf import NoChineseFont, pdf_of
from mingheng.books.shelf import shelf_of, with_counts
from mingheng.books.word import word_of
from mingheng.ledger.permissions import can_see_sensitive, roles_at
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of
from mingheng.reports.word_documents import MEDIA_TYPE
from mingheng.ui.listing import Listing

FORMATS = {
    "pdf": ("application/pdf", pdf_of),
    "docx": (MEDIA_TYPE, word_of),
}


def books(request: Any) -> HttpResponse:
    """The organisations within reach, each with its book of this year."""
    words, year = request.GET.get("q", "").strip(), clock.today().year
    found, show = shelf_of(request.reach, words), partial(with_counts, year=year)
    told = [_("党组织：{words}").format(words=words)] if words else []
    listing = Listing(request.GET, found, book_columns(year), title=_("工作手册"), show=show, sort="code", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    return render(request, "books/books.html", {"listing": listing, "year": year, "words": words})


def book(request: Any, unit_id: int, year: int) -> HttpResponse:
    """The whole book on one page."""
    found = _asked(request, unit_id, year)
    context = {
        "book": found,
        "title": wording.title_of(found),
        "year_text": wording.year_text(found),
        "basics": wording.basics_of(found),
        "posts": wording.post_rows(found),
        "members": wording.member_rows(found),
        "registers": [(one, [(leaf, wording.leaf_note(leaf)) for leaf in one.leaves]) for one in found.registers],
        "years": years_of(found.unit),
    }
    return render(request, "books/book.html", context)


def print_book(request: Any, unit_id: int, year: int) -> HttpResponse:
    """The book as a file. What is taken out of the site is an event."""
    found = _asked(request, unit_id, year)
    if request.POST.get("format") not in FORMATS:
        raise Http404
    suffix = request.POST["format"]
    media_type, write = FORMATS[suffix]
    try:
        content = write(found, printed_by=request.account.display_name)
    except NoChineseFont:
        messages.error(request, _("服务器上没有中文字体，不能生成PDF。请下载Word，或请系统管理员安装中文字体后再试。"))
        return redirect("books:book", unit_id, year)
    _record(request, found, suffix)
    answer = HttpResponse(content, content_type=media_type)
    name = f"{found.name}{wording.year_text(found)}{wording.title_of(found)}.{suffix}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _record(request: Any, found: Book, suffix: str) -> None:
    path = path_of(found.unit)
    with recording("books.book.printed", request.actor, unit_path=path, about=found.unit) as change:
        change.note(year=found.year, format=suffix, entries=len(found.leaves), is_masked=not found.is_plain)


def _asked(request: Any, unit_id: int, year: int) -> Book:
    """The book that is asked for. Http404 for a year in which the organisation cannot have done anything yet."""
    unit = get_object_or_404(Unit, pk=unit_id)
    first = unit.founded_on.year if unit.founded_on else 1921
    if not first <= year <= clock.today().year:
        raise Http404
    return book_of(unit, year, is_plain=can_see_sensitive(roles_at(request.grants, unit.pk)))
