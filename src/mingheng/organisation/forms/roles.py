"""Giving and taking roles: what is typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.organisation.domain import OwnUnit, Refused, grant_role, hand_over, name_deputy, revoke_role
from mingheng.organisation.forms.acting import ActForm
from mingheng.organisation.forms.choosing import ChosenAccount, ChosenUnit
from mingheng.organisation.models import Grant
from mingheng.organisation.queries import ancestors_of
from mingheng.organisation.roles import LABELS, REQUIRED, role_label
from mingheng.organisation.unit_fields import unit_named
from mingheng.policy import Role
from mingheng.ui.fields import DayField

_A_MONTH = timedelta(days=30)


class RolesFilter(forms.Form):
    """Which roles of the list are shown."""

    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *LABELS.items()])
    unit = forms.CharField(label=_("所在组织"), required=False, max_length=100, help_text=_("组织编码或全称。"))
    name = forms.CharField(label=_("姓名"), required=False, max_length=40)

    def clean_unit(self) -> int | None:
        """The unit that is meant, as it stands today."""
        text = self.cleaned_data["unit"]
        return unit_named(text, clock.today(), reach=None).pk if text else None

    def wanted(self) -> dict[str, Any]:
        """What the list is to hold; what cannot be read is left out and said at its field."""
        if not self.is_bound:
            return {}
        self.full_clean()
        asked = self.cleaned_data
        return {"role": asked.get("role", ""), "unit_id": asked.get("unit"), "name": asked.get("name", "").strip()}


class GivingForm(ActForm):
    """Somebody gets a role. Where it would let him verify his own unit, the form asks why it must be him."""

    own_unit_reason = forms.CharField(
        label=_("仍由这位同志担任的理由"),
        required=False,
        max_length=200,
        help_text=_("记入操作日志，例如“工委只有两名专职人员，由副书记复核”。"),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._question = self.fields.pop("own_unit_reason")
        if "own_unit_reason" in self.data:
            self._ask()

    def say(self, refused: Refused) -> None:
        """Ask for the reason where one is wanted."""
        if isinstance(refused, OwnUnit):
            self._ask()
        super().say(refused)

    def _ask(self) -> None:
        self.fields["own_unit_reason"] = self._question


class GrantForm(GivingForm):
    """A role for somebody."""

    title = _("授予角色")
    effect = _("生效后，该账号即可办理这一角色在该组织及其全部下级的事项；该账号已登录的，须重新登录。")

    account = ChosenAccount(label=_("账号"))
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *LABELS.items()])
    unit = ChosenUnit(label=_("在哪个组织任职"))
    starts_on = DayField(label=_("开始日"), initial=clock.today)
    ends_on = DayField(label=_("结束日"), required=False, help_text=_("最后一天；不填表示长期。"))

    def clean(self) -> dict[str, Any]:
        """Find the unit as it stands on the first day, which may not be in the past."""
        super().clean()
        cleaned: dict[str, Any] = self.cleaned_data
        starts_on = cleaned.get("starts_on")
        if starts_on and starts_on < clock.today():
            self.add_error("starts_on", _("开始日不能早于今天：以前的操作不会因此变为有权。请选择今天或以后的日子。"))
        elif starts_on and "unit" in cleaned:
            try:
                cleaned["unit"] = unit_named(cleaned["unit"], starts_on, reach=None)
            except ValidationError as fault:
                self.add_error("unit", fault)
            else:
                self._refuse_below_the_top(starts_on)
        return cleaned

    def _refuse_below_the_top(self, day: date) -> None:
        """What these roles do concerns the whole office: they are held at its top, or nowhere."""
        unit, role = self.cleaned_data["unit"], self.cleaned_data.get("role", "")
        if role in REQUIRED and ancestors_of(unit.pk, day):
            self.add_error("unit", _("%(role)s管整个工委，请选择最上级的组织。") % {"role": role_label(role)})

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Grant it."""
        days = {name: cleaned[name] for name in ("starts_on", "ends_on")}
        reason = cleaned.get("own_unit_reason", "")
        grant_role(cleaned["account"], cleaned["unit"], Role(cleaned["role"]), by=by, reason=reason, **days)


class HeldRoleForm(ActForm):
    """An act on a role that somebody holds."""

    title: Promise
    effect: Promise

    def __init__(self, data: Any = None, *, grant: Grant) -> None:
        super().__init__(data)
        self.grant = grant


class RevokeForm(HeldRoleForm):
    """Take it away."""

    title = _("撤销角色")
    effect = _(
        "确定后立即生效：该账号下一次操作起即无此权限，其代理人的权限同时撤销，已登录的须重新登录。以前的操作记录不变。"
    )

    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("记入操作日志，例如“岗位调整”。"))

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Revoke it."""
        revoke_role(self.grant, by=by, reason=cleaned["reason"])


class DeputyForm(GivingForm, HeldRoleForm):
    """Somebody acts for the holder for a time."""

    title = _("指定代理人")
    effect = _("代理期间，代理人可办理原任人的事项，每一次操作都同时记下代理人和原任人；原任人的权限不变。最长一年。")

    account = ChosenAccount(label=_("代理人"))
    starts_on = DayField(label=_("开始日"), initial=clock.today)
    ends_on = DayField(label=_("结束日"), initial=lambda: clock.today() + _A_MONTH, help_text=_("代理的最后一天。"))

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Name the deputy."""
        days = {name: cleaned[name] for name in ("starts_on", "ends_on")}
        reason = cleaned.get("own_unit_reason", "")
        name_deputy(self.grant, cleaned["account"], by=by, reason=reason, **days)


class HandOverForm(GivingForm, HeldRoleForm):
    """A successor takes over."""

    title = _("交接角色")
    effect = _(
        "自交接日起，原任人在该组织的全部角色由接任人担任，原任人和其代理人的权限到前一天为止。以前的操作记录不变。"
    )

    account = ChosenAccount(label=_("接任人"))
    on = DayField(label=_("交接日"), initial=clock.today, help_text=_("接任人任职的第一天。"))

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Hand over."""
        reason = cleaned.get("own_unit_reason", "")
        hand_over(self.grant, cleaned["account"], on=cleaned["on"], by=by, reason=reason)
