"""`value`: the quantities that others gave, combined; or per level combined, rounded and weighted."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, subject, told

HEAD = "{classes: [甲类, 乙类]}"


def marks(*numbers, days=None, **more):
    days = days or [f"{place + 1:02}-15" for place in range(len(numbers))]
    return [fact(day, "mark.x", actual=number, **more) for day, number in zip(days, numbers, strict=True)]


def value(*rows, **more):
    words = "".join(
        f", {key}: {part}" for key, part in more.items() if key not in ("as_of", "subjects", "connected", "head")
    )
    rest = {key: part for key, part in more.items() if key in ("as_of", "subjects", "connected", "head")}
    return measured(f"{{take: value, of: mark.x{words}}}", *rows, **{"head": HEAD, **rest})


@pytest.mark.parametrize(
    ("combine", "one", "two", "four"),
    [
        ("latest", "8", "7", "3"),
        ("highest", "8", "8", "10"),
        ("lowest", "8", "7", "3"),
        ("mean", "8", "15/2", "59/8"),
        ("sum", "8", "15", "59/2"),
        ("median", "8", "15/2", "33/4"),
        ("trimmed_mean", "8", "15/2", "33/4"),
    ],
)
def test_ways_to_combine(combine, one, two, four):
    assert value(*marks(8), combine=combine) == one
    assert value(*marks(8, 7), combine=combine) == two
    assert value(*marks(10, 8, "8.5", 3), combine=combine) == four


@pytest.mark.parametrize(("combine", "expected"), [("median", "8"), ("trimmed_mean", "8"), ("mean", "7")])
def test_middle_of_three(combine, expected):
    assert value(*marks(10, 8, 3), combine=combine) == expected


def test_trimming_takes_one_of_equals():
    assert value(*marks(10, 10, 1, 1), combine="trimmed_mean") == "11/2"
    assert value(*marks(-5, 0, 5), combine="trimmed_mean") == "0"


def test_highest_of_several_on_the_latest_day():
    rows = marks(9, 2, 3, 1, days=["01-01", "05-05", "05-05", "05-05"])
    assert value(*rows) == "3"
    assert value(*reversed(rows)) == "3"


def test_numbers_may_be_negative():
    assert value(*marks(-3, -1, -2), combine="highest") == "-1"
    assert value(*marks(-3, -1, -2), combine="lowest") == "-3"


def test_nothing_is_absent_or_the_declared_number():
    assert value() == "missing"
    assert value(as_of="2026-06-30") == "not_yet_due"
    assert value(absent=100) == "100"
    assert value(*marks(85), absent=100) == "85"
    assert value(absent="1.5") == "3/2"


def test_fact_without_a_number_makes_the_value_absent():
    assert value(*marks(8), fact("02-01", "mark.x")) == "missing"


@pytest.mark.parametrize(
    ("number", "expected"), [("0", "0"), ("100", "100"), ("100.001", "failed"), ("-0.001", "failed")]
)
def test_number_outside_the_range_is_a_fault(number, expected):
    assert value(*marks(number), within="[0, 100]") == expected


def test_sum_beyond_ten_million_is_a_fault():
    assert value(*marks(*[1_000_000] * 11), combine="sum") == "failed"


def test_kind_that_no_data_connects_is_missing():
    assert value(connected=[]) == "missing"


def test_groups_are_combined_rounded_and_weighted():
    rows = [*marks(91, 90, 90, level="考核组"), *marks(85, level="自评")]
    # 271 ÷ 3 = 90.3333 at four decimals; (80 × 90.3333 + 20 × 85) ÷ 100.
    assert value(*rows, combine="mean", weights="{自评: 20, 考核组: 80}") == "1115833/12500"


def test_weights_need_not_add_up_to_one_hundred():
    rows = [*marks(9, level="上级"), *marks(6, level="同级"), *marks(1, level="其他")]
    assert value(*rows, weights="{上级: 2, 同级: 1}") == "8"


def test_named_group_without_a_mark_is_absent_unless_it_has_no_weight():
    rows = marks(9, level="上级")
    assert value(*rows, weights="{上级: 60%, 同级: 40%}") == "missing"
    assert value(*rows, weights="{上级: 60%, 同级: 0}") == "9"
    assert value(*rows, weights="{上级: 0, 同级: 0}") == "missing"


def test_group_with_a_fault_is_a_fault_and_others_do_not_matter():
    rows = marks(9, level="上级")
    assert value(*rows, *marks(11, level="上级"), weights="{上级: 1}", within="[0, 10]") == "failed"
    assert value(*rows, *marks(11, level="其他"), weights="{上级: 1}", within="[0, 10]") == "9"
    assert value(*rows, fact("02-01", "mark.x", level="上级"), weights="{上级: 1}") == "missing"
    assert value(*rows, fact("02-01", "mark.x", level="其他"), weights="{上级: 1}") == "9"


@pytest.mark.parametrize(("group", "expected"), [("甲类", "8"), ("乙类", "9"), ("", "missing")])
def test_weight_may_depend_on_the_class(group, expected):
    rows = [*marks(9, level="上级"), *marks(7, level="同级")]
    weights = "{上级: 1, 同级: {by: class, table: {甲类: 1, 乙类: 0}}}"
    assert value(*rows, weights=weights, subjects=[subject(group=group)]) == expected


@pytest.mark.parametrize(
    ("more", "numbers", "sentence"),
    [
        ("", (8,), "记录为8，加8分"),
        ("", (8, 9), "2次记录，最近一次为9，加9分"),
        (", combine: highest", (8, 7), "2次记录，最高8，加8分"),
        (", combine: lowest", (8, 7), "2次记录，最低7，加7分"),
        (", combine: mean", (8, 7), "2次记录，平均7.5，加7.5分"),
        (", combine: sum", (8, 7), "2次记录，合计15，加15分"),
        (", combine: median", (8, 7), "2次记录，中位数7.5，加7.5分"),
        (", combine: trimmed_mean", (8, 7), "2次记录，平均7.5，加7.5分"),
        (", combine: trimmed_mean", (8, 7, 1), "3次记录，去掉一个最高和一个最低后平均7，加7分"),
        (", counted_in: 分", (-2,), "记录为-2分，扣2分"),
        (", absent: 5", (), "没有记录，按规定以5计，加5分"),
    ],
)
def test_sentence(more, numbers, sentence):
    rulebook = book(rule(measure=f"{{take: value, of: mark.x{more}}}"))
    assert told(outcome(rulebook, marks(*numbers))) == sentence


def test_sentence_of_weighted_groups_leaves_out_those_without_weight():
    measure = "{take: value, of: mark.x, weights: {上级: 60%, 同级: 40%, 自评: 0}}"
    rows = [*marks(9, level="上级"), *marks(7, level="同级"), *marks(1, level="自评")]
    assert (
        told(outcome(book(rule(measure=measure)), rows)) == "上级9（权重0.6），同级7（权重0.4），加权平均8.2，加8.2分"
    )
    # A group that has neither weight nor marks has nothing to say.
    assert (
        told(outcome(book(rule(measure=measure)), rows[:2]))
        == "上级9（权重0.6），同级7（权重0.4），加权平均8.2，加8.2分"
    )
