"""The two readers give the kernel the same facts: a few units' as rows, everybody's as columns."""

import random
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.subjects import subjects_on
from mingheng.facts.domain import add_facts
from mingheng.facts.reading import all_facts, facts_of
from mingheng.facts.registry import KnownFact
from mingheng.ledger.domain import withdraw
from mingheng.ledger.models import Entry
from mingheng.scoring import FactRow, assess
from mingheng.scoring.days import NEVER, day_number
from tests.facts.conftest import FIRST_DAY

pytestmark = pytest.mark.django_db
LATER = FIRST_DAY + timedelta(days=10)
WORDS = {"level": "levels", "person": "persons", "case": "cases"}


def read_both(cycle, day):
    scored = subjects_on(cycle, day)
    connected = connected_facts(cycle)
    rows = facts_of(scored.codes, scored.subjects, connected, day)
    return scored, rows, all_facts(scored.codes, scored.subjects, connected, day)


def table(facts) -> list[tuple]:
    """Every fact as plain values; the day on which it was withdrawn is decided before the kernel sees it."""
    named = {name: _words(getattr(facts, many)) for name, many in WORDS.items()}
    numbers = ("subject", "day", "belongs", "end", "expected", "actual", "verified", "known")
    kinds = {row: kind for kind, part in facts.kinds.items() for row in range(part.start, part.stop)}
    return [
        (
            kinds[row],
            *(int(getattr(facts, name)[row]) for name in numbers),
            *(named[name].get(int(getattr(facts, name)[row]), "") for name in WORDS),
        )
        for row in range(len(facts))
    ]


def _words(vocabulary) -> dict[int, str]:
    if isinstance(vocabulary, dict):
        return {code: word for word, code in vocabulary.items()}
    return dict(enumerate(vocabulary))


@pytest.fixture
def full_scene(scene, stand_on):
    """Thirty drawn records, accepted on two days, and some of them withdrawn."""
    dice = random.Random(8)
    for day in (FIRST_DAY, LATER):
        stand_on(day)
        for _ in range(15):
            scene.enter(*scene.draw(dice, FIRST_DAY))
    for entry in Entry.objects.filter(state="accepted").order_by("pk")[::5]:
        withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    return scene


@pytest.mark.parametrize("rulebook", ["demo-2026", "forms"])
def test_both_readers_give_the_same_facts_and_the_same_lines(full_scene, rulebook):
    full_scene.rulebook = rulebook
    cycle = full_scene.start()
    for day in (FIRST_DAY - timedelta(days=1), FIRST_DAY, LATER - timedelta(days=1), LATER):
        scored, rows, columns = read_both(cycle, day)
        assert table(rows) == table(columns)
        assert (rows.kinds, rows.connected) == (columns.kinds, columns.connected)
        by_rows, by_columns = (assess(rulebook_of(cycle), facts, scored.subjects, day) for facts in (rows, columns))
        for subject in by_rows.assessed:
            assert by_rows.lines(subject.id) == by_columns.lines(subject.id)
            assert by_rows.grade(subject.id) == by_columns.grade(subject.id)


def test_facts_are_those_known_on_the_day(full_scene):
    cycle = full_scene.start()
    counts = [len(read_both(cycle, day)[1]) for day in (FIRST_DAY - timedelta(days=1), FIRST_DAY, LATER)]
    assert counts[0] == 0
    assert 0 < counts[1] < counts[2]


def test_days_and_quantities_arrive_as_they_were(scene):
    days = [date(1969, 12, 31), date(1970, 1, 1), date(2000, 2, 29), date(2026, 12, 31), date(2100, 1, 1)]
    quantities = [None, 0, 1, Decimal("0.001"), Decimal("-12.5")]
    rows = [
        FactRow("U1", "study.session", day, end=day if number % 2 else None, actual=quantity, known=day)
        for number, (day, quantity) in enumerate(zip(days, quantities, strict=True))
    ]
    add_facts([KnownFact(row, FIRST_DAY) for row in rows])
    _, facts, columns = read_both(scene.start(), FIRST_DAY)
    assert table(facts) == table(columns)
    assert facts.day.tolist() == [day_number(day) for day in days]
    assert facts.end.tolist() == [day_number(day) if number % 2 else NEVER for number, day in enumerate(days)]
    assert facts.actual.tolist()[1:] == [0, 1000, 1, -12500]
    assert np.array_equal(columns.actual, facts.actual)


def test_facts_of_units_that_are_not_asked_for_are_left_out(full_scene):
    cycle = full_scene.start()
    scored = subjects_on(cycle, LATER)
    everything = all_facts(scored.codes, scored.subjects, connected_facts(cycle), LATER)
    unit = full_scene.units["U1"]
    few = subjects_on(cycle, LATER, [unit.pk])
    alone = facts_of(few.codes, few.subjects, connected_facts(cycle), LATER)
    position = scored.subjects.positions["U1"]
    assert len(alone) == int((everything.subject == position).sum()) > 0
    assert len(all_facts(few.codes, few.subjects, connected_facts(cycle), LATER)) == len(alone)
