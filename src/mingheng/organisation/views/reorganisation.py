"""One page for each change of the tree. All work alike: what is asked, what will change, what will not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.organisation.forms.reorganisation import (
    ChangeForm,
    CloseForm,
    FoundForm,
    KindForm,
    MergeForm,
    MoveForm,
    ReclassForm,
    RenameForm,
    SplitForm,
)
from mingheng.organisation.models import Unit
from mingheng.organisation.prospects import prospects_of
from mingheng.organisation.queries import children_of, last_placement_of, line_of


def found(request: Any, unit_id: int) -> HttpResponse:
    """Found a unit below this one."""
    return _change(request, unit_id, FoundForm)


def rename(request: Any, unit_id: int) -> HttpResponse:
    """Rename it."""
    return _change(request, unit_id, RenameForm)


def move(request: Any, unit_id: int) -> HttpResponse:
    """Put it below another unit."""
    return _change(request, unit_id, MoveForm)


def reclass(request: Any, unit_id: int) -> HttpResponse:
    """Assess it in another class, or no longer."""
    return _change(request, unit_id, ReclassForm)


def change_kind(request: Any, unit_id: int) -> HttpResponse:
    """Let it be of another kind."""
    return _change(request, unit_id, KindForm)


def merge(request: Any, unit_id: int) -> HttpResponse:
    """Merge it into another unit."""
    return _change(request, unit_id, MergeForm)


def split(request: Any, unit_id: int) -> HttpResponse:
    """Found units beside it."""
    return _change(request, unit_id, SplitForm)


def close(request: Any, unit_id: int) -> HttpResponse:
    """Close it."""
    return _change(request, unit_id, CloseForm)


def _change(request: Any, unit_id: int, form_class: type[ChangeForm]) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=unit_id)
    form = form_class(request.POST if request.method == "POST" else None, unit=unit, reach=request.reach)
    if request.method == "POST" and form.submit(request.actor):
        words = {"title": form.title, "day": form.cleaned_data["on"]}
        messages.success(request, _("已登记：%(title)s，自 %(day)s 起生效。") % words)
        return redirect("organisation:unit", unit_id)
    day = form.chosen_day()
    context = {
        "unit": unit,
        "placement": last_placement_of(unit),
        "line": line_of(unit.pk)[::-1],
        "children": children_of(unit, clock.today()),
        "form": form,
        "day": day,
        "prospects": prospects_of(form.act, unit, day) if form.act else [],
    }
    return render(request, "organisation/change.html", context)
