"""The sealed columns of a person: written sealed, shown masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingheng.people.identity import fit_birth, fit_id_number, fit_name, fit_phone
from mingheng.people.models import Person
from mingheng.people.queries import ID_NUMBER
from mingheng.vault import blind_index, seal, unseal
from mingheng.vault.columns import SENSITIVE

_TABLE = "person"
COLUMNS = tuple(column for table, column in SENSITIVE if table == _TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is kept of a person, in clear, already checked."""

    name: str
    id_number: str = ""
    phone: str = ""
    born_on: str = ""

    @classmethod
    def checked(cls, *, name: str, id_number: str = "", phone: str = "", born_on: date | None = None) -> PersonDetails:
        """The details as typed. Refused, with the name of the field, where one cannot be right."""
        number = fit_id_number(id_number)
        return cls(name=fit_name(name), id_number=number, phone=fit_phone(phone), born_on=fit_birth(born_on, number))


def write_details(person: Person, details: PersonDetails) -> None:
    """Put the details into the row, what is sensitive sealed for this row."""
    person.name = details.name
    person.id_number_index = blind_index(details.id_number, purpose=ID_NUMBER)
    for column in COLUMNS:
        text = getattr(details, column)
        # A column that stays as it is keeps its token, so that the log shows what was changed.
        if text != opened(person, column):
            setattr(person, column, seal(text, table=_TABLE, column=column, row=person.sealed_as))


def opened(person: Person, column: str) -> str:
    """The text of a sealed column. For pages only through `reveal`."""
    return unseal(getattr(person, column), table=_TABLE, column=column, row=person.sealed_as)


def masked(person: Person, column: str) -> str:
    """What may be seen of a sealed column without a reason; empty where nothing is kept."""
    text = opened(person, column)
    return SENSITIVE[_TABLE, column][1](text) if text else ""
