"""Tell what is due: one run, called by a timer. It may run beside the site, twice at once, or after days."""

from __future__ import annotations

from mingheng.audit.actors import COMMAND
from mingheng.reminders.domain import Outcome, remind
from mingheng.site.operations.readiness import refuse_before_upgrade, refuse_unless_set_up


def remind_site() -> Outcome:
    """One run. Refusal when the site is not set up, or waits for an upgrade."""
    refuse_unless_set_up()
    refuse_before_upgrade()
    return remind(by=COMMAND)
