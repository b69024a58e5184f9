"""The page on which the 工委 sets by which day records are to be entered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.changes import Outdated
from mingheng.ledger import domain
from mingheng.ledger.models import ClosingDay
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.verification_forms import ClosingDayForm, EndingForm


def closing_days(request: Any) -> HttpResponse:
    """The closing days there are, and the form that sets one."""
    is_set = request.method == "POST"
    form = ClosingDayForm(request.POST if is_set else None, initial={"starts_on": clock.today().replace(day=1)})
    if is_set and form.is_valid():
        try:
            domain.set_closing_day(**form.cleaned_data, by=request.actor)
        except domain.NotNow as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已规定录入截止日。"))
            return redirect("ledger:closing_days")
    rules = ClosingDay.objects.order_by("-starts_on", "-pk")
    rows = [(rule, kind_of(rule.kind).title if rule.kind else _("全部种类")) for rule in rules]
    return render(request, "ledger/closing_days.html", {"form": form, "rows": rows, "today": clock.today()})


def end_closing_day(request: Any, rule_id: int) -> HttpResponse:
    """Let one hold no longer."""
    rule = get_object_or_404(ClosingDay, pk=rule_id)
    form = EndingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有停用：请填写停用日。"))
        return redirect("ledger:closing_days")
    try:
        domain.end_closing_day(rule, **form.cleaned_data, by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已停用。停用日以前的记录仍按它计算是否按时。"))
    return redirect("ledger:closing_days")
