"""What concerns members one by one: training, talks, admission, transfer, dues, terms, Party workers, tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from mingheng.demo.desk import YEAR, Cells, Desk
from mingheng.demo.units import CLASSES

_COURSES = (("党员春季集中轮训", 3, 16), ("党的创新理论专题培训", 6, 8), ("党员秋季集中轮训", 10, 16))
_EDUCATION = ("本科", "本科", "硕士研究生", "大专", "高中")
_LEADERS = 3
_REASONS = {
    "谈心谈话": "年度谈心",
    "廉政谈话": "岗位廉政风险",
    "提醒谈话": "工作拖延",
    "约谈": "重点任务滞后",
}


def book_training(desk: Desk) -> None:
    """Three courses a year, which most members attend."""
    for title, month, hours in _COURSES:
        day = desk.day(month)
        came: dict[tuple[str, Decimal], list[str]] = {}
        for position, member in enumerate(desk.unit.members):
            if not desk.does(0.75):
                continue
            audience = "班子成员" if position < _LEADERS else "党务干部" if position < 2 * _LEADERS else "普通党员"
            stayed = Decimal(hours) if desk.rng.random() > 0.04 else Decimal(hours) / 2
            came.setdefault((audience, stayed), []).append(member.name)
        for (audience, stayed), names in came.items():
            values: Cells = {
                "audience": audience,
                "title": title,
                "held_on": day,
                "ended_on": day + timedelta(days=hours // 8 - 1),
                "place": "示范县委党校",
                "lecturer": f"党校教师{'甲乙丙'[month % 3]}",
                "hours": stayed,
                "people": tuple(names),
            }
            desk.book("training", day, values)


def book_talks(desk: Desk) -> None:
    """A heart-to-heart with every member, talks on integrity in each half-year, reminders for a few."""
    members = [member.name for member in desk.unit.members]
    for name in members:
        if desk.does(0.4):
            _talk(desk, "谈心谈话", desk.day(desk.rng.randint(2, 12)), name)
    wanted = {CLASSES[0]: 6, CLASSES[1]: 3, CLASSES[2]: 2}[desk.unit.group]
    for half in range(2):
        for name in desk.rng.sample(members, wanted):
            if desk.does(0.5):
                _talk(desk, "廉政谈话", desk.day(half * 6 + desk.rng.randint(1, 6)), name)
    for type_, chance in (("提醒谈话", 0.4), ("约谈", 0.12)):
        if desk.rng.random() < chance:
            _talk(desk, type_, desk.day(desk.rng.randint(3, 11)), desk.rng.choice(members))


def _talk(desk: Desk, type_: str, day: date, name: str) -> None:
    talker = desk.unit.members[1 if name == desk.unit.members[0].name else 0].name
    values: Cells = {
        "type": type_,
        "person": name,
        "talker": talker,
        "held_on": day,
        "place": f"{desk.unit.name}谈话室",
        "reason": _REASONS[type_],
    }
    desk.book("talk", day, values)


def book_admissions(desk: Desk) -> None:
    """People on their way into the Party: one row each, filled in as far as they have come."""
    steps = ("applied_on", "activist_on", "candidate_on", "probationary_on", "full_on")
    for number in range(1 + len(desk.unit.members) // 25):
        reached = desk.rng.randint(1, len(steps))
        latest = desk.day(desk.rng.randint(1, 12))
        days = [latest - timedelta(days=380 * back) for back in range(reached)][::-1]
        values: Cells = {
            "person": f"{desk.unit.members[0].name[0]}新{'甲乙丙丁戊己庚辛'[number % 8]}（{desk.unit.id}）",
            "education": desk.rng.choice(_EDUCATION),
            "age": desk.rng.randint(22, 45),
            **dict(zip(steps, days, strict=False)),
        }
        desk.book("admission", latest, values)


def book_transfers(desk: Desk) -> None:
    """Members who leave; the papers of a few take too long or are forgotten."""
    for member in desk.unit.members[_LEADERS:]:
        if desk.rng.random() > 0.02:
            continue
        day = desk.day(desk.rng.randint(1, 10))
        done: date | None = day + timedelta(days=desk.rng.randint(5, 70))
        if not desk.does(0.6):
            done = day + timedelta(days=desk.rng.randint(125, 200)) if desk.rng.random() < 0.5 else None
        desk.book("transfer", day, {"person": member.name, "moved_on": day, "transferred_on": done})


def book_dues(desk: Desk) -> None:
    """Dues month by month, remitted by the tenth of the last month of each quarter."""
    due = Decimal(sum(desk.rng.randint(30, 90) for _ in desk.unit.members))
    for month in range(1, 13):
        day = date(YEAR, month, 25)
        paid = due if desk.does(0.9) else (due * desk.rng.randint(880, 995) / 1000).quantize(Decimal("0.01"))
        values: Cells = {"month": day, "expected": due, "paid": paid}
        desk.book("dues", day, values, entered=day + timedelta(days=desk.rng.randint(1, 6)))
    for month in (3, 6, 9, 12):
        limit = date(YEAR, month, 10)
        late = 0 if desk.does(0.6) else desk.rng.randint(6, 40)
        remitted = limit + timedelta(days=late or desk.rng.randint(-6, 3))
        values = {"remit_due": limit, "remitted_on": remitted}
        desk.book("dues", limit, values, entered=max(limit, remitted))


def book_terms(desk: Desk) -> None:
    """Elections that fell due within three years, and seats that stood empty."""
    for branch in desk.unit.branches:
        limit = desk.day(desk.rng.randint(1, 12), year=desk.rng.randint(YEAR - 2, YEAR))
        elected: date | None = limit - timedelta(days=desk.rng.randint(1, 40))
        if not desk.does(0.5):
            elected = limit + timedelta(days=desk.rng.randint(20, 420))
        values: Cells = {"organisation": branch.name, "expires_on": limit, "elected_on": elected}
        desk.book("term", limit, values, entered=max(limit, date(YEAR, 1, 15)))
        if desk.rng.random() < 0.12:
            since = desk.day(desk.rng.randint(1, 9))
            filled = since + timedelta(days=desk.rng.randint(20, 80) if desk.does() else desk.rng.randint(95, 170))
            desk.book("term", since, {"organisation": branch.name, "vacant_from": since, "filled_on": filled})


def book_staffing(desk: Desk) -> None:
    """Party workers: full-time ones in large units, one part-time worker almost everywhere."""
    wanted = -(-desk.unit.staff // 100) if desk.unit.group == CLASSES[0] else 0
    for position in range(wanted + 1):
        if not desk.does(0.35):
            continue
        since = date(desk.rng.randint(2018, 2025), desk.rng.randint(1, 12), 1)
        until = date(YEAR, desk.rng.randint(3, 11), 28) if desk.rng.random() < 0.05 and not desk.unit.founded else None
        values: Cells = {
            "type": "专职" if position < wanted else "兼职",
            "person": desk.unit.members[3 + position % (len(desk.unit.members) - 3)].name,
            "since": max(since, desk.unit.founded or since),
            "until": until,
        }
        desk.book("staffing", desk.unit.founded or since, values, entered=desk.unit.founded or date(YEAR, 1, 12))


def book_quizzes(desk: Desk) -> None:
    """Five members drawn for a test."""
    day = desk.day(9)
    members = [member.name for member in desk.unit.members]
    for name in desk.rng.sample(members, min(5, len(members))):
        score = min(100, round(desk.rng.gauss(80 + 14 * desk.unit.care, 6)))
        desk.book("quiz", day, {"person": name, "held_on": day, "score": score}, verified=True)
