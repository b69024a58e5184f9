"""The sealed column of a contact: its address, written sealed, shown masked."""

from __future__ import annotations

from mingheng.reminders.models import Contact
from mingheng.vault import seal, unseal
from mingheng.vault.masks import mask_email

_PLACE = {"table": "reminder_contact", "column": "email"}


def write_email(contact: Contact, email: str) -> None:
    """Put an address into the row."""
    contact.email = seal(email, **_PLACE, row=contact.sealed_as)


def opened_email(contact: Contact) -> str:
    """The address, to send to it."""
    return unseal(contact.email, **_PLACE, row=contact.sealed_as)


def masked_email(contact: Contact) -> str:
    """What is shown of it."""
    return mask_email(opened_email(contact))
