"""Lists of entries: all within reach, what waits for a decision, and the organisations one can write for."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mingheng.ledger.forms import FilterForm, ReasonForm
from mingheng.ledger.models import Entry, State
from mingheng.ledger.permissions import can_write
from mingheng.ledger.queries import DISCARDED, entries_within, placements_within, rows_of, waiting_within
from mingheng.ledger.record_kinds import offered_kinds

PAGE_SIZE = 25


def entries(request: Any) -> HttpResponse:
    """The entries within reach, by unit, state, days and words."""
    form = FilterForm(request.reach, request.GET)
    found = _filtered(entries_within(request.reach), form)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "can_write": can_write(request.grants),
    }
    return render(request, "ledger/entries.html", context)


def _filtered(found: QuerySet[Entry], form: FilterForm) -> QuerySet[Entry]:
    """What cannot be read as a condition is told beside its field and leaves the list as it is.

    Discarded drafts are there for who looks for what was withdrawn.
    """
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    if wanted.get("state") != State.WITHDRAWN:
        found = found.exclude(DISCARDED)
    columns = {
        "unit": "unit_id",
        "state": "state",
        "since": "happened_on__gte",
        "until": "happened_on__lte",
        "words": "title__contains",
    }
    return found.filter(**{columns[name]: value for name, value in wanted.items()})


def choose_unit(request: Any) -> HttpResponse:
    """For which organisation and of which kind: asked only where there is a choice."""
    words = request.GET.get("q", "").strip()
    placements = placements_within(request.reach, words=words)
    kinds = offered_kinds()
    if len(placements) == 1 and len(kinds) == 1 and not words:
        return redirect("ledger:new_entry", placements[0].unit_id, kinds[0].code)
    page = Paginator(placements, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "ledger/choose_unit.html", {"page": page, "kinds": kinds, "words": words})


def waiting(request: Any) -> HttpResponse:
    """What waits for acceptance within reach; each can be accepted or sent back here, or several at once."""
    page = Paginator(waiting_within(request.reach), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "account_id": request.account.pk,
        "reason_form": ReasonForm(auto_id=False),
    }
    return render(request, "ledger/waiting.html", context)
