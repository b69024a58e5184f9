"""`checklist`: the worth of the items that hold, or do not."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, subject, told

HEAD = "{attributes: {members: 党员人数}}"
PLAN = "{label: 有计划, when: {measure: {take: count, of: filing.plan}, at_least: 1}}"
SMALL = "{label: 规模小, when: {measure: {take: attribute, name: members}, less_than: 50}, worth: 2.5}"
MEMBERS = [subject(attributes={"members": 49})]


def checklist(items, *rows, counted="met", **more):
    return measured(
        f"{{take: checklist, counted: {counted}, items: [{items}]}}",
        *rows,
        **{"head": HEAD, "subjects": MEMBERS, **more},
    )


@pytest.mark.parametrize(("counted", "without", "with_plan"), [("met", "5/2", "7/2"), ("unmet", "1", "0")])
def test_worth_of_items_that_hold_or_do_not(counted, without, with_plan):
    assert checklist(f"{PLAN}, {SMALL}", counted=counted) == without
    assert checklist(f"{PLAN}, {SMALL}", fact("03-01", "filing.plan"), counted=counted) == with_plan


@pytest.mark.parametrize("counted", ["met", "unmet"])
def test_item_that_cannot_be_known_makes_the_list_absent(counted):
    assert checklist(f"{PLAN}, {SMALL}", counted=counted, subjects=[subject()]) == "missing"
    assert checklist(f"{PLAN}, {SMALL}", counted=counted, subjects=[subject()], as_of="2026-06-30") == "not_yet_due"
    assert checklist(PLAN, counted=counted, connected=[], as_of="2026-06-30") == "missing"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (
            "{all: [{measure: {take: count, of: filing.plan}, equals: 1}, {measure: {take: count, of: filing.plan}, at_most: 1}]}",
            "1",
        ),
        (
            "{all: [{measure: {take: count, of: filing.plan}, equals: 1}, {measure: {take: count, of: filing.plan}, equals: 2}]}",
            "0",
        ),
        (
            "{any: [{measure: {take: count, of: filing.plan}, equals: 0}, {measure: {take: count, of: filing.plan}, equals: 1}]}",
            "1",
        ),
        (
            "{any: [{measure: {take: count, of: filing.plan}, equals: 0}, {measure: {take: count, of: filing.plan}, equals: 2}]}",
            "0",
        ),
        ("{not: {measure: {take: count, of: filing.plan}, equals: 0}}", "1"),
        ("{not: {measure: {take: count, of: filing.plan}, equals: 1}}", "0"),
    ],
)
def test_conditions(when, expected):
    assert checklist(f"{{label: 条件, when: {when}}}", fact("03-01", "filing.plan")) == expected


UNKNOWN = "{measure: {take: attribute, name: members}, at_least: 1}"
HOLDS = "{measure: {take: count, of: filing.plan}, at_most: 9}"
FAILS = "{measure: {take: count, of: filing.plan}, more_than: 9}"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (f"{{all: [{UNKNOWN}, {HOLDS}]}}", "missing"),
        (f"{{all: [{UNKNOWN}, {FAILS}]}}", "0"),
        (f"{{any: [{UNKNOWN}, {HOLDS}]}}", "1"),
        (f"{{any: [{UNKNOWN}, {FAILS}]}}", "missing"),
        (f"{{not: {UNKNOWN}}}", "missing"),
    ],
)
def test_three_answers(when, expected):
    assert checklist(f"{{label: 条件, when: {when}}}", subjects=[subject()]) == expected


@pytest.mark.parametrize(
    ("as_of", "founded", "expected"),
    [("2026-12-31", None, "0"), ("2026-06-30", None, "not_yet_due"), ("2026-12-31", "02-01", "1")],
)
def test_shortfall_in_a_condition(as_of, founded, expected):
    item = "{label: 没有缺少, when: {measure: {take: shortfall, of: a.b, each: year, required: 1}, equals: 0}}"
    one = [subject(founded=founded) if founded else subject()]
    assert checklist(item, as_of=as_of, subjects=one, head="{}") == expected


@pytest.mark.parametrize(
    ("items", "counted", "sentence"),
    [
        (PLAN, "met", "1项中有0项符合（不符合：有计划），不加分"),
        (PLAN, "unmet", "1项中有1项不符合（不符合：有计划），每1项加1分，加1分"),
        (f"{PLAN}, {SMALL}", "met", "2项中有1项符合（不符合：有计划），加2.5分"),
        (SMALL, "unmet", "1项中有0项不符合，不加分"),
    ],
)
def test_sentence(items, counted, sentence):
    rulebook = book(rule(measure=f"{{take: checklist, counted: {counted}, items: [{items}]}}"), head=HEAD)
    assert told(outcome(rulebook, subjects=MEMBERS)) == sentence
