"""One subject scored alone, in the request that changed a record, equals the same subject in the full run."""

from dataclasses import replace

import pytest

from mingheng.scoring import Facts, Subjects
from mingheng.scoring.pipeline import assess_live
from tests.scoring.builders import book, fact, got, on, outcome, rule, subject

NODES = "[{node: total, label: 总分, max_points: 20, article: 第二条}]"
OWN = rule("own", "{take: count, of: meeting.any}", max_points=10)
RANKED = rule(
    "ranked", "{take: peers, of: own, is: rank}", "{form: table, give: {1: 5, 2: 3}, beyond: 0}", max_points=5
)
BELOW = rule("below", "{take: children, of: own, combine: sum}", max_points=5)
ROWS = [
    fact("03-01", subject="甲"),
    fact("04-01", subject="甲"),
    fact("03-01", subject="乙"),
    fact("05-01", subject="丙"),
]
SUBJECTS = [subject("甲", "一类"), subject("乙", "一类"), subject("丙", "二类", parent="甲")]


def live(rulebook, as_of="2026-12-31", standing=None, rows=ROWS, among=("甲",)):
    subjects = Subjects.of(
        [replace(one, parent=one.parent if one.parent in among else "") for one in SUBJECTS if one.id in among]
    )
    facts = Facts.of([row for row in rows if row.subject in among], subjects, rulebook.fact_kinds)
    return assess_live(rulebook, facts, subjects, on(as_of), standing or {})


def standing_of(result, code, index):
    lines = result.rollup.lines[code]
    figures = ("points", "worst", "best", "status", "max_points", "known", "shown")
    return replace(lines, **{name: getattr(lines, name)[index : index + 1] for name in figures})


@pytest.mark.parametrize("as_of", ["2026-03-31", "2026-12-31"])
def test_own_rules_give_what_the_full_run_gives(as_of):
    rulebook = book(OWN, nodes=NODES)
    full = outcome(rulebook, ROWS, SUBJECTS, as_of)
    assert live(rulebook, as_of).lines("甲") == full.lines("甲")


def test_a_line_among_peers_stands_as_the_full_run_left_it_and_counts_in_the_sum():
    rulebook = book(OWN, RANKED, nodes=NODES)
    full = outcome(rulebook, ROWS, SUBJECTS)
    alone = live(rulebook, standing={"ranked": standing_of(full, "ranked", 0)})
    assert [got(alone, code) for code in ("own", "ranked", "total")] == ["2", got(full, "ranked"), got(full, "total")]
    assert got(full, "ranked") == "5"


def test_a_line_among_peers_waits_when_there_was_no_full_run():
    rulebook = book(OWN, RANKED, nodes=NODES)
    assert got(live(rulebook), "ranked") == "not_yet_due"


def test_rules_over_those_below_are_computed_at_once():
    rulebook = book(OWN, BELOW, nodes=NODES)
    full = outcome(rulebook, ROWS, SUBJECTS)
    assert live(rulebook, among=("甲", "丙")).lines("甲") == full.lines("甲")
    assert got(full, "below") == "1"


def test_nobody_asks_a_live_run_for_grades():
    result = live(book(OWN, nodes=NODES))
    assert (result.grades, result.holding) == (None, {})
