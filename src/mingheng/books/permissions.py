"""Who may look at a book, and print it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingheng.ledger.permissions import READERS
from mingheng.organisation.models import Unit
from mingheng.policy import Place, list_rows, row


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of a book: its organisation."""
    unit = Unit.objects.filter(pk=arguments["unit_id"]).first()
    return Place(unit.pk) if unit else None


POLICY = [
    *list_rows("books:books", READERS),
    row("books:book", "GET", READERS, door=unit_door),
    row("books:print", "POST", READERS, door=unit_door, is_event=True),
]
