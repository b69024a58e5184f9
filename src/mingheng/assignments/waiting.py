"""What waits for somebody because of assignments: for the start page, which shows how many and where.

What is overdue is not among it: `reminders` counts that, once for all parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assignments.permissions import ANSWERERS, GIVERS
from mingheng.assignments.queries import (
    ANSWER,
    READY,
    RECEIVE,
    REPLIED,
    given_within,
    of_progress,
    ready_to_close,
    received_by,
    replied_within,
)
from mingheng.organisation.models import Grant
from mingheng.policy import Role


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many, of what, since when, and where they stand."""

    count: int
    label: str
    note: str
    url: str


def waiting_for(grants: Iterable[Grant]) -> Iterator[Waiting]:
    """What waits for the holder of these grants; noughts too."""
    held = list(grants)
    if own := _units(held, ANSWERERS):
        received = received_by(own, with_below=False)
        for wanted, label in ((RECEIVE, _("待签收的任务")), (ANSWER, _("待回复的任务"))):
            found = of_progress(received, wanted)
            first = found.order_by("due_on").values_list("due_on", flat=True).first()
            note = _("最早一件 %s 到期") % first if first else ""
            yield Waiting(found.count(), label, note, f"{reverse('assignments:inbox')}?progress={wanted}")
    if giving := _units(held, GIVERS):
        ready = ready_to_close(given_within(giving))
        unanswered = f"{reverse('assignments:unanswered')}?show={REPLIED}"
        yield Waiting(replied_within(giving).count(), _("待认可的回复"), "", unanswered)
        yield Waiting(ready.count(), _("可以办结的任务"), "", f"{reverse('assignments:given')}?state={READY}")


def _units(grants: Iterable[Grant], roles: Iterable[Role]) -> list[int]:
    named = frozenset(roles)
    return [grant.unit_id for grant in grants if Role(grant.role) in named]
