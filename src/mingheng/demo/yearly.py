"""The end of the year: ratings, marks of reviewers, decisions, results of others; and the two years before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from mingheng.demo.desk import YEAR, Cells, Desk
from mingheng.demo.units import CLASSES

REVIEWERS = tuple(
    (f"考评员{letter}", severity) for letter, severity in zip("甲乙丙丁戊己庚辛壬", range(-4, 5), strict=True)
)
"""Reviewers and how many points each gives more or less than he should."""

_GRADES = ((90, "好"), (80, "较好"), (60, "一般"), (0, "差"))
_RATINGS = {
    "duty_rating": (date(YEAR, 12, 22), ("好", "较好", "一般", "差")),
    "satisfaction": (date(YEAR, 12, 8), ("满意", "基本满意", "不满意", "不了解")),
}


def book_tallies(desk: Desk) -> None:
    """Counts per option and group of voters; small units are rated by fewer groups."""
    size = len(desk.unit.members)
    groups = {
        "duty_rating": {"工委委员": 9, "本单位党员": size, "党代表": 12, "服务对象": 20},
        "satisfaction": {"本单位党员": size, "服务对象": desk.rng.randint(20, 40)},
    }
    if desk.unit.group == CLASSES[2]:
        del groups["duty_rating"]["党代表"]
    for poll, (day, options) in _RATINGS.items():
        for group, issued in groups[poll].items():
            cast = issued - (desk.rng.random() < 0.5) * desk.rng.randint(0, issued // 8)
            for option, votes in zip(options, _votes(desk.rng, cast, desk.unit.care), strict=True):
                values: Cells = {
                    "poll": poll,
                    "held_on": day,
                    "group": group,
                    "option": option,
                    "votes": votes,
                    "issued": issued,
                }
                desk.book("tally", day, values, entered=day, verified=True)


def _votes(rng: Random, ballots: int, care: float) -> list[int]:
    """How `ballots` voters rate; the better the unit, the more choose the first options."""
    first, second, third = 0.22 + 0.58 * care, 0.5 + 0.45 * care, 0.72 + 0.26 * care
    counts = [0, 0, 0, 0]
    for _ in range(ballots):
        roll = rng.random()
        counts[(roll > first) + (roll > second) + (roll > third)] += 1
    return counts


def book_marks(desk: Desk) -> None:
    """The unit's own mark, and those of three reviewers of different severity."""
    day = date(YEAR, 12, desk.rng.randint(10, 18))
    true_mark = 57 + 37 * desk.unit.care
    marks = [("自评", f"{desk.unit.name}自评", min(100, true_mark + 4))]
    for name, severity in desk.rng.sample(REVIEWERS, 3):
        marks.append(("考核组", name, true_mark + severity + desk.rng.uniform(-2, 2)))
    for side, name, mark in marks:
        points = Decimal(round(2 * max(0.0, min(100.0, mark)))) / 2
        values: Cells = {
            "indicator": "yearly_review",
            "marked_on": day,
            "reviewer": name,
            "side": side,
            "points": points,
        }
        desk.book("mark", day, values, entered=day, verified=True)


def book_decisions(desk: Desk) -> None:
    """What the committee found of the report on duties."""
    day = date(YEAR, 12, 15)
    level = _word(desk.unit.care + desk.rng.uniform(-0.06, 0.06), ((0.84, "优"), (0.7, "良"), (0.4, "中"), (-1, "差")))
    decide(desk, "duty_report", day, level)


def decide(desk: Desk, indicator: str, day: date, level: str) -> None:
    """Book a decision with the number of its minutes."""
    values: Cells = {
        "indicator": indicator,
        "decided_on": day,
        "minutes": f"示工委会纪〔{day.year}〕{day.month}号",
        "level": level,
    }
    desk.book("decision", day, values, entered=day, verified=True)


def book_results(desk: Desk) -> None:
    """How much of the tasks set by the county committee was done, in per cent, as its own office found."""
    day = date(YEAR, 12, 28)
    done = min(100, round(67 + 35 * desk.unit.care + desk.rng.uniform(-6, 2)))
    desk.book("result", day, {"scheme": "key_tasks", "settled_on": day, "score": done}, entered=day, verified=True)


def book_history(desk: Desk) -> None:
    """Scores and grades of the two years before."""
    for back in (2, 1):
        day = date(YEAR - back, 12, 31)
        score = Decimal(round(10 * min(98.0, 62 + 34 * desk.unit.care + desk.rng.uniform(-5, 3)))) / 10
        values: Cells = {"item": "grade", "period_end": day, "level": _word(float(score), _GRADES), "value": score}
        desk.book("history", day, values, entered=date(YEAR - back + 1, 2, 10), verified=True)


def _word(number: float, bounds: Sequence[tuple[float, str]]) -> str:
    return next(word for bound, word in bounds if number >= bound)


def book_exemption(desk: Desk, rule: str, since: date, until: date | None) -> None:
    """An exception that the committee approved."""
    values: Cells = {"rule": rule, "since": since, "until": until, "approval": f"示工委批〔{YEAR}〕{since.month}号"}
    desk.book("exemption", since, values, entered=since, verified=True)
