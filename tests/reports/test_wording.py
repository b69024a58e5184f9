"""Every word of the library has its Chinese, and the words agree with those of the sheets."""

from dataclasses import fields
from fractions import Fraction
from typing import get_args, get_type_hints

import pytest

from mingheng.content import bundled_rulebooks
from mingheng.reports.dots import Axis
from mingheng.reports.measure_text import MEASURES, measure_text
from mingheng.reports.wording import CHOICES, STATUSES, joined, period_text, quota_text
from mingheng.scoring import load_rulebook
from mingheng.scoring.language.measures import Measure
from mingheng.scoring.language.rulebook import Choices, PercentByLevel
from mingheng.scoring.language.words import (
    AmountBySize,
    AmountByText,
    AmountFromAttribute,
    Quotient,
    SizeTier,
)
from mingheng.scoring.statuses import Status
from mingheng.sheets.results import STATUS_WORDS


def test_every_status_has_the_word_of_the_sheets():
    assert {status: word.text for status, word in STATUSES.items()} == STATUS_WORDS
    assert set(STATUSES) == {status.word for status in Status}


def test_folded_lines_of_chinese_are_joined_and_other_spaces_stay():
    assert joined("第一句。 第二句，“引” 文 A B") == "第一句。第二句，“引”文 A B"


def test_red_is_for_alarms_only():
    assert [status for status, word in STATUSES.items() if word.tone == "alarm"] == ["failed"]


@pytest.mark.parametrize("choice", [slot.name for slot in fields(Choices)])
def test_every_value_of_a_choice_has_words(choice):
    hint = get_type_hints(Choices)[choice]
    values = (True, False) if hint is bool else get_args(hint)
    assert set(CHOICES[choice][1]) == set(values)


def test_every_measure_has_a_word():
    assert set(MEASURES) == {measure.__name__ for measure in get_args(Measure)}


@pytest.mark.parametrize("name", sorted(bundled_rulebooks()))
def test_measures_and_periods_of_every_rulebook_can_be_said(name):
    rulebook, _ = load_rulebook(bundled_rulebooks()[name])
    assert all(period_text(period) for period in rulebook.periods.values())
    assert all(measure_text(rule.measure, rulebook, str) for rule in rulebook.rules.values())


def test_quotas_are_said_as_the_rulebook_gives_them():
    small = SizeTier(less_than=Fraction(50), amount=Fraction(1))
    amounts = [
        Fraction(3, 10),
        AmountByText(by="class", table={"甲": Fraction(1, 2)}, otherwise=Fraction(1, 5)),
        AmountBySize(by="members", tiers=(small,)),
        AmountFromAttribute(attribute="members", times=Quotient(Fraction(2))),
        PercentByLevel(by_level_of="result.team", table={"优秀": Fraction(3, 10)}, otherwise=Fraction(1, 5)),
    ]
    said = [quota_text(amount, "%", {"members": "党员人数"}) for amount in amounts]
    assert said == ["30%", "甲50%，其他20%", "按党员人数：不足50的100%", "党员人数的2倍", "优秀30%，其他20%"]
    assert quota_text(Fraction(3), "个", {}) == "3个"


@pytest.mark.parametrize(
    ("numbers", "low", "high", "ticks"),
    [
        ([], 0, 1, ["0", "1"]),
        (["80"], 80, 81, ["80", "81"]),
        (["0", "100"], 0, 100, ["0", "20", "40", "60", "80", "100"]),
        (["52.97", "95.65"], 50, 100, ["50", "60", "70", "80", "90", "100"]),
        (["15.3", "100.97"], 15, 105, ["20", "40", "60", "80", "100"]),
        (["-3.5", "2"], -4, 2, ["-4", "-2", "0", "2"]),
        (["90.1", "90.2"], 90, 91, ["90", "91"]),
    ],
)
def test_an_axis_is_narrow_and_has_round_ends(numbers, low, high, ticks):
    axis = Axis.over(Fraction(number) for number in numbers)
    assert (axis.low, axis.high, [tick.text for tick in axis.ticks]) == (low, high, ticks)
    assert ("不是从0分起" in axis.statement) == (low != 0)
