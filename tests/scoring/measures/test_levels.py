"""`levels`: the sum of numbers that a table gives to levels; cases once, only the highest, or the latest."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, told

VALUES = "{县: 0.5, 市: 1, 省: 2, 倒扣: -2, 倒扣一: -1}"


def levels(*rows, values=VALUES, **more):
    parts = {key: more.pop(key) for key in ("as_of", "connected") if key in more}
    words = "".join(f", {key}: {part}" for key, part in more.items())
    return measured(f"{{take: levels, of: honour.x, values: {values}{words}}}", *rows, **parts)


def at(*words, case="", days=None):
    days = days or [f"{place + 1:02}-15" for place in range(len(words))]
    return [fact(day, "honour.x", level=word, case=case) for day, word in zip(days, words, strict=True)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), "0"), (("县",), "1/2"), (("县", "市", "市"), "5/2"), (("省", "倒扣"), "0"), (("村",), "0"), (("",), "0")],
)
def test_every_record_counts_its_number(words, expected):
    assert levels(*at(*words)) == expected


def test_level_that_the_table_does_not_name_counts_nothing():
    assert levels(*at("村", "市")) == "1"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("县", "市"), "1"),
        (("市", "县", "市"), "1"),
        (("市", "倒扣"), "-2"),
        (("省", "倒扣"), "2"),
        (("倒扣", "省"), "2"),
    ],
)
def test_case_counts_once_with_its_greatest_number_by_absolute_value(words, expected):
    assert levels(*at(*words, case="一"), per="case") == expected


def test_facts_without_a_case_count_for_themselves():
    assert levels(*at("县", "市", case="一"), *at("县", case="二"), *at("县", "县"), per="case") == "5/2"


@pytest.mark.parametrize(
    ("words", "expected"), [((), "0"), (("县", "省", "市"), "2"), (("市", "倒扣"), "-2"), (("倒扣", "省"), "2")]
)
def test_only_the_highest(words, expected):
    assert levels(*at(*words), keep="highest") == expected
    assert levels(*at(*words), keep="highest", per="case") == expected


@pytest.mark.parametrize(
    ("words", "days", "expected"),
    [
        (("省", "县"), ["01-01", "02-01"], "1/2"),
        (("县", "市"), ["02-01", "02-01"], "1"),
        (("市", "倒扣"), ["02-01", "02-01"], "-2"),
        (("市", "倒扣一"), ["02-01", "02-01"], "1"),
        (("市", "村"), ["01-01", "02-01"], "1"),
    ],
)
def test_only_the_latest(words, days, expected):
    assert levels(*at(*words, days=days), keep="latest") == expected


def test_latest_of_nothing_is_absent_or_the_declared_number():
    assert levels(keep="latest") == "missing"
    assert levels(keep="latest", absent="2.5") == "5/2"
    assert levels(*at("村"), keep="latest") == "missing"
    assert levels(*at("市"), keep="latest", absent="2.5") == "1"


def test_limits_hold_per_month():
    rows = [*at("省", "市", days=["01-01", "01-02"]), *at("县", days=["02-01"])]
    assert levels(*rows, limits="{month: 1.5}") == "2"


def test_kind_that_no_data_connects_is_missing():
    assert levels(connected=[]) == "missing"


@pytest.mark.parametrize(
    ("more", "words", "sentence"),
    [
        ("", ("市", "县", "县"), "县2次、市1次，按级别计2，加2分"),
        (", counted_in: 项", ("市",), "市1项，按级别计1，加1分"),
        ("", (), "没有可计的记录，不加分"),
        (", keep: highest", ("市", "县"), "最高为“市”，加1分"),
        (", keep: latest", ("市", "县"), "最近一次为“县”，加0.5分"),
        (", keep: latest, absent: 3", (), "没有记录，按规定以3计，加3分"),
        (", limits: {month: 1}", ("省",), "省1次，按级别计1（每月最多计1），加1分"),
    ],
)
def test_sentence(more, words, sentence):
    rulebook = book(rule(measure=f"{{take: levels, of: honour.x, values: {{县: 0.5, 市: 1, 省: 2}}{more}}}"))
    assert told(outcome(rulebook, at(*words))) == sentence


def test_price_other_than_one_is_named():
    rulebook = book(
        rule(measure="{take: levels, of: honour.x, values: {市: 2}}", shape="{form: per_item, deduct: 0.5}")
    )
    assert told(outcome(rulebook, at("市"))) == "市1次，按级别计2，每1扣0.5分，扣1分"
