"""The registers: what can be entered, how much of it there is, and for which organisation one enters."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mingheng.audit.exports import export_list
from mingheng.ledger.listed import REGISTERS
from mingheng.ledger.permissions import can_enter
from mingheng.ledger.queries import placements_within
from mingheng.ledger.record_kinds import BY_COMMITTEE, BY_UNIT, is_kept_by, kind_of
from mingheng.ledger.registers import grouped, registers_within
from mingheng.ui.listing import Listing

PAGE_SIZE = 25


def registers(request: Any) -> HttpResponse:
    """The kinds by group, with what each is for and what there is of it within reach."""
    words = request.GET.get("q", "").strip()
    keepers = can_enter(request.grants)
    found = registers_within(request.reach, keepers, words)
    told = [_("找台账：{words}").format(words=words)] if words else []
    listing = Listing(request.GET, found, REGISTERS, title=_("台账目录"), told=told)
    if request.method == "POST":
        return export_list(request, listing)
    # Sorted across the groups, they no longer stand under their headings.
    groups = [(_("全部台账"), listing.rows)] if listing.sort and listing.rows else grouped(listing.rows)
    context = {"listing": listing, "groups": groups, "words": words, "may_enter": bool(keepers)}
    return render(request, "ledger/registers.html", context)


def choose_unit(request: Any) -> HttpResponse:
    """For which organisation: asked only where there is a choice."""
    return _choose(request, BY_UNIT, "ledger:new_entry")


def office_choose_unit(request: Any) -> HttpResponse:
    """About which organisation the 工委 makes an entry."""
    return _choose(request, BY_COMMITTEE, "ledger:office_new_entry")


def _choose(request: Any, keeper: str, form_route: str) -> HttpResponse:
    code, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    if not is_kept_by(code, keeper):
        return redirect("ledger:registers")
    placements = placements_within(request.reach, words=words)
    if len(placements) == 1 and not words:
        return redirect(form_route, placements[0].unit_id, code)
    page = Paginator(placements, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "kind": kind_of(code), "words": words, "form_route": form_route}
    return render(request, "ledger/choose_unit.html", context)
