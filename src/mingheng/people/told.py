"""What rows and codes of this part are called when the log tells of them."""

from __future__ import annotations

from collections.abc import Collection

from mingheng.audit.labels import Names, Words
from mingheng.people.actions import COLUMNS
from mingheng.people.models import Person


def person_names(keys: Collection[str]) -> dict[str, str]:
    """The names of the persons: the readers of the log find them in the events of these persons too."""
    return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))


WORDS: dict[tuple[str, str], Words] = {("people.person.revealed", "column"): COLUMNS["person"].get}

NAMES: dict[str, Names] = {"person": person_names}
