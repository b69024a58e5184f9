"""A year of meetings and study: what the regulations ask for, with the gaps real ledgers have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mingheng.demo.desk import YEAR, Cells, Desk
from mingheng.demo.units import CLASSES, Branch, Member

_FULL_COMMITTEE = 7
_GROUPS_FROM = 50
_MATTERS = (
    "传达学习上级会议精神", "研究本月党建重点任务", "通报党费收缴情况", "讨论发展党员工作", "开展批评和自我批评",
    "研究结对共建安排", "检查上次决议落实情况", "部署主题党日活动", "讨论年度工作计划", "听取党员思想汇报",
)  # fmt: skip
_THEMES = (
    "重温入党誓词",
    "参观党史教育展",
    "清洁家园志愿行动",
    "政策宣讲进社区",
    "红色经典诵读",
    "业务技能比武",
    "观看警示教育片",
)
_FORMS = ("集中学习", "实地参观", "志愿服务", "交流研讨")
_BUSINESS = ("服务窗口提速", "重点项目攻坚", "基层调研", "政策宣讲")
_LEADERS = 3
"""How many of a unit's first members lead it."""
_LECTURERS = ("党组织书记", "班子成员", "党员", "特邀人员")


_COMMITTEES = {CLASSES[0]: "机关党委会议", CLASSES[1]: "党总支委员会会议"}


def book_meetings(desk: Desk) -> None:
    """Meetings of every branch, of its groups, and of the leading group."""
    unit = desk.unit
    has_committee = sum(member.is_full for member in unit.members) >= _FULL_COMMITTEE
    for branch in unit.branches:
        for quarter in range(4):
            month = quarter * 3 + desk.rng.randint(1, 3)
            _meet(desk, branch, "支部党员大会", desk.day(month), people=len(branch.members), weight=0.5)
            month = quarter * 3 + desk.rng.randint(1, 3)
            _meet(desk, branch, "党课", desk.day(month), people=len(branch.members), weight=0.7)
        if has_committee:
            for month in range(1, 13):
                _meet(desk, branch, "支委会", desk.day(month), people=3 + (len(branch.members) > 20) * 2, weight=0.35)
        _life_meeting(desk, branch)
        _meet(desk, branch, "民主评议党员", desk.day(12, 1, 24), people=len(branch.members), weight=0.3)
    for month in range(1, 13):
        _meet(
            desk, unit.branches[0], "主题党日", desk.day(month, 8, 22), people=len(unit.branches[0].members), weight=0.4
        )
        if len(unit.members) >= _GROUPS_FROM:
            _meet(desk, unit.branches[-1], "党小组会", desk.day(month), people=6, weight=0.4)
    _leading_group(desk)


def _life_meeting(desk: Desk, branch: Branch) -> None:
    """The yearly meeting is often held in January and belongs to the year before."""
    if desk.rng.random() < 0.4:
        _meet(
            desk, branch, "组织生活会", desk.day(1, 4, 20, YEAR + 1), people=len(branch.members), weight=0.3, year=YEAR
        )
    else:
        _meet(desk, branch, "组织生活会", desk.day(12, 1, 24), people=len(branch.members), weight=0.3)


def _leading_group(desk: Desk) -> None:
    people = 7 if desk.unit.group == CLASSES[0] else 5
    for half in range(2):
        for topics in (("意识形态", "三重一大"), ("党风廉政", "统一战线")):
            month = half * 6 + desk.rng.randint(1, 6)
            _meet(desk, None, "专题研究党建会议", desk.day(month), people=people, weight=0.5, topics=topics)
        _meet(desk, None, "党建工作领导小组会议", desk.day(half * 6 + 3), people=people, weight=0.6)
    _meet(desk, None, "党员干部大会", desk.day(2), people=len(desk.unit.members), weight=0.4)
    if desk.unit.group != CLASSES[2]:
        for quarter in range(4):
            _meet(desk, None, _COMMITTEES[desk.unit.group], desk.day(quarter * 3 + 2), people=people, weight=0.5)
        _meet(desk, None, "民主生活会", desk.day(1, 4, 18, YEAR + 1), people=people, weight=0.3, year=YEAR)


def _meet(
    desk: Desk,
    branch: Branch | None,
    type_: str,
    day: date,
    *,
    people: int,
    weight: float,
    topics: tuple[str, ...] = (),
    year: int | None = None,
) -> None:
    if not desk.does(weight):
        return
    rng = desk.rng
    members = (branch.members if branch else desk.unit.members)[:people]
    away = [member.name for member in members if rng.random() < 0.13 - 0.1 * desk.unit.care]
    is_counted = rng.random() > (1 - desk.unit.care) * 0.3
    matters = "，".join(rng.sample(_MATTERS, 3))
    values: Cells = {
        "type": type_,
        "organisation": branch.name if branch else None,
        "title": rng.choice(_THEMES) if type_ == "主题党日" else f"{day.month}月{type_}",
        "held_on": day,
        "place": f"{desk.unit.name}{'党员活动室' if branch else '会议室'}",
        "chair": members[0].name,
        "recorder": members[1].name,
        "expected": people if is_counted else None,
        "attended": people - len(away) if is_counted else None,
        # Two in three say that they cannot come.
        "on_leave": tuple(name for position, name in enumerate(away) if position % 3 != 1) or None,
        "absent": tuple(away[1::3]) or None,
        "topics": topics or None,
        "leaders": _leaders(desk, branch, away) or None,
        "minutes": f"{day.month}月{day.day}日，{matters}；议定事项{rng.randint(1, 9)}项。",
        **_of_its_type(desk, type_, day, members),
    }
    desk.book("meeting", day, values, year=year)


def _leaders(desk: Desk, branch: Branch | None, away: list[str]) -> tuple[str, ...]:
    """Who of the leading group came to the branch they belong to."""
    if branch is None:
        return ()
    leaders = desk.unit.members[:_LEADERS] if len(desk.unit.branches) == 1 else branch.members[:1]
    comes = desk.unit.care**2
    return tuple(member.name for member in leaders if member.name not in away and desk.rng.random() < comes)


def _of_its_type(desk: Desk, type_: str, day: date, members: Sequence[Member]) -> Cells:
    """What only lectures, theme days and general meetings have."""
    match type_:
        case "党课":
            role = 0 if desk.does() and desk.rng.random() < 0.6 else desk.rng.randint(1, len(_LECTURERS) - 1)
            return {"lecturer_role": _LECTURERS[role], "lecturer": members[min(role, len(members) - 1)].name}
        case "主题党日":
            form, business = _FORMS[day.day % len(_FORMS)], _BUSINESS[day.month % len(_BUSINESS)]
            return {"form": form, "business": business, "span": "14:30至16:30"}
        case "支部党员大会":
            return {"resolution": f"同意{day.month}月工作安排。"}
    return {}


def book_study(desk: Desk) -> None:
    """The leading group's study, once a quarter or more in large units."""
    if desk.unit.group == CLASSES[2]:
        return
    for quarter in range(4):
        for _ in range(2 if desk.unit.group == CLASSES[0] else 1):
            day = desk.day(quarter * 3 + desk.rng.randint(1, 3))
            if desk.does(0.6):
                desk.book("study", day, _studied(desk, day))


def _studied(desk: Desk, day: date) -> Cells:
    group = [member.name for member in desk.unit.members[: 7 if desk.unit.group == CLASSES[0] else 5]]
    away = [name for name in group[1:] if desk.rng.random() < 0.3 - 0.25 * desk.unit.care]
    return {
        "title": desk.rng.choice(_MATTERS),
        "held_on": day,
        "place": f"{desk.unit.name}会议室",
        "chair": group[0],
        "recorder": desk.unit.members[-1].name,
        "expected": len(group),
        "attended": len(group) - len(away),
        "on_leave": tuple(away) or None,
        "hours": desk.rng.randint(2, 4),
    }
