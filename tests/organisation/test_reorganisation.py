"""Drawn sequences of reorganisations, on days in any order, against a model in plain Python.

What was asked of a day before a later change is answered the same after it; what the model refuses is refused.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from operator import itemgetter

import pytest
from django.db import transaction

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import (
    Refused,
    change_class,
    close_organisation,
    close_unit,
    found_unit,
    merge_unit,
    move_unit,
    rename_unit,
    split_unit,
)
from mingheng.organisation.history import successions_of
from mingheng.organisation.models import Succession, Unit, UnitKind
from mingheng.organisation.queries import ancestors_of, is_within, tree_on, units_within
from tests.organisation.county import County
from tests.organisation.plain_tree import DAYS, PlainTree, State

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
ACTS = ("rename", "rename", "reclass", "move", "move", "merge", "split", "close", "found", "seal")


Attempt = tuple[bool, Callable[[], object]]
"""Whether the model, which has done it, holds it possible; and the verb that does it in the database."""


class Undone(Exception):
    """Takes back what one sequence has written."""


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


class Play:
    """One sequence, in the database and in the model at once."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.tree, self.units, self.seen = PlainTree(), {}, {}
        codes = {unit.pk: unit.code for unit in Unit.objects.all()}
        for placement, _ in tree_on(FIRST):
            state = State(placement.name, codes.get(placement.parent_id), placement.assessment_class)
            self.tree.found(placement.unit.code, state, 0)
            self.units[placement.unit.code] = placement.unit

    def step(self, number: int) -> None:
        """Draw a verb and a day; both sides must agree whether it is possible, and on what followed."""
        on = self.dice.randrange(1, DAYS - 10)
        before = {earlier: self.answer(earlier) for earlier in self.dice.sample(range(on), min(on, 2))}
        self.number = number
        possible, verb = getattr(self, self.dice.choice(ACTS))(on)
        assert is_possible(verb) is possible, (on, number)
        assert {earlier: self.answer(earlier) for earlier in before} == before
        for asked in (on, DAYS - 1):
            assert self.answer(asked) == self.tree.on(asked)

    def answer(self, number: int) -> set[tuple[str, str, str, str | None]]:
        codes = {unit.pk: unit.code for unit in self.units.values()}
        return {
            (placement.unit.code, placement.name, placement.assessment_class, codes.get(placement.parent_id))
            for placement, _ in tree_on(day(number))
        }

    def check_walks(self) -> None:
        """What is asked along the tree agrees with the model on drawn days."""
        for code, unit in self.dice.sample(sorted(self.units.items(), key=itemgetter(0)), 3):
            number = self.dice.randrange(DAYS)
            line = self.tree.line(code, number)
            if line:
                assert [Unit.objects.get(pk=pk).code for pk in ancestors_of(unit.pk, day(number))] == line[1:]
                assert is_within(unit.pk, {self.units["A"].pk}, day(number)) is ("A" in line)
            below = units_within([unit.pk], day(number)).values_list("code", flat=True)
            assert set(below) == self.tree.below(code, number)
            gone_into = [
                step.succession.successor.code
                for step in successions_of(unit)
                if (step.succession.kind, step.succession.predecessor_id) == (Succession.Kind.MERGED, unit.pk)
            ]
            assert gone_into == [into for merged, into in self.tree.successors.items() if merged == code]

    def any(self) -> str:
        return self.dice.choice(sorted(self.units))

    def rename(self, on: int) -> Attempt:
        code, name = self.any(), self.dice.choice([f"改名{self.number}", "同名"])
        possible = self.tree.change(code, on, name=name)
        return possible, lambda: rename_unit(self.units[code], name, on=day(on), by=COMMAND)

    def reclass(self, on: int) -> Attempt:
        code, label = self.any(), self.dice.choice(["一类单位", "二类单位"])
        possible = self.tree.change(code, on, label=label)
        return possible, lambda: change_class(
            self.units[code], label, is_assessed=True, staff=None, on=day(on), by=COMMAND
        )

    def move(self, on: int) -> Attempt:
        code, parent = self.any(), self.any()
        possible = self.tree.change(code, on, parent=parent)
        return possible, lambda: move_unit(self.units[code], parent=self.units[parent], on=day(on), by=COMMAND)

    def merge(self, on: int) -> Attempt:
        code, into = self.any(), self.any()
        possible = self.tree.merge(code, into, on)
        return possible, lambda: merge_unit(self.units[code], into=self.units[into], on=day(on), by=COMMAND)

    def close(self, on: int) -> Attempt:
        code = self.any()
        possible = self.tree.close(code, on)
        return possible, lambda: close_unit(self.units[code], on=day(on), by=COMMAND)

    def split(self, on: int) -> Attempt:
        code, parts = self.any(), [(f"S{self.number}-{part}", f"分设{self.number}-{part}") for part in (1, 2)]
        possible = self.tree.split(code, parts, on)

        def verb() -> None:
            for part in split_unit(self.units[code], parts, on=day(on), by=COMMAND):
                self.units[part.code] = part

        return possible, verb

    def found(self, on: int) -> Attempt:
        code, parent = f"F{self.number}", self.any()
        possible = self.tree.found(code, State(f"新设{self.number}", parent), on)

        def verb() -> None:
            self.units[code] = found_unit(
                code, f"新设{self.number}", kind=UnitKind.BRANCH, parent=self.units[parent], on=day(on), by=COMMAND
            )

        return possible, verb

    def seal(self, on: int) -> Attempt:
        through = on // 4
        return self.tree.seal(through), lambda: close_organisation(through=day(through), by=COMMAND)


def is_possible(verb: Callable[[], object]) -> bool:
    try:
        verb()
    except Refused:
        return False
    return True


def play(seed: int, steps: int) -> None:
    game = Play(seed)
    for number in range(steps):
        game.step(number)
    for number in game.dice.sample(range(DAYS), 8):
        assert game.answer(number) == game.tree.on(number)
    game.check_walks()


def play_many(seeds: range, steps: int) -> None:
    County(FIRST)
    for seed in seeds:
        try:
            with transaction.atomic():
                play(seed, steps)
                raise Undone
        except Undone:
            continue
        except AssertionError as fault:
            raise AssertionError(f"seed {seed}: {fault}") from fault


def test_answers_about_the_past_outlive_two_hundred_reorganisations():
    play_many(range(200), steps=5)


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(0, 2000, 250))
def test_answers_about_the_past_outlive_thousands_of_reorganisations(start):
    play_many(range(1000 + start, 1250 + start), steps=25)
