"""The one-time key of a new entry's form: its id, chosen when the form is drawn and signed.

A second click, a repeated request and a reload carry the same id: they find the entry that the first one made.
"""

from __future__ import annotations

from django.core import signing

from mingheng.ledger.models import Entry
from mingheng.organisation.models import Unit

_SALT = "mingheng.ledger.new_entry"


def key_of(entry: Entry) -> str:
    """The key for the form of an entry that is not saved yet."""
    return signing.dumps([entry.pk, entry.unit_id, entry.kind], salt=_SALT)


def entry_of_key(key: str, unit: Unit, kind: str) -> Entry | None:
    """The entry of a form: saved already, or still to be. None where we did not make the key for this unit and kind."""
    try:
        entry_id, unit_id, kind_code = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    if (unit_id, kind_code) != (unit.pk, kind):
        return None
    found = Entry.objects.filter(pk=entry_id).select_related("unit").first()
    return found or Entry(pk=entry_id, unit=unit, kind=kind)
