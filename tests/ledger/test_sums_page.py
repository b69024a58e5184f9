"""After several records were accepted at once: one line for each unit, with its score before and after."""

from fractions import Fraction

import pytest
from django.urls import reverse

from mingheng.assessment.models import CurrentLine
from mingheng.ledger.domain import accept
from mingheng.ui.figures import figure_text
from tests.ledger.desk import actor, lecture, submitted
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db


def accepted_at_once(client, *entries):
    return client.post(reverse("ledger:accept_several"), {"entry": [f"{one.pk}:1" for one in entries]})


def kept_total(unit):
    line = CurrentLine.objects.get(subject=unit, code="total")
    return Fraction(line.points, line.scale)


def told(answer):
    lines = answer.context["unit_lines"]
    return [(line.name, line.count, line.silent, line.reasons, line.is_hidden) for line in lines]


SAME = "党课：该组织第二季度已有5月20日一次，一个时段只计一次"


def test_each_unit_has_one_line_with_its_score_and_why_records_changed_nothing(at, running, people):
    entries = [
        submitted(unit, people.clerk, lecture(title))
        for unit, title in (
            (running.one_first, "甲"),
            (running.two_first, "乙"),
            (running.one_first, "丙"),
            (running.one_first, "丁"),
        )
    ]
    before = [kept_total(unit) for unit in (running.one, running.two)]
    answer = accepted_at_once(at("committee"), *entries)
    after = [kept_total(unit) for unit in (running.one, running.two)]
    names = ["甲局机关党委", "乙局党总支"]
    assert [line[:3] for line in told(answer)] == [(names[0], 3, 2), (names[1], 1, 0)]
    assert (SAME, 2) in told(answer)[0][3]
    assert told(answer)[1][3] == []
    shown = [(line.score.before, line.score.after) for line in answer.context["unit_lines"]]
    assert shown == list(zip(before, after, strict=True))
    page = answer.content.decode()
    assert ("逐条列出（4条）" in page, page.count("<details><summary")) == (True, 1)
    # The total holds what is open; what of it is safe has grown.
    assert [line.difference for line in answer.context["unit_lines"]] == ["+0.3", "+0.6"]
    why = "各项已得合计+0.5分，总分已得+0.3分：“动态考核”按60%计入。"
    assert f"仍为 7.16 分 已得 0 → 0.3 （+0.3） {why} 1项 2条" in text_of(answer)


def test_few_records_are_told_one_by_one_without_a_fold_and_one_alone_without_a_sum(at, running, people):
    entries = [submitted(running.one_first, people.clerk, lecture(title)) for title in ("甲", "乙")]
    answer = accepted_at_once(at("committee"), *entries)
    assert (len(answer.context["unit_lines"]), "逐条列出" in text_of(answer)) == (1, False)
    alone = submitted(running.two_first, people.clerk, lecture("丙"))
    answer = at("committee").post(reverse("ledger:accept_entry", args=[alone.pk]), {"read_at": 1})
    assert answer.context["unit_lines"] == []


def test_where_nothing_changed_the_kept_score_stands(at, running, people):
    first = submitted(running.one_first, people.clerk, lecture("第一次"))
    accept(first, read_at=1, by=actor(people.admin))
    entries = [submitted(running.one_first, people.clerk, lecture(title)) for title in ("甲", "乙")]
    answer = accepted_at_once(at("admin"), *entries)
    (line,) = answer.context["unit_lines"]
    assert (line.count, line.silent, line.difference, line.score.changed) == (2, 2, "", 0)
    assert f"仍为 {figure_text(kept_total(running.one))} 分" in text_of(answer)


def test_without_a_cycle_the_records_stand_in_one_line_with_the_reason(at, county, people):
    entries = [submitted(county.one_first, people.clerk, lecture(title)) for title in ("甲", "乙")]
    answer = accepted_at_once(at("committee"), *entries)
    assert told(answer) == [("", 2, 2, [("还没有启动考核周期，启动以后才计分。", 2)], False)]
    assert "不计入任何考核对象" in text_of(answer)


def test_of_a_unit_out_of_reach_only_the_number_of_records_is_said(at, running, people):
    entries = [submitted(running.two_first, people.clerk, lecture(title)) for title in ("甲", "乙")]
    answer = accepted_at_once(at("outsider"), *entries)
    assert told(answer) == [("", 2, 0, [], True)]
    text = text_of(answer)
    assert ("查看范围以外的考核对象 2条" in text, "7.16" in text, "乙局党总支" in text) == (True, False, False)
