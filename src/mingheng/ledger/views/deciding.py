"""Accept, send back, withdraw and discard; after it, what has changed in the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng.audit.changes import Outdated
from mingheng.facts.registry import ScoreEffect
from mingheng.ledger import domain
from mingheng.ledger.forms import ActForm, ReasonForm
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import rows_of, waiting_within
from mingheng.ledger.views.effects import consequences_of, shared_lines
from mingheng.ledger.views.summing import unit_lines
from mingheng.ledger.ways_back import entry_page, way_back
from mingheng.ui.digits import number_of_digits

FEW = 3
"""So many entries are told one by one at once; of more the sum stands open, and the rest is folded."""


def accept_entry(request: Any, entry_id: str) -> HttpResponse:
    """Accept one entry, and show what follows from it at once."""
    entry = _entry(entry_id)
    form = ActForm(request.POST)
    if entry.state == State.ACCEPTED or not form.is_valid():
        return redirect(entry_page(request, entry.pk))
    try:
        changes = domain.accept(entry, read_at=form.cleaned_data["read_at"], by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, str(refusal))
        return redirect(entry_page(request, entry.pk))
    return decided_page(request, [entry], {entry.pk: changes}, title=_("已采纳"))


def accept_several(request: Any) -> HttpResponse:
    """Accept the ticked entries. One that lies out of reach is treated as one that is not there."""
    ticked = dict(_ticked(one) for one in request.POST.getlist("entry"))
    found = list(waiting_within(request.reach).filter(pk__in=ticked))
    marked = _marked_among(found) if "whole" in request.POST else []
    chosen = [(entry, ticked[entry.pk]) for entry in found if entry not in marked]
    try:
        outcome = domain.accept_several(chosen, by=request.actor)
    except Outdated as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:waiting")
    outcome.refusals += [(entry, _("有“疑似重复”或“类型待核对”的标记，请看过以后单独采纳。")) for entry in marked]
    if not outcome.entries and not outcome.refusals:
        messages.error(request, _("没有可以采纳的记录：请先勾选；已经采纳过的不会重复采纳。"))
        return redirect("ledger:waiting")
    title = _("已采纳 {count} 条").format(count=len(outcome.entries))
    return decided_page(request, outcome.entries, outcome.score_changes, refusals=outcome.refusals, title=title)


def _marked_among(entries: Sequence[Entry]) -> list[Entry]:
    return [row.entry for row in rows_of(entries) if row.is_marked]


def send_back_several(request: Any) -> HttpResponse:
    """Send the ticked entries back, all with one reason. One out of reach is treated as one that is not there."""
    ticked = dict(_ticked(one) for one in request.POST.getlist("entry"))
    chosen = [(entry, ticked[entry.pk]) for entry in waiting_within(request.reach).filter(pk__in=ticked)]
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        outcome = domain.send_back_several(chosen, reason=reason, by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, f"{refusal}{_('您写的原因：') + reason if reason else ''}")
        return redirect("ledger:waiting")
    if not outcome.entries and not outcome.refusals:
        messages.error(request, _("没有可以退回的记录：请先勾选。"))
        return redirect("ledger:waiting")
    title = _("已退回 {count} 条").format(count=len(outcome.entries))
    return decided_page(request, outcome.entries, {}, refusals=outcome.refusals, title=title, is_scored=False)


def _ticked(one: str) -> tuple[str, int]:
    """A ticked box: the entry, and the version it was read at."""
    entry_id, _colon, version = one.partition(":")
    return entry_id, number_of_digits(version) or 0


def send_back_entry(request: Any, entry_id: str) -> HttpResponse:
    """Send an entry back with a reason."""
    entry = _entry(entry_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有退回：请写明原因，让填报人知道改什么。"))
        return redirect(entry_page(request, entry.pk))
    try:
        domain.send_back(entry, **form.cleaned_data, by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, f"{refusal}{_('您写的原因：')}{form.cleaned_data['reason']}")
        return redirect(entry_page(request, entry.pk))
    messages.success(request, _("“{title}”已退回。").format(title=entry.title))
    return redirect(way_back(request) or "ledger:waiting")


def withdraw_entry(request: Any, entry_id: str) -> HttpResponse:
    """Withdraw an entry with a reason, and show what follows from it."""
    entry = _entry(entry_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有撤回：请写明原因。"))
        return redirect(entry_page(request, entry.pk))
    try:
        changes = domain.withdraw(entry, **form.cleaned_data, by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, f"{refusal}{_('您写的原因：')}{form.cleaned_data['reason']}")
        return redirect(entry_page(request, entry.pk))
    return decided_page(request, [entry], {entry.pk: changes}, title=_("已撤回"))


def discard_draft(request: Any, entry_id: str) -> HttpResponse:
    """Discard a draft, and go back to the list."""
    entry = _entry(entry_id)
    form = ActForm(request.POST)
    if entry.state == State.WITHDRAWN or not form.is_valid():
        return redirect("ledger:entries")
    try:
        domain.discard(entry, read_at=form.cleaned_data["read_at"], by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:entry", entry.pk)
    messages.success(request, _("草稿“{title}”已删除。").format(title=entry.title or _("（未填主题）")))
    return redirect("ledger:entries")


def decided_page(
    request: Any,
    entries: Sequence[Entry],
    changes: Mapping[str, Sequence[ScoreEffect]],
    *,
    title: str,
    refusals: Sequence[tuple[Entry, str]] = (),
    is_scored: bool = True,
) -> HttpResponse:
    """What was decided, what could not be, what it did to scores together and one by one, and how many still wait.

    What is only sent back changes no score, and nothing is said of scores then.
    """
    consequences = consequences_of(changes, request.reach, entries) if is_scored else []
    context = {
        "title": title,
        "rows": rows_of(entries),
        "consequences": consequences,
        "has_shared_lines": shared_lines(consequences),
        "unit_lines": unit_lines(consequences, request.reach) if len(consequences) > 1 else [],
        "is_folded": len(consequences) > FEW,
        "refusals": refusals,
        "is_scored": is_scored,
        "waiting": waiting_within(request.reach).count(),
        "way_back": way_back(request),
    }
    return render(request, "ledger/decided.html", context)


def _entry(entry_id: str) -> Entry:
    entry: Entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    return entry
