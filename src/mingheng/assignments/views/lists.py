"""Lists: what was given out, who has not answered, what has come in."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingheng.assignments.forms import GivenFilter, InboxFilter, UnansweredFilter
from mingheng.assignments.listed import AWAITING, GIVEN, INBOX, UNANSWERED, given_rows
from mingheng.assignments.models import Assignment
from mingheng.assignments.permissions import GIVERS
from mingheng.assignments.queries import (
    OVERDUE,
    READY,
    REPLIED,
    given_within,
    of_progress,
    of_words,
    overdue_within,
    ready_to_close,
    received_by,
    recipient_rows,
    replied_within,
    unanswered_within,
)
from mingheng.audit.exports import export_list
from mingheng.policy import Role
from mingheng.ui.listing import Listing, conditions_of


def given(request: Any) -> HttpResponse:
    """What was given out within reach, and how many have answered."""
    form = GivenFilter(request.GET)
    found = _filtered(given_within(request.reach), form)
    listing = Listing(request.GET, found, GIVEN, title=_("任务交办"), show=given_rows, told=conditions_of(form))
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "listing": listing,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "may_give": any(Role(grant.role) in GIVERS for grant in request.grants),
    }
    return render(request, "assignments/given.html", context)


def _filtered(found: QuerySet[Assignment], form: GivenFilter) -> QuerySet[Assignment]:
    form.is_valid()
    wanted = form.cleaned_data
    if state := wanted.get("state"):
        found = ready_to_close(found) if state == READY else found.filter(state=state)
    if words := wanted.get("words"):
        year, _dash, serial = words.partition("-")
        is_number = year.isdecimal() and serial.isdecimal()
        numbered = Q(year=int(year), serial=int(serial)) if is_number else Q()
        found = found.filter(numbered if is_number else Q(title__icontains=words) | Q(document_number__contains=words))
    return found


def unanswered(request: Any) -> HttpResponse:
    """Who has not answered, across units and assignments."""
    form = UnansweredFilter(request.GET)
    form.is_valid()
    shown = {OVERDUE: overdue_within, REPLIED: replied_within}
    found = shown.get(form.cleaned_data.get("show", ""), unanswered_within)(request.reach)
    found = of_words(found, form.cleaned_data.get("words", ""))
    awaiting = form.cleaned_data.get("show") == REPLIED
    title, told = _("待认可的回复") if awaiting else _("谁还没有回复"), conditions_of(form)
    columns = AWAITING if awaiting else UNANSWERED
    listing = Listing(request.GET, found, columns, title=title, show=recipient_rows, told=told)
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "listing": listing,
        "title": title,
        "awaiting": awaiting,
        "closable": ready_to_close(given_within(request.reach)).count() if awaiting and not listing.rows else 0,
        "account_id": request.account.pk,
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "may_act": any(Role(grant.role) in GIVERS for grant in request.grants),
    }
    return render(request, "assignments/unanswered.html", context)


def inbox(request: Any) -> HttpResponse:
    """What has come to the units at which a role is held, and how far it is."""
    form = InboxFilter(request.GET)
    form.is_valid()
    with_below = bool(form.cleaned_data.get("below"))
    found = of_progress(received_by(request.reach, with_below=with_below), form.cleaned_data.get("progress", ""))
    found = of_words(found, form.cleaned_data.get("words", ""))
    told = conditions_of(form)
    listing = Listing(request.GET, found, INBOX, title=_("收到的任务"), show=recipient_rows, told=told)
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "listing": listing,
        "is_filtered": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "assignments/inbox.html", context)
