"""Pages of scores: who stands where, one unit's lines, one line with all it rests on, how a score came to change."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng.assessment.asked import LABELS, Asked, asked_rows, asked_within, pinned_by
from mingheng.assessment.connecting import (
    SwitchRefused,
    connect_ledger,
    connected_of,
    disconnect_ledger,
    ledgers_read,
    readers_of,
)
from mingheng.assessment.domain import CycleRefused, start_cycle
from mingheng.assessment.explanation import explain_line
from mingheng.assessment.follow_up import follow_up_address
from mingheng.assessment.forms import CycleForm, SwitchForm
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.listed import UNITS, missing_columns, score_columns
from mingheng.assessment.live import current_cycle, day_of
from mingheng.assessment.overview import (
    Wanted,
    are_enough,
    chosen,
    entries_of,
    gone_within,
    lights_within,
    overdue_within,
    spreads,
    tone_counts,
    unit_rows,
)
from mingheng.assessment.pages import cycle_rows, profile_of, score_rows, scored_within
from mingheng.assessment.passes import run_due, run_full
from mingheng.assessment.permissions import may_rank, ranked_for
from mingheng.assessment.queries import changed_lines_of, changes_of
from mingheng.assessment.thresholds import limits
from mingheng.audit.exports import export_list
from mingheng.content import find_rulebook
from mingheng.ledger.permissions import WRITERS
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import placement_of
from mingheng.policy import Role
from mingheng.scoring import FaultyInput
from mingheng.ui.listing import Listing

PAGE_SIZE = 50


def scores(request: Any) -> HttpResponse:
    """The units within reach, with their scores."""
    cycle = current_cycle()
    if cycle is None:
        return render(request, "assessment/no_cycle.html")
    query = request.GET.get("q", "").strip()
    found = scored_within(cycle, request.reach, query, request.grants)
    has_ranks = found.filter(ranked_for(request.grants)).exists()
    columns, told = score_columns(cycle, has_ranks=has_ranks), [cycle.title, *([query] if query else [])]
    show = partial(score_rows, cycle)
    listing = Listing(request.GET, found, columns, title=_("单位得分"), show=show, sort="class", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    as_of = max((row.standing.as_of for row in listing.rows), default=None)
    context = {"cycle": cycle, "listing": listing, "query": query, "has_ranks": has_ranks, "as_of": as_of}
    return render(request, "assessment/scores.html", context)


def overview(request: Any) -> HttpResponse:
    """Where the units within reach stand, with their lights; the spread of every class; what is late."""
    cycle = current_cycle()
    if cycle is None:
        return render(request, "assessment/no_cycle.html")
    wanted, day = Wanted.read(request.GET), day_of(cycle)
    lights = lights_within(cycle, request.reach, day)
    found, told = chosen(lights, wanted, day), [cycle.title, *wanted.told()]
    keys, show = found.values_list("pk", flat=True), partial(unit_rows, cycle, lights, day=day)
    listing = Listing(request.GET, keys, UNITS, title=_("总览"), show=show, sort="light", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    axis, classes = spreads(cycle, lights)
    context = {
        "cycle": cycle,
        "wanted": wanted,
        "listing": listing,
        "tones": tone_counts(lights),
        "overdue": overdue_within(cycle, request.reach, day),
        "gone": gone_within(cycle, request.reach, day),
        "entries": entries_of(request.reach),
        "axis": axis,
        "spreads": classes,
        "are_drawn": are_enough(classes),
        "has_small": any(one.median is None for one in classes),
        "limits": limits(),
    }
    return render(request, "assessment/overview.html", context | {"as_of": day})


def requirements(request: Any) -> HttpResponse:
    """What is still missing of the units within reach, the most urgent first."""
    cycle = current_cycle()
    if cycle is None:
        return render(request, "assessment/no_cycle.html")
    asked, day = Asked.read(request.GET), day_of(cycle)
    found = asked_within(cycle, request.reach, day, asked)
    may_write = any(Role(grant.role) in WRITERS for grant in request.grants)
    show = partial(asked_rows, cycle, reach=request.reach, day=day, may_write=may_write)
    columns, pinned = missing_columns(day), pinned_by(cycle, asked, request.reach, day)
    told = asked.told(pinned)
    listing = Listing(request.GET, found, columns, title=_("还缺的记录"), show=show, sort="state", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    context = {"listing": listing, "asked": asked, "states": LABELS.items(), "may_write": may_write}
    context["follow_up"] = follow_up_address(cycle, asked, request.reach, grants=request.grants)
    context["pins"] = [(key, name, listing.address(**{key: None})) for key, name in pinned.items()]
    return render(request, "assessment/requirements.html", context | {"as_of": day})


def unit(request: Any, unit: str) -> HttpResponse:
    """One unit's profile: its figures, its lines, its latest changes."""
    cycle, found = _cycle_and_unit(unit)
    profile = profile_of(cycle, found)
    if profile is None:
        return render(request, "assessment/not_assessed.html", {"unit": found, "placement": placement_of(found)})
    opened = request.GET.get("open", "")
    context = {"unit": found, "profile": profile, "may_rank": may_rank(request.grants, found), "opened": opened}
    context["sections"] = profile.sections(opened)
    lacking = Asked(subject=found.code)
    context["follow_up"] = follow_up_address(cycle, lacking, request.reach, grants=request.grants, unit_id=found.pk)
    return render(request, "assessment/unit.html", context | {"as_of": profile.standing.as_of})


def line(request: Any, unit: str, line: str) -> HttpResponse:
    """One line with rule, article, measure, records, and who entered and accepted them."""
    cycle, found = _cycle_and_unit(unit)
    explained = explain_line(cycle, found, line, may_rank=may_rank(request.grants, found))
    if explained is None:
        raise Http404
    template = "assessment/line.html#basis" if request.htmx else "assessment/line.html"
    context = {"unit": found, "placement": placement_of(found), "explained": explained, "line": explained.line}
    return render(request, template, context | {"as_of": explained.as_of})


def history(request: HttpRequest, unit: str) -> HttpResponse:
    """Every change of a unit's score with its cause."""
    cycle, found = _cycle_and_unit(unit)
    page = Paginator(changes_of(cycle, found), PAGE_SIZE).get_page(request.GET.get("page"))
    rulebook = rulebook_of(cycle)
    rows = [(change, list(changed_lines_of(change, rulebook))) for change in page]
    context = {"unit": found, "placement": placement_of(found), "page": page, "rows": rows}
    return render(request, "assessment/history.html", context)


def cycle(request: HttpRequest) -> HttpResponse:
    """The running cycle: its rulebook, its days, its ledgers, and when it was last run."""
    running = current_cycle()
    context = {"cycle": running, "rows": cycle_rows(running), "ledgers": ledgers_read(running) if running else []}
    return render(request, "assessment/cycle.html", context)


def ledger(request: Any, kind: str) -> HttpResponse:
    """Switch a ledger off, or on again."""
    running, found = current_cycle(), all_kinds().get(kind)
    if running is None or found is None:
        raise Http404
    is_on, form = found.code in connected_of(running), SwitchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        switch = disconnect_ledger if request.POST.get("to") == "off" else connect_ledger
        try:
            switch(running, found, reason=form.cleaned_data["reason"], by=request.actor)
        except SwitchRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            run_full(running, cause="ledger_switched", by=request.actor)
            messages.success(request, _("已办理，全部单位的得分已重算。"))
            return redirect("assessment:cycle")
    context = {"cycle": running, "kind": found, "is_on": is_on, "form": form, "rules": readers_of(running, found)}
    return render(request, "assessment/ledger.html", context)


def start(request: Any) -> HttpResponse:
    """Begin a cycle."""
    form = CycleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        folder = find_rulebook(form.cleaned_data["rulebook"])
        try:
            if folder is None:
                raise CycleRefused(_("这个评分细则已经不在了，请重新选择。"))
            begun = start_cycle(folder, connected=form.cleaned_data["connected"], by=request.actor)
        except (CycleRefused, FaultyInput) as refusal:
            form.add_error(None, str(refusal))
        else:
            run_due(request.actor)
            messages.success(request, _("“%(title)s”已启动。") % {"title": begun.title})
            return redirect("assessment:cycle")
    return render(request, "assessment/start.html", {"form": form})


def _cycle_and_unit(code: str) -> tuple[Any, Unit]:
    running = current_cycle()
    if running is None:
        raise Http404
    return running, get_object_or_404(Unit, code=code)
