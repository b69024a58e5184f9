"""Cut many rows into portions, each small enough for one event and one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")

_ROWS = 500


def portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows in their order, 500 at a time."""
    for at in range(0, len(rows), _ROWS):
        yield rows[at : at + _ROWS]
