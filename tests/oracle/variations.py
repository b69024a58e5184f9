"""The same case asked in another way: the figures must stay."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from .differential import Figures, figures_of, outcome_of
from .generator import Case

SECOND_PASS = ("peers", "children")


def figures(case: Case) -> Figures:
    """The kernel's figures of a case."""
    return figures_of(outcome_of(case))


def with_facts_in_another_order(case: Case, rng: random.Random) -> Case:
    rulebook, subjects, facts, *others = case
    return rulebook, subjects, rng.sample(facts, len(facts)), *others


def with_subjects_in_another_order(case: Case, rng: random.Random) -> Case:
    rulebook, subjects, *others = case
    return rulebook, rng.sample(subjects, len(subjects)), *others


def with_facts_out_of_view(case: Case, rng: random.Random) -> Case:
    """More facts like those there are: still to come, still to become known, or already taken back."""
    rulebook, subjects, facts, connected, as_of, known_on = case
    knowledge = known_on or as_of
    later = timedelta(days=rng.choice([1, 2, 40]))
    more = []
    for fact in facts:
        way = rng.choice(["to come", "unknown", "taken back"])
        if way == "to come":
            more.append(
                fact | {"day": as_of + later, "belongs": fact.get("belongs") or fact["day"], "known": fact["day"]}
            )
        elif way == "unknown":
            more.append(fact | {"known": knowledge + later})
        else:
            more.append(fact | {"withdrawn": knowledge - later + timedelta(days=1)})
    return rulebook, subjects, facts + more, connected, as_of, known_on


def without_other_subjects(case: Case) -> Case:
    """The same rulebook without what reads other subjects: every subject can then stand alone."""
    rulebook, *others = case
    return _alone(rulebook), *others


def _alone(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _alone(value) for key, value in part.items() if key not in ("whose", "quota")}
    return [_alone(one) for one in part] if isinstance(part, list) else part


def reads_other_lines(part: Any) -> bool:
    """Whether a `peers` or `children` measure stands anywhere in it."""
    if isinstance(part, dict):
        return part.get("take") in SECOND_PASS or reads_other_lines(list(part.values()))
    return isinstance(part, list) and any(reads_other_lines(one) for one in part)


def of_one_subject(case: Case, subject: str) -> Case:
    """The case with one subject and its own facts only."""
    rulebook, subjects, facts, *others = case
    links = dict.fromkeys(("parent", "unit", "scored_with"))
    rows = [row | links for row in subjects if row["id"] == subject]
    return rulebook, rows, [fact for fact in facts if fact["subject"] == subject], *others


def without_ranks(of_all: Figures, subject: str) -> Figures:
    """One subject's figures but for its rank, which is its place among the others."""
    return {key: value for key, value in of_all.items() if key[0] == subject and key[2] != "rank"}
