"""Where whoever takes replies goes on after one: to the next of the matter, its closing, another matter, their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.assignments.conditions import ANSWERABLE, DONE
from mingheng.assignments.models import Assignment, Progress, Recipient, Reply, State
from mingheng.assignments.permissions import ANSWERERS, GIVERS, may
from mingheng.assignments.queries import is_answered_by_all, replied_within
from mingheng.organisation.models import Grant
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.standing import fitting_grants

DECIDED = frozenset({Progress.ANSWERED, Progress.SENT_BACK, Progress.RELEASED})
"""Nothing is left to decide on such a recipient for now."""


@dataclass(frozen=True, slots=True)
class Onward:
    """One sentence, and one link; without a label there is nothing to go to. What comes after it may be told too."""

    text: str
    label: str = ""
    url: str = ""
    after: Onward | None = None


def onward_from(recipient: Recipient, grants: Iterable[Grant], account: Account) -> Onward | None:
    """Where to go on from a recipient that is decided on. None for whoever does not take its reply."""
    held = list(grants)
    is_running = recipient.assignment.state == State.GIVEN_OUT
    if recipient.progress not in DECIDED or not is_running or not may(held, GIVERS, recipient.asker_id):
        return None
    giving = [grant.unit_id for grant in fitting_grants(held, GIVERS, None, clock.today())]
    waiting = takable_within(giving, account).order_by(_of_others(recipient), "replied_on", "pk")
    following = waiting.first()
    is_same = following is not None and following.assignment_id == recipient.assignment_id
    onward = _to_next(following, waiting.count(), is_same=is_same) if following else None
    if is_same:
        return onward
    return _to_closing(recipient.assignment, held, onward) or onward or _to_own_reply(recipient, held)


def takable_within(reach: Collection[int], account: Account) -> QuerySet[Recipient]:
    """The recipients whose reply waits and was written by somebody else."""
    replier = Reply.objects.filter(recipient=OuterRef("pk")).order_by("-number").values("replier_id")[:1]
    found = replied_within(reach).annotate(replier_id=Subquery(replier))
    return found.filter(~Q(replier_id=account.pk) | Q(replier_id=None))


def _of_others(recipient: Recipient) -> Case:
    same = When(assignment=recipient.assignment_id, then=Value(0))
    return Case(same, default=Value(1), output_field=IntegerField())


def _to_next(following: Recipient, count: int, *, is_same: bool) -> Onward:
    """The same matter is not named again."""
    name = UnitNames([following.unit_id]).on(following.unit_id)
    matter = name if is_same else f"{name}，{following.assignment.title}"
    text = ngettext("还有{n}件回复等您认可。下一件：{matter}", "还有{n}件回复等您认可。下一件：{matter}", count)
    return Onward(
        text.format(n=count, matter=matter), _("看下一件回复"), reverse("assignments:recipient", args=[following.pk])
    )


def _to_closing(assignment: Assignment, held: list[Grant], after: Onward | None) -> Onward | None:
    """None where somebody is still waited for, or another has to close it."""
    if not may(held, GIVERS, assignment.giver_id) or not is_answered_by_all(assignment):
        return None
    text = _("这项任务的回复都已认可，没有别的回复等您认可。请写明办结情况，办结任务。")
    if after:
        text = _("这项任务的回复都已认可，可以办结了。")
    return Onward(text, _("去办结"), f"{reverse('assignments:assignment', args=[assignment.pk])}#closing", after)


def _to_own_reply(recipient: Recipient, held: list[Grant]) -> Onward:
    above = recipient.passed_by
    is_own_turn = above is not None and above.progress in ANSWERABLE and may(held, ANSWERERS, above.unit_id)
    if above and is_own_turn and not above.passed_to.exclude(progress__in=DONE).exists():
        text = _("下级的回复都已认可，没有别的回复等您认可。本单位还要自己回复交办单位。")
        return Onward(text, _("去回复"), reverse("assignments:recipient", args=[above.pk]))
    return Onward(_("没有别的回复等您认可了。"))
