"""Why a record changed no score, where several records fill one need, or the line gives no more."""

from datetime import date

import pytest

from mingheng.assessment.explanation import explain_line
from mingheng.facts.models import Fact
from mingheng.facts.registry import why_unchanged
from mingheng.ledger.models import Entry
from mingheng.ledger.values import Content
from tests.assessment.test_switching import lecture
from tests.assessment.world import Scene, run_all

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
CONNECTED = ("meeting", "study", "talk")


@pytest.fixture
def scene(stand_on):
    stand_on(DAY)
    made = Scene(has_reorganisations=False)
    made.start(CONNECTED)
    run_all()
    return made


def accepted(scene: Scene, code: str, kind: str, content: Content) -> Entry:
    entry = scene.write(code, kind, content)
    scene.accept(entry)
    return entry


def told_of(entry: Entry, label: str) -> list[str]:
    source = f"entry:{entry.pk}"
    return [reason for reason in why_unchanged([source])[source] if reason.startswith(f"{label}：")]


@pytest.mark.parametrize("is_entered_in_order", [True, False])
def test_of_two_lectures_of_a_branch_in_a_quarter_the_first_counts_and_only_the_second_was_not_needed(
    scene, is_entered_in_order
):
    days = [date(2026, 9, 3), date(2026, 9, 20)]
    made = {
        day: accepted(scene, "U3-1", "meeting", lecture(day)) for day in (days if is_entered_in_order else days[::-1])
    }
    assert [told_of(made[day], "党课") for day in days] == [
        ["党课：已计入；该组织第三季度另有9月20日的记录，一个时段只计一次"],
        ["党课：该组织第三季度已有9月3日一次，一个时段只计一次"],
    ]


def test_of_two_lectures_on_one_day_exactly_one_counts(scene):
    first, second = (accepted(scene, "U3-1", "meeting", lecture(date(2026, 9, 3))) for _ in range(2))
    assert (told_of(first, "党课"), told_of(second, "党课")) == (
        ["党课：已计入；该组织第三季度另有9月3日的记录，一个时段只计一次"],
        ["党课：该组织第三季度已有9月3日一次，一个时段只计一次"],
    )


def test_the_page_of_a_line_says_it_in_the_same_words_and_names_who_still_lacks_what(scene):
    for day in (date(2026, 9, 3), date(2026, 9, 20)):
        accepted(scene, "U1-1", "meeting", lecture(day))
    explained = explain_line(scene.cycle, scene.units["U1"], "lectures", may_rank=False)
    assert [record.row.reason for record in explained.left_out] == ["该组织第三季度已有9月3日一次，一个时段只计一次"]
    whose = "（U1局第一党支部、U1局第二党支部、U2局第一党支部）"
    assert explained.gaps == [
        f"第一季度还缺3次{whose}，已于4月10日过宽限期",
        f"第二季度还缺3次{whose}，已于7月10日过宽限期",
        "第三季度还缺2次（U1局第二党支部、U2局第一党支部），已于10月10日过宽限期",
        f"第四季度还缺3次{whose}，12月31日到期，宽限至1月10日",
    ]


@pytest.mark.parametrize(("first", "second"), [(10, 1), (1, 10)])
def test_a_source_that_begins_like_another_one_is_not_taken_for_it(scene, first, second):
    for day, number in ((date(2026, 9, 3), first), (date(2026, 9, 20), second)):
        entry = accepted(scene, "U1-1", "meeting", lecture(day))
        Fact.objects.filter(source=f"entry:{entry.pk}:1").update(source=f"register:{number}")
    explained = explain_line(scene.cycle, scene.units["U1"], "lectures", may_rank=False)
    assert [(record.row.source, record.row.reason) for record in explained.left_out] == [
        (f"register:{second}", "该组织第三季度已有9月3日一次，一个时段只计一次")
    ]


def test_another_branch_s_lecture_is_not_named(scene):
    accepted(scene, "U1-1", "meeting", lecture(date(2026, 9, 3)))
    own = accepted(scene, "U1-2", "meeting", lecture(date(2026, 9, 20)))
    assert told_of(own, "党课") == ["党课：已计入；本项现得0.5分"]


def study(day: date) -> Content:
    return Content({"title": "学习", "held_on": day, "expected": 8, "attended": 8})


def test_of_two_study_sessions_in_a_quarter_that_asks_for_one_the_first_counts(scene):
    first, second = (accepted(scene, "U1", "study", study(date(2026, 9, day))) for day in (3, 20))
    label = "理论学习中心组学习"
    assert (told_of(first, label), told_of(second, label)) == (
        ["理论学习中心组学习：已计入；第三季度另有9月20日的记录，应有的次数没有这一条也够"],
        ["理论学习中心组学习：第三季度已有9月3日的记录，应有的次数已经够了"],
    )


def test_a_line_at_its_maximum_says_so_and_not_that_a_step_was_missed(scene):
    first, second = (accepted(scene, "U1", "study", study(date(2026, 9, day))) for day in (3, 20))
    full = ["中心组学习到会率：已计入；本项已是满分1分，不再增加"]
    assert (told_of(first, "中心组学习到会率"), told_of(second, "中心组学习到会率")) == (full, full)
