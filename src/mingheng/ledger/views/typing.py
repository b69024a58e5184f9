"""What is being typed, kept while it is typed. No page: the script sends it, and whoever types sees what it answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from mingheng.ledger import typed_forms
from mingheng.ledger.addresses import form_address
from mingheng.ledger.entry_keys import entry_of_key
from mingheng.ledger.models import Entry
from mingheng.organisation.models import Unit

NOT_TYPED = {"csrfmiddlewaretoken", "key", "confirmed", "draft", "submit"}
"""What a form sends besides what somebody typed."""


def keep_new(request: Any, unit_id: int, kind: str) -> HttpResponse:
    """Keep what is typed into the form of a new entry; or throw it away and begin anew."""
    unit = get_object_or_404(Unit, pk=unit_id)
    known = entry_of_key(request.POST.get("key", ""), unit, kind)
    return _answer(request, known or Entry(unit=unit, kind=kind))


def keep_typed(request: Any, entry_id: str) -> HttpResponse:
    """Keep what is typed into the form of an entry; or throw it away and go back to what was saved."""
    return _answer(request, get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id))


def _answer(request: Any, entry: Entry) -> HttpResponse:
    if "forget" in request.POST:
        typed_forms.forget_typed(request.account, typed_forms.about_of(entry))
        return redirect(form_address(entry))
    texts = {name: sent for name, sent in request.POST.lists() if name not in NOT_TYPED}
    is_kept = typed_forms.keep_typed(request.account, entry, texts)
    return HttpResponse(status=204 if is_kept else 413)
