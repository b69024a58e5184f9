"""After an import one lands on the list that shows it, and reads what was entered and who is to act next."""

import pytest
from django.contrib.messages import get_messages
from django.http import QueryDict

from mingheng.audit.actors import COMMAND
from mingheng.ledger.domain import send_back
from mingheng.organisation.domain import close_unit
from tests.ledger.desk import TODAY, accepted, actor, draft, meeting, submitted
from tests.ledger.pages import text_of
from tests.ledger.sheets_desk import book, exported, line
from tests.ledger.test_import_preview import checked, entered
from tests.ledger.test_sheet_import import change_cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

WAITS = "“三会一课与组织生活”已导入{}条，等该组织的另一位审核人或上级采纳后计入。"
IS_DRAFT = "“三会一课与组织生活”已导入{}条，存为草稿；填完以后请逐条提交审核。"


def landed(client, path, **sent):
    """What is asked of the list on which one lands, the titles that stand there, and what is said."""
    answer = entered(client, checked(client, path, **sent), **sent)
    page = client.get(answer.url)
    told = [str(message) for message in get_messages(page.wsgi_request)]
    assert (page.resolver_match.view_name, page.context["form"].errors) == ("ledger:entries", {})
    assert [one in text_of(page) for one in told] == [True] * len(told)
    asked = QueryDict(answer.url.partition("?")[2]).dict()
    return asked, [row.entry.title for row in page.context["listing"].rows], told


@pytest.mark.parametrize(("arrives", "told"), [("submitted", WAITS), ("draft", IS_DRAFT)])
def test_one_lands_on_what_was_entered_and_reads_who_is_to_act_next(county, people, clerk, tmp_path, arrives, told):
    for write in (draft, submitted):
        for held_on in ("2026-05-19", "2026-05-23"):
            write(county.one_first, people.colleague, meeting(held_on=TODAY.fromisoformat(held_on)))
    rows = [line(title="甲", held_on="2026-05-20"), line(title="乙", held_on="2026-05-22")]
    asked, titles, said = landed(clerk, book(tmp_path / "a.xlsx", *rows), arrives=arrives)
    assert asked == {
        "kind": "meeting", "unit": "A-1", "state": arrives, "since": "2026-05-20", "until": "2026-05-22",
    }  # fmt: skip
    assert (titles, said) == (["乙", "甲"], [told.format(2)])


@pytest.mark.usefixtures("county")
def test_rows_without_a_day_and_of_several_units_are_all_in_the_list(at, tmp_path):
    rows = [line(title="甲"), line("甲局第二党支部", title="乙", held_on="")]
    asked, titles, said = landed(at("admin"), book(tmp_path / "a.xlsx", *rows), arrives="draft")
    assert (asked, titles, said) == ({"kind": "meeting", "state": "draft"}, ["乙", "甲"], [IS_DRAFT.format(2)])


def test_a_unit_that_is_closed_by_now_is_no_condition(county, at, tmp_path):
    close_unit(county.one_second, on=TODAY, by=COMMAND)
    asked, titles, _said = landed(at("admin"), book(tmp_path / "a.xlsx", line("A-2")))
    assert ("unit" in asked, titles) == (False, ["学习讨论"])


def test_each_state_in_which_rows_are_has_its_sentence(county, people, clerk, tmp_path):
    accepted(county.one_first, people.clerk, people.admin, meeting(title="已采纳"))
    entry = submitted(county.one_first, people.clerk, meeting(title="退回"))
    send_back(entry, reason="人数不对", read_at=entry.version, by=actor(people.admin))
    draft(county.one_first, people.clerk, meeting(title="草稿"))
    path = exported(tmp_path, "meeting")
    for at in range(3):
        change_cell(path, "实到", 9, at)
    sent = {"arrives": "draft", "reason": "多记一人"}
    asked, titles, said = landed(clerk, path, **sent)
    assert ("state" in asked, sorted(titles)) == (False, ["已采纳", "草稿", "退回"])
    assert sorted(said) == sorted(
        [
            WAITS.format(1),
            IS_DRAFT.format(1),
            "“三会一课与组织生活”已改动1条被退回的记录；改好以后请逐条提交审核。",
        ]
    )


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("kind", "cells", "arrives", "told"),
    [
        (
            "decision",
            {"单位": "A", "指标编码": "serious_case", "决定日期": "2026-05-20"},
            "submitted",
            "“研究决定事项”已导入1条，等另一位工委管理员采纳后计入。",
        ),
        (
            "history",
            {"单位": "A", "项目编码": "grade", "期末日期": "2025-12-31", "等次": "好"},
            "accepted",
            "“以往各期结果”已导入1条，视为已采纳；得分在下一次全面计算后更新，通常不到一分钟。",
        ),
    ],
)
def test_what_the_office_brings_along_waits_for_the_office_or_counts(at, tmp_path, kind, cells, arrives, told):
    path = book(tmp_path / "a.xlsx", list(cells.values()), headings=list(cells))
    asked, titles, said = landed(at("committee"), path, kind=kind, arrives=arrives)
    assert ((asked["kind"], asked["state"]), len(titles), said) == ((kind, arrives), 1, [told])
