"""Before a sheet is entered: what its rows were understood to say."""

import re
from itertools import groupby

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import offered_kinds
from tests.ledger.pages import text_of
from tests.ledger.sheets_desk import book, line
from tests.ledger.test_history_import import ticket_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home", "county")]


def checked(client: Client, path, kind="meeting", **sent):
    with path.open("rb") as file:
        return client.post(reverse("ledger:check_sheet", args=[kind]), {"file": file, "arrives": "submitted", **sent})


def entered(client: Client, answer, kind="meeting", **sent):
    posted = {"ticket": ticket_of(answer), "name": "a.xlsx", "arrives": "submitted", **sent}
    return client.post(reverse("ledger:import_sheet", args=[kind]), posted)


def test_the_first_twenty_rows_are_shown_as_they_were_understood(clerk, tmp_path):
    rows = [line(title=f"第{number}次", held_on=f"2026年5月{number}日") for number in range(1, 24)]
    answer = checked(clerk, book(tmp_path / "a.xlsx", *rows))
    preview = answer.context["preview"]
    assert [(one.row, one.title, one.day.day) for one in preview] == [
        (number + 2, f"第{number}次", number) for number in range(1, 21)
    ]
    assert (preview[0].unit, preview[0].is_change, dict(preview[0].fields)) == (
        "甲局第一党支部",
        False,
        {"类型": "党课", "应到": "12 人", "实到": "10 人", "议题": "意识形态", "缺席人员": "已填，这里不显示"},
    )
    assert "前20行，共23行" in text_of(answer)
    assert ("赵文华" in answer.content.decode(), Entry.objects.count()) == (False, 0)


def test_new_changed_and_unchanged_rows_are_counted(clerk, tmp_path):
    entered(clerk, checked(clerk, book(tmp_path / "a.xlsx", line(title="甲"), line(title="乙"))), arrives="draft")
    answer = checked(clerk, book(tmp_path / "b.xlsx", line(title="甲"), line(title="丙")), arrives="draft")
    assert "新增1条，改动已登记的0条。另有1条已经登记、没有改动，不再导入。" in text_of(answer)
    assert [(one.title, one.is_change) for one in answer.context["preview"]] == [("丙", False)]


@pytest.mark.parametrize(
    ("arrives", "told"),
    [("submitted", "提交审核：由另一位审核人采纳后计入"), ("draft", "存为草稿：可以不完整，以后再提交")],
)
def test_beside_the_button_it_is_said_how_the_rows_arrive(clerk, tmp_path, arrives, told):
    answer = checked(clerk, book(tmp_path / "a.xlsx", line()), arrives=arrives)
    (said,) = re.findall("这1条导入以后，按“(.*?)”办理。", text_of(answer))
    assert said == told


def test_faults_leave_nothing_to_preview(clerk, tmp_path):
    answer = checked(clerk, book(tmp_path / "a.xlsx", line(), line(type="党刻")))
    assert (answer.status_code, answer.context["preview"]) == (422, [])


def test_every_kind_has_a_button_for_its_template_and_one_for_its_sheet(clerk):
    page = clerk.get(reverse("ledger:imports"))
    kinds = [right.kind for _group, rights in page.context["groups"] for right in rights]
    buttons = re.findall(r'class="button small" href="([^"]+)">(\w+)<', page.content.decode())
    assert buttons == [
        (reverse(route, args=[kind.code]), word)
        for kind in kinds
        for route, word in (("ledger:template", "下载模板"), ("ledger:import_sheet", "导入"))
    ]


def test_the_kinds_stand_in_the_groups_of_the_registers(clerk):
    shown = [
        (group, [right.kind.code for right in rights])
        for group, rights in clerk.get(reverse("ledger:imports")).context["groups"]
    ]
    kept = [kind for kind in offered_kinds() if kind.kept_by == "unit"]
    assert shown == [
        (group, [kind.code for kind in kinds]) for group, kinds in groupby(kept, key=lambda kind: kind.group)
    ]
