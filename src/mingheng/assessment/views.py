"""Pages of scores: who stands where, one unit's lines, one line with all it rests on, how a score came to change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng.assessment.domain import CycleRefused, start_cycle
from mingheng.assessment.explanation import explain_line
from mingheng.assessment.forms import CycleForm
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.live import current_cycle
from mingheng.assessment.pages import cycle_rows, profile_of, score_rows
from mingheng.assessment.passes import run_due
from mingheng.assessment.permissions import ranked_among
from mingheng.assessment.queries import changed_lines_of, changes_of
from mingheng.content import find_rulebook
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import placement_of, units_ever_within
from mingheng.scoring import FaultyInput

PAGE_SIZE = 50


def scores(request: Any) -> HttpResponse:
    """The units within reach, with their scores."""
    cycle = current_cycle()
    if cycle is None:
        return render(request, "assessment/no_cycle.html")
    query = request.GET.get("q", "").strip()
    standings = score_rows(cycle, units_ever_within(request.reach), query)
    page = Paginator(standings, PAGE_SIZE).get_page(request.GET.get("page"))
    ranked = ranked_among([row.unit.pk for row in page], request.grants)
    context = {"cycle": cycle, "page": page, "query": query, "ranked": ranked, "as_of": _as_of(page.object_list)}
    return render(request, "assessment/scores.html", context)


def _as_of(rows: Any) -> Any:
    return max((row.standing.as_of for row in rows), default=None)


def unit(request: Any, unit: str) -> HttpResponse:
    """One unit's profile: its figures, its lines, its latest changes."""
    cycle, found = _cycle_and_unit(unit)
    may_rank = bool(ranked_among([found.pk], request.grants))
    profile = profile_of(cycle, found)
    if profile is None:
        return render(request, "assessment/not_assessed.html", {"unit": found, "placement": placement_of(found)})
    sections = profile.sections(request.GET.get("open", ""))
    context = {"unit": found, "profile": profile, "sections": sections, "may_rank": may_rank}
    return render(request, "assessment/unit.html", context | {"as_of": profile.standing.as_of})


def line(request: Any, unit: str, line: str) -> HttpResponse:
    """One line with rule, article, measure, records, and who entered and accepted them."""
    cycle, found = _cycle_and_unit(unit)
    explained = explain_line(cycle, found, line)
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
    return render(request, "assessment/cycle.html", {"cycle": running, "rows": cycle_rows(running)})


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
