"""What a recipient sees and does: the matter, its receipt, the reply, taking it back, passing it on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assignments import domain
from mingheng.assignments.cited import objections_to
from mingheng.assignments.conditions import ANSWERABLE
from mingheng.assignments.forms import AcceptForm, ActForm, PassOnForm, ReplyForm, searched
from mingheng.assignments.models import Progress, Recipient
from mingheng.assignments.onward import onward_from
from mingheng.assignments.permissions import GIVERS, may, steps_for_recipient
from mingheng.assignments.queries import (
    indicator_label,
    kind_title,
    papers_of,
    recipient_rows,
    replies_of,
    steps_of,
)
from mingheng.assignments.recalled import recalled_reply
from mingheng.assignments.typed_replies import (
    forget_reply,
    had_files,
    initial_of_kept,
    initial_of_recalled,
    keep_reply,
    kept_reply,
)
from mingheng.assignments.views.acting import recipient_or_404
from mingheng.audit.changes import Outdated
from mingheng.ledger.models import State as EntryState
from mingheng.ledger.permissions import next_steps, place_of_work, roles_at
from mingheng.ledger.queries import EntryRow


def recipient(request: Any, recipient_id: int) -> HttpResponse:
    """The matter as one unit sees it: what is asked, what it answered, and those below to whom it passed it on."""
    found = recipient_or_404(recipient_id)
    return recipient_page(request, found, AcceptForm(initial={"read_at": found.version}))


def recipient_page(request: Any, found: Recipient, form: AcceptForm) -> HttpResponse:
    """The page with the form by which its reply is accepted, empty or as it comes back."""
    replies, history, matter = replies_of(found), steps_of(found), _matter(found)
    units = {one.entry.unit_id for reply in replies for one in reply.entries}
    is_writer = matter["row"].replier_id == request.account.pk
    cited = next((reply.entries for reply in replies if not reply.is_recalled), [])
    context = matter | {
        "form": form,
        "waiting": [(one, can_decide(one, request)) for one in cited if one.entry.state == EntryState.SUBMITTED],
        "objections": objections_to(one.entry for one in cited),
        "here": reverse("assignments:recipient", args=[found.pk]),
        "help_template": "assignments/help/recipient.html",
        "replies": replies,
        "readable": {unit for unit in units if roles_at(request.grants, unit)},
        "history": history,
        "decision": next((step for step in history if step.kind == found.progress), None),
        "below": recipient_rows(list(found.passed_to.select_related("assignment", "unit", "passed_by").order_by("pk"))),
        "steps": steps_for_recipient(found, request.grants, is_writer=is_writer),
        "is_writer": is_writer,
        "onward": onward_from(found, request.grants, request.account),
        "is_giver": may(request.grants, GIVERS, found.assignment.giver_id),
        "is_own": any(grant.unit_id == found.unit_id for grant in request.grants),
    }
    return render(request, "assignments/recipient.html", context)


def can_decide(row: EntryRow, request: Any) -> bool:
    """Whether whoever asks may review this entry."""
    roles = roles_at(request.grants, place_of_work(row.entry))
    return "decide" in next_steps(row.entry, roles, is_writer=row.writer_id == request.account.pk)


def receive(request: Any, recipient_id: int) -> HttpResponse:
    """Say that it has come. A second click finds it received."""
    found, form = recipient_or_404(recipient_id), ActForm(request.POST)
    if not form.is_valid() or found.progress != Progress.GIVEN:
        return redirect("assignments:recipient", found.pk)
    try:
        domain.receive(found, read_at=form.cleaned_data["read_at"], by=request.actor)
    except Outdated:
        pass  # Somebody of the unit was faster: it is received.
    except domain.NotNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已签收。"))
    return redirect("assignments:recipient", found.pk)


def reply(request: Any, recipient_id: int) -> HttpResponse:
    """The form of a reply, and what comes of it. What was typed stays, whoever was faster."""
    found = recipient_or_404(recipient_id)
    if request.method == "GET":
        return _begun_page(request, found)
    if "search" in request.POST:
        return _reply_page(request, ReplyForm(found, initial=searched(request.POST)), found)
    if "enter" in request.POST and found.assignment.kind:
        return _enter_first(request, found)
    if "forget" in request.POST:
        forget_reply(request.account, found)
        return redirect("assignments:reply", found.pk)
    form = ReplyForm(found, request.POST, request.FILES)
    if not form.is_valid():
        return _reply_page(request, form, found)
    if _is_replay(request, found, form):
        return redirect("assignments:recipient", found.pk)
    return _answer(request, found, form)


def recall(request: Any, recipient_id: int) -> HttpResponse:
    """Take the reply back, and go straight to its form. A second click finds it taken back."""
    found, form = recipient_or_404(recipient_id), ActForm(request.POST)
    if found.progress == Progress.RECEIVED:
        return redirect("assignments:reply", found.pk)
    if found.progress in ANSWERABLE or not form.is_valid():
        return redirect("assignments:recipient", found.pk)
    try:
        domain.recall(found, read_at=form.cleaned_data["read_at"], by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, str(refusal))
        return redirect("assignments:recipient", found.pk)
    messages.success(request, _("回复已取回，这件任务又算没有回复。改好以后请再点“回复”。"))
    return redirect("assignments:reply", found.pk)


def _begun_page(request: Any, found: Recipient) -> HttpResponse:
    """The form with what was kept of it, the entry ticked that was filled in meanwhile, and first the wanted kind."""
    kept, entered = kept_reply(request.account, found), request.GET.getlist("entry")
    recalled = recalled_reply(found)
    asked = searched(request.GET)
    wanted = {} if "kind" in request.GET else {"kind": found.assignment.kind}
    before = initial_of_kept(kept) if kept else initial_of_recalled(recalled) if recalled else {}
    begun = asked | wanted | before | {name: text for name, text in asked.items() if text}
    begun |= {"read_at": found.version, "entries": [*begun["entries"], *entered]}
    form = ReplyForm(found, initial=begun)
    is_entered = any(row.entry.pk in entered for row in form.offer.rows)
    kept_at = kept.saved_at if kept and not is_entered else None
    told: dict[str, Any] = {
        "is_entered": is_entered,
        "is_recalled": bool(recalled),
        "kept_at": kept_at,
        "had_files": had_files(kept),
    }
    return _reply_page(request, form, found, **told)


def _enter_first(request: Any, found: Recipient) -> HttpResponse:
    """To the form of an entry, which leads back; what was typed here is kept until then."""
    names = [file.name for file in request.FILES.getlist("attached")]
    if not keep_reply(request.account, found, request.POST, names):
        return _reply_page(request, ReplyForm(found, request.POST), found)
    here = reverse("assignments:reply", args=[found.pk])
    there = reverse("ledger:new_entry", args=[found.unit_id, found.assignment.kind])
    return redirect(f"{there}?{urlencode({'next': here}, safe='/')}")


def _answer(request: Any, found: Recipient, form: ReplyForm) -> HttpResponse:
    cleaned = form.cleaned_data
    answer = {"text": cleaned["text"], "entries": form.entries_chosen(), "files": form.files_chosen()}
    try:
        domain.reply(found, **answer, read_at=cleaned["read_at"], by=request.actor)
    except domain.Unfit as fault:
        form.add_error(fault.field, str(fault))
        return _reply_page(request, form, found)
    except (Outdated, domain.NotNow) as refusal:
        form.add_error(None, str(refusal))
        return _reply_page(request, form, recipient_or_404(found.pk), status=409)
    forget_reply(request.account, found)
    messages.success(request, _("已回复，等待认可。"))
    return redirect("assignments:recipient", found.pk)


def _is_replay(request: Any, found: Recipient, form: ReplyForm) -> bool:
    """Whether exactly this was replied by the same person just before: a second click, a repeated request."""
    cleaned = form.cleaned_data
    if found.progress != Progress.REPLIED or found.version != cleaned["read_at"] + 1:
        return False
    newest = found.replies.order_by("-number")[0]
    linked = set(newest.links.values_list("entry_id", flat=True))
    # Equality would be wrong: what was ticked of a reply taken back is attached too, and the form offers it no more.
    attached = set(newest.papers.values_list("digest", flat=True))
    has_files = all(file.digest in attached for file in form.stored)
    said = (request.account.pk, cleaned["text"].strip(), set(cleaned["entries"]))
    return has_files and (newest.replier_id, newest.text, linked) == said


def pass_on(request: Any, recipient_id: int) -> HttpResponse:
    """The form by which it is passed on, and what comes of it."""
    found = recipient_or_404(recipient_id)
    if request.method == "GET":
        form = PassOnForm(found, initial={"read_at": found.version})
        return render(request, "assignments/pass_on.html", _matter(found) | {"form": form})
    form = PassOnForm(found, request.POST)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            domain.pass_on(
                found,
                form.chosen(),
                due_on=cleaned["due_on"],
                note=cleaned["note"],
                read_at=cleaned["read_at"],
                by=request.actor,
            )
        except domain.Unfit as fault:
            form.add_error(fault.field, str(fault))
        except (Outdated, domain.NotNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已转办。本单位仍要自己回复。"))
            return redirect("assignments:recipient", found.pk)
    return render(request, "assignments/pass_on.html", _matter(found) | {"form": form})


def _matter(found: Recipient) -> dict[str, Any]:
    """What is asked, as every page about a recipient shows it."""
    (row,) = recipient_rows([found])
    return {
        "recipient": found,
        "assignment": found.assignment,
        "row": row,
        "unit_name": row.unit_name,
        "giver_name": row.asker_name,
        "indicator": indicator_label(found.assignment),
        "kind_title": kind_title(found.assignment),
        "papers": papers_of(found.assignment),
    }


def _reply_page(request: Any, form: ReplyForm, found: Recipient, *, status: int = 200, **more: Any) -> HttpResponse:
    context = _matter(found) | {
        "form": form,
        "can_reply": "reply" in steps_for_recipient(found, request.grants, is_writer=False),
        "had_files": bool(request.FILES),
    }
    return render(request, "assignments/reply.html", context | more, status=status)
