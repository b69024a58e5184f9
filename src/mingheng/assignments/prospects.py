"""What a change of a unit means for its assignments; registered with `organisation.prospects` at the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from mingheng.assignments.models import OPEN, Assignment, Recipient, State
from mingheng.organisation.models import Unit
from mingheng.organisation.prospects import Act, Prospect, last_day_before


def prospects(act: Act, unit: Unit, on: date) -> Iterator[Prospect]:
    """Assignments stay with the unit they were given to; when it ends, its work is given to another by hand."""
    if not act.ends_unit:
        return
    open_ones = Recipient.objects.filter(unit=unit, progress__in=OPEN, assignment__state=State.GIVEN_OUT)
    if count := open_ones.count():
        subject = _("没有回复的交办任务%(count)d件") % {"count": count}
        words = {"last": last_day_before(on)}
        yield Prospect(
            subject,
            _("请在%(last)s以前回复。以后由交办单位免予回复，需要的再交给接续的组织，不会自动转过去。") % words,
        )
    if count := Assignment.objects.filter(giver=unit, state=State.GIVEN_OUT).count():
        subject = _("交给下级、还没有办结的任务%(count)d件") % {"count": count}
        yield Prospect(subject, _("请先办结或撤回；以后由上级的管理员办结。"))
