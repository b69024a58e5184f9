"""How an open requirement is told: for which sub-period, how much is missing, by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Case, F, OrderBy, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from mingheng.assessment.models import OpenRequirement
from mingheng.assessment.thresholds import limits
from mingheng.scoring import Rulebook
from mingheng.scoring.language.measures import Selection, Shortfall
from mingheng.scoring.language.rulebook import Rule
from mingheng.ui.figures import figure_text

_QUARTERS = (_lazy("第一季度"), _lazy("第二季度"), _lazy("第三季度"), _lazy("第四季度"))
_MONTHS_OF_QUARTER, _MONTHS_OF_HALF, _MONTHS_OF_YEAR = 3, 6, 12


def span_text(first: date, last: date) -> str:
    """9月, 第三季度, 上半年, 2026年; other spans by their first and last day."""
    after = last + timedelta(days=1)
    is_whole = first.day == 1 and after.day == 1 and first.year == last.year
    months = last.month - first.month + 1
    if is_whole and months == 1:
        return _("%(month)d月") % {"month": first.month}
    if is_whole and months == _MONTHS_OF_QUARTER and last.month % _MONTHS_OF_QUARTER == 0:
        return str(_QUARTERS[last.month // _MONTHS_OF_QUARTER - 1])
    if is_whole and months == _MONTHS_OF_HALF and last.month % _MONTHS_OF_HALF == 0:
        return _("上半年") if first.month == 1 else _("下半年")
    if is_whole and months == _MONTHS_OF_YEAR:
        return _("%(year)d年") % {"year": first.year}
    return _("%(first)s至%(last)s") % {"first": day_words(first), "last": day_words(last)}


def day_words(day: date) -> str:
    """10月10日."""
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def missing_text(rule: Rule, missing: Fraction) -> str:
    """还缺2次."""
    return _("还缺%(amount)s") % {"amount": amount_text(rule, missing)}


def amount_text(rule: Rule, missing: Fraction) -> str:
    """2次, with the word that the rulebook counts in."""
    word = rule.measure.counted_in if isinstance(rule.measure, Selection) else ""
    return f"{figure_text(missing)}{word or _('次')}"


def matter_text(rule: Rule, requirement: OpenRequirement) -> str:
    """第三季度党课."""
    return _("%(span)s%(label)s") % {
        "span": span_text(requirement.first_on, requirement.last_on),
        "label": rule.label,
    }


def grace_text(requirement: OpenRequirement, day: date) -> str:
    """Until when it is in time: 9月30日到期，宽限至10月10日; and what is to be said once that has passed."""
    if state_of(requirement, day) == "overdue":
        return _("已于%(day)s过宽限期") % {"day": day_words(requirement.due_on)}
    words = {"last": day_words(requirement.last_on), "due": day_words(requirement.due_on)}
    if requirement.due_on == requirement.last_on:
        return _("%(last)s到期") % words
    return _("%(last)s到期，宽限至%(due)s") % words


def title_of(
    rulebook: Rulebook, requirement: OpenRequirement, names: Mapping[int, str], day: date, submitted: str
) -> str:
    """第三季度党课：水利局第一支部还缺1次，已提交1条，待审核（9月30日到期，宽限至10月10日）."""
    rule = rulebook.rules[requirement.code]
    text = _("%(matter)s：%(unit)s%(missing)s（%(until)s）")
    if submitted:
        text = _("%(matter)s：%(unit)s%(missing)s，%(submitted)s（%(until)s）")
    return text % {
        "matter": matter_text(rule, requirement),
        "unit": names.get(requirement.unit_id, ""),
        "missing": missing_text(rule, Fraction(requirement.missing)),
        "until": grace_text(requirement, day),
        "submitted": submitted,
    }


def state_of(requirement: OpenRequirement, day: date) -> str:
    """overdue: the grace is over; due: it ends soon, or the grace runs; later: there is time."""
    if requirement.due_on < day:
        return "overdue"
    return "due" if requirement.last_on <= _soon(day) else "later"


def in_state(state: str, day: date) -> Q:
    """The same, asked of the database. Lists, counts and lights all know what is overdue from these two."""
    return {
        "overdue": Q(due_on__lt=day),
        "due": Q(due_on__gte=day, last_on__lte=_soon(day)),
        "later": Q(due_on__gte=day, last_on__gt=_soon(day)),
    }[state]


def urgent_first(day: date) -> tuple[Case, OrderBy, str]:
    """An order: what has run out, the latest first, for that can still be made good; then what runs out next."""
    is_over = in_state("overdue", day)
    return (
        Case(When(is_over, then=Value(0)), default=Value(1)),
        Case(When(is_over, then=F("due_on"))).desc(nulls_last=True),
        "due_on",
    )


def _soon(day: date) -> date:
    return day + timedelta(days=int(limits().due_soon_days.value))


def may_still_count(rulebook: Rulebook, requirement: OpenRequirement, day: date) -> bool:
    """Whether a record that comes now counts: always in time, and later where the rulebook lets it."""
    measure = rulebook.rules[requirement.code].measure
    late = (isinstance(measure, Shortfall) and measure.late) or rulebook.choices.late
    return state_of(requirement, day) != "overdue" or late == "counts"
