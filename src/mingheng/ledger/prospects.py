"""What a change of a unit means for its entries; registered with `organisation.prospects` at the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from mingheng.ledger.conditions import EDITABLE
from mingheng.ledger.models import Entry, State
from mingheng.organisation.models import Unit
from mingheng.organisation.prospects import Act, Prospect, last_day_before


def prospects(act: Act, unit: Unit, on: date) -> Iterator[Prospect]:
    """Entries stay with the unit that did what they tell, and count for whoever was assessed for it on that day."""
    entries = Entry.objects.filter(unit=unit).exclude(state=State.WITHDRAWN)
    counted = entries.filter(accepted__isnull=False, happened_on__lt=on).count()
    if counted:
        subject = _("生效日以前已采纳的台账%(count)d条") % {"count": counted}
        yield Prospect(subject, _("仍记在本组织名下，计入发生当日的考核对象，不转给别的组织。"))
    if not act.ends_unit:
        return
    if later := entries.filter(happened_on__gte=on).count():
        subject = _("日期在生效日及以后的台账%(count)d条") % {"count": later}
        yield Prospect(subject, _("那时本组织已不存在。请核对日期，或撤回后由接续的组织重新填报。"))
    if unfinished := entries.filter(state__in=EDITABLE).count():
        subject = _("草稿和退回的台账%(count)d条") % {"count": unfinished}
        words = {"last": last_day_before(on)}
        yield Prospect(subject, _("请在%(last)s以前办完：以后在本组织任职的同志不能再修改和报送。") % words)
    if waiting := entries.filter(state=State.SUBMITTED).count():
        subject = _("待审核的台账%(count)d条") % {"count": waiting}
        yield Prospect(subject, _("自生效日起由本组织原上级和工委的管理员审核。"))
