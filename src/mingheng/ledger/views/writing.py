"""Write an entry: a new one, a draft again, a correction. Nothing that was typed is lost, whoever was faster."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng.audit.changes import Outdated
from mingheng.ledger.conditions import EDITABLE
from mingheng.ledger.domain import NotNow, correct, save_draft, submit
from mingheng.ledger.entry_keys import entry_of_key, key_of
from mingheng.ledger.forms import ActForm, EntryForm, initial_of
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import belonging_text, differences, last_expected, latest_version, name_of
from mingheng.ledger.record_kinds import attendances, kind_of, own_fields
from mingheng.ledger.values import content_of
from mingheng.organisation.models import Unit
from mingheng.people.queries import members_of
from mingheng.vault.identifiers import new_id


def new_entry(request: Any, unit_id: int, kind: str) -> HttpResponse:
    """The form of a new entry, and what comes of it."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if request.method == "GET":
        entry = Entry(pk=new_id(), unit=unit, kind=kind)
        return form_page(request, EntryForm(entry, initial=first_values(entry)))
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
    return form_page(request, EntryForm(entry, initial=_begun(entry)))


def correct_entry(request: Any, entry_id: str) -> HttpResponse:
    """The form of a correction: what was accepted, to be put right, with a reason."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    if request.method == "POST":
        return save(request, entry, request.POST, is_correction=True)
    return form_page(request, EntryForm(entry, initial=_begun(entry), needs_reason=True))


def submit_entry(request: Any, entry_id: str) -> HttpResponse:
    """Submit what was saved last. What is missing or unusual is shown in the form."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    form = ActForm(request.POST)
    if entry.state == State.SUBMITTED or not form.is_valid():
        return redirect("ledger:entry", entry.pk)
    read_at, begun = form.cleaned_data["read_at"], EntryForm(entry, _begun(entry), is_final=True)
    if entry.version == read_at and entry.state in EDITABLE and not begun.is_valid():
        return form_page(request, begun)
    try:
        submit(entry, read_at=read_at, by=request.actor)
    except (Outdated, NotNow) as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:entry", entry.pk)
    messages.success(request, _("已提交，等待审核。"))
    return redirect("ledger:entry", entry.pk)


def save(request: Any, entry: Entry, typed: Any, *, is_correction: bool = False) -> HttpResponse:
    """Save what was typed, as a draft, for acceptance or as a correction; or show the form again with what is wrong."""
    is_final = is_correction or "submit" in typed
    form = EntryForm(entry, typed, request.FILES, is_final=is_final, needs_reason=is_correction)
    if not form.is_valid():
        return form_page(request, form)
    if is_replay(request, entry, form):
        return redirect("ledger:entry", entry.pk)
    content, read_at, is_new = form.content(), form.cleaned_data["read_at"], not entry.latest
    try:
        if is_correction:
            reason = form.cleaned_data["reason"]
            correct(entry, content, reason=reason, read_at=read_at, files=form.stored, by=request.actor)
        elif is_final:
            submit(entry, content, read_at=read_at, files=form.stored, by=request.actor)
        else:
            save_draft(entry, content, read_at=read_at, files=form.stored, by=request.actor)
    except IntegrityError:
        if not is_new:
            raise
        # The same new entry came twice at the same moment: the other one is there now.
        return save(request, get_object_or_404(Entry.objects.select_related("unit"), pk=entry.pk), typed)
    except (Outdated, NotNow) as refusal:
        return conflict_page(request, entry.pk, form, typed, why=str(refusal))
    messages.success(request, _("已提交，等待审核。") if is_final else _("草稿已保存。"))
    return redirect("ledger:entry", entry.pk)


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


def first_values(entry: Entry) -> dict[str, Any]:
    """What a new form begins with: how many are expected, from the roll of members or else from the last entry."""
    members = members_of(entry.unit).count()
    return {"read_at": 0} | {
        expected.code: members or last_expected(entry.unit, entry.kind, expected.code)
        for expected, _actual in attendances(kind_of(entry.kind))
    }


def form_page(request: Any, form: EntryForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the form, for whatever stage the entry is in."""
    entry = form.entry
    context = {
        "form": form,
        "entry": entry,
        "kind": form.kind,
        "unit_name": name_of(entry.unit),
        "fields": [form[code] for code in form.own_codes],
        "is_new": not entry.latest,
        "needs_reason": "reason" in form.fields,
        "can_save": True,
        "key": "" if entry.latest else key_of(entry),
        "belongs_elsewhere": any(form[name].value() for name in ("belongs_year", "belongs_month")),
    }
    return render(request, "ledger/entry_form.html", context | more, status=status)


def conflict_page(request: Any, entry_id: str, form: EntryForm, typed: Any, *, why: str) -> HttpResponse:
    """What somebody else wrote meanwhile beside what was typed, and the form with the typed text, to be saved on top.

    Once the entry is accepted, saving on top is a correction; while it waits or is withdrawn, it is not possible.
    """
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    theirs, mine = latest_version(entry), form.content()
    needs_reason = entry.state == State.ACCEPTED
    data = typed.copy()
    data["read_at"] = entry.version
    compared = differences(own_fields(form.kind), content_of(theirs).values, mine.values)
    return form_page(
        request,
        EntryForm(entry, data, needs_reason=needs_reason),
        status=409,
        why=why,
        theirs=theirs,
        compared=compared,
        belonging=(belonging_text(theirs), belonging_text(mine)),
        can_save=needs_reason or entry.state in EDITABLE,
        had_files=bool(form.stored),
    )


def _begun(entry: Entry) -> dict[str, Any]:
    """What a form says that goes on from the newest version."""
    return initial_of(kind_of(entry.kind), content_of(latest_version(entry)), entry.version)
