"""The lists of this part, column by column: scores, the overview, what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.assessment.asking import urgent_first
from mingheng.assessment.models import Cycle, Light
from mingheng.assessment.overview import UnitRow
from mingheng.assessment.queries import class_place, total_figure
from mingheng.ui.listing import Column

_FIGURES = {
    "points": _("现得分"),
    "due": _("已到期"),
    "earned": _("已得"),
    "lost": _("已失"),
    "open": _("仍可得"),
    "forecast": _("预计"),
}


def score_columns(cycle: Cycle, *, has_ranks: bool) -> list[Column]:
    """The list of scores; grade and rank only where one may know those of some unit. Equals stand class by class."""
    place = class_place(cycle)
    by_class = (place.asc(), F("subject__code").asc())
    judged = [
        Column("grade", _("等次"), ("shown_grade", *by_class), lambda row: row.standing.shown_grade),
        Column("rank", _("类内名次"), ("shown_rank", *by_class), lambda row: row.standing.shown_rank),
    ]
    return [
        Column("unit", _("单位"), ("subject__code",), lambda row: row.name),
        Column("ceased", _("存续情况"), text=lambda row: gettext("已不存续") if row.has_ceased else ""),
        Column("class", _("类别"), (place, "subject__code"), lambda row: row.standing.peers),
        *(Column(key, label, (total_figure(cycle, key), *by_class), _figure(key)) for key, label in _FIGURES.items()),
        *(judged if has_ranks else []),
        Column("as_of", _("截至"), ("as_of", *by_class), lambda row: row.standing.as_of),
    ]


def _figure(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row.total, name) if row.total else None


def reasons_text(row: UnitRow) -> str:
    """Why a light is as it is."""
    others = [gettext("另有{n}条").format(n=row.others)] if row.others else []
    return " ".join([*(reason.text for reason in row.reasons), *others])


UNITS = (
    Column("code", _("单位"), ("subject__code",), lambda row: row.name),
    Column("class", _("类别"), ("peers", "subject__code"), lambda row: row.peers),
    Column("light", _("灯"), ("tone", "subject__code"), lambda row: str(Light.Tone(row.tone).label)),
    Column("reasons", _("为什么"), text=reasons_text),
    Column("points", _("现得分"), ("points", "subject__code"), _figure("points")),
    Column("open", _("仍可得"), text=_figure("open")),
    Column("forecast", _("预计"), ("forecast", "subject__code"), _figure("forecast")),
    Column("trend", _("走势"), text=lambda row: row.trend),
    Column("overdue", _("逾期"), ("overdue", "subject__code"), lambda row: row.overdue),
)


def missing_columns(day: date) -> list[Column]:
    """The list of what is still missing; what is urgent depends on the day."""
    return [
        Column("matter", _("要求"), ("code", "first_on"), lambda row: row.matter),
        Column("state", _("缓急"), urgent_first(day), lambda row: row.status.text),
        Column("unit", _("组织"), ("unit__code", "due_on"), lambda row: f"{row.unit} {row.subject}".strip()),
        Column("missing", _("还缺"), text=lambda row: f"{row.missing} {row.submitted}".strip()),
        Column("until", _("期限"), ("last_on", "due_on"), lambda row: row.until),
        Column("article", _("依据"), text=lambda row: row.article),
    ]
