"""What is being typed into the form of an entry: kept sealed for its writer every few seconds, offered once more when
the form is opened again, gone when the entry is saved.

A page of another part that sends somebody to such a form keeps what was typed into its own here too, by its own name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.ledger.models import Entry, TypedForm
from mingheng.ledger.queries import latest_version
from mingheng.ui.digits import number_of_digits
from mingheng.vault import KeyMissing, Unreadable, reseal, seal, unseal

LASTS = timedelta(days=30)
MAX_TYPED = 200_000
"""Signs of one form; more is no form that somebody types."""
_TABLE, _COLUMN = "typed_form", "sealed"
_AT_ONCE = 50

Texts = Mapping[str, Sequence[str]]
"""The raw texts by the names of the controls; a name can be sent several times."""


class Typed(NamedTuple):
    """What was typed and not saved, and when it was kept last."""

    texts: dict[str, list[str]]
    saved_at: datetime


def about_of(entry: Entry) -> str:
    """What the form of an entry is known by: its id, or unit and kind while it is not saved."""
    return entry.pk if entry.latest else f"{entry.unit_id}:{entry.kind}"


def keep_typed(account: Account, entry: Entry, texts: Texts) -> bool:
    """Keep what is typed in place of what was kept before. False for more than a form holds.

    A page that was saved meanwhile may still send what it held: that is in the entry, and is not kept again.
    """
    return _is_saved_since(account, entry, texts) or keep_texts(account, about_of(entry), texts)


def keep_texts(account: Account, about: str, texts: Texts) -> bool:
    """Keep what is typed into the form of this name in place of what was kept. False for more than a form holds."""
    text = json.dumps({name: list(sent) for name, sent in texts.items()}, ensure_ascii=False)
    if len(text) > MAX_TYPED:
        return False
    row = TypedForm(account=account, about=about)
    sealed = seal(text, table=_TABLE, column=_COLUMN, row=row.sealed_as)
    with transaction.atomic():
        TypedForm.objects.filter(saved_at__lt=clock.now() - LASTS).delete()
        values = {"sealed": sealed, "saved_at": clock.now()}
        TypedForm.objects.update_or_create(account=account, about=row.about, defaults=values)
    return True


def _is_saved_since(account: Account, entry: Entry, texts: Texts) -> bool:
    read_at = number_of_digits(next(iter(texts.get("read_at", ())), ""))
    if not entry.latest or read_at is None or read_at >= entry.version:
        return False
    return latest_version(entry).writer_id == account.pk


def typed_before(account: Account, entry: Entry) -> Typed | None:
    """What this person had typed for the entry and not saved."""
    return texts_before(account, about_of(entry))


def texts_before(account: Account, about: str) -> Typed | None:
    """What this person had typed into the form of this name. None too where it does not open any more."""
    found = TypedForm.objects.filter(account=account, about=about).first()
    if found is None:
        return None
    try:
        text = unseal(found.sealed, table=_TABLE, column=_COLUMN, row=found.sealed_as)
    except (KeyMissing, Unreadable):
        return None
    return Typed(json.loads(text), found.saved_at)


def reseal_typed() -> int:
    """Seal under the newest field key what lies under an older one; how many. What does not open is nobody's: it goes.

    A form that is kept anew meanwhile is left alone: that was sealed with the newest key.
    """
    count = 0
    for row in TypedForm.objects.iterator(_AT_ONCE):
        kept = TypedForm.objects.filter(pk=row.pk, sealed=row.sealed)
        try:
            sealed = reseal(row.sealed, table=_TABLE, column=_COLUMN, row=row.sealed_as)
        except Unreadable:
            kept.delete()
            continue
        if sealed != row.sealed:
            count += kept.update(sealed=sealed)
    return count


def forget_typed(account: Account, *abouts: str) -> None:
    """Throw away what was typed: it was saved, or is not wanted."""
    TypedForm.objects.filter(account=account, about__in=abouts).delete()
