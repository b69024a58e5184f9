"""Which replies were taken back: read off the steps, for a reply itself never changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mingheng.assignments.models import Recipient, Reply, Step


def recalled_replies(recipients: Iterable[Recipient]) -> set[tuple[int, int]]:
    """Recipient and number of each reply that was taken back: one query."""
    kinds = (Step.Kind.REPLIED, Step.Kind.RECALLED)
    steps = Step.objects.filter(recipient__in=[one.pk for one in recipients], kind__in=kinds).order_by("pk")
    numbers: Counter[int] = Counter()
    recalled = set()
    for recipient_id, kind in steps.values_list("recipient_id", "kind"):
        if kind == Step.Kind.REPLIED:
            numbers[recipient_id] += 1
        else:
            recalled.add((recipient_id, numbers[recipient_id]))
    return recalled


def recalled_reply(recipient: Recipient) -> Reply | None:
    """The newest reply where it was taken back: what the next one begins with."""
    newest = recipient.replies.order_by("-number").first()
    return newest if newest and (recipient.pk, newest.number) in recalled_replies([recipient]) else None


def reply_before(recipient: Recipient) -> Reply | None:
    """The reply that stands when the newest one is taken back: the one that was sent back before."""
    recalled = recalled_replies([recipient])
    standing = [
        reply for reply in recipient.replies.order_by("-number") if (recipient.pk, reply.number) not in recalled
    ]
    return standing[1] if len(standing) > 1 else None
