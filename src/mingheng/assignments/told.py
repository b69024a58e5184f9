"""What rows and codes of this part are called when the log tells of them."""

from __future__ import annotations

from collections.abc import Collection

from mingheng.assignments.models import Assignment, Recipient, Reply
from mingheng.audit.labels import Names, Words
from mingheng.ledger.told import kind_word
from mingheng.organisation.naming import UnitNames


def assignment_titles(keys: Collection[str]) -> dict[str, str]:
    """What lists call the assignments."""
    return dict(Assignment.objects.filter(pk__in=keys).values_list("pk", "title"))


def recipient_titles(keys: Collection[int]) -> dict[int, str]:
    """The unit and what it is to answer."""
    found = list(Recipient.objects.filter(pk__in=keys).select_related("assignment"))
    names = UnitNames(one.unit_id for one in found)
    return {one.pk: f"{names.on(one.unit_id)}：{one.assignment.title}" for one in found}


def reply_titles(keys: Collection[int]) -> dict[int, str]:
    """The same of whoever replied."""
    recipients = dict(Reply.objects.filter(pk__in=keys).values_list("pk", "recipient_id"))
    titles = recipient_titles(recipients.values())
    return {key: titles[recipient] for key, recipient in recipients.items()}


WORDS: dict[tuple[str, str], Words] = {("assignment", "kind"): kind_word}

NAMES: dict[str, Names] = {
    "assignment": assignment_titles,
    "assignment_recipient": recipient_titles,
    "assignment_reply": reply_titles,
}
