"""After a decision: which record changed which line, and why the others changed none."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingheng.facts.registry import why_unchanged
from tests.ledger.desk import lecture, submitted
from tests.ledger.pages import text_of

pytestmark = pytest.mark.django_db


def test_each_of_several_records_is_named_with_what_it_changed_or_why_it_changed_nothing(at, running, people):
    first = submitted(running.one_first, people.clerk, lecture("第一支部的党课"))
    again = submitted(running.one_first, people.clerk, lecture("同一支部又一次"))
    other = submitted(running.one_second, people.clerk, lecture("第二支部的党课"))
    answer = at("admin").post(
        reverse("ledger:accept_several"), {"entry": [f"{one.pk}:1" for one in (first, again, other)]}
    )
    told = {
        one.entry.title: ([line.label for _unit, effect in one.effects for line in effect.told], one.reasons)
        for one in answer.context["consequences"]
    }
    lines, nothing = told["第一支部的党课"]
    assert ("党课" in lines, nothing) == (True, [])
    assert told["同一支部又一次"][0] == []
    assert "党课：该组织第二季度已有5月20日一次，一个时段只计一次" in told["同一支部又一次"][1]
    assert ("党课" in told["第二支部的党课"][0], told["第二支部的党课"][1]) == (True, [])
    text = text_of(answer)
    assert "按采纳的先后逐条计算" in text
    assert [text.count(title) for title in told] == [2, 2, 2]


def test_records_of_different_units_share_no_line(at, running, people):
    entries = [submitted(unit, people.clerk, lecture("党课")) for unit in (running.one_first, running.two_first)]
    answer = at("committee").post(reverse("ledger:accept_several"), {"entry": [f"{one.pk}:1" for one in entries]})
    assert (len(answer.context["consequences"]), "按采纳的先后逐条计算" in text_of(answer)) == (2, False)


def test_one_record_alone_needs_no_name(at, running, people):
    entry = submitted(running.one_first, people.clerk, lecture("唯一的党课"))
    answer = at("admin").post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": 1})
    assert (text_of(answer).count("唯一的党课"), "逐条列出" in text_of(answer)) == (1, False)


def test_why_three_records_of_a_unit_changed_nothing_takes_as_many_queries_as_for_one(at, running, people):
    entries = [submitted(running.one_first, people.clerk, lecture(f"第{number}次")) for number in range(4)]
    answer = at("admin").post(reverse("ledger:accept_several"), {"entry": [f"{one.pk}:1" for one in entries]})
    silent = [f"entry:{one.entry.pk}" for one in answer.context["consequences"] if not one.effects]
    counts = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            told = why_unchanged(silent[:number])
        counts.append((len(queries), [bool(told[source]) for source in silent[:number]]))
    assert counts == [(counts[0][0], [True]), (counts[0][0], [True, True, True])]
