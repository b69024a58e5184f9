"""What a change of a unit means for its score; registered with `organisation.prospects` at the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.assessment.live import current_cycle
from mingheng.assessment.queries import totals_of
from mingheng.organisation.models import Unit
from mingheng.organisation.prospects import Act, Prospect
from mingheng.organisation.queries import last_placement_of
from mingheng.ui.figures import figure_text

_ENDED = gettext_lazy(
    "仍单独列在“%(title)s”中，不并入别的组织。生效日以前的不变；以后的月、季等时段不再要求，其他到期而没有完成的仍会失分，"
    "年终核定得分时请一并考虑。"
)
_TOLD = {
    Act.MERGE: _ENDED,
    Act.CLOSE: _ENDED,
    Act.SPLIT: gettext_lazy("留在本组织。新组织自生效日起另外列入“%(title)s”，没有以前的台账。"),
    Act.MOVE: gettext_lazy("仍是本组织在“%(title)s”中的得分；按生效日以前的日子查看，各组织的得分都不变。"),
}


def prospects(act: Act, unit: Unit, on: date) -> Iterator[Prospect]:
    """A unit keeps its own line of scores in the running cycle, whatever becomes of it."""
    cycle = current_cycle()
    if cycle is None or not cycle.starts_on <= on <= cycle.ends_on or not last_placement_of(unit).is_assessed:
        return
    total = totals_of(cycle, Unit.objects.filter(pk=unit.pk)).get(unit.pk)
    if total is None or total.points is None:
        subject = _("本年得分")
    else:
        subject = _("本年得分，目前%(points)s分") % {"points": figure_text(total.points)}
    yield Prospect(subject, str(_TOLD[act]) % {"title": cycle.title})
