"""Kernel and oracle agree on every figure of drawn cases. A commit asks a sample, the night asks for many."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from tests.oracle.differential import disagreements, random_cases, targeted_cases
from tests.oracle.generator import TAKES, Case
from tests.oracle.variations import (
    figures,
    of_one_subject,
    reads_other_lines,
    with_facts_in_another_order,
    with_subjects_in_another_order,
    without_other_subjects,
    without_ranks,
)


def chunks(count: int, size: int) -> list[range]:
    """Seeds in portions that several processes can share."""
    return [range(first, min(first + size, count)) for first in range(0, count, size)]


def portions(*, sample: list[range], night: list[range]) -> pytest.MarkDecorator:
    """Parametrises `seeds`: the sample for every commit, the rest for the night."""
    marked = [pytest.param(seeds, marks=pytest.mark.nightly) for seeds in night]
    return pytest.mark.parametrize("seeds", [*sample, *marked], ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


@portions(sample=chunks(300, 50), night=chunks(20_000, 250))
def test_kernel_agrees_with_the_oracle_on_drawn_cases(seeds: range) -> None:
    assert disagreements(random_cases(seeds)) == {}


@portions(sample=[range(1)], night=chunks(20, 10))
@pytest.mark.parametrize("take", TAKES)
def test_kernel_agrees_with_the_oracle_on_every_measure_with_every_shape(take: str, seeds: range) -> None:
    assert disagreements(targeted_cases(seeds, takes=[take])) == {}


@portions(sample=[range(60)], night=chunks(2_000, 250))
def test_facts_in_another_order_give_the_same_figures(seeds: range) -> None:
    changed = [
        name
        for name, case in random_cases(seeds)
        if figures(with_facts_in_another_order(case, random.Random(name))) != figures(case)
    ]
    assert changed == []


@portions(sample=[range(60)], night=chunks(2_000, 250))
def test_subjects_in_another_order_get_the_same_figures(seeds: range) -> None:
    changed = [
        name
        for name, case in random_cases(seeds)
        if figures(with_subjects_in_another_order(case, random.Random(name))) != figures(case)
    ]
    assert changed == []


@portions(sample=[range(60)], night=chunks(2_000, 250))
def test_one_subject_alone_gets_the_figures_it_gets_among_others(seeds: range) -> None:
    assert list(changed_when_alone(random_cases(seeds))) == []


def changed_when_alone(cases: Iterable[tuple[str, Case]]) -> Iterable[tuple[str, str]]:
    """Cases and subjects whose figures depend on others although the rulebook reads nobody else."""
    for name, drawn in cases:
        if reads_other_lines(drawn[0]):
            continue
        case = without_other_subjects(drawn)
        of_all = figures(case)
        for row in case[1]:
            alone = figures(of_one_subject(case, row["id"]))
            if without_ranks(alone, row["id"]) != without_ranks(of_all, row["id"]):
                yield name, row["id"]
