"""Which assignments are due for whom; registered with `reminders.registry` at the start.

What leaves the house names them by their number only: a title typed by hand may name a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assignments.models import OPEN, Assignment, Progress, Recipient, State
from mingheng.assignments.queries import is_answered_by_all
from mingheng.organisation.queries import of_units
from mingheng.policy import Role
from mingheng.reminders.registry import CLERKS, DueItem

_GIVERS = frozenset({Role.COMMITTEE_ADMIN, Role.UNIT_ADMIN})
ASKED = CLERKS | _GIVERS
"""Who has to do something about an assignment."""


def due_items(day: date, unit_ids: Collection[int] | None = None) -> Iterator[DueItem]:
    """What recipients have to receive or answer, and what givers can close because all have answered."""
    standing = Q(unit__closed_on=None) | Q(unit__closed_on__gte=day)
    waiting = Recipient.objects.filter(standing, assignment__state=State.GIVEN_OUT, progress__in=OPEN)
    running = Assignment.objects.filter(state=State.GIVEN_OUT)
    for recipient in of_units(waiting.select_related("assignment").order_by("pk"), "unit_id", unit_ids):
        yield _to_answer(recipient)
    for assignment in of_units(running.order_by("pk"), "giver_id", unit_ids):
        if is_answered_by_all(assignment):
            yield DueItem(
                key=f"assignment:{assignment.pk}:close",
                unit_id=assignment.giver_id,
                due_on=assignment.due_on,
                title=_("办结任务：{title}").format(title=assignment.title),
                outside=_("办结交办任务{number}").format(number=assignment.number),
                article=_source_of(assignment),
                address=reverse("assignments:assignment", args=[assignment.pk]),
                roles=_GIVERS,
            )


def _to_answer(recipient: Recipient) -> DueItem:
    assignment, progress = recipient.assignment, Progress(recipient.progress)
    titles = {
        Progress.GIVEN: _("签收任务：{title}"),
        Progress.RECEIVED: _("回复任务：{title}"),
        Progress.SENT_BACK: _("补充回复：{title}"),
    }
    outside = {
        Progress.GIVEN: _("签收交办任务{number}"),
        Progress.RECEIVED: _("回复交办任务{number}"),
        Progress.SENT_BACK: _("补充回复交办任务{number}"),
    }
    return DueItem(
        key=f"assignment:{recipient.pk}",
        unit_id=recipient.unit_id,
        due_on=recipient.due_on,
        title=titles[progress].format(title=assignment.title),
        outside=outside[progress].format(number=assignment.number),
        article=_source_of(assignment),
        address=reverse("assignments:recipient", args=[recipient.pk]),
    )


def _source_of(assignment: Assignment) -> str:
    return assignment.document_number or assignment.number
