"""The whole system on one page: facts and a rulebook in, lines and grades out.

1. Look at the facts that are in view.
2. Every rule of a subject's own: measure, shape, status.
3. Sum the tree.
4. Rules that need other subjects: first those below, level by level, then the peers; sum again.
5. Grades, ranks, consequences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from mingheng.scoring.facts import Facts
from mingheng.scoring.grades import Grade, Grader, grade_word
from mingheng.scoring.language.measures import Children, Peers
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.measures import Context, answer
from mingheng.scoring.outcome import Outcome
from mingheng.scoring.rules import Leaf, evaluate_rule
from mingheng.scoring.statuses import Lines
from mingheng.scoring.subjects import Subjects
from mingheng.scoring.tree import Rollup, Tree
from mingheng.scoring.view import View


def assess(rulebook: Rulebook, facts: Facts, subjects: Subjects, as_of: date, known_on: date | None = None) -> Outcome:
    """Score and grade every subject at the end of `as_of`, from what was known at the end of `known_on`."""
    view = View.on(rulebook, facts, subjects, as_of, known_on or as_of)
    leaves: dict[str, Leaf] = {}
    rollup = sum_own(rulebook, leaves, view)
    from_peers = passes(rulebook).from_peers
    if from_peers:
        rollup = again(rollup, leaves, from_peers, view)
    grades = grade(rulebook, rollup, view)
    return Outcome(view, leaves, rollup, grades, consequences(rulebook, rollup, grades, view))


def assess_live(
    rulebook: Rulebook, facts: Facts, subjects: Subjects, as_of: date, standing: Mapping[str, Lines]
) -> Outcome:
    """Score a few subjects, with all that stands above and below them, in the request that changed a record.

    Rules that need the peers keep the lines in `standing`, as the last full run left them, and wait without one.
    Grades and consequences are not asked: they belong to the full run.
    """
    view = View.on(rulebook, facts, subjects, as_of, as_of)
    leaves = {
        code: Leaf.standing(rulebook.rules[code], view, standing[code])
        for code in passes(rulebook).from_peers
        if code in standing
    }
    return Outcome(view, leaves, sum_own(rulebook, leaves, view), None, {})


def sum_own(rulebook: Rulebook, leaves: dict[str, Leaf], view: View) -> Rollup:
    """The lines that need no peers, added to `leaves`, and the tree over them."""
    codes = passes(rulebook)
    leaves |= {code: evaluate_rule(rulebook.rules[code], view, {}) for code in codes.own}
    rollup = sum_up(rulebook, leaves, view)
    if codes.from_children:
        # Each pass settles one more level of the tree of subjects, from the bottom up.
        for _ in range(int(view.subjects.depths().max(initial=0)) + 1):
            rollup = again(rollup, leaves, codes.from_children, view)
    return rollup


class Passes(NamedTuple):
    """Codes of the rules by what they need: a subject's own facts, the subjects below, or its peers."""

    own: list[str]
    from_children: list[str]
    from_peers: list[str]


def passes(rulebook: Rulebook) -> Passes:
    """In which pass each rule of a rulebook is evaluated."""
    found = Passes([], [], [])
    for code, rule in rulebook.rules.items():
        if Peers in rule.words:
            found.from_peers.append(code)
        elif Children in rule.words:
            found.from_children.append(code)
        else:
            found.own.append(code)
    return found


def sum_up(rulebook: Rulebook, leaves: dict[str, Leaf], view: View) -> Rollup:
    """The tree over the leaves there are; rules still to come stand as not yet due."""
    waiting = {code: Leaf.waiting(rule, view) for code, rule in rulebook.rules.items() if code not in leaves}
    lines = {code: leaf.lines for code, leaf in (leaves | waiting).items()}
    return Rollup(rulebook, Tree.of(rulebook), lines).run()


def again(rollup: Rollup, leaves: dict[str, Leaf], codes: Iterable[str], view: View) -> Rollup:
    """Evaluate rules that read other lines, and sum the tree again."""
    for code in codes:
        leaves[code] = evaluate_rule(rollup.rulebook.rules[code], view, rollup.lines)
    return sum_up(rollup.rulebook, leaves, view)


def grade(rulebook: Rulebook, rollup: Rollup, view: View) -> list[Grade] | None:
    """Every subject's grade, or None for a rulebook without grades."""
    if rulebook.grading is None:
        return None
    context = Context(view, "", rollup.lines)
    return Grader(rulebook.grading, rulebook.effects, context, view.subjects.assessed).run()


def consequences(rulebook: Rulebook, rollup: Rollup, grades: list[Grade] | None, view: View) -> dict[str, list[bool]]:
    """For each consequence the subjects for which it holds."""
    words = None
    if rulebook.grading is not None and grades is not None:
        words = [grade_word(rulebook.grading, one) for one in grades]
    context = Context(view, "", rollup.lines, words)
    return {part.consequence: answer(part.when, context).holds.tolist() for part in rulebook.consequences}
