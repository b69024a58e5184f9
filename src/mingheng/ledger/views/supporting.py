"""Evidence added to an entry, and marked as removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng.audit.changes import Outdated
from mingheng.ledger import domain
from mingheng.ledger.forms import EvidenceForm, RemovalForm
from mingheng.ledger.models import Entry, Evidence
from mingheng.ledger.views.reading import entry_context
from mingheng.ledger.ways_back import entry_page


def add_evidence(request: Any, entry_id: str) -> HttpResponse:
    """Keep the files that can be taken; the others are told with their reasons, and nothing is added then."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            cleaned = form.cleaned_data
            domain.add_evidence(
                entry, form.stored, read_at=cleaned["read_at"], reason=cleaned["reason"], by=request.actor
            )
        except (Outdated, domain.NotNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("佐证材料已上传。"))
            return redirect(entry_page(request, entry.pk))
    return render(request, "ledger/entry.html", entry_context(request, entry, evidence_form=form))


def remove_evidence(request: Any, entry_id: str, evidence_id: int) -> HttpResponse:
    """Mark a file as removed; with a reason once the entry was accepted."""
    evidence = get_object_or_404(Evidence.objects.select_related("entry__unit"), pk=evidence_id, entry_id=entry_id)
    form = RemovalForm(request.POST)
    if form.is_valid():
        try:
            domain.remove_evidence(evidence, **form.cleaned_data, by=request.actor)
        except (Outdated, domain.NotNow) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“{name}”已移除。").format(name=evidence.file_name))
    return redirect("ledger:entry", entry_id)
