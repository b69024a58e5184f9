"""What people say about reminders: which matters to list, when the office reminds, where one wants to be told."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.reminders.models import ReminderPlan
from mingheng.reminders.plan import Plan, numbers_of
from mingheng.reminders.registry import kinds_of_matters

MOST_STAGES = 6
LONGEST = 180
GROUPS = {"overdue": _("逾期未办"), "week": _("本周到期"), "later": _("以后到期")}
"""How soon a matter is due, as lists say it."""


class TodoForm(forms.Form):
    """Which matters to list."""

    unit = forms.CharField(label=_("党组织"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("事项种类"), required=False)
    due = forms.ChoiceField(label=_("到期"), required=False, choices=[("", _("全部")), *GROUPS.items()])

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["kind"] = forms.ChoiceField(
            label=_("事项种类"), required=False, choices=[("", _("全部")), *kinds_of_matters().items()]
        )


class RemindersForm(forms.Form):
    """Which reminders to list."""

    words = forms.CharField(label=_("姓名或事项"), required=False, max_length=100)


class DaysField(forms.CharField):
    """Numbers of days, apart by commas: 7，1. Its value is their tuple, empty for none."""

    def __init__(self, *, is_falling: bool, **named: Any) -> None:
        super().__init__(required=False, max_length=60, **named)
        self.is_falling = is_falling

    def clean(self, value: Any) -> tuple[int, ...]:
        """The numbers in the order of time, each once."""
        parts = [part for part in re.split(r"[,，、;；\s]+", super().clean(value)) if part]
        if not all(part.isdecimal() and 0 < int(part) <= LONGEST for part in parts):
            raise ValidationError(gettext("请填1至%(most)s之间的天数，多个用逗号隔开。") % {"most": LONGEST})
        numbers = sorted({int(part) for part in parts}, reverse=self.is_falling)
        if len(numbers) > MOST_STAGES:
            raise ValidationError(gettext("最多填%(most)s个。") % {"most": MOST_STAGES})
        return tuple(numbers)


class PlanForm(forms.Form):
    """When the office reminds, and whom."""

    days_before = DaysField(
        label=_("提前几天提醒承办人"),
        is_falling=True,
        help_text=_("日历天，例如：7，1。遇节假日，提前到节前最后一个工作日。"),
    )
    is_on_the_day = forms.BooleanField(label=_("到期日当天再提醒一次"), required=False)
    days_after = DaysField(
        label=_("逾期几个工作日提醒承办人"), is_falling=False, help_text=_("例如：1，5。留空则逾期后不再提醒承办人。")
    )
    raised_after = forms.IntegerField(
        label=_("逾期几个工作日报上级"), min_value=0, max_value=LONGEST,
        help_text=_("报给上一级的单位管理员；没有的，直接报工委。填0为不报。"),
    )  # fmt: skip
    raised_to_committee_after = forms.IntegerField(
        label=_("逾期几个工作日报工委"), min_value=0, max_value=LONGEST, help_text=_("不少于报上级的天数。填0为不报。")
    )
    moves_due_days = forms.BooleanField(
        label=_("到期日遇节假日，顺延到下一个工作日"),
        required=False,
        help_text=_("两个日期都会显示。依据不允许顺延的，请不要勾选。"),
    )
    read_at = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def values_of(row: ReminderPlan) -> dict[str, Any]:
        """What the form begins with."""
        texts = {name: "，".join(map(str, numbers_of(getattr(row, name)))) for name in ("days_before", "days_after")}
        rest = ("is_on_the_day", "raised_after", "raised_to_committee_after", "moves_due_days")
        return texts | {name: getattr(row, name) for name in rest} | {"read_at": row.version}

    def clean(self) -> dict[str, Any]:
        """The 工委 is not told before the level above."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        above, committee = cleaned.get("raised_after") or 0, cleaned.get("raised_to_committee_after") or 0
        if committee and committee < above:
            self.add_error("raised_to_committee_after", gettext("不能早于报上级的天数。"))
        return cleaned

    def plan(self) -> Plan:
        """What was said, when it is right."""
        return Plan(**{name: value for name, value in self.cleaned_data.items() if name != "read_at"})


class EmailForm(forms.Form):
    """Where mail is to go."""

    email = forms.EmailField(
        label=_("邮箱"), max_length=120, help_text=_("请填工作邮箱。邮件只有事项名称、日期和网址，没有姓名和分数。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code that was sent there."""

    code = forms.CharField(
        label=_("验证码"), max_length=12, help_text=_("邮件中的六位数字，30分钟内有效。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class ChannelsForm(forms.Form):
    """Which messages one wants besides the pages."""

    wants_email = forms.BooleanField(label=_("发邮件提醒我"), required=False)
    wants_webhook = forms.BooleanField(label=_("通过单位消息（钉钉、企业微信等）提醒我"), required=False)
    read_at = forms.IntegerField(widget=forms.HiddenInput)
