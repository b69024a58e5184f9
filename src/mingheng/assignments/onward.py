"""Where whoever takes replies goes on after one of them: to the next that waits, to their own reply, to the closing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.assignments.conditions import ANSWERABLE, DONE
from mingheng.assignments.models import Progress, Recipient, Reply, State
from mingheng.assignments.permissions import ANSWERERS, GIVERS, may
from mingheng.assignments.queries import is_answered_by_all, replied_within
from mingheng.ledger.queries import UnitNames
from mingheng.organisation.models import Grant
from mingheng.organisation.standing import fitting_grants

DECIDED = frozenset({Progress.ANSWERED, Progress.SENT_BACK, Progress.RELEASED})
"""Nothing is left to decide on such a recipient for now."""


@dataclass(frozen=True, slots=True)
class Onward:
    """One sentence, and one link; without a label there is nothing to go to."""

    text: str
    label: str = ""
    url: str = ""


def onward_from(recipient: Recipient, grants: Iterable[Grant], account: Account) -> Onward | None:
    """Where to go on from a recipient that is decided on. None for whoever does not take its reply."""
    held = list(grants)
    is_running = recipient.assignment.state == State.GIVEN_OUT
    if recipient.progress not in DECIDED or not is_running or not may(held, GIVERS, recipient.asker_id):
        return None
    giving = [grant.unit_id for grant in fitting_grants(held, GIVERS, None, clock.today())]
    waiting = takable_within(giving, account).order_by(_of_others(recipient), "replied_on", "pk")
    if following := waiting.first():
        return _to_next(recipient, following, waiting.count())
    return _to_end(recipient, held)


def takable_within(reach: Collection[int], account: Account) -> QuerySet[Recipient]:
    """The recipients whose reply waits and was written by somebody else."""
    replier = Reply.objects.filter(recipient=OuterRef("pk")).order_by("-number").values("replier_id")[:1]
    found = replied_within(reach).annotate(replier_id=Subquery(replier))
    return found.filter(~Q(replier_id=account.pk) | Q(replier_id=None))


def _of_others(recipient: Recipient) -> Case:
    same = When(assignment=recipient.assignment_id, then=Value(0))
    return Case(same, default=Value(1), output_field=IntegerField())


def _to_next(recipient: Recipient, following: Recipient, count: int) -> Onward:
    """The same matter is not named again."""
    name = UnitNames([following.unit_id]).on(following.unit_id)
    is_same = following.assignment_id == recipient.assignment_id
    matter = name if is_same else f"{name}，{following.assignment.title}"
    text = _("还有{n}件回复等您认可。下一件：{matter}").format(n=count, matter=matter)
    return Onward(text, _("看下一件回复"), reverse("assignments:recipient", args=[following.pk]))


def _to_end(recipient: Recipient, held: list[Grant]) -> Onward:
    assignment, above = recipient.assignment, recipient.passed_by
    if is_answered_by_all(assignment) and may(held, GIVERS, assignment.giver_id):
        text = _("这项任务的回复都已认可，没有别的回复等您认可。请写明办结情况，办结任务。")
        return Onward(text, _("去办结"), f"{reverse('assignments:assignment', args=[assignment.pk])}#closing")
    is_own_turn = above is not None and above.progress in ANSWERABLE and may(held, ANSWERERS, above.unit_id)
    if above and is_own_turn and not above.passed_to.exclude(progress__in=DONE).exists():
        text = _("下级的回复都已认可，没有别的回复等您认可。本单位还要自己回复交办单位。")
        return Onward(text, _("去回复"), reverse("assignments:recipient", args=[above.pk]))
    return Onward(_("没有别的回复等您认可了。"))
