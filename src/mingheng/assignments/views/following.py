"""What the giver does with recipients: accept, ask for more, release, remind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assignments import domain
from mingheng.assignments.forms import AcceptForm, ActForm
from mingheng.assignments.models import Assignment, Progress, Recipient
from mingheng.assignments.queries import REPLIED
from mingheng.assignments.views.acting import recipient_or_404, with_words
from mingheng.assignments.views.answering import recipient_page
from mingheng.audit.changes import Outdated


def accept(request: Any, recipient_id: int) -> HttpResponse:
    """Take the reply as the answer; it is asked where a cited entry still waits. A second click finds it accepted."""
    found, form = recipient_or_404(recipient_id), AcceptForm(request.POST)
    if form.is_valid() and found.progress != Progress.ANSWERED:
        read_at, is_confirmed = form.cleaned_data["read_at"], form.cleaned_data["confirmed"]
        try:
            domain.accept(found, read_at=read_at, is_confirmed=is_confirmed, by=request.actor)
        except domain.Unconfirmed as question:
            form.add_error("confirmed", str(question))
            return recipient_page(request, found, form)
        except (Outdated, domain.NotNow) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已认可。"))
    return _back(request, found)


def send_back(request: Any, recipient_id: int) -> HttpResponse:
    """Ask for more."""
    return _with_words(request, recipient_id, domain.send_back, done=_("已退回，请其补充。"))


def release(request: Any, recipient_id: int) -> HttpResponse:
    """Wait for this unit no longer."""
    return _with_words(request, recipient_id, domain.release, done=_("已免予回复。"))


def remind(request: Any, recipient_id: int) -> HttpResponse:
    """Remind one recipient, by one click."""
    found, form = recipient_or_404(recipient_id), ActForm(request.POST)
    if form.is_valid():
        try:
            domain.remind(found, read_at=form.cleaned_data["read_at"], by=request.actor)
        except (Outdated, domain.NotNow) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已提醒，对方首页和任务页都会看到。"))
    return redirect("assignments:unanswered")


def remind_all(request: Any, assignment_id: str) -> HttpResponse:
    """Remind all who have not answered."""
    found, form = get_object_or_404(Assignment.objects.select_related("giver"), pk=assignment_id), ActForm(request.POST)
    if form.is_valid():
        try:
            count = domain.remind_all(found, read_at=form.cleaned_data["read_at"], by=request.actor)
        except (Outdated, domain.NotNow) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已提醒{count}个单位。").format(count=count))
    return redirect("assignments:assignment", found.pk)


def _with_words(request: Any, recipient_id: int, act: Callable[..., object], *, done: str) -> HttpResponse:
    found = recipient_or_404(recipient_id)

    def doing(words: str, read_at: int) -> None:
        act(found, reason=words, read_at=read_at, by=request.actor)

    with_words(request, doing, missing=_("没有办理：请写明原因。"), done=done)
    return _back(request, found)


def _back(request: Any, found: Recipient) -> HttpResponse:
    """To the list of the replies that wait, where the act was sent from it; else to the thread."""
    if request.POST.get("back") == REPLIED:
        return redirect(f"{reverse('assignments:unanswered')}?{urlencode({'show': REPLIED})}")
    return redirect("assignments:recipient", found.pk)
