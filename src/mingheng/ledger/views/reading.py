"""One entry: what it says, what supports it, how it came to be, what can be done next; and its files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingheng.facts.registry import effects_of
from mingheng.ledger.addresses import new_address, work_address
from mingheng.ledger.closing import ClosingDays
from mingheng.ledger.code_names import CodeNames
from mingheng.ledger.conditions import UNDECIDED
from mingheng.ledger.content_checks import overcount_in, unusual_in
from mingheng.ledger.file_answers import file_answer
from mingheng.ledger.forms import EvidenceForm, ReasonForm
from mingheng.ledger.models import Decision, Entry, EntryVersion, Evidence, State
from mingheng.ledger.permissions import can_see_sensitive, next_steps, place_of_work, roles_at
from mingheng.ledger.queries import history_of, lateness_of, latest_version, name_of, twin_of
from mingheng.ledger.record_kinds import kind_of, own_fields
from mingheng.ledger.served_rules import rules_of_values
from mingheng.ledger.values import Content, masked_values, open_values, read_values
from mingheng.ledger.views.effects import consequences_of
from mingheng.ledger.views.verifying import verification_context
from mingheng.ledger.ways_back import keeping_way, way_back
from mingheng.organisation.queries import assessed_unit_of

WORK = ("edit_entry", "correct_entry", "submit_entry", "recall_entry", "discard_draft", "add_evidence")

DECIDING = ("accept_entry", "send_back_entry", "withdraw_entry")


def entry(request: Any, entry_id: str) -> HttpResponse:
    """The entry's page."""
    found = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    return render(request, "ledger/entry.html", entry_context(request, found))


def entry_context(request: Any, found: Entry, *, evidence_form: EvidenceForm | None = None) -> dict[str, Any]:
    """Everything the page of an entry shows; `evidence_form` when an upload was refused."""
    is_plain = can_see_sensitive(roles_at(request.grants, found.unit_id))
    workers = roles_at(request.grants, place_of_work(found))
    version = latest_version(found)
    initial = {"read_at": found.version}
    history = history_of(found, is_plain=is_plain)
    return {
        "entry": found,
        "latest": version,
        "unit_name": name_of(found.unit, found.happened_on),
        "kind": kind_of(found.kind),
        "sections": sections_of(version, is_plain=is_plain),
        "evidence": evidence_of(found),
        "history": history,
        "sent_back": next((step.version for step in history if step.version.decision == Decision.SENT_BACK), None),
        "lateness": lateness_of(found),
        "counts_for": assessed_name(found),
        "steps": next_steps(found, workers, is_writer=version.writer_id == request.account.pk),
        "work": {name: keeping_way(work_address(found, name), request) for name in WORK},
        "deciding": {name: keeping_way(reverse(f"ledger:{name}", args=[found.pk]), request) for name in DECIDING},
        "way_back": way_back(request),
        "new_url": new_address(found),
        "served": rules_of_values(kind_of(found.kind), read_values(version)),
        "first_submission": min((act.sequence for step in history for act in step.acts), default=None),
        "is_writer": version.writer_id == request.account.pk,
        "twin": twin_of(found, found.happened_on, found.title) if found.state != State.WITHDRAWN else None,
        "unusual": unusual_in(found, Content(open_values(version))) if found.state in UNDECIDED else [],
        "overcount": overcount_in(kind_of(found.kind), read_values(version)) if found.state in UNDECIDED else None,
        "consequence": consequences_of({found.pk: effects_of(f"entry:{found.pk}")}, request.reach, [found])[0],
        **verification_context(request, found),
        "punctuality": ClosingDays().punctuality_of(found),
        "evidence_form": evidence_form or EvidenceForm(initial=initial),
        "had_files": bool(request.FILES),
        "reason_form": ReasonForm(initial=initial, auto_id=False),
    }


def sections_of(version: EntryVersion, *, is_plain: bool) -> list[list[tuple[str, str]]]:
    """Headings and texts: the open fields, then the sensitive ones; empty fields are left out."""
    kind = kind_of(version.entry.kind)
    values = read_values(version) if is_plain else masked_values(version)
    shown = [column for column in own_fields(kind) if column.code in values]
    names = CodeNames()
    return [
        [names.told(kind, column, values[column.code]) for column in shown if column.sensitive is sensitive]
        for sensitive in (False, True)
    ]


def assessed_name(found: Entry) -> str:
    """The unit that is assessed for this entry, as it was called that day; empty where there is none."""
    if found.happened_on is None:
        return ""
    assessed = assessed_unit_of(found.unit, found.happened_on)
    return name_of(assessed, found.happened_on) if assessed else ""


def evidence_of(found: Entry) -> QuerySet[Evidence]:
    """The files that support the entry, oldest first; those marked as removed too."""
    return found.evidence.order_by("pk")


def evidence_file(request: Any, entry_id: str, evidence_id: int) -> FileResponse:
    """A file, to be saved: never shown inside the site, whatever it contains."""
    del request
    found = get_object_or_404(Evidence, pk=evidence_id, entry_id=entry_id, removed_at=None)
    return file_answer(found)
