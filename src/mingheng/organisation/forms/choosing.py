"""Fields that name a unit or an account as a person does: by code or full name, among thousands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng.accounts.models import Account
from mingheng.organisation.unit_fields import SHOWN, not_one
from mingheng.pinyin import named


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
        raise ValidationError(not_one(text, names, count=len(exact), kind=_("在用的账号")))
