"""Fields that name a unit or an account as a person does: by code or full name, among thousands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng.accounts.models import Account
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.queries import placements_on, units_within
from mingheng.pinyin import named

SHOWN = 5
"""How many near matches an error names."""


class ChosenUnit(forms.CharField):
    """A unit by its code or full name; `unit_named` finds it once the day is known."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(max_length=100, help_text=_("填写组织编码或全称。"), **rest)


class ChosenAccount(forms.CharField):
    """An open account by its user name or the name of its holder."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(max_length=40, help_text=_("填写用户名或姓名。账号由系统管理员或单位管理员开设。"), **rest)

    def clean(self, value: str) -> Account | None:
        """The account. Refused where none or several are meant."""
        text = super().clean(value)
        if not text:
            return None
        accounts = Account.objects.filter(closed_on__isnull=True)
        exact = list(accounts.filter(username=text)) or list(accounts.filter(display_name=text)[: SHOWN + 1])
        if len(exact) == 1:
            return exact[0]
        near = exact or list(accounts.filter(Q(username__contains=text) | named(text, "display_name"))[:SHOWN])
        names = "、".join(f"{one.display_name}（{one.username}）" for one in near)
        raise ValidationError(_not_one(text, names, count=len(exact), kind=_("在用的账号")))


def unit_named(text: str, day: date, *, reach: Collection[int] | None) -> Unit:
    """The unit that stands on the day, within reach, and is called so. ValidationError for none or several."""
    placements = placements_on(day)
    if reach is not None:
        placements = placements.filter(unit__in=units_within(reach, day))
    exact = list(placements.filter(unit__code=text)) or list(placements.filter(name=text)[: SHOWN + 1])
    if len(exact) == 1:
        return exact[0].unit
    like = placements.filter(named(text) | Q(unit__code__contains=text)).order_by("unit__code")
    near = exact or list(like[:SHOWN])
    names = "、".join(_called(one) for one in near)
    raise ValidationError(_not_one(text, names, count=len(exact), kind=_("当日存续的组织")))


def _called(placement: Placement) -> str:
    return f"{placement.name}（{placement.unit.code}）"


def _not_one(text: str, names: str, *, count: int, kind: str) -> str:
    words = {"text": text, "names": names, "kind": kind}
    if count:
        return _("有多个%(kind)s叫“%(text)s”：%(names)s。请填写括号中的编码。") % words
    if names:
        return _("没有%(kind)s叫“%(text)s”。相近的有：%(names)s。") % words
    return _("没有%(kind)s叫“%(text)s”。请核对后重新填写。") % words
