"""What units do for thinking, unity and people: analyses, ideology, mass work, visits, contact points, projects."""

from __future__ import annotations

from datetime import timedelta

from mingheng.demo.desk import Cells, Desk

_IDEOLOGY = (
    ("分析研判", "意识形态领域情况分析"),
    ("阵地检查", "网站和微信公众号检查"),
    ("风险处置", "网络舆情核实答复"),
    ("专项报告", "意识形态工作专项报告"),
)
_MASS = (("统战", "党外人士座谈会"), ("工会", "职工运动会"), ("共青团", "青年理论学习"), ("妇女", "女职工健康讲座"))
_AUDIENCES = ("生活困难党员", "老党员", "因公伤残党员", "因公殉职牺牲党员家庭", "其他党员和群众")
_POINTS = (
    ("村", "清河村"),
    ("社区", "东园社区"),
    ("基层党支部", "柳湾村党支部"),
    ("企业", "示范机械厂"),
    ("项目", "青石水库项目"),
)
_PROJECTS = (
    ("融合项目", "一线服务先锋队", "窗口服务"),
    ("创新项目", "微课堂", "政策宣讲"),
    ("党建品牌", "先锋示范岗", "便民服务"),
    ("典型案例", "党员攻坚小组", "重点工程"),
)


def book_thinking(desk: Desk) -> None:
    """An analysis of what members think, in each half-year."""
    for half in range(2):
        day = desk.day(half * 6 + 5)
        if desk.does(0.6):
            values: Cells = {
                "analysed_on": day,
                "covered": round(len(desk.unit.members) * desk.rng.uniform(0.7, 1)),
                "summary": "总体稳定，对岗位调整关心较多。",
                "measures": "结合主题党日集中解答。",
            }
            desk.book("thinking", day, values)


def book_ideology(desk: Desk) -> None:
    """An analysis in each half-year; checks, answers and reports as they come."""
    for half in range(2):
        for type_, matter in _IDEOLOGY:
            day = desk.day(half * 6 + desk.rng.randint(1, 6))
            if desk.does(0.6) if type_ == "分析研判" else desk.rng.random() < 0.2:
                desk.book("ideology", day, {"type": type_, "done_on": day, "matter": matter, "result": "已办结"})


def book_mass_work(desk: Desk) -> None:
    """Work with people outside the Party and with the mass organisations."""
    for type_, title in _MASS:
        day = desk.day(desk.rng.randint(2, 11))
        if desk.rng.random() < 0.7 * desk.unit.care:
            people = desk.rng.randint(5, 40)
            desk.book("mass", day, {"type": type_, "title": title, "held_on": day, "participants": people})


def book_visits_of_care(desk: Desk) -> None:
    """Visits before the Spring Festival and in July; most go to old members."""
    for month in (1, 7):
        for member in desk.rng.sample(desk.unit.members, 1 + len(desk.unit.members) // 40):
            day = desk.day(month)
            audience = desk.rng.choices(_AUDIENCES, weights=(4, 8, 1, 1, 2))[0]
            if desk.does(0.5):
                values: Cells = {
                    "person": member.name,
                    "audience": audience,
                    "held_on": day,
                    "visitor": f"{desk.unit.name}党组织负责人",
                    "form": desk.rng.choice(("慰问金", "慰问品")),
                    "amount": desk.rng.choice((500, 800, 1000)),
                    "source": desk.rng.choice(("党费", "工会经费")),
                    "handler": desk.unit.members[1].name,
                }
                desk.book("care", day, values)


def book_contact_points(desk: Desk) -> None:
    """The leaders of a unit go to the place that each of them is in touch with."""
    for position, leader in enumerate(desk.unit.members[:2]):
        type_, point = desk.rng.choice(_POINTS)
        for half in range(2):
            day = desk.day(half * 6 + desk.rng.randint(1, 6))
            if desk.does(0.7):
                values: Cells = {
                    "visited_on": day,
                    "leader": leader.name,
                    "type": type_,
                    "point": point,
                    "solved": desk.rng.randint(0, 2 - position),
                }
                desk.book("contact", day, values)


def book_projects(desk: Desk) -> None:
    """A project, a brand or a case; not all of them are finished in the year."""
    for type_, title, business in desk.rng.sample(_PROJECTS, 2):
        day = desk.day(desk.rng.randint(1, 9))
        if desk.rng.random() < 0.8 * desk.unit.care:
            values: Cells = {
                "type": type_,
                "title": title,
                "started_on": day,
                "finished_on": day + timedelta(days=desk.rng.randint(60, 110)) if desk.does() else None,
                "leader": desk.unit.members[0].name,
                "business": business,
            }
            desk.book("project", day, values)
