"""The pages of the reminders: what is due, what was told, when the office reminds, where one is told oneself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mingheng import clock
from mingheng.audit.changes import Outdated
from mingheng.audit.exports import export_list
from mingheng.organisation.queries import grants_of
from mingheng.regulations.working_days import is_arranged
from mingheng.reminders import domain, forms, queries
from mingheng.reminders.calendar import calendar_of
from mingheng.reminders.channels.messages import site_link
from mingheng.reminders.listed import MATTERS, TOLD, told_rows
from mingheng.reminders.own_settings import own_settings
from mingheng.reminders.plan import stored_plan
from mingheng.reminders.registry import fuller_lists
from mingheng.ui.listing import Listing, conditions_of

NEWEST = 10


def todo(request: Any) -> HttpResponse:
    """What is due: what is for the account to do, or everything within reach."""
    form = forms.TodoForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"unit": "", "kind": "", "due": ""}
    found = queries.Todo(request.account, request.grants, clock.today())
    mine = found.mine
    shows_all = request.GET.get("view", "" if mine else "all") == "all" and not found.is_too_much
    chosen = queries.chosen(
        found.matters if shows_all else mine, kind=asked["kind"], words=asked["unit"].strip(), day=found.day
    )
    chosen = found.of_group(chosen, asked["due"]) if asked["due"] else chosen
    told = [_("范围内全部") if shows_all else _("我办理的"), *conditions_of(form)]
    show = partial(queries.matter_rows, todo=found, account=request.account)
    listing = Listing(request.GET, chosen, MATTERS, title=_("待办"), show=show, told=told)
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "is_filtered": any(asked.values()),
        "listing": listing,
        "groups": grouped(listing.rows, is_sorted=bool(listing.sort)),
        "view": "all" if shows_all else "mine",
        "counts": (len(mine), len(found.matters)),
        "is_too_much": found.is_too_much,
        "most_watched": queries.MOST_WATCHED,
        "overdue": len(found.of_group(chosen, "overdue")),
        "full_lists": fuller_lists(found.day, found.watched),
        "reminders": queries.still_due(queries.reminders_of(request.account)[:NEWEST], found),
        "unarranged": None if is_arranged(found.day.year) else found.day.year,
        "as_of": found.day,
    }
    return render(request, "reminders/todo.html", context)


def grouped(rows: Sequence[queries.MatterRow], *, is_sorted: bool) -> list[tuple[str, Sequence[queries.MatterRow]]]:
    """The rows under what is overdue, due this week, due later; no empty group. In another order: all as one."""
    if is_sorted:
        return [("all", rows)] if rows else []
    groups: dict[str, list[queries.MatterRow]] = {"overdue": [], "week": [], "later": []}
    for row in rows:
        groups[row.group].append(row)
    return [(group, of_group) for group, of_group in groups.items() if of_group]


def told(request: Any) -> HttpResponse:
    """Who was told what, and when."""
    form = forms.RemindersForm(request.GET or None)
    words = form.cleaned_data["words"].strip() if form.is_valid() else ""
    found, conditions = queries.reminders_within(request.reach, words=words), conditions_of(form)
    listing = Listing(request.GET, found, TOLD, title=_("提醒记录"), show=told_rows, sort="-day", told=conditions)
    if request.method == "POST":
        return export_list(request, listing)
    return render(request, "reminders/told.html", {"form": form, "words": words, "listing": listing})


def plan(request: Any) -> HttpResponse:
    """When the office reminds."""
    row = stored_plan()
    form = forms.PlanForm(request.POST if request.method == "POST" else None, initial=forms.PlanForm.values_of(row))
    if form.is_valid():
        try:
            domain.change_plan(form.plan(), read_at=form.cleaned_data["read_at"], by=request.actor)
        except Outdated as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("提醒设置已保存，从下一次提醒起生效。"))
            return redirect("reminders:plan")
    year = clock.today().year
    return render(request, "reminders/plan.html", {"form": form, "unarranged": None if is_arranged(year) else year})


def own(request: Any) -> HttpResponse:
    """Where one is told, and one's calendar."""
    form = forms.ChannelsForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return shown(request, channels=form)
    wants = {name: form.cleaned_data[name] for name in ("wants_email", "wants_webhook")}
    domain.choose_channels(request.account, **wants, read_at=form.cleaned_data["read_at"], by=request.actor)
    messages.success(request, _("接收方式已保存。"))
    return redirect("reminders:own")


@require_POST
def enter_email(request: Any) -> HttpResponse:
    """Keep an address and send a code to it."""
    form = forms.EmailForm(request.POST)
    if form.is_valid():
        try:
            domain.enter_email(request.account, form.cleaned_data["email"], by=request.actor)
        except domain.CannotReach as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("验证码已发到这个邮箱，请查收后填在下面。"))
            return redirect("reminders:own")
    return shown(request, email=form)


@require_POST
def confirm_email(request: Any) -> HttpResponse:
    """The code came back."""
    form = forms.CodeForm(request.POST)
    if form.is_valid():
        try:
            domain.confirm_email(request.account, form.cleaned_data["code"].strip(), by=request.actor)
        except domain.CannotReach as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("邮箱已确认，从下一次提醒起会发邮件。"))
            return redirect("reminders:own")
    return shown(request, code=form)


@require_POST
def drop_email(request: Any) -> HttpResponse:
    """Forget the address."""
    domain.drop_email(request.account, by=request.actor)
    messages.success(request, _("邮箱已删除。"))
    return redirect("reminders:own")


@require_POST
def open_feed(request: Any) -> HttpResponse:
    """A new address for calendar programs, shown once."""
    token = domain.open_feed(request.account, by=request.actor)
    return shown(request, feed_link=site_link(reverse("reminders:feed", args=[token])))


@require_POST
def close_feed(request: Any) -> HttpResponse:
    """No calendar reads it any more."""
    domain.close_feed(request.account, by=request.actor)
    messages.success(request, _("日历订阅地址已停用。"))
    return redirect("reminders:own")


def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """One's due days for a calendar program. Http404 for a key that opens nothing."""
    found = queries.feed_of(token)
    if found is None:
        raise Http404
    account = found.account
    with translation.override(account.language or None):
        mine = queries.Todo(account, grants_of(account), clock.today()).own_alone()
        answer = HttpResponse(calendar_of(mine, clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


def shown(
    request: Any,
    *,
    channels: Form | None = None,
    email: Form | None = None,
    code: Form | None = None,
    feed_link: str = "",
) -> HttpResponse:
    """The page of one's own settings, with the form that was just sent."""
    settings = own_settings(request.account)
    context = {
        "own": settings,
        "channels": channels or forms.ChannelsForm(initial=settings.chosen),
        "email": email or forms.EmailForm(),
        "code": code or forms.CodeForm(),
        "feed_link": feed_link,
    }
    return render(request, "reminders/own.html", context)
