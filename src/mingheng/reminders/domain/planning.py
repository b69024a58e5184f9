"""The office says when it reminds."""

from __future__ import annotations

from mingheng.audit.actors import Actor
from mingheng.audit.changes import Outdated, recording
from mingheng.audit.log import locked_head
from mingheng.reminders.plan import Plan, row_of, stored_plan


def change_plan(plan: Plan, *, read_at: int, by: Actor) -> None:
    """Another plan from now on; what was told stays told. Outdated when somebody was faster."""
    with recording("reminders.plan.changed", by) as change:
        # Two who make the first row at once must not make two.
        locked_head()
        row = stored_plan()
        if row.version != read_at:
            raise Outdated(row)
        change.save(row_of(plan, row))
