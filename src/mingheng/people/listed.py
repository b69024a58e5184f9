"""The lists of this part, column by column: members, and what is to be said about the size of organisations."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.forms import BaseForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.ui.listing import Column, conditions_of

_NUMBER = re.compile(r"\d{4}")


def member_columns(day: date) -> tuple[Column, ...]:
    """Members as they are on the day. What is sealed is written as the page shows it, masked, and not sorted."""
    full = Case(When(full_on__lte=day, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Column("name", _("姓名"), ("person__initials", "person__name"), lambda row: row["person"].name),
        Column("unit", _("所在党组织"), ("unit__code", "person__initials"), lambda row: row["unit_name"]),
        Column("type", _("党员类型"), (full, "person__initials"), type_text),
        Column("since", _("编入日期"), ("starts_on",), lambda row: row["membership"].starts_on),
        Column("id_number", _("身份证号"), text=lambda row: row["id_number"]),
        Column("phone", _("联系电话"), text=lambda row: row["phone"]),
    )


def type_text(row: dict[str, Any]) -> str:
    """Whether a member is a full one or on probation."""
    return gettext("正式党员") if row["is_full"] else gettext("预备党员")


def told_without_numbers(form: BaseForm) -> list[str]:
    """What was searched for; an identity number is neither written on the sheet nor in the log."""
    return [gettext("按身份证号查询") if _NUMBER.search(told) else told for told in conditions_of(form)]


SIZES = (
    Column("unit", _("党组织"), lambda warning: warning.unit.code, lambda warning: warning.name),
    Column("warning", _("提醒"), lambda warning: warning.text, lambda warning: warning.text),
    Column(
        "source",
        _("依据"),
        lambda warning: warning.source.source,
        lambda warning: f"{warning.source.source} {warning.source.state}",
    ),
)
