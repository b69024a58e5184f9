"""The pages of the log: search it, open an event, print the head. Nothing here changes anything."""

from __future__ import annotations

import segno
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit import queries
from mingheng.audit.exports import export_list
from mingheng.audit.forms import SearchForm
from mingheng.audit.labels import action_label, strength_label
from mingheng.audit.listed import EVENTS, event_rows
from mingheng.audit.models import Event
from mingheng.audit.telling import row_name, told_details, told_rows
from mingheng.audit.verifier import canonical_json
from mingheng.ui.listing import Listing, conditions_of

ROWS_PER_PAGE = 10


def events(request: HttpRequest) -> HttpResponse:
    """The log, the newest event first, and what is asked of it."""
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    found, told = queries.search_events(**asked), conditions_of(form)
    listing = Listing(request.GET, found, EVENTS, title=_("操作日志"), show=event_rows, sort="-sequence", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "is_asked": any(asked.values()),
        "listing": listing,
        "head": queries.head(),
        "checkpoint": queries.last_checkpoint(),
    }
    return render(request, "audit/events.html", context)


def event(request: HttpRequest, sequence: int) -> HttpResponse:
    """One event: who, when, where, why, and every row it wrote, before and after."""
    found = get_object_or_404(Event, pk=sequence)
    rows = Paginator(queries.written_rows(found), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": found,
        "label": action_label(found.action),
        "strength": strength_label(found.strength),
        "about": row_name(found.object_table, found.object_key),
        "details": told_details(found),
        "rows": told_rows(list(rows)),
        "page_obj": rows,
    }
    return render(request, "audit/event.html", context)


def proof(_request: HttpRequest, sequence: int) -> HttpResponse:
    """A file by which anybody who has the public key can see that the event is in the log."""
    found = get_object_or_404(Event, pk=sequence)
    answer = JsonResponse(queries.proof_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="event-{sequence}-proof.json"'
    return answer


def head(request: HttpRequest) -> HttpResponse:
    """The head and the last checkpoint on one sheet, to be printed and put away elsewhere."""
    now, size_and_root = clock.now(), queries.head()
    noted = {"at": now.isoformat(timespec="seconds"), "root": size_and_root.root, "size": size_and_root.size}
    text = canonical_json(noted)
    drawing = segno.make_qr(text, error="m").svg_inline(scale=5, light="#fff")
    context = {
        "head": size_and_root,
        "checkpoint": queries.last_checkpoint(),
        "text": text,
        "code": mark_safe(drawing),  # noqa: S308 - drawn from our own text, without style or script
        "now": now,
    }
    return render(request, "audit/head.html", context)
