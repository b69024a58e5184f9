"""What units do and what is said of them: activities, information, papers, honours, sanctions, problems found."""

from __future__ import annotations

from datetime import date, timedelta

from mingheng.demo.desk import YEAR, Cells, Desk
from mingheng.demo.units import CLASSES

_NEWS = ("机关党建", "主题党日", "党员示范岗", "结对共建", "志愿服务", "廉政教育", "支部书记讲党课", "党建与业务融合")
_PROJECTS = ("模范机关创建", "最强党支部创建", "机关党建创新案例竞赛", "微党课竞赛", "优质服务竞赛")
_AUTHORITIES = {"党纪处分": "示范县纪委监委", "通报批评": "示范县委办公室", "司法处理": "示范县人民法院"}
_PROBLEMS = {
    "rectification": ("阵地标识不规范", "制度未及时更新", "会议记录要素不全"),
    "conduct_problems": ("文件转发照搬照抄", "调研走过场", "群众来访推诿"),
    "admission_procedure": ("发展对象公示天数不足", "谈话记录缺失"),
    "record_truth": ("签到表与记录人数不符", "会议日期与考勤不符"),
}


def book_activities(desk: Desk) -> None:
    """Volunteering for all; pairing, outreach and visits as the class asks for; culture for those who like it."""
    size = len(desk.unit.members)
    for month in range(1, 13):
        if month % 2 == 0 and desk.does(0.5):
            people = max(1, round(size * desk.rng.uniform(0.28, 0.5)))
            vest = desk.rng.random() < 0.7
            _act(desk, "志愿服务", "文明交通劝导", month, people, vest=vest)
    either = desk.rng.choice(("宣讲", "联系点走访"))
    regular = {CLASSES[0]: ("结对", "宣讲"), CLASSES[1]: ("结对", "联系点走访"), CLASSES[2]: (either,)}
    for type_ in regular[desk.unit.group]:
        for quarter in range(4):
            if desk.does(0.5):
                month = quarter * 3 + desk.rng.randint(1, 3)
                _act(desk, type_, f"第{quarter + 1}季度{type_}", month, desk.rng.randint(2, 8))
    if desk.rng.random() < 0.35:
        _act(desk, "文化活动", "七一文艺汇演", 6, max(3, size // 5))


def _act(desk: Desk, type_: str, title: str, month: int, people: int, *, vest: bool | None = None) -> None:
    day = desk.day(month)
    values: Cells = {"type": type_, "title": title, "held_on": day, "participants": people, "vest": vest}
    desk.book("activity", day, values)


def book_information(desk: Desk) -> None:
    """Information that was published; a good piece is taken up at a second level."""
    for month in range(1, 13):
        for number in range(2):
            if desk.rng.random() > 0.72 * desk.unit.care:
                continue
            day = desk.day(month)
            title = f"{desk.unit.name}{month}月{desk.rng.choice(_NEWS)}纪实（{number + 1}）"
            desk.book("information", day, {"title": title, "level": "县", "published_on": day})
            if desk.rng.random() < 0.15:
                later = day + timedelta(days=desk.rng.randint(2, 12))
                level = desk.rng.choice(("市", "市", "市", "省"))
                desk.book("information", later, {"title": title, "level": level, "published_on": later})


def book_filings(desk: Desk) -> None:
    """Papers that are owed; the summaries belong to the half-year before them."""
    papers = (
        ("责任书", date(YEAR, 2, 28), None),
        ("承诺书", date(YEAR, 2, 28), None),
        ("计划", date(YEAR, 3, 31), None),
        ("总结", date(YEAR, 7, 10), 6),
        ("报表", date(YEAR, 6, 30), None),
        ("专题报告", date(YEAR, 9, 30), None),
        ("述职报告", date(YEAR, 11, 30), None),
        ("总结", date(YEAR + 1, 1, 10), 12),
    )
    for type_, due, month in papers:
        submitted: date | None = due - timedelta(days=desk.rng.randint(0, 9))
        if not desk.does(0.5):
            submitted = due + timedelta(days=desk.rng.randint(1, 12)) if desk.rng.random() < 0.7 else None
        values: Cells = {"type": type_, "title": f"{YEAR}年度党建{type_}", "due": due, "submitted": submitted}
        desk.book("filing", due, values, year=month and YEAR, month=month, entered=submitted or due)


def book_honours(desk: Desk) -> None:
    """Honours for the careful; a project may win at two levels."""
    care = desk.unit.care
    if desk.rng.random() < care**6 * 0.6:
        _honour(desk, "通报表扬", "党建工作先进单位", desk.rng.choice(("县", "县", "市")))
    if desk.rng.random() < care**6 * 0.2:
        _honour(desk, "综合先进", "先进基层党组织", desk.rng.choice(("县", "市")), desk.unit.members[0].name)
    if desk.rng.random() < care**6 * 0.3:
        _honour(desk, "经验推广", "机关党建品牌建设经验", desk.rng.choice(("县", "市", "省")))
    for type_ in ("创建", "竞赛项目"):
        if desk.rng.random() < care**4 * 0.25:
            project = desk.rng.choice(_PROJECTS[:2] if type_ == "创建" else _PROJECTS[2:])
            _honour(desk, type_, project, "县")
            if desk.rng.random() < 0.3:
                _honour(desk, type_, project, "市")


def _honour(desk: Desk, type_: str, project: str, level: str, person: str | None = None) -> None:
    day = desk.day(desk.rng.randint(5, 12))
    values: Cells = {
        "type": type_,
        "project": project,
        "level": level,
        "granted_on": day,
        "issuer": {"县": "示范县委", "市": "示范市委", "省": "示范省委"}[level],
        "person": person,
    }
    desk.book("honour", day, values, verified=True)


def book_sanctions(desk: Desk) -> None:
    """A circular or a case in a few of the less careful units."""
    risk = 1.15 - desk.unit.care
    if desk.rng.random() < risk * 0.18:
        book_circular(desk, desk.rng.choice(("镇", "县", "县")))
    if desk.rng.random() < risk * 0.15:
        person = desk.rng.choice(desk.unit.members).name
        penalty = desk.rng.choice(("诫勉", "警告", "警告", "严重警告"))
        _sanction(desk, "党纪处分", f"案{YEAR}-{desk.unit.id}", penalty=penalty, person=person)


def book_circular(desk: Desk, level: str) -> None:
    """A circular that criticises the unit."""
    _sanction(desk, "通报批评", f"示纪通〔{YEAR}〕{desk.rng.randint(1, 40)}号", level=level)


def book_serious_case(desk: Desk) -> None:
    """A case that went to court; whether the leading group answers for it others decide."""
    person, case = desk.unit.members[-1].name, f"案{YEAR}-{desk.unit.id}-重"
    _sanction(desk, "司法处理", case, person=person)
    _sanction(desk, "党纪处分", case, penalty="开除党籍", person=person)


def _sanction(desk: Desk, type_: str, case: str, **details: str | None) -> None:
    day = desk.day(desk.rng.randint(3, 10))
    desk.book(
        "sanction",
        day,
        {"type": type_, "case": case, "decided_on": day, "authority": _AUTHORITIES[type_], **details},
        verified=True,
    )


def book_findings(desk: Desk) -> None:
    """Problems that inspections found, most of them put right within two months."""
    rng, risk = desk.rng, 1.08 - desk.unit.care
    chances = {"rectification": 1.6, "conduct_problems": 0.8, "admission_procedure": 0.5, "record_truth": 0.6}
    for indicator, chance in chances.items():
        for number in range(3):
            if rng.random() > risk * chance * 0.5:
                continue
            day = desk.day(rng.randint(3, 11))
            in_time = desk.does(0.8)
            days = rng.randint(6, 55) if in_time else rng.randint(65, 130)
            values: Cells = {
                "indicator": indicator,
                "found_on": day,
                "source": ("季度检查", "专项督查", "年度核查")[day.month % 3],
                "description": rng.choice(_PROBLEMS[indicator]),
                "severity": rng.choice(("轻微", "轻微", "一般", "较重")),
                "case": f"查{YEAR}-{desk.unit.id}-{indicator[:2]}{number + 1}",
                "quantity": rng.randint(1, 3),
                "due": day + timedelta(days=60),
                "rectified_on": day + timedelta(days=days) if in_time or rng.random() < 0.5 else None,
            }
            # What was found is told to the unit first; one doubt in ten it can explain.
            desk.book("finding", day, values, verified=rng.random() < 0.9)
