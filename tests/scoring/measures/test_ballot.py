"""`ballot`: a mean of option values or a share of votes, of all or by voter group."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, subject, told

SHARE = "share_of: [满意, 基本满意]"
VALUES = "values: {好: 100, 中: 60, 差: 0}"


def votes(group="", issued=None, **options):
    more = {} if issued is None else {"expected": issued}
    return [
        fact("12-01", "tally.x", level=option, case=group, actual=number, **more) for option, number in options.items()
    ]


def ballot(words, *rows, **parts):
    return measured(f"{{take: ballot, of: tally.x, {words}}}", *rows, **parts)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (SHARE, "4/5"),
        (f"{SHARE}, options: [满意, 基本满意, 不满意]", "8/9"),
        (f"{SHARE}, base: issued", "2/3"),
        (f"{SHARE}, base: issued, options: [满意, 基本满意]", "2/3"),
        ("share_of: [弃权]", "0"),
    ],
)
def test_share_of_valid_or_of_issued_ballots(words, expected):
    rows = votes(issued=120, 满意=60, 基本满意=20, 不满意=10, 不了解=10)
    assert ballot(words, *rows) == expected


def test_issued_is_the_greatest_figure_of_each_group():
    rows = [*votes("甲组", 40, 满意=20), *votes("甲组", 50, 不满意=10), *votes("乙组", 30, 满意=20)]
    assert ballot(f"{SHARE}, base: issued", *rows) == "1/2"


def test_share_of_issued_ballots_that_nobody_noted_is_absent():
    assert ballot(f"{SHARE}, base: issued", *votes(满意=20)) == "missing"
    rows = [*votes("甲组", 40, 满意=20), *votes("乙组", 满意=20)]
    assert ballot(f"{SHARE}, base: issued", *rows) == "missing"


def test_mean_of_option_values_takes_the_named_options():
    assert ballot(VALUES, *votes(好=3, 中=1, 弃权=9)) == "90"
    assert ballot("values: {好: 1, 差: 0.5}", *votes(好=1, 差=1)) == "3/4"


@pytest.mark.parametrize("rows", [[], votes(弃权=5), votes(好=0)])
def test_no_votes_is_absent(rows):
    assert ballot(VALUES, *rows) == "missing"


def test_votes_that_are_missing_make_the_ballot_absent():
    assert ballot(VALUES, *votes(好=3), fact("12-01", "tally.x", level="差")) == "missing"


GROUPS = "groups: {领导: 60%, 群众: 40%}"


def test_groups_are_rounded_then_weighted():
    rows = [*votes("领导", 好=1, 中=2), *votes("群众", 好=1, 差=2), *votes("旁人", 差=9)]
    # 73.3333 × 0.6 + 33.3333 × 0.4
    assert ballot(f"{VALUES}, {GROUPS}", *rows) == "573333/10000"


def test_group_without_votes_is_absent_unless_it_has_no_weight():
    rows = votes("领导", 好=1)
    assert ballot(f"{VALUES}, {GROUPS}", *rows) == "missing"
    assert ballot(f"{VALUES}, groups: {{领导: 1, 群众: 0}}", *rows) == "100"


def test_group_whose_weight_is_not_known_is_missing():
    words = f"{VALUES}, groups: {{领导: {{by: class, table: {{甲类: 1}}}}}}"
    rows = votes("领导", 好=1)
    assert ballot(words, *rows, head="{classes: [甲类]}", subjects=[subject(group="甲类")]) == "100"
    assert ballot(words, *rows, head="{classes: [甲类]}") == "missing"


def test_shares_may_be_weighted_too():
    rows = [*votes("领导", 4, 满意=2, 不满意=1), *votes("群众", 10, 满意=1, 不满意=9)]
    assert ballot(f"{SHARE}, groups: {{领导: 1, 群众: 1}}, base: issued", *rows) == "3/10"


@pytest.mark.parametrize(("issued", "expected"), [(9, "failed"), (10, "9/10"), (None, "9/10")])
def test_more_votes_than_ballots_issued_is_a_fault(issued, expected):
    assert ballot(SHARE, *votes("甲组", issued, 满意=9, 不满意=1)) == expected
    assert ballot(f"{SHARE}, groups: {{甲组: 1}}", *votes("甲组", issued, 满意=9, 不满意=1)) == expected


def test_fault_of_a_group_that_does_not_count_does_not_matter():
    rows = [*votes("甲组", 10, 满意=9, 不满意=1), *votes("乙组", 1, 满意=2)]
    assert ballot(f"{SHARE}, groups: {{甲组: 1}}", *rows) == "9/10"
    assert ballot(SHARE, *rows) == "failed"


def test_kind_that_no_data_connects_is_missing():
    assert ballot(SHARE, connected=[]) == "missing"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (SHARE, "有效票90张，满意、基本满意80张，占约88.89%，属“80%以上”，加1分"),
        (f"{SHARE}, base: issued", "发出100张，满意、基本满意80张，占80%，属“80%以上”，加1分"),
        ("values: {满意: 100, 不满意: 10}", "按票数折算为约87.1429，属“0.8以上”，加1分"),
    ],
)
def test_sentence(words, sentence):
    shape = "{form: flat, give: 1, when: {at_least: 80%}}"
    rulebook = book(rule(measure=f"{{take: ballot, of: tally.x, {words}}}", shape=shape))
    assert told(outcome(rulebook, votes(issued=100, 满意=60, 基本满意=20, 不满意=10))) == sentence


def test_sentence_of_groups():
    rulebook = book(rule(measure=f"{{take: ballot, of: tally.x, {VALUES}, {GROUPS}}}"))
    rows = [*votes("领导", 好=1, 中=1), *votes("群众", 好=1)]
    assert told(outcome(rulebook, rows)) == "领导80（权重0.6），群众100（权重0.4），加权平均88，加88分"
