"""Lists of entries: all within reach, and what waits for a decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingheng.audit.exports import export_list
from mingheng.ledger.forms import FilterForm
from mingheng.ledger.listed import ENTRIES, WAITING
from mingheng.ledger.permissions import can_enter
from mingheng.ledger.queries import entries_within, rows_of, waiting_within
from mingheng.ledger.verification_forms import WaitingForm
from mingheng.ui.listing import Listing, conditions_of


def entries(request: Any) -> HttpResponse:
    """The entries within reach, by kind, unit, state, days and words."""
    form = FilterForm(request.reach, request.GET)
    found = entries_within(request.reach).filter(form.conditions())
    listing = Listing(request.GET, found, ENTRIES, title=_("台账记录"), show=rows_of, told=conditions_of(form))
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "listing": listing,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "can_write": bool(can_enter(request.grants)),
    }
    return render(request, "ledger/entries.html", context)


def waiting(request: Any) -> HttpResponse:
    """What waits for acceptance within reach; each can be accepted or sent back here, or several at once."""
    form = WaitingForm(request.reach, request.GET)
    found = waiting_within(request.reach).filter(form.conditions())
    told = conditions_of(form)
    listing = Listing(request.GET, found, WAITING, title=_("待审核"), show=rows_of, sort="entered", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    of_others = [row for row in listing.rows if row.writer_id != request.account.pk]
    context = {
        "form": form,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "listing": listing,
        "whole": [row for row in of_others if not row.is_marked],
        "marked_count": sum(row.is_marked for row in of_others),
        "account_id": request.account.pk,
    }
    return render(request, "ledger/waiting.html", context)
