"""Write an assignment, look at it, give it out, close or withdraw it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assessment.asked import Asked
from mingheng.assignments import domain
from mingheng.assignments.follow_up import FollowUp
from mingheng.assignments.forms import AssignmentForm, RecipientsForm, initial_of
from mingheng.assignments.models import Assignment, Progress, State
from mingheng.assignments.permissions import steps_for_giver
from mingheng.assignments.queries import (
    TONES,
    RecipientRow,
    counts_of,
    indicator_label,
    is_answered_by_all,
    kind_title,
    papers_of,
    threads_of,
)
from mingheng.assignments.views.acting import with_words
from mingheng.audit.changes import Outdated
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.naming import name_of
from mingheng.organisation.queries import running_on
from mingheng.vault.identifiers import new_id

_SALT = "mingheng.assignments.new"


def assignment(request: Any, assignment_id: str) -> HttpResponse:
    """The assignment, and how far each recipient has come."""
    found = _assignment(assignment_id)
    threads = sorted(threads_of(found), key=_waits_last)
    context = {
        "assignment": found,
        "giver_name": name_of(found.giver),
        "tone": TONES[found.state],
        "indicator": indicator_label(found),
        "kind_title": kind_title(found),
        "papers": papers_of(found),
        "threads": threads,
        "counts": counts_of(row for row, _below in threads),
        "is_answered": is_answered_by_all(found),
        "steps": steps_for_giver(found, request.grants),
    }
    return render(request, "assignments/assignment.html", context)


def _waits_last(thread: tuple[RecipientRow, list[RecipientRow]]) -> bool:
    row, below = thread
    return all(one.recipient.progress != Progress.REPLIED for one in (row, *below))


def new(request: Any) -> HttpResponse:
    """The form of a new assignment, and what comes of it. The same form sent twice makes one."""
    givers = _givers(request.reach)
    if request.method == "GET":
        fresh, follow_up = Assignment(pk=new_id()), FollowUp.read(request.GET, request.reach)
        if Asked.read(request.GET).state and follow_up is None:
            messages.warning(request, _("清单里现在没有可以由您交办的要求，请自行填写。"))
        initial = {"read_at": 0, "wanted": "written"} | (follow_up.initial() if follow_up else {})
        form = AssignmentForm(fresh, givers, initial=initial)
        return _form_page(request, form, fresh)
    fresh = Assignment(pk=_id_of_key(request.POST.get("key", "")))
    if Assignment.objects.filter(pk=fresh.pk).exists():
        return redirect("assignments:assignment", fresh.pk)
    form = AssignmentForm(fresh, givers, request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form, fresh)
    fresh.giver = Unit.objects.get(pk=form.cleaned_data["giver"])
    return _save(request, form, fresh)


def edit(request: Any, assignment_id: str) -> HttpResponse:
    """The form of a draft."""
    found = _assignment(assignment_id)
    if request.method == "GET":
        return _form_page(request, AssignmentForm(found, [], initial=initial_of(found)), found)
    form = AssignmentForm(found, [], request.POST, request.FILES)
    return _save(request, form, found) if form.is_valid() else _form_page(request, form, found)


def _save(request: Any, form: AssignmentForm, about: Assignment) -> HttpResponse:
    cleaned = form.cleaned_data
    try:
        domain.save_draft(
            about,
            form.wording(),
            read_at=cleaned["read_at"],
            files=form.stored,
            removed=cleaned.get("removed", []),
            by=request.actor,
        )
    except domain.Unfit as fault:
        form.add_error(fault.field, str(fault))
        return _form_page(request, form, about)
    except (Outdated, domain.NotNow) as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, about, status=409)
    except IntegrityError:
        # The same new form came twice at the same moment: the other one is there now.
        return redirect("assignments:assignment", about.pk)
    messages.success(request, _("草稿已保存。核对以后选接收单位，再下发。"))
    followed = Asked.read(request.GET)
    if followed.state:
        return redirect(f"{reverse('assignments:give_out', args=[about.pk])}?{followed.query}")
    return redirect("assignments:assignment", about.pk)


def give_out(request: Any, assignment_id: str) -> HttpResponse:
    """Choose who is asked, and give it out; once it is, add further units."""
    found = _assignment(assignment_id)
    if request.method == "GET":
        follow_up = FollowUp.read(request.GET, [found.giver_id])
        initial = {"read_at": found.version, "units": follow_up.units if follow_up else []}
        return _recipients_page(request, RecipientsForm(found, initial=initial), found)
    form = RecipientsForm(found, request.POST)
    if not form.is_valid():
        return _recipients_page(request, form, found)
    act = domain.give_out if found.state == State.DRAFT else domain.add_recipients
    try:
        act(found, form.chosen(), read_at=form.cleaned_data["read_at"], by=request.actor)
    except domain.Unfit as fault:
        form.add_error(fault.field, str(fault))
        return _recipients_page(request, form, found)
    except (Outdated, domain.NotNow) as refusal:
        return _chosen_again(request, assignment_id, str(refusal))
    messages.success(request, _("已下发，编号{number}。").format(number=found.number))
    return redirect("assignments:assignment", found.pk)


def _chosen_again(request: Any, assignment_id: str, why: str) -> HttpResponse:
    """What was ticked, on the assignment as it is by now, with why it was not taken."""
    fresh, typed = _assignment(assignment_id), request.POST.copy()
    typed["read_at"] = fresh.version
    form = RecipientsForm(fresh, typed)
    form.add_error(None, why)
    return _recipients_page(request, form, fresh, status=409)


def close(request: Any, assignment_id: str) -> HttpResponse:
    """Close it with a note."""
    found = _assignment(assignment_id)

    def closing(words: str, read_at: int) -> None:
        domain.close(found, note=words, read_at=read_at, by=request.actor)

    with_words(request, closing, missing=_("没有办结：请写明办结情况。"), done=_("已办结。"))
    return redirect("assignments:assignment", found.pk)


def withdraw(request: Any, assignment_id: str) -> HttpResponse:
    """Take it back, with a reason."""
    found = _assignment(assignment_id)

    def withdrawing(words: str, read_at: int) -> None:
        domain.withdraw(found, reason=words, read_at=read_at, by=request.actor)

    with_words(request, withdrawing, missing=_("没有撤回：请写明原因。"), done=_("已撤回。"))
    return redirect("assignments:assignment", found.pk)


def _assignment(assignment_id: str) -> Assignment:
    found: Assignment = get_object_or_404(Assignment.objects.select_related("giver", "cycle"), pk=assignment_id)
    return found


def _givers(reach: frozenset[int]) -> list[Placement]:
    """The units for which one may give out: those at which the role is held."""
    return list(Placement.objects.filter(running_on(clock.today()), unit__in=reach).order_by("name"))


def _id_of_key(key: str) -> str:
    """The id that was chosen when the form was drawn; a new one where we did not make the key."""
    try:
        return str(signing.loads(key, salt=_SALT))
    except signing.BadSignature:
        return new_id()


def _form_page(request: Any, form: AssignmentForm, about: Assignment, *, status: int = 200) -> HttpResponse:
    key = "" if about.version else signing.dumps(about.pk, salt=_SALT)
    had_files = bool(request.FILES)
    context = {"form": form, "assignment": about, "is_new": not about.version, "key": key, "had_files": had_files}
    return render(request, "assignments/assignment_form.html", context, status=status)


def _recipients_page(request: Any, form: RecipientsForm, about: Assignment, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "assignment": about, "is_draft": about.state == State.DRAFT}
    return render(request, "assignments/give_out.html", context, status=status)
