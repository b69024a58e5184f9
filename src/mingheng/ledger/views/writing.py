"""Write an entry: a new one, a draft again, a correction. Nothing that was typed is lost, whoever was faster."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from mingheng.audit.changes import Outdated
from mingheng.ledger.addresses import form_address
from mingheng.ledger.conditions import EDITABLE
from mingheng.ledger.domain import NotNow, correct, recall, save_draft, submit
from mingheng.ledger.entry_keys import entry_of_key
from mingheng.ledger.forms import ActForm, EntryForm
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import latest_version
from mingheng.ledger.typed_forms import about_of, forget_typed
from mingheng.ledger.values import content_of
from mingheng.ledger.views.form_page import begun, begun_form_page, conflict_page, form_page, fresh_form_page
from mingheng.ledger.ways_back import after_saving, entry_page, keeping_way, way_back
from mingheng.organisation.models import Unit
from mingheng.vault.identifiers import new_id


def new_entry(request: Any, unit_id: int, kind: str) -> HttpResponse:
    """The form of a new entry, and what comes of it."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if request.method == "GET":
        return fresh_form_page(request, Entry(pk=new_id(), unit=unit, kind=kind))
    known = entry_of_key(request.POST.get("key", ""), unit, kind)
    if known is not None:
        return save(request, known, request.POST)
    fresh = EntryForm(Entry(pk=new_id(), unit=unit, kind=kind), request.POST)
    fresh.is_valid()
    fresh.add_error(None, _("这张表单已经失效，没有保存。填写的内容还在下面，请再保存一次。"))
    return form_page(request, fresh)


def edit_entry(request: Any, entry_id: str) -> HttpResponse:
    """The form of a draft or of an entry that was sent back."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    if request.method == "POST":
        return save(request, entry, request.POST)
    return begun_form_page(request, entry)


def correct_entry(request: Any, entry_id: str) -> HttpResponse:
    """The form of a correction: what was accepted, to be put right, with a reason."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    if request.method == "POST":
        return save(request, entry, request.POST, is_correction=True)
    return begun_form_page(request, entry, needs_reason=True)


def submit_entry(request: Any, entry_id: str) -> HttpResponse:
    """Submit what was saved last. What is missing or unusual is shown in the form."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    form = ActForm(request.POST)
    if entry.state == State.SUBMITTED or not form.is_valid():
        return redirect(after_saving(request, entry))
    read_at, final = form.cleaned_data["read_at"], EntryForm(entry, begun(entry), is_final=True)
    if entry.version == read_at and entry.state in EDITABLE and not final.is_valid():
        return form_page(request, final)
    try:
        submit(entry, read_at=read_at, by=request.actor)
    except (Outdated, NotNow) as refusal:
        messages.error(request, str(refusal))
        return redirect(entry_page(request, entry.pk))
    _tell_submitted(request)
    return redirect(after_saving(request, entry))


def recall_entry(request: Any, entry_id: str) -> HttpResponse:
    """Take back what was submitted, and go straight to its form."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    form = ActForm(request.POST)
    if entry.state == State.DRAFT:
        return redirect(keeping_way(form_address(entry), request))
    if entry.state in EDITABLE or not form.is_valid():
        return redirect(entry_page(request, entry.pk))
    try:
        recall(entry, read_at=form.cleaned_data["read_at"], by=request.actor)
    except (Outdated, NotNow) as refusal:
        messages.error(request, str(refusal))
        return redirect(entry_page(request, entry.pk))
    messages.success(request, _("已取回，不再等待审核。改好以后请再提交。"))
    return redirect(keeping_way(form_address(entry), request))


def save(request: Any, entry: Entry, typed: Any, *, is_correction: bool = False) -> HttpResponse:
    """Save what was typed, as a draft, for acceptance or as a correction; or show the form again with what is wrong."""
    is_final = is_correction or "submit" in typed
    form = EntryForm(entry, typed, request.FILES, is_final=is_final, needs_reason=is_correction)
    if not form.is_valid():
        return form_page(request, form)
    if is_replay(request, entry, form):
        return redirect(after_saving(request, entry))
    about, is_new = about_of(entry), not entry.latest
    try:
        _write(request, entry, form, is_correction=is_correction)
    except IntegrityError:
        if not is_new:
            raise
        # The same new entry came twice at the same moment: the other one is there now.
        return save(request, get_object_or_404(Entry.objects.select_related("unit"), pk=entry.pk), typed)
    except (Outdated, NotNow) as refusal:
        return conflict_page(request, entry.pk, form, typed, why=str(refusal))
    forget_typed(request.account, about)
    if is_final:
        _tell_submitted(request)
    else:
        messages.success(request, _("草稿已保存。"))
    return redirect(after_saving(request, entry))


def _tell_submitted(request: Any) -> None:
    """The page that waits for the entry says itself what is still to be done there."""
    if not way_back(request):
        messages.success(request, _("已提交，等待审核。"))


def _write(request: Any, entry: Entry, form: EntryForm, *, is_correction: bool) -> None:
    content, read_at, by = form.content(), form.cleaned_data["read_at"], request.actor
    if is_correction:
        correct(
            entry, content, reason=form.cleaned_data["correction_reason"], read_at=read_at, files=form.stored, by=by
        )
    elif form.is_final:
        submit(entry, content, read_at=read_at, files=form.stored, by=by)
    else:
        save_draft(entry, content, read_at=read_at, files=form.stored, by=by)


def is_replay(request: Any, entry: Entry, form: EntryForm) -> bool:
    """Whether exactly this was saved by the same person just before: a second click, a repeated request."""
    if not entry.latest or entry.version != form.cleaned_data["read_at"] + 1:
        return False
    state = State.SUBMITTED if form.is_final else entry.state
    version = latest_version(entry)
    is_own = version.writer_id == request.account.pk
    attached = set(entry.evidence.values_list("digest", flat=True))
    has_files = all(file.digest in attached for file in form.stored)
    return is_own and has_files and entry.state == state and content_of(version) == form.content()
