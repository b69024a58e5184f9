"""How units keep order: money, rooms, inspections, secrecy, risks, and their part in appointments."""

from __future__ import annotations

from datetime import date, timedelta

from mingheng.demo.desk import YEAR, Cells, Desk
from mingheng.demo.units import CLASSES

_SPENDING = ("三会一课", "主题党日", "培训", "慰问", "阵地", "其他")
_RISKS = (
    ("物资采购", "高", "集体研究，验收两人签字"),
    ("印章管理", "中", "用印登记，专人保管"),
    ("公务接待", "低", "事前审批，按月公示"),
)


def book_funds(desk: Desk) -> None:
    """A grant in January and small sums every second month; the careless spend more than there is."""
    grant = 200 * len(desk.unit.members)
    _move(desk, date(YEAR, 1, 15), "年度拨款", income=grant, balance=grant)
    balance = grant
    for number, month in enumerate(range(2, 13, 2)):
        share = grant // 6 if desk.does(0.25) else grant // 4
        balance -= share
        _move(desk, desk.day(month), _SPENDING[number], spent=share, balance=balance)


def _move(
    desk: Desk, day: date, item: str, *, income: int | None = None, spent: int | None = None, balance: int
) -> None:
    values: Cells = {
        "moved_on": day,
        "voucher": f"{day:%Y-%m}-{desk.rng.randint(1, 60):03d}",
        "item": item,
        "income": income,
        "spent": spent,
        "balance": balance,
        "source": "党费" if item == "慰问" else "预算",
        "handler": desk.unit.members[-1].name,
        "approver": desk.unit.members[0].name,
    }
    desk.book("fund", day, values)


def book_places(desk: Desk) -> None:
    """The room of the members, looked at in each half-year."""
    for half in range(2):
        day = desk.day(half * 6 + desk.rng.randint(2, 6))
        if desk.does(0.6):
            values: Cells = {
                "title": f"{desk.unit.name}党员活动室",
                "type": "党员活动室",
                "place": "办公楼三楼",
                "area": 40 + len(desk.unit.members),
                "keeper": desk.unit.members[1].name,
                "checked_on": day,
                "checker": desk.unit.members[0].name,
                "defects": None if desk.does() else ("标识陈旧", "资料没有更新"),
            }
            desk.book("place", day, values)


def book_inspections(desk: Desk) -> None:
    """Visits of those above, and whether the answer came in time."""
    for number in range(2):
        day = desk.day(number * 6 + desk.rng.randint(2, 5))
        if desk.rng.random() < 0.4:
            continue
        problems = desk.rng.randint(0, 3)
        due = day + timedelta(days=45)
        late = 0 if desk.does(0.7) else desk.rng.randint(3, 20)
        values: Cells = {
            "inspected_on": day,
            "inspector": desk.rng.choice(("示范县委督查室", "示范县委县直机关工委", "示范县纪委监委")),
            "subject_matter": "党建责任落实情况",
            "problems": problems,
            "due": due if problems else None,
            "replied_on": due + timedelta(days=late or -desk.rng.randint(0, 20)) if problems else None,
        }
        desk.book("inspection", day, values)


def book_secrecy(desk: Desk) -> None:
    """A look at computers and papers in each half-year; what was found is not written down here."""
    for half in range(2):
        day = desk.day(half * 6 + desk.rng.randint(1, 6))
        if desk.does(0.5):
            problems = desk.rng.randint(0, 2)
            values: Cells = {
                "type": "自查" if desk.rng.random() < 0.8 else "上级检查",
                "checked_on": day,
                "checker": desk.unit.members[-1].name,
                "problems": problems,
                "rectified_on": day + timedelta(days=desk.rng.randint(1, 15)) if problems else None,
            }
            desk.book("secrecy", day, values)


def book_risks(desk: Desk) -> None:
    """Points of risk listed in spring; what was to be done against them by the end of June is sometimes late."""
    day, due = desk.day(3), date(YEAR, 6, 30)
    if not desk.does(0.6):
        return
    for title, level, control in _RISKS:
        late = desk.rng.randint(-40, 10) if desk.does(0.5) else desk.rng.randint(35, 90)
        values: Cells = {
            "title": title,
            "level": level,
            "identified_on": day,
            "post": "办公室",
            "control": control,
            "due": due,
            "controlled_on": due + timedelta(days=late),
        }
        desk.book("risk", day, values)


def book_nominations(desk: Desk) -> None:
    """Who was proposed for a post, and by whom."""
    for _ in range(1 if desk.unit.group == CLASSES[2] else 3):
        day = desk.day(desk.rng.randint(2, 11))
        if desk.rng.random() < 0.5:
            values: Cells = {
                "nominated_on": day,
                "person": desk.rng.choice(desk.unit.members).name,
                "post": "科室负责人",
                "form": desk.rng.choice(("组织提名", "班子成员提名", "会议推荐")),
                "nominator": desk.unit.members[0].name,
                "basis": "近三年考核和民主推荐情况",
                "signed": desk.does(0.7),
            }
            desk.book("nomination", day, values)


def book_appointments(desk: Desk) -> None:
    """The opinion of the office's own Party committee on appointments."""
    for type_ in ("任职", "任职", "免职"):
        day = desk.day(desk.rng.randint(2, 11))
        if desk.rng.random() < 0.3:
            days = desk.rng.randint(2, 9) if desk.does(0.7) else desk.rng.randint(12, 30)
            values: Cells = {
                "type": type_,
                "asked_on": day,
                "person": desk.rng.choice(desk.unit.members).name,
                "post": "科室负责人",
                "answered_on": day + timedelta(days=days),
                "opinion": "同意" if desk.rng.random() < 0.9 else "有意见",
            }
            desk.book("appointment", day, values)
