"""From a unit's stored lines to its lights, each with the reason. Pure: reads no table, computes no points.

Red: a requirement whose grace has lately run out and that has cost much; a forecast below the lowest passing grade.
Yellow: any other that has run out, that falls due soon, or stands in its grace; points well behind the class's median;
a forecast below last year's grade or the best one. Grey: no points yet, which is not zero. Green: none of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from mingheng.assessment.asking import grace_text, matter_text, missing_text, state_of
from mingheng.assessment.lines import GONE
from mingheng.assessment.models import Light, OpenRequirement
from mingheng.assessment.thresholds import Limits
from mingheng.scoring import Rulebook
from mingheng.scoring.language.rulebook import Level
from mingheng.ui.figures import figure_text

MOST_NAMES = 3
Tone = Light.Tone


@dataclass(frozen=True, slots=True)
class Figures:
    """A stored line, exact."""

    status: str
    points: Fraction | None
    lost: Fraction | None
    forecast: Fraction | None
    maximum: Fraction | None


@dataclass(frozen=True, slots=True)
class Median:
    """What stands in the middle of a class."""

    points: Fraction
    units: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one unit; `names` are those of its branches by id."""

    lines: Mapping[str, Figures]
    requirements: Iterable[OpenRequirement]
    medians: Mapping[str, Median]
    last_grade: str
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What every unit of a cycle is judged by as of a day; made once for all of them."""

    rulebook: Rulebook
    day: date
    limits: Limits
    rules: Mapping[str, set[str]]
    """The rules of each indicator."""
    grades: Mapping[str, Fraction]
    """The lowest score of each grade that has one."""

    @classmethod
    def of(cls, rulebook: Rulebook, day: date, limits: Limits) -> Yardstick:
        """That of a rulebook."""
        rules = {code: rules_below(rulebook, code) for code in indicators_of(rulebook)}
        return cls(rulebook, day, limits, rules, grade_lines(rulebook))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light is as it is, with the line it rests on."""

    tone: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedLight:
    """One light with its reasons, the worst first."""

    tone: int
    reasons: list[Reason]


def indicators_of(rulebook: Rulebook) -> list[str]:
    """What gets a light of its own: the parts of the score, or their parts where a part has such."""
    total = rulebook.head.total
    parts = [code for code, part in rulebook.nodes.items() if part.parent == total]
    parts += [code for code, rule in rulebook.rules.items() if rule.node == total]
    below = {code: [child for child, node in rulebook.nodes.items() if node.parent == code] for code in parts}
    return [one for code in parts for one in below[code] or [code]]


def rules_below(rulebook: Rulebook, code: str) -> set[str]:
    """The rules of an indicator, itself where it is one."""
    if code in rulebook.rules:
        return {code}
    nodes = {code}
    while more := {child for child, node in rulebook.nodes.items() if node.parent in nodes} - nodes:
        nodes |= more
    return {rule for rule, part in rulebook.rules.items() if part.node in nodes}


def lights_of(known: Known, by: Yardstick) -> dict[str, JudgedLight]:
    """The light of every indicator that applies to the unit, and of the unit at the code of the total."""
    asked = list(_asked(known, by))
    found: dict[str, JudgedLight] = {}
    for code, rules in by.rules.items():
        line = known.lines.get(code)
        if line is None or line.status in GONE:
            continue
        reasons = by_weight([reason for reason in asked if reason.code in rules], known)
        reasons += _behind(known, code, by)
        found[code] = _light_of(line, code, reasons, is_compared=_is_compared(known, code, by))
    total = by.rulebook.head.total
    if total in known.lines:
        below = {rule for code in found for rule in by.rules[code]}
        reasons = by_weight([reason for reason in asked if reason.code not in below], known)
        reasons += _below_grades(known, by)
        own = _light_of(known.lines[total], total, reasons, is_compared=False)
        found[total] = _whole(own, list(found.values()), known)
    return found


def _is_compared(known: Known, code: str, by: Yardstick) -> bool:
    """Whether the class is large enough for its median to be looked at."""
    return code in known.medians and known.medians[code].units >= by.limits.least_peers.value


def _light_of(line: Figures, code: str, reasons: list[Reason], *, is_compared: bool) -> JudgedLight:
    if reasons:
        reasons = sorted(reasons, key=lambda reason: reason.tone)
        return JudgedLight(reasons[0].tone, reasons)
    if line.points is None:
        waits = line.status == "not_yet_due"
        text = _("各项都还没有到期") if waits else _("没有可以判断的数据，没有数据不等于零分")
        return JudgedLight(Tone.GREY, [Reason(Tone.GREY, code, text)])
    text = _("没有逾期和临近到期的事项")
    if is_compared:
        text += _("，失分不多，或者得分没有明显低于本类中位数") if line.lost else _("，没有失分")
    if line.maximum is None and line.points < 0:
        text = _("没有逾期和临近到期的事项；已扣%(points)s分") % {"points": figure_text(-line.points)}
    if line.status in ("missing", "failed"):
        text = _("已有数据的部分没有问题；另有指标缺数据，没有计入")
    return JudgedLight(Tone.GREEN, [Reason(Tone.GREEN, code, text)])


def _whole(own: JudgedLight, parts: list[JudgedLight], known: Known) -> JudgedLight:
    """The unit's light: the worst of its own and its indicators'; grey only where nothing can be said at all."""
    warnings = [one for part in [own, *parts] for one in part.reasons if one.tone in (Tone.RED, Tone.YELLOW)]
    if not warnings:
        return own
    warnings = by_weight(warnings, known)
    return JudgedLight(warnings[0].tone, warnings)


def by_weight(reasons: list[Reason], known: Known) -> list[Reason]:
    """The gravest first, and of these what has cost most; what costs the same stays in its order."""

    def weight(reason: Reason) -> tuple[int, Fraction]:
        line = known.lines.get(reason.code)
        return reason.tone, -((line.lost if line else None) or Fraction(0))

    return sorted(reasons, key=weight)


def _asked(known: Known, by: Yardstick) -> Iterator[Reason]:
    """One reason for every sub-period of a rule in which something is missing, however many branches lack it; one for
    all of a rule that ran out long ago. What the rule has cost is said once.
    """
    groups: dict[tuple[str, date], list[OpenRequirement]] = {}
    long_ago: dict[str, list[OpenRequirement]] = {}
    for requirement in known.requirements:
        if (by.day - requirement.due_on).days > by.limits.overdue_days.value:
            long_ago.setdefault(requirement.code, []).append(requirement)
        elif state_of(requirement, by.day) != "later":
            groups.setdefault((requirement.code, requirement.first_on), []).append(requirement)
    told: set[str] = set()
    for (code, _first), rows in groups.items():
        line = known.lines.get(code)
        text = _("%(matter)s%(until)s，%(missing)s%(whose)s") % {
            "matter": matter_text(by.rulebook.rules[code], rows[0]),
            "until": grace_text(rows[0], by.day),
            "missing": _missing(code, rows, by),
            "whose": whose_text(rows, known.names),
        }
        if state_of(rows[0], by.day) == "overdue":
            yield Reason(_weight(line, by.limits), code, text if code in told else text + _cost(line))
            told.add(code)
        else:
            yield Reason(Tone.YELLOW, code, text)
    for code, rows in long_ago.items():
        text = _("%(label)s逾期已超过%(days)s天，%(missing)s") % {
            "label": by.rulebook.label_of(code),
            "days": by.limits.overdue_days.shown,
            "missing": _missing(code, rows, by),
        }
        yield Reason(Tone.YELLOW, code, text if code in told else text + _cost(known.lines.get(code)))


def _missing(code: str, rows: list[OpenRequirement], by: Yardstick) -> str:
    """How much all of them lack."""
    return missing_text(by.rulebook.rules[code], sum((Fraction(row.missing) for row in rows), Fraction(0)))


def _cost(line: Figures | None) -> str:
    """What the rule has lost so far, all that is missing taken together."""
    if line is None or not line.lost:
        return _("；没有因此失分")
    return _("；本项共失%(points)s分") % {"points": figure_text(line.lost)}


def _weight(line: Figures | None, limits: Limits) -> Tone:
    """How grave it is that something ran out: red where the rule has lost more than the given part of its maximum."""
    if line is None or not line.lost:
        return Tone.YELLOW
    is_slight = line.maximum is not None and line.lost <= limits.overdue_share.value * line.maximum
    return Tone.YELLOW if is_slight else Tone.RED


def whose_text(rows: list[OpenRequirement], names: Mapping[int, str]) -> str:
    """The branches that lack it, in brackets."""
    branches = [names.get(row.unit_id, "") for row in rows if row.unit_id != row.subject_id]
    if not branches:
        return ""
    told = "、".join(branches[:MOST_NAMES])
    more = _("等%(count)d个支部") % {"count": len(branches)} if len(branches) > MOST_NAMES else ""
    return f"（{told}{more}）"


def _behind(known: Known, code: str, by: Yardstick) -> Iterator[Reason]:
    """Points that lie behind the class's median by more than the given part of what was due.

    Who has lost nothing is not behind, only later, or has less to win.
    """
    line, median = known.lines[code], known.medians.get(code)
    if median is None or not _is_compared(known, code, by) or line.points is None or line.lost is None:
        return
    gap, due = median.points - line.points, line.points + line.lost
    if due > 0 and min(gap, line.lost) > by.limits.behind_median.value * due:
        text = _(
            "%(label)s已到期%(due)s分，已失%(lost)s分，超过其中的%(part)s；现得%(points)s分，"
            "低于本类%(units)d个单位的中位数%(median)s分"
        )
        if median.points > due:
            text += _("（其他单位到期的分值更多）")
        words = {
            "label": by.rulebook.label_of(code),
            "points": figure_text(line.points),
            "lost": figure_text(line.lost),
            "units": median.units,
            "median": figure_text(median.points),
            "due": figure_text(due),
            "part": by.limits.behind_median.shown,
        }
        yield Reason(Tone.YELLOW, code, text % words)


def _below_grades(known: Known, by: Yardstick) -> Iterator[Reason]:
    """A forecast below the lowest passing line, or else below that of last year's grade or of the best one."""
    total = by.rulebook.head.total
    forecast = known.lines[total].forecast
    if forecast is None or known.lines[total].points is None:
        return
    levels = by.grades
    if not levels:
        return
    words = {"forecast": figure_text(forecast)}
    lowest, least = min(levels.items(), key=lambda level: level[1])
    if forecast < least:
        text = _("按目前进度预计%(forecast)s分，低于“%(grade)s”的分数线%(line)s分")
        yield Reason(Tone.RED, total, text % {**words, "grade": lowest, "line": figure_text(least)})
        return
    best = max(levels, key=lambda grade: levels[grade])
    aim = known.last_grade if known.last_grade in levels else best
    if forecast < levels[aim]:
        text = _("按目前进度预计%(forecast)s分，低于上年等次“%(grade)s”的分数线%(line)s分")
        if known.last_grade not in levels:
            text = _("按目前进度预计%(forecast)s分，低于“%(grade)s”的分数线%(line)s分")
        yield Reason(Tone.YELLOW, total, text % {**words, "grade": aim, "line": figure_text(levels[aim])})


def grade_lines(rulebook: Rulebook) -> dict[str, Fraction]:
    """The lowest score of each grade that has one, where grades are made from the score itself."""
    grading = rulebook.grading
    if grading is None or grading.by != rulebook.head.total:
        return {}
    return {level.grade: end for level in grading.levels if (end := _lower_end(level)) is not None}


def _lower_end(level: Level) -> Fraction | None:
    return None if level.lower is None else level.lower[0]
