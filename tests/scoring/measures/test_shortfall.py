"""`shortfall`: what is missing against a requirement, span by span."""

from fractions import Fraction

import pytest

from mingheng.scoring.measures.shortfalls import shortages
from tests.scoring.builders import book, fact, got, measured, outcome, range_of, rule, subject, told

MONTHS = "{month: {every: month}, quarter: {every: quarter}, late_month: {every: month, grace_days: 10}}"


def short(*rows, each="month", required=1, as_of="2026-12-31", head="{}", subjects=(), connected=None, **more):
    words = "".join(f", {key}: {value}" for key, value in more.items())
    measure = f"{{take: shortfall, of: meeting.any, each: {each}, required: {required}{words}}}"
    head = head if head != "{}" else "{attributes: {plan: 计划数}}"
    return measured(measure, *rows, periods=MONTHS, as_of=as_of, head=head, subjects=subjects, connected=connected)


def monthly(*months):
    return [fact(f"{month:02}-10") for month in months]


@pytest.mark.parametrize(("months", "expected"), [((), "12"), ((1,), "11"), (range(1, 13), "0"), ((1, 1, 1, 2), "10")])
def test_surplus_of_a_span_does_not_help_another(months, expected):
    assert short(*monthly(*months)) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-01-31", "1"),
        ("2026-01-30", "not_yet_due"),
        ("2026-02-27", "1"),
        ("2026-02-28", "2"),
        ("2027-06-30", "12"),
    ],
)
def test_only_spans_that_are_due_are_short(as_of, expected):
    assert short(as_of=as_of) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2026-02-09", "not_yet_due"), ("2026-02-10", "1"), ("2027-01-09", "11"), ("2027-01-10", "12")],
)
def test_span_falls_due_after_its_grace(as_of, expected):
    assert short(each="late_month", as_of=as_of) == expected


@pytest.mark.parametrize(("required", "expected"), [("0.5", "1/2"), (2, "5"), ("2.5", "7")])
def test_requirement_of_each_span(required, expected):
    rows = [fact("01-10"), fact("05-10"), fact("08-10")]
    assert short(*rows, each="quarter", required=required) == expected


@pytest.mark.parametrize(("plan", "expected"), [(12, "8"), ("1", "0"), (None, "missing")])
def test_requirement_from_an_attribute(plan, expected):
    one = subject(attributes={} if plan is None else {"plan": plan})
    required = "{attribute: plan, times: 80%, rounding: down}"
    assert short(fact("01-10"), each="year", required=required, subjects=[one]) == expected


@pytest.mark.parametrize(("group", "expected"), [("甲类", "2"), ("乙类", "0"), ("", "missing")])
def test_requirement_by_class(group, expected):
    required = "{by: class, table: {甲类: 3, 乙类: 1}}"
    one = subject(group=group)
    assert (
        short(fact("01-10"), each="year", required=required, subjects=[one], head="{classes: [甲类, 乙类]}") == expected
    )


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [("records", "0"), ("actual", "1/2"), ("[person]", "1"), ("[person, day]", "0"), ("[case]", "0"), ("[month]", "2")],
)
def test_quantity_is_records_amounts_or_distinct_things(quantity, expected):
    rows = [
        fact("01-10", person="张", case="一", actual=1),
        fact("01-11", person="张", case="二", actual="0.5"),
        fact("01-11", person="李", case="三", actual=1),
    ]
    assert short(*rows, each="quarter", required=3, quantity=quantity, as_of="2026-03-31") == expected


def test_amount_that_is_missing_makes_the_measure_absent_where_it_matters():
    assert short(fact("01-10"), quantity="actual") == "missing"
    # Founded in June: January is not owed, so its fact does not matter.
    assert short(fact("01-10"), quantity="actual", subjects=[subject(founded="06-01")]) == "7"


@pytest.mark.parametrize(("counted", "expected"), [("units", "4"), ("periods", "3"), ("once", "1")])
def test_shortage_counts_in_units_spans_or_once(counted, expected):
    rows = [fact("01-10"), fact("04-10"), fact("04-11"), fact("11-10")]
    assert short(*rows, each="quarter", required=2, counted=counted) == expected


@pytest.mark.parametrize(
    ("counted", "allowance", "expected"),
    [
        ("units", 1, "2"),
        ("units", "0.5", "5/2"),
        ("units", 3, "0"),
        ("units", 9, "0"),
        ("periods", 2, "1"),
        ("once", 2, "1"),
        ("once", 3, "0"),
    ],
)
def test_allowance_is_free(counted, allowance, expected):
    assert short(*monthly(1), each="quarter", counted=counted, allowance=allowance) == expected


@pytest.mark.parametrize(
    ("months", "several", "expected"), [((1, 1, 4), "all", "5"), ((1, 1, 4), "one", "6"), ((1, 1), "one", "7")]
)
def test_several_in_a_span_may_count_as_one(months, several, expected):
    assert short(*monthly(*months), each="quarter", required=2, several=several) == expected


@pytest.mark.parametrize(
    ("months", "early", "expected"),
    [
        ((1, 1, 1), "lost", "3"),
        ((1, 1, 1), "carries", "1"),
        ((4, 4, 4), "carries", "1"),
        ((10, 10, 10, 10), "carries", "3"),
        ((1, 1, 1, 1, 1), "carries", "0"),
    ],
)
def test_surplus_may_be_carried_to_later_spans_never_back(months, early, expected):
    assert short(*monthly(*months), each="quarter", early=early) == expected


@pytest.mark.parametrize(("late", "expected"), [("counts", "0"), ("within_grace", "1")])
def test_late_ones_may_not_count(late, expected):
    year = [fact(f"{month:02}-10") for month in range(2, 13)]
    rows = [fact("02-11", belongs="01-31"), *year]
    assert short(*rows, each="late_month", late=late, as_of="2027-01-10") == expected
    on_the_last_day = [fact("02-10", belongs="01-31"), *year]
    assert short(*on_the_last_day, each="late_month", late=late, as_of="2027-01-10") == "0"


@pytest.mark.parametrize(
    ("choice", "value", "expected"), [("several", "one", "6"), ("early", "carries", "3"), ("late", "within_grace", "5")]
)
def test_choices_of_the_rulebook_are_the_defaults(choice, value, expected):
    rows = [fact("01-10"), fact("01-11"), fact("01-12"), fact("01-13"), fact("07-15")]
    head = f"{{choices: {{{choice}: {value}}}}}"
    assert short(*rows, each="quarter", required=2, head=head) == expected
    assert short(*rows, each="quarter", required=2) == "5"


@pytest.mark.parametrize(
    ("life", "full_only", "partial"),
    [
        ({}, "4", "4"),
        ({"founded": "01-01"}, "4", "4"),
        ({"founded": "01-02"}, "3", "4"),
        ({"founded": "03-31"}, "3", "4"),
        ({"founded": "04-01"}, "3", "3"),
        ({"closed": "12-30"}, "3", "4"),
        ({"closed": "12-31"}, "4", "4"),
        ({"closed": "09-30"}, "3", "3"),
        ({"founded": "02-01", "closed": "05-15"}, "not_applicable", "2"),
        ({"founded": "2027-01-01"}, "not_applicable", "not_applicable"),
        ({"closed": "2025-12-31"}, "not_applicable", "not_applicable"),
    ],
)
def test_spans_are_owed_by_subjects_that_existed(life, full_only, partial):
    one = [subject(**life)]
    assert short(each="quarter", subjects=one) == full_only
    assert short(each="quarter", subjects=one, head="{choices: {new_organisation: partial}}") == partial


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([fact("01-01", "exemption.r", end="06-30")], "2"),
        ([fact("01-02", "exemption.r", end="06-30")], "3"),
        ([fact("01-01", "exemption.r", end="06-29")], "3"),
        ([fact("07-01", "exemption.r")], "2"),
        ([fact("01-01", "exemption.r")], "exempt"),
        ([fact("01-01", "exemption.other")], "4"),
        ([fact("01-01", "exemption.r", withdrawn="12-01")], "4"),
        ([fact("01-01", "exemption.r", known="2027-01-01")], "4"),
        ([fact("01-01", "exemption.r", end="2027-12-31")], "exempt"),
        ([fact("01-01", "exemption.r", end="06-30"), fact("07-01", "exemption.r", end="09-30")], "1"),
    ],
)
def test_approved_exemption_lifts_the_spans_it_covers(rows, expected):
    assert short(*rows, each="quarter") == expected


def test_mixture_of_not_founded_and_exempted_is_exempt():
    exempted = fact("07-01", "exemption.r")
    assert short(exempted, each="quarter", subjects=[subject(founded="06-01")]) == "exempt"


def test_kind_that_no_data_connects_is_missing():
    assert short(connected=[]) == "missing"
    assert short(connected=[], as_of="2026-01-10") == "missing"


def test_several_spans_of_a_period_are_owed_without_each():
    periods = "{terms: {spans: [[2026-03-01, 2026-06-30], [2026-09-01, 2026-12-31]]}}"
    measure = "{take: shortfall, of: meeting.any, period: terms, required: 2}"
    assert measured(measure, fact("03-01"), fact("07-10"), fact("12-31"), periods=periods) == "2"


def result_of(rows, as_of="2026-08-31", required=1, max_points=4, subjects=(), **more):
    words = "".join(f", {key}: {value}" for key, value in more.items())
    measure = f"{{take: shortfall, of: meeting.any, each: month, required: {required}{words}}}"
    limits = {} if max_points is None else {"max_points": max_points}
    rulebook = book(rule(measure=measure, shape="{form: per_item, deduct: 0.5}", **limits), periods=MONTHS)
    return outcome(rulebook, rows, subjects, as_of)


def test_worst_counts_all_that_is_owed_and_best_is_now():
    result = result_of([*monthly(1, 2, 3, 4, 5, 6, 7), fact("08-20", belongs="09-01")])
    assert (got(result), range_of(result)) == ("3.5", "2..3.5")
    assert range_of(result_of(monthly(1), as_of="2026-01-15")) == "0..4"
    assert got(result_of(monthly(1), as_of="2026-01-15")) == "not_yet_due"


@pytest.mark.parametrize(
    ("rows", "more", "sentence"),
    [
        (monthly(1, 2), {"as_of": "2026-03-31"}, "应有12次，已到期3次，实有2次，少1次，每少1次扣0.5分，扣0.5分；本项满分4分，现得3.5分；已得0分，已失0.5分，仍可得3.5分"),
        (monthly(*range(1, 13)), {"as_of": "2026-12-31"}, "应有12次，实有12次，没有缺少，不扣分；本项满分4分，现得4分"),
        (monthly(1, 1, 3), {"as_of": "2026-03-31"}, "应有12次，已到期3次，实有3次（有的时段多出1次，不抵其他时段），少1次，每少1次扣0.5分，扣0.5分；本项满分4分，现得3.5分；已得0分，已失0.5分，仍可得3.5分"),
        ([*monthly(1, 2), fact("02-20", belongs="04-01")], {"as_of": "2026-02-28", "several": "one"}, "应有12次，已到期2次，实有2次（同一时段多次只计一次，未到期时段另有1次），没有缺少，不扣分；本项满分4分，现得4分；已得0分，已失0分，仍可得4分"),
        (monthly(*range(1, 9)), {"as_of": "2026-12-31", "allowance": 2}, "应有12次，实有8次，少4次，允许少2次，此外每少1次扣0.5分，扣1分；本项满分4分，现得3分"),
        (monthly(*range(1, 11)), {"as_of": "2026-12-31", "allowance": 2}, "应有12次，实有10次，少2次，允许少2次，不扣分；本项满分4分，现得4分"),
        (monthly(*range(1, 11)), {"as_of": "2026-12-31", "counted": "once"}, "应有12次，实有10次，少2次，有缺少即扣0.5分；本项满分4分，现得3.5分"),
        (monthly(*range(1, 11)), {"as_of": "2026-12-31", "counted": "periods"}, "应有12个月，其中2个月没有达到要求，每少1个月扣0.5分，扣1分；本项满分4分，现得3分"),
        (monthly(1), {"as_of": "2026-01-31", "counted": "periods"}, "应有12个月，已到期1个月，都达到要求，不扣分；本项满分4分，现得4分；已得0分，已失0分，仍可得4分"),
        (monthly(1), {"as_of": "2026-12-31", "counted_in": "篇"}, "应有12篇，实有1篇，少11篇，每少1篇扣0.5分，扣5.5分，扣完为止；本项满分4分，现得0分"),
        ([fact("01-10", person="张")], {"as_of": "2026-12-31", "quantity": "[person]"}, "应有12人，实有1人，少11人，每少1人扣0.5分，扣5.5分，扣完为止；本项满分4分，现得0分"),
        ([fact("01-10", actual=9)], {"as_of": "2026-12-31", "quantity": "actual", "required": 10}, "应有120，实有9，少111，每少1扣0.5分，扣55.5分，扣完为止；本项满分4分，现得0分"),
        ([], {"as_of": "2026-01-10"}, "尚未到期（2026-01-31第一次到期），不到期不扣分"),
        ([], {"as_of": "2026-12-10", "subjects": [subject(founded="12-01")]}, "尚未到期（2026-12-31到期），不到期不扣分"),
        ([], {"subjects": [subject(founded="08-01", closed="08-15")]}, "考核期内没有应完成的时段，本项不适用，分值不计入满分"),
        ([fact("01-01", "exemption.r")], {}, "经批准例外，本项不要求，分值不计入满分"),
    ],
)  # fmt: skip
def test_sentence(rows, more, sentence):
    assert told(result_of(rows, **more)) == sentence


def test_sentence_without_a_maximum_says_what_may_still_be_lost():
    result = result_of(monthly(1), as_of="2026-02-28", max_points=None)
    assert (
        told(result) == "应有12次，已到期2次，实有1次，少1次，每少1次扣0.5分，扣0.5分；未到期的还可能扣分，最低-5.5分"
    )


def test_sentence_without_words_for_the_columns_counts_times():
    result = result_of(monthly(1), as_of="2026-12-31", quantity="[level]", max_points=None)
    assert told(result) == "应有12次，实有1次，少11次，每少1次扣0.5分，扣5.5分"
    two_months = outcome(
        book(
            rule(
                measure="{take: shortfall, of: meeting.any, each: pair, required: 1, counted: periods}",
                shape="{form: per_item, deduct: 1}",
            ),
            periods="{pair: {every: two_months}}",
        ),
        monthly(1),
    )
    assert told(two_months) == "应有6期，其中5期没有达到要求，每少1期扣1分，扣5分"


def short_by_span(*rows, required=1, connected=None, as_of="2026-05-15", **more):
    """What is missing of 甲 quarter by quarter, due or not; None where the ledger is not connected."""
    words = "".join(f", {key}: {value}" for key, value in more.items())
    measure = f"{{take: shortfall, of: meeting.any, each: quarter, required: {required}{words}}}"
    result = outcome(book(rule(measure=measure), periods=MONTHS), rows, as_of=as_of, connected=connected)
    found = shortages(result.rulebook.rules["r"].measure, result.view, "r")
    return found and [str(Fraction(int(units), found.scale)) for units in found.short[:, 0]]


def test_what_is_missing_is_told_span_by_span_before_it_is_due():
    assert short_by_span(fact("01-10"), fact("05-10"), required=2) == ["1", "1", "2", "2"]


def test_what_is_missing_of_a_span_takes_a_surplus_along_where_the_rule_does():
    rows = [fact("01-10"), fact("01-11"), fact("01-12")]
    assert short_by_span(*rows, early="lost") == ["0", "1", "1", "1"]
    assert short_by_span(*rows, early="carries") == ["0", "0", "0", "1"]


def test_nothing_is_missing_of_a_ledger_that_is_not_connected():
    assert short_by_span(connected=[]) is None


@pytest.mark.parametrize("days", [(), ("01-10",), ("01-10", "02-10", "04-01", "12-31"), ("07-01", "07-02", "10-01")])
def test_the_spans_together_are_what_the_measure_counts(days):
    rows = [fact(day) for day in days]
    apart = short_by_span(*rows, required="2.5", as_of="2026-12-31")
    assert str(sum(Fraction(one) for one in apart)) == short(*rows, each="quarter", required="2.5")
