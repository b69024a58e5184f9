"""One entry: what it says, what supports it, how it came to be, what can be done next; and its files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingheng.facts.registry import effects_of
from mingheng.facts.sources import prefix_of
from mingheng.ledger.addresses import new_address, work_address
from mingheng.ledger.closing import ClosingDays
from mingheng.ledger.code_names import CodeNames
from mingheng.ledger.conditions import UNDECIDED
from mingheng.ledger.content_checks import overcount_in, unusual_in
from mingheng.ledger.domain import belongs_to
from mingheng.ledger.due import answer_day
from mingheng.ledger.file_answers import file_answer
from mingheng.ledger.forms import EvidenceForm
from mingheng.ledger.models import Decision, Entry, EntryVersion, Evidence, State, Verdict
from mingheng.ledger.permissions import (
    VERIFIERS,
    WRITERS,
    can_see_sensitive,
    next_steps,
    place_of_work,
    roles_at,
)
from mingheng.ledger.queries import history_of, lateness_of, latest_version, twin_of
from mingheng.ledger.record_kinds import kind_of, own_fields
from mingheng.ledger.served_rules import rules_of_values
from mingheng.ledger.values import Content, masked_values, open_values, read_values
from mingheng.ledger.verification_forms import VerdictForm
from mingheng.ledger.verified import history_of_verdicts
from mingheng.ledger.views.effects import consequences_of
from mingheng.ledger.ways_back import keeping_way, way_back
from mingheng.organisation.naming import name_of
from mingheng.organisation.queries import assessed_unit_of

WORK = ("edit_entry", "correct_entry", "submit_entry", "recall_entry", "discard_draft", "add_evidence")

DECIDING = ("accept_entry", "send_back_entry", "withdraw_entry")


def entry(request: Any, entry_id: str) -> HttpResponse:
    """The entry's page."""
    found = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    return render(request, "ledger/entry.html", entry_context(request, found))


def entry_context(
    request: Any, found: Entry, *, evidence_form: EvidenceForm | None = None, verdict_form: VerdictForm | None = None
) -> dict[str, Any]:
    """Everything the page of an entry shows; `evidence_form` when an upload was refused, `verdict_form` a verdict."""
    is_plain = can_see_sensitive(roles_at(request.grants, found.unit_id))
    workers = roles_at(request.grants, place_of_work(found))
    version = latest_version(found)
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
        "consequence": consequences_of({found.pk: effects_of(prefix_of(found.pk))}, request.reach, [found])[0],
        **_verification_context(request, found, verdict_form),
        "punctuality": ClosingDays().punctuality_of(found),
        "evidence_form": evidence_form or EvidenceForm(initial={"read_at": found.version}),
        "had_files": bool(request.FILES),
    }


def _verification_context(request: Any, found: Entry, form: VerdictForm | None) -> dict[str, Any]:
    """What the page of an entry shows of its verification, and asks of whom."""
    history = history_of_verdicts(found)
    counted = found.versions.filter(number=found.accepted).first() if found.accepted else None
    given = [one for one in history if counted and one.entry_version_id == counted.pk]
    standing = given[0] if given else None
    may_verify = bool(roles_at(request.grants, place_of_work(found)) & VERIFIERS.keys())
    is_asked = bool(counted and may_verify and found.state == "accepted" and counted.writer_id != request.account.pk)
    if counted:
        counted.entry = found
    return {
        "counted": counted,
        "verdicts": history,
        "standing": standing,
        "answer_day": answer_day(standing) if standing and standing.verdict == Verdict.DOUBTED else None,
        "is_to_verify_anew": not given and any(one.verdict == Verdict.TRUE for one in history),
        "can_verify": is_asked,
        "verdict_choices": Verdict.choices,
        "is_own_unit": is_asked and counted is not None and belongs_to(request.account.pk, counted),
        "verdict_form": form or VerdictForm(initial={"sample": request.GET.get("sample", "")}),
        "can_answer": bool(
            standing
            and standing.verdict == Verdict.DOUBTED
            and roles_at(request.grants, found.unit_id) & WRITERS.keys()
        ),
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
