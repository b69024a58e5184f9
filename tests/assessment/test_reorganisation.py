"""The past stands: whatever is reorganised from a day on, every earlier day is scored as it was before.

Mergers, splits, moves, renamings and changes of class are drawn, with days in the running cycle, after lines were taken.
"""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction

from mingheng.assessment.models import ScoreChange
from mingheng.assessment.passes import run_due, score_everybody
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import (
    Refused,
    change_class,
    close_unit,
    merge_unit,
    move_unit,
    rename_unit,
    split_unit,
)
from mingheng.organisation.models import Unit
from tests.assessment.world import CLASSES, Scene, computed_lines, run_all, unequal

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
ASKED = (date(2026, 2, 10), date(2026, 3, 31), date(2026, 5, 15), date(2026, 7, 10), date(2026, 8, 20))
FIRST, LAST = date(2026, 2, 11), date(2026, 12, 20)


class Undone(Exception):
    """Takes back one reorganisation, so that the next begins from the same county."""


class Reorganiser:
    """Draws a reorganisation that the organisation allows."""

    def __init__(self, dice: random.Random, number: int) -> None:
        self.dice, self.number = dice, number
        self.units = list(Unit.objects.exclude(code="0").order_by("code"))

    def act(self) -> tuple[str, date]:
        """Do one; which, and from which day."""
        while True:
            verb = self.dice.choice((self.merge, self.split, self.move, self.rename, self.reclass, self.close))
            on = FIRST + timedelta(days=self.dice.randrange((LAST - FIRST).days))
            if self.dice.random() < 0.3:
                # The day after one of the days that are asked: the nearest that must leave it alone.
                on = self.dice.choice(ASKED) + timedelta(days=1)
            try:
                with transaction.atomic():
                    verb(self.dice.choice(self.units), on)
            except Refused:
                continue
            return verb.__name__, on

    def merge(self, unit: Unit, on: date) -> None:
        merge_unit(unit, into=self.dice.choice(self.units), on=on, by=COMMAND)

    def split(self, unit: Unit, on: date) -> None:
        split_unit(unit, [(f"S{self.number}", f"分设{self.number}")], on=on, by=COMMAND)

    def move(self, unit: Unit, on: date) -> None:
        move_unit(unit, parent=self.dice.choice([*self.units, Unit.objects.get(code="0")]), on=on, by=COMMAND)

    def rename(self, unit: Unit, on: date) -> None:
        rename_unit(unit, f"改名{self.number}", on=on, by=COMMAND)

    def reclass(self, unit: Unit, on: date) -> None:
        label = self.dice.choice([*CLASSES["demo-2026"], ""])
        change_class(unit, label, is_assessed=bool(label), staff=self.dice.choice([None, 30]), on=on, by=COMMAND)

    def close(self, unit: Unit, on: date) -> None:
        close_unit(unit, on=on, by=COMMAND)


def history() -> list[tuple]:
    return list(ScoreChange.objects.order_by("id").values_list())


def grades(cycle, day: date) -> dict[str, tuple]:
    _, outcome = score_everybody(cycle, day)
    return {subject.id: tuple(vars_of(outcome.grade(subject.id))) for subject in outcome.assessed}


def vars_of(grade) -> list:
    return [grade.grade, grade.reason, grade.rank, grade.peers]


def play_many(seed: int, count: int) -> dict[str, int]:
    """Do `count` reorganisations, each in the same county, and look at the past; how many of each there were."""
    dice = random.Random(seed)
    scene = Scene(has_reorganisations=False)
    for _ in range(25):
        scene.enter(*scene.draw(dice, TODAY))
    scene.start()
    cycle = run_all()
    before = {day: (computed_lines(cycle, day), grades(cycle, day)) for day in ASKED}
    changes, done = history(), {}
    for number in range(count):
        try:
            with transaction.atomic():
                acts = [Reorganiser(dice, number * 10 + again).act() for again in range(dice.choice((1, 1, 2)))]
                if number % 10 == 0:
                    run_due()
                    assert history()[: len(changes)] == changes
                # One day is enough for each: the last that precedes them all, and now and then an earlier one.
                earlier = [day for day in ASKED if day < min(on for _, on in acts)]
                for day in {earlier[-1], dice.choice(earlier)}:
                    assert unequal(before[day][0], computed_lines(cycle, day)) == {}, (acts, day)
                    assert grades(cycle, day) == before[day][1], (acts, day)
                for name, _ in acts:
                    done[name] = done.get(name, 0) + 1
                raise Undone
        except Undone:
            continue
    return done


def test_thirty_reorganisations_leave_every_earlier_day_as_it_was():
    done = play_many(seed=1, count=30)
    assert set(done) == {"merge", "split", "move", "rename", "reclass", "close"}


@pytest.mark.nightly
def test_a_thousand_reorganisations_leave_every_earlier_day_as_it_was():
    done = play_many(seed=2, count=1000)
    assert sum(done.values()) >= 1000
    assert min(done.values()) >= 50


def test_a_merger_takes_effect_on_its_day_and_not_on_the_one_before():
    scene = Scene(has_reorganisations=False)
    scene.start()
    cycle, on = run_all(), date(2026, 7, 1)
    before = computed_lines(cycle, on - timedelta(days=1))
    merge_unit(scene.units["U4"], into=scene.units["U3"], on=on, by=COMMAND)
    subjects = {day: score_everybody(cycle, day)[1].view.subjects for day in (on - timedelta(days=1), on)}
    closed = {day: table.rows[table.positions["U4"]].closed for day, table in subjects.items()}
    assert closed == {on - timedelta(days=1): None, on: on - timedelta(days=1)}
    assert unequal(before, computed_lines(cycle, on - timedelta(days=1))) == {}
    branches = {
        code: int(subjects[on].rows[subjects[on].positions[code]].attributes["branches"]) for code in ("U3", "U4")
    }
    assert branches == {"U3": 2, "U4": 1}


def test_a_closed_branch_is_no_longer_counted():
    scene = Scene(has_reorganisations=False)
    cycle = scene.start()
    close_unit(scene.units["U1-2"], on=date(2026, 7, 1), by=COMMAND)
    sizes = {}
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        table = score_everybody(cycle, day)[1].view.subjects
        numbers = table.rows[table.positions["U1"]].attributes
        sizes[day.month] = (int(numbers["branches"]), int(numbers["members"]))
    # U1 has two branches of its own, and U2's stands below it too.
    assert sizes == {6: (3, 9), 7: (2, 6)}
