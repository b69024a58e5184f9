"""Who may look at a book, and print it."""

from __future__ import annotations

from mingheng.ledger.permissions import READERS
from mingheng.people.permissions import unit_door
from mingheng.policy import list_rows, row

POLICY = [
    *list_rows("books:books", READERS),
    row("books:book", "GET", READERS, door=unit_door),
    row("books:print", "POST", READERS, door=unit_door, is_event=True),
]
