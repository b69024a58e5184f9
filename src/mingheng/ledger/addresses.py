"""Where entries are worked on: the clerks' addresses, and those of the 工委 for the kinds that it keeps itself."""

from __future__ import annotations

from django.urls import reverse

from mingheng.ledger.models import Entry, State
from mingheng.ledger.record_kinds import BY_COMMITTEE, is_kept_by


def route_of(kind: str, name: str) -> str:
    """The route of this name for entries of the kind."""
    return f"ledger:office_{name}" if is_kept_by(kind, BY_COMMITTEE) else f"ledger:{name}"


def work_address(entry: Entry, name: str) -> str:
    """Where the entry is worked on: `edit_entry`, `submit_entry` and the like."""
    return reverse(route_of(entry.kind, name), args=[entry.pk])


def new_address(entry: Entry, name: str = "new_entry") -> str:
    """The form of a new entry of the same unit and kind; `keep_new` is where it sends what is typed."""
    return reverse(route_of(entry.kind, name), args=[entry.unit_id, entry.kind])


def form_address(entry: Entry) -> str:
    """The form of an entry in the state in which it is."""
    if not entry.latest:
        return new_address(entry)
    return work_address(entry, "correct_entry" if entry.state == State.ACCEPTED else "edit_entry")


def typed_address(entry: Entry) -> str:
    """Where the form of an entry sends what is typed into it."""
    return work_address(entry, "keep_typed") if entry.latest else new_address(entry, "keep_new")
