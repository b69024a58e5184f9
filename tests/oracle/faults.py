"""Faults to plant in the kernel. Each is a small function that bends the kernel by one step; its name says how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

import pytest

from mingheng.scoring.language.words import Interval

from .differential import differences, random_cases, targeted_cases
from .generator import FORMS, TAKES, Case

Plant = Callable[[pytest.MonkeyPatch], None]
AnInterval = TypeVar("AnInterval", bound=Interval)


@dataclass(frozen=True)
class Fault:
    """A fault with the words whose cases must bring it to light; none: any case may."""

    plant: Plant
    takes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.plant.__name__.replace("_", " ")

    def cases(self) -> Iterator[tuple[str, Case]]:
        """What a commit compares, then some of what the night compares."""
        words = {"takes": self.takes or TAKES, "forms": self.forms or FORMS}
        sample = targeted_cases(range(1), **words)
        if self.takes or self.forms:
            return chain(sample, targeted_cases(range(1, 20), **words))
        return chain(sample, random_cases(range(1_000)))

    def first_noticed(self) -> tuple[int, str]:
        """How many cases were asked, and which one differs; "" when none does."""
        number = 0
        for number, (name, case) in enumerate(self.cases(), start=1):
            if differences(case):
                return number, name
        return number, ""


FAULTS: list[Fault] = []


def fault(*, takes: str = "", forms: str = "") -> Callable[[Plant], Plant]:
    """Add a function to the faults."""

    def add(plant: Plant) -> Plant:
        FAULTS.append(Fault(plant, tuple(takes.split()), tuple(forms.split())))
        return plant

    return add


def bend(patch: pytest.MonkeyPatch, owner: Any, name: str, bent: Callable[..., Any]) -> None:
    """Put `bent` in the place of a function or method. It gets the sound one, then what that one would get."""
    sound = getattr(owner, name)
    patch.setattr(owner, name, lambda *given, **named: bent(sound, *given, **named))


def without_borders(interval: AnInterval) -> AnInterval:
    """≥ becomes >, ≤ becomes <."""
    closed = {"more_than": interval.at_least, "less_than": interval.at_most}
    opened = {end: number for end, number in closed.items() if number is not None}
    return replace(interval, at_least=None, at_most=None, **opened)
