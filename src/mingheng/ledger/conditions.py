"""What must hold before an entry changes: its state, and that it is still as it was read."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from mingheng.audit.changes import Outdated
from mingheng.ledger.models import Entry, State

EDITABLE = frozenset({State.DRAFT, State.SENT_BACK})
SUPPORTABLE = EDITABLE | {State.ACCEPTED}
"""Evidence can be added and removed; after acceptance with a reason."""
ADDABLE = SUPPORTABLE | {State.SUBMITTED}
"""Evidence can be added, but not removed, while somebody may be looking at it."""
UNDECIDED = EDITABLE | {State.SUBMITTED}
WITHDRAWABLE = frozenset(State) - {State.WITHDRAWN}


class NotNow(Exception):
    """The entry's state, or who asks, does not allow the act. The text says why and what to do."""


class Unfit(Exception):
    """The content cannot be submitted: sentences by field."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in faults.values() for sentence in sentences))
        self.faults = faults


def require(entry: Entry, states: Collection[State], read_at: int) -> None:
    """Refuse an entry that changed since it was read (Outdated), or is in another state (NotNow).

    `read_at` is the row's version on the page from which the act comes.
    """
    if entry.version != read_at:
        raise Outdated(entry)
    if entry.state not in states:
        wanted = "、".join(str(State(state).label) for state in State if state in states)
        raise NotNow(
            _("这条记录现在是“{state}”，只有“{wanted}”的记录才能这样操作。请刷新页面查看最新情况。").format(
                state=State(entry.state).label, wanted=wanted
            )
        )


def require_reason(reason: str) -> str:
    """The reason without blanks around it. NotNow when there is none: what is changed afterwards says why."""
    if not reason.strip():
        raise NotNow(_("请写明原因：以后查看这条记录的人要能明白为什么。"))
    return reason.strip()
