"""A ledger switched off and on again; and why a record changed no score."""

import json
from datetime import date

import pytest
from django.urls import reverse

from mingheng.assessment.connecting import SwitchRefused, connect_ledger, disconnect_ledger
from mingheng.assessment.models import CurrentLine, Cycle, OpenRequirement, ScoreChange
from mingheng.assessment.passes import run_full, why_due
from mingheng.assessment.queries import lines_of
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.facts.registry import why_unchanged
from mingheng.ledger.record_kinds import all_kinds
from mingheng.policy import Role
from tests.assessment.test_pages import browser
from tests.assessment.world import Scene, computed_lines, meeting, run_all, stored_lines, unequal

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
OF_MEETINGS = ("general_meetings", "committee_meetings", "lectures", "theme_days", "regularity")


@pytest.fixture
def scene(stand_on):
    stand_on(DAY)
    made = Scene(has_reorganisations=False)
    made.start(("meeting", "study"))
    run_all()
    return made


def lecture(day: date, **changes):
    return meeting(day, type="党课", title="党课", topics=(), **changes)


def test_a_ledger_switched_off_costs_nothing_and_counts_again_when_it_is_back(scene):
    meetings, cycle = all_kinds()["meeting"], scene.cycle
    scene.enter("U3-1", "meeting", lecture(date(2026, 9, 3)))
    run_all()
    before = stored_lines(cycle)
    assert CurrentLine.objects.get(subject=scene.units["U3"], code="lectures").points is not None
    disconnect_ledger(cycle, meetings, reason="改由组织部系统登记", by=COMMAND)
    assert why_due(cycle) == "group_pass"
    run_full(cycle, cause="ledger_switched")
    rows = {row.code: row for row in lines_of(cycle, scene.units["U3"])}
    told = {code: (rows[code].status.text, rows[code].points, rows[code].lost) for code in OF_MEETINGS if code in rows}
    absent = ("未接入", None, 0)
    assert told == {code: absent if rows[code].status_code != "not_applicable" else told[code] for code in told}
    assert told["lectures"] == absent
    assert OpenRequirement.objects.filter(code__in=OF_MEETINGS).count() == 0
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}
    connect_ledger(cycle, meetings, reason="重新在本系统登记", by=COMMAND)
    run_full(cycle, cause="ledger_switched")
    assert unequal(stored_lines(cycle), before) == {}
    assert set(ScoreChange.objects.order_by("-id")[:1].values_list("cause", flat=True)) == {"ledger_switched"}


def test_a_switch_is_one_audited_act_with_its_reason_and_is_not_made_twice(scene):
    meetings, before = all_kinds()["meeting"], Event.objects.count()
    disconnect_ledger(scene.cycle, meetings, reason="改由组织部系统登记", by=COMMAND)
    event = Event.objects.order_by("sequence").last()
    assert (Event.objects.count() - before, event.action, event.reason) == (
        1,
        "assessment.ledger.disconnected",
        "改由组织部系统登记",
    )
    assert json.loads(Cycle.objects.get().connected) == ["study"]
    with pytest.raises(SwitchRefused, match="已经停用"):
        disconnect_ledger(scene.cycle, meetings, reason="再来", by=COMMAND)
    with pytest.raises(SwitchRefused, match="已经接入"):
        connect_ledger(scene.cycle, all_kinds()["study"], reason="再来", by=COMMAND)


def test_the_page_of_the_cycle_offers_each_ledger_that_a_rule_reads(scene):
    client = browser(scene, Role.COMMITTEE_ADMIN, "0")
    shown = {kind.code: is_on for kind, is_on, _rules in client.get(reverse("assessment:cycle")).context["ledgers"]}
    assert {code for code, is_on in shown.items() if is_on} == {"meeting", "study"}
    page = client.get(reverse("assessment:ledger", args=["meeting"]))
    assert {"lectures", "general_meetings"} <= {rule.rule for rule in page.context["rules"]}
    assert client.get(reverse("assessment:ledger", args=["nothing"])).status_code == 404


def silence_of(scene, code, kind, content) -> list[str]:
    entry = scene.write(code, kind, content)
    assert scene.accept(entry) == []
    source = f"entry:{entry.pk}"
    return why_unchanged([source])[source]


def test_a_second_lecture_of_a_branch_in_a_quarter_names_the_first(scene):
    scene.enter("U3-1", "meeting", lecture(date(2026, 9, 3)))
    told = silence_of(scene, "U3-1", "meeting", lecture(date(2026, 9, 20)))
    assert "党课：该组织第三季度已有9月3日一次，一个时段只计一次" in told


def test_a_ledger_that_is_not_connected_says_so(scene):
    disconnect_ledger(scene.cycle, all_kinds()["meeting"], reason="停用", by=COMMAND)
    run_full(scene.cycle, cause="ledger_switched")
    told = silence_of(scene, "U3-1", "meeting", lecture(date(2026, 9, 3)))
    assert told == ["“三会一课与组织生活”没有接入本周期的考核，不计分也不扣分。"]


def test_a_record_before_the_cycle_says_that_its_day_lies_outside(scene):
    told = silence_of(scene, "U3-1", "meeting", lecture(date(2025, 9, 3)))
    assert "党课：2025-09-03不在本项考核时段内（2026-01-01至2026-12-31）" in told


def test_a_record_of_a_unit_that_nobody_assesses_says_so(scene):
    assert silence_of(scene, "0", "meeting", lecture(date(2026, 9, 3))) == [
        "发生那天，这个组织不属于任何考核单位，或者记录里没有可以计数的内容。"
    ]


def test_without_a_cycle_that_is_the_reason():
    scene = Scene()
    assert silence_of(scene, "U3-1", "meeting", lecture(date(2026, 8, 3))) == ["还没有启动考核周期，启动以后才计分。"]


def test_a_record_that_is_not_asked_of_the_unit_s_class_says_so(scene):
    told = silence_of(scene, "U5-1", "meeting", meeting(date(2026, 9, 3), type="民主生活会", topics=()))
    assert told == ["领导班子民主生活会：本项不适用于这个单位，或者经批准不要求"]
