"""The page of an entry's form, for whatever stage the entry is in: what it begins with, and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from mingheng import clock
from mingheng.ledger.addresses import form_address, new_address, typed_address
from mingheng.ledger.attendance import calls_everybody, roll_of
from mingheng.ledger.conditions import EDITABLE
from mingheng.ledger.entry_keys import key_of
from mingheng.ledger.forms import EntryForm, initial_of
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import belonging_text, differences, last_expected, latest_version
from mingheng.ledger.record_kinds import attendances, chosen_in, fields_when, kind_of, own_fields, seldom_fields
from mingheng.ledger.remembered import as_last_time, begun_with, recent_contents, remembered_words
from mingheng.ledger.served_rules import rules_of_kind
from mingheng.ledger.typed_forms import typed_before
from mingheng.ledger.values import Content, content_of
from mingheng.ledger.ways_back import keeping_way, way_back
from mingheng.organisation.naming import name_of
from mingheng.people.queries import members_of


def fresh_form_page(request: Any, entry: Entry) -> HttpResponse:
    """The form of a new entry: as last time where that is asked for, else with what is the same every time.

    The address may make choices beforehand, `?type=党课`; what was typed and not saved goes before them.
    """
    kind = kind_of(entry.kind)
    recent = recent_contents(entry.unit, kind)
    is_copy = "again" in request.GET
    begun = (as_last_time if is_copy else begun_with)(kind, recent)
    initial, preset = initial_of(kind, Content(begun), 0), chosen_in(kind, request.GET)
    initial |= _expected(entry, chosen_in(kind, initial | preset))
    return _unsaved_page(request, entry, initial, preset=preset, is_copy=is_copy, has_last=bool(recent))


def begun_form_page(request: Any, entry: Entry, *, needs_reason: bool = False) -> HttpResponse:
    """The form of an entry that goes on from its newest version."""
    return _unsaved_page(request, entry, begun(entry), needs_reason=needs_reason)


def _unsaved_page(
    request: Any,
    entry: Entry,
    initial: dict[str, Any],
    *,
    preset: Mapping[str, str] | None = None,
    needs_reason: bool = False,
    is_copy: bool = False,
    **more: Any,
) -> HttpResponse:
    """The form with what was typed and not saved in place of what it would begin with."""
    typed = None if is_copy else typed_before(request.account, entry)
    if typed:
        # A box that is not ticked is not sent: what was ticked before would come back.
        initial |= {code: [] for code, value in initial.items() if isinstance(value, list)}
        initial |= {name: sent if len(sent) > 1 else sent[0] for name, sent in typed.texts.items() if sent}
    initial |= {code: word for code, word in (preset or {}).items() if not (typed and initial.get(code))}
    form = EntryForm(entry, initial=initial, needs_reason=needs_reason, words=_words(entry))
    return form_page(request, form, typed_at=typed and typed.saved_at, is_copy=is_copy, **more)


def begun(entry: Entry) -> dict[str, Any]:
    """What a form says that goes on from the newest version."""
    kind, content = kind_of(entry.kind), content_of(latest_version(entry))
    is_for_everybody = calls_everybody(kind, chosen_in(kind, content.values))
    roll = roll_of(entry.unit, entry.happened_on or clock.today()) if is_for_everybody else []
    return initial_of(kind, content, entry.version, roll)


def _expected(entry: Entry, chosen: Mapping[str, str]) -> dict[str, Any]:
    """How many are expected: the members, where all of them are to come; else as many as the last time.

    As long as it is not chosen who is to come, nothing is said: whoever leaves the field as it is has not read it.
    """
    kind = kind_of(entry.kind)
    deciding = kind.attendance.everybody if kind.attendance else {}
    if not deciding.keys() <= chosen.keys():
        return {}
    members = members_of(entry.unit).count() if calls_everybody(kind, chosen) else 0
    wanted = {code: chosen[code] for code in deciding}
    return {
        expected.code: members or last_expected(entry.unit, kind, expected.code, wanted)
        for expected, _actual in attendances(kind)
    }


def _words(entry: Entry) -> dict[str, list[str]]:
    """What can be taken over instead of being typed: earlier texts; the members, where a person is asked for."""
    kind = kind_of(entry.kind)
    words = remembered_words(kind, recent_contents(entry.unit, kind))
    persons = [column.code for column in own_fields(kind) if column.type == "person"]
    if persons:
        members = list(dict.fromkeys(members_of(entry.unit).values_list("person__name", flat=True)))
        words |= {code: list(dict.fromkeys([*words.get(code, []), *members])) for code in persons}
    return words


def form_page(request: Any, form: EntryForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the form."""
    entry, seldom, special = form.entry, seldom_fields(form.kind), fields_when(form.kind)
    apart = seldom.union(*special.values())
    chosen = _chosen(request, form)
    context = {
        "form": form,
        "entry": entry,
        "kind": form.kind,
        "unit_name": name_of(entry.unit),
        "fields": [form[code] for code in form.own_codes if code not in apart],
        "special": [_special(form, chosen, *one) for one in special.items()],
        "seldom": [form[code] for code in form.own_codes if code in seldom],
        "is_told_more": any(form[code].value() or form[code].errors for code in seldom),
        "is_new": not entry.latest,
        "needs_reason": "correction_reason" in form.fields,
        "can_save": True,
        "key": "" if entry.latest else key_of(entry),
        "belongs_elsewhere": any(form[name].value() for name in ("belongs_year", "belongs_month")),
        "action": keeping_way(form_address(entry), request),
        "way_back": way_back(request),
        "typed_url": typed_address(entry),
        "again_url": new_address(entry),
        "served": rules_of_kind(form.kind, chosen),
        "choices": [column.code for column in own_fields(form.kind) if column.type == "choice"],
        "chosen": chosen,
        "had_files": bool(request.FILES),
        "attached": entry.evidence.filter(removed_at=None).order_by("pk") if entry.latest else [],
    }
    return render(request, "ledger/entry_form.html", context | more, status=status)


def _chosen(request: Any, form: EntryForm) -> dict[str, str]:
    """What is chosen in the form; where the page only asks anew what it serves, in the address."""
    return chosen_in(form.kind, request.GET if request.htmx else {code: form[code].value() for code in form.own_codes})


def _special(
    form: EntryForm, chosen: Mapping[str, str], choice: tuple[str, str], codes: Sequence[str]
) -> dict[str, Any]:
    """The fields that are asked for one choice alone: below the field it is chosen in, open where they matter."""
    deciding, word = choice
    fields = [form[code] for code in codes]
    is_open = chosen.get(deciding) == word or any(one.value() or one.errors for one in fields)
    return {"below": deciding, "word": word, "fields": fields, "is_open": is_open}


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
    )
