"""What must hold before an assignment or a recipient changes: its state, and that it is still as it was read."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assignments.models import Assignment, Progress, Recipient, State
from mingheng.audit.changes import Outdated

ANSWERABLE = frozenset({Progress.RECEIVED, Progress.SENT_BACK})
DONE = frozenset({Progress.ANSWERED, Progress.RELEASED})


class NotNow(Exception):
    """The state does not allow the act. The text says why and what to do."""


class Unconfirmed(Exception):
    """Something stands in question that whoever acts has not confirmed. The text asks it."""


class Unfit(Exception):
    """What was handed in cannot be taken. `field` names the input that it is about."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def require_state(assignment: Assignment, states: Collection[State], read_at: int) -> None:
    """Refuse an assignment that changed since it was read (Outdated), or is in another state (NotNow)."""
    if assignment.version != read_at:
        raise Outdated(assignment)
    if assignment.state not in states:
        raise NotNow(
            _("这项任务现在是“{state}”，不能这样操作。请刷新页面查看最新情况。").format(
                state=State(assignment.state).label
            )
        )


def require_progress(recipient: Recipient, wanted: Collection[Progress], read_at: int) -> None:
    """The same for a recipient; and its assignment must still be running."""
    if recipient.version != read_at:
        raise Outdated(recipient)
    if recipient.progress not in wanted:
        raise NotNow(
            _("这件任务现在是“{progress}”，不能这样操作。请刷新页面查看最新情况。").format(
                progress=Progress(recipient.progress).label
            )
        )
    require_running(recipient.assignment)


def require_running(assignment: Assignment) -> None:
    """Refuse (NotNow) what was closed or withdrawn meanwhile."""
    if assignment.state != State.GIVEN_OUT:
        raise NotNow(
            _("这项任务{state}，不用再办理。有不清楚的，请与交办单位联系。").format(state=State(assignment.state).label)
        )


def hold_running(assignment: Assignment) -> None:
    """Inside an act: keep the assignment from being closed until the act is written. NotNow if it was faster."""
    require_running(Assignment.objects.select_for_update().get(pk=assignment.pk))


def require_words(words: str, what: str) -> str:
    """The words without blanks around them. NotNow, with a sentence, when there are none."""
    if not words.strip():
        raise NotNow(what)
    return words.strip()


def require_standing(recipient: Recipient) -> None:
    """Refuse (NotNow) to wait for an organisation that no longer exists."""
    if recipient.unit.is_closed_on(clock.today()):
        raise NotNow(_("这个组织已经撤销，没有人可以办理。请写明原因免予回复，需要的另交接续的组织办理。"))
