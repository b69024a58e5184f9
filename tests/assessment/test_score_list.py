"""The list of scores, sorted, filtered and paged by the database, beside a naive list that is made in Python."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from django.urls import reverse

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import CurrentLine, Standing
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, grant_role, rename_unit
from mingheng.organisation.models import Grant, Placement, UnitKind
from mingheng.people.imports import UnitRow, import_units
from mingheng.pinyin import initials_of
from mingheng.policy import Role
from tests.assessment.world import FOUNDED, Scene, run_all
from tests.ledger.desk import person
from tests.people import signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
WORDS = ("局", "县水利", "K1", "xslj", "XSLJ3", "没有这个")
GONE = ("U4", "U5", "K05")
KEYS = ("unit", "class", "points", "due", "earned", "lost", "open", "forecast", "grade", "rank", "as_of")
ORDERS = ("", *KEYS, *(f"-{key}" for key in KEYS))


@pytest.fixture
def scene() -> Scene:
    """More units than a page holds; figures from so few values that many are equal and every kind of gap is there."""
    made = Scene()
    import_units(list(_more_units()), by=COMMAND)
    made.units |= {placement.unit.code: placement.unit for placement in Placement.objects.select_related("unit")}
    rename_unit(made.units["K03"], "县水利局3号", on=date(2026, 3, 1), by=COMMAND)
    close_unit(made.units["K05"], on=date(2026, 5, 31), by=COMMAND)
    made.start()
    run_all()
    _draw_figures(made, random.Random(11))
    return made


def _more_units():
    for number in range(40):
        parent = "U1" if number % 4 == 0 else "U3" if number % 4 == 1 else "0"
        name = f"{('县水利局', '县文旅局', '乡Town办')[number % 3]}{number}"
        yield UnitRow(
            row=0, code=f"K{number:02}", name=name, kind=UnitKind.PARTY_GROUP, parent=parent, founded_on=FOUNDED,
            is_assessed=True, assessment_class=("一类单位", "二类单位", "三类单位")[number % 3], staff=20,
        )  # fmt: skip


def _draw_figures(scene: Scene, dice: random.Random) -> None:
    total, standings = rulebook_of(scene.cycle).head.total, list(Standing.objects.order_by("subject__code"))
    for standing in standings:
        standing.peers = dice.choice(["一类单位", "二类单位", "三类单位", "甲类", "乙类"])
        standing.grade, standing.rank = dice.choice(["", "好", "较好", "一般"]), dice.choice([None, 1, 2, 3])
        standing.as_of = DAY - timedelta(days=dice.choice([0, 1]))
        standing.save()
    for line in CurrentLine.objects.filter(code=total).order_by("subject__code"):
        line.status = dice.choice(["scored", "not_applicable", "exempt", "missing"])
        line.points, line.forecast = (dice.choice([None, 0, 70 * line.scale, 80 * line.scale]) for _ in "12")
        line.worst, line.best = dice.choice([0, 60]) * line.scale, dice.choice([90, 110]) * line.scale
        line.max_points = dice.choice([None, 100 * line.scale])
        line.save()
    CurrentLine.objects.filter(code=total, subject__in=[standing.subject_id for standing in standings[::9]]).delete()


def naive_rows(scene: Scene, grants: list[Grant]) -> list[dict]:
    """All that is within reach."""
    above = _above()
    return [
        _naive_row(scene, standing, above[standing.subject_id], grants)
        for standing in Standing.objects.select_related("subject")
        if any(grant.unit_id in above[standing.subject_id] for grant in grants)
    ]


def naive_list(scene: Scene, within: list[dict], words: str, order: str) -> list[list[object]]:
    """What the list has to show: chosen and sorted here, equals as they stand without an order."""
    rows = sorted((row for row in within if _is_found(words, row)), key=_class_order(scene))
    has_ranks = any(row["is_ranked"] for row in rows)
    key = order.removeprefix("-")
    if key and (has_ranks or key not in ("grade", "rank")):
        rows = _sorted(rows, _class_order(scene) if key == "class" else lambda row: row[key], falls=order[0] == "-")
    shown = KEYS if has_ranks else [one for one in KEYS if one not in ("grade", "rank")]
    texts = ["ceased", *("peers" if one == "class" else one for one in shown[1:])]
    return [[row["code"], row["name"], *(row[one] for one in texts)] for row in rows]


def _above() -> dict[int, list[int]]:
    """From each unit to itself and those above it, as it stands or stood last."""
    last = {placement.unit_id: placement.parent_id for placement in Placement.objects.order_by("starts_on")}

    def line(unit: int | None) -> list[int]:
        return [] if unit is None else [unit, *line(last[unit])]

    return {unit: line(unit) for unit in last}


def _naive_row(scene: Scene, standing: Standing, above: list[int], grants: list[Grant]) -> dict[str, object]:
    own = {grant.unit_id for grant in grants if grant.role in (Role.COMMITTEE_ADMIN, Role.DISCIPLINE_OFFICER)}
    is_ranked = bool(own & set(above[1:]))
    total = CurrentLine.objects.filter(subject=standing.subject, code=rulebook_of(scene.cycle).head.total).first()
    return {
        "unit": standing.subject.code,
        "code": standing.subject.code,
        "ceased": "已不存续" if standing.subject.code in GONE else "",
        "name": Placement.objects.filter(unit=standing.subject, starts_on__lte=DAY).latest("starts_on").name,
        "peers": standing.peers,
        "is_ranked": is_ranked,
        "grade": standing.grade or None if is_ranked else None,
        "rank": standing.rank if is_ranked else None,
        "as_of": standing.as_of,
        **_naive_figures(total),
    }


def _naive_figures(line: CurrentLine | None) -> dict[str, Fraction | None]:
    if line is None:
        return dict.fromkeys(["points", "due", "earned", "lost", "open", "forecast"])
    points, forecast, most, worst, best = (
        None if number is None else Fraction(number, line.scale)
        for number in (line.points, line.forecast, line.max_points, line.worst, line.best)
    )
    is_gone = line.status in ("not_applicable", "exempt")
    lost = None if most is None else Fraction(0) if is_gone else max(most - best, Fraction(0))
    due = None if points is None or lost is None else points + lost
    return {"points": points, "due": due, "earned": worst, "lost": lost, "open": best - worst, "forecast": forecast}


def _class_order(scene: Scene) -> Callable[[dict], tuple[int, str]]:
    places = {name: place for place, name in enumerate(rulebook_of(scene.cycle).classes)}
    return lambda row: (places.get(row["peers"], len(places)), row["code"])


def _is_found(words: str, row: dict) -> bool:
    letters = initials_of(row["name"])
    return words in row["code"] or words in row["name"] or (words.isascii() and words.lower() in letters)


def _sorted(rows: list[dict], key: Callable[[dict], object], *, falls: bool) -> list[dict]:
    known = sorted((row for row in rows if key(row) is not None), key=key, reverse=falls)
    return known + [row for row in rows if key(row) is None]


def shown_list(client, words: str, order: str) -> list[list[object]]:
    """What the page shows on all its pages."""
    pages, number = [], 1
    while True:
        query = {"q": words, "sort": order, "page": number}
        listing = client.get(reverse("assessment:scores"), query).context["listing"]
        pages += [[row.unit.code, row.name, *_texts(listing, row)] for row in listing.rows]
        if not listing.page.has_next():
            assert listing.count == len(pages)
            return pages
        number += 1


def _texts(listing, row) -> list[object]:
    return [column.text(row) for column in listing.written[1:]]


@pytest.mark.parametrize(
    "roles",
    [
        [(Role.COMMITTEE_ADMIN, "0")],
        [(Role.COMMITTEE_ADMIN, "0"), (Role.DISCIPLINE_OFFICER, "U1")],
        [(Role.DISCIPLINE_OFFICER, "U1"), (Role.LEADER, "U3")],
        [(Role.UNIT_ADMIN, "U1"), (Role.UNIT_ADMIN, "K02")],
    ],
)
def test_the_list_is_the_one_that_is_made_in_python_in_every_order_for_all_words(scene, roles):
    account = person("reader", scene.units[roles[0][1]], roles[0][0])
    for role, code in roles[1:]:
        grant_role(account, scene.units[code], role, starts_on=FOUNDED, by=COMMAND, reason="双重身份")
    client, grants = signed_in(account), list(Grant.objects.filter(account=account))
    rows = naive_rows(scene, grants)
    for words, order in [*product([""], ORDERS), *product(WORDS, ["-class", "-rank", "due"])]:
        assert shown_list(client, words, order) == naive_list(scene, rows, words, order), (words, order)


def test_the_drawn_list_has_equals_gaps_and_a_second_page(scene):
    grants = list(Grant.objects.filter(account=person("reader", scene.units["0"], Role.COMMITTEE_ADMIN)))
    rows = naive_list(scene, naive_rows(scene, grants), "", "")
    columns = [list(column) for column in zip(*rows, strict=True)][3:]
    assert len(rows) == 46
    assert all(len(set(column)) < 12 for column in columns)
    assert [None in column for column in columns] == [False, *([True] * 8), False]


def test_a_sheet_has_all_rows_in_the_order_of_the_list(scene):
    account = person("reader", scene.units["0"], Role.COMMITTEE_ADMIN)
    grants, client = list(Grant.objects.filter(account=account)), signed_in(account)
    sheet = client.post(f"{reverse('assessment:scores')}?sort=-lost", {"export": "csv"}).content.decode("utf-8-sig")
    expected = [row[1:3] for row in naive_list(scene, naive_rows(scene, grants), "", "-lost")]
    cells = [line.split(",")[:2] for line in sheet.splitlines()]
    assert cells[-len(expected) :] == expected
