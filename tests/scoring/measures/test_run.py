"""`run`: how many of the latest periods meet a condition without interruption."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, subject, told

RUN = "{take: run, of: history.star, where: {level: [红]}}"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("", "0"),
        ("红", "1"),
        ("绿", "0"),
        ("绿红红", "2"),
        ("红红绿", "0"),
        ("红绿红", "1"),
        ("红红红", "3"),
        ("红红绿绿红红红", "3"),
    ],
)
def test_going_back_from_the_newest(levels, expected):
    rows = [fact(f"{month:02}-28", "history.star", level=level) for month, level in enumerate(levels, start=1)]
    assert measured(RUN, *rows) == expected
    assert measured(RUN, *reversed(rows)) == expected


@pytest.mark.parametrize(("second", "expected"), [("红", "2"), ("绿", "0")])
def test_two_facts_on_one_day_are_one_period_that_holds_if_both_do(second, expected):
    rows = [fact("01-31", "history.star", level="红"), fact("02-28", "history.star", level="红")]
    assert measured(RUN, *rows, fact("02-28", "history.star", level=second)) == expected


def test_each_subject_has_its_own():
    rows = [fact("01-31", "history.star", "甲", level="红"), fact("02-28", "history.star", "乙", level="绿")]
    assert measured(RUN, *rows, subjects=[subject("甲"), subject("乙")]) == "1"
    assert measured(RUN, *rows, subjects=[subject("乙"), subject("甲")]) == "1"


def test_fact_out_of_view_or_period_neither_counts_nor_interrupts():
    rows = [
        fact("2025-12-31", "history.star", level="红"),
        fact("02-28", "history.star", level="红"),
        fact("03-31", "history.star", level="绿"),
    ]
    assert measured(RUN, *rows, as_of="2026-03-30") == "1"


def test_without_a_condition_every_period_counts():
    assert (
        measured("{take: run, of: history.star}", fact("01-31", "history.star"), fact("02-28", "history.star")) == "2"
    )


def test_kind_that_no_data_connects_is_missing():
    assert measured(RUN, connected=[]) == "missing"


def test_sentence():
    rulebook = book(rule(measure=RUN, shape="{form: flat, deduct: 2, when: {at_least: 2}}"))
    rows = [fact("01-31", "history.star", level="红"), fact("02-28", "history.star", level="红")]
    assert told(outcome(rulebook, rows)) == "最近连续2期符合条件，属“2期以上”，扣2分"
