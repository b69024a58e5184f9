"""What a change of a unit means for its members; registered with `organisation.prospects` at the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.organisation.models import Unit
from mingheng.organisation.prospects import Act, Prospect
from mingheng.organisation.queries import running_on
from mingheng.people.models import Post
from mingheng.people.queries import headcount_within, members_of


def prospects(act: Act, unit: Unit, on: date) -> Iterator[Prospect]:
    """Memberships and posts do not follow a merger, a split or a closing by themselves."""
    own, of_all = members_of(unit, on).count(), headcount_within([unit.pk], on).members
    if act == Act.MOVE:
        if of_all:
            subject = _("党员%(count)d人（含下级）") % {"count": of_all}
            yield Prospect(subject, _("组织关系不变，自生效日起计入新的上级的人数。"))
        return
    if own:
        yield _of_members(act, unit, own)
    if act == Act.MERGE and of_all > own:
        subject = _("下级组织的党员%(count)d人") % {"count": of_all - own}
        yield Prospect(subject, _("组织关系不变，随下级组织自生效日起计入并入的组织的人数。"))
    if posts := Post.objects.filter(running_on(on), unit=unit).count():
        subject = _("党内职务%(count)d个") % {"count": posts}
        if act.ends_unit:
            yield Prospect(subject, _("不会自动结束。本组织的党员办理转接时一并结束，其他同志的请在个人页上登记结束。"))
        else:
            yield Prospect(subject, _("不变，都留在本组织。"))


def _of_members(act: Act, unit: Unit, count: int) -> Prospect:
    subject = _("党员%(count)d人") % {"count": count}
    url, label = reverse("people:members_of_unit", args=[unit.pk]), _("到党员名册逐人办理转接")
    if act.ends_unit:
        text = _("组织关系仍登记在本组织，不会自动转走，自生效日起不计入任何组织的人数，直到逐人转接。")
    else:
        text = _("都留在本组织。到新组织去的，须逐人转接。")
    return Prospect(subject, text, url, label)
