"""Where a light changes: the limits of `lights.yaml`, each with its explanation and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its number (10% is 1/10), what it is called, what it does, and what it rests on."""

    value: Fraction
    shown: str
    label: str
    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of the lights."""

    remind_days: Limit
    due_soon_days: Limit
    overdue_days: Limit
    overdue_share: Limit
    behind_median: Limit
    least_peers: Limit

    @property
    def rows(self) -> list[Limit]:
        """The limits in the order of the file."""
        return [getattr(self, slot.name) for slot in fields(self)]


@cache
def limits() -> Limits:
    """The limits that hold in this version."""
    text = files(__package__).joinpath("lights.yaml").read_text(encoding="utf-8")
    return Limits(**{name: _limit(**row) for name, row in yaml.safe_load(text).items()})


def _limit(value: int | str, label: str, text: str, article: str) -> Limit:
    shown = str(value)
    number = Fraction(Decimal(shown.rstrip("%"))) / (100 if shown.endswith("%") else 1)
    return Limit(number, shown, label, text, article)
