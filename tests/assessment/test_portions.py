"""A county larger than a portion: nobody is left out between two transactions."""

import json
from datetime import date, timedelta

import pytest

from mingheng import clock
from mingheng.assessment import passes, settling
from mingheng.assessment.models import ScoreChange, Standing
from mingheng.assessment.passes import run_due
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.facts.domain import rebuild_facts
from mingheng.facts.models import Fact
from mingheng.ledger.domain import withdraw
from mingheng.ledger.models import EntryVersion
from mingheng.organisation.domain import move_unit
from tests.assessment.world import Scene, computed_lines, meeting, run_all, stored_lines, unequal
from tests.facts.fact_texts import fact_texts

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
ASSESSED = ["U1", "U2", "U3", "U4", "U5", "U6"]


@pytest.fixture
def scene():
    made = Scene()
    made.start()
    return made


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("portion", [1, 4, 5, 6])
def test_a_run_in_portions_scores_everybody_and_its_last_event_says_so(monkeypatch, portion):
    monkeypatch.setattr(passes, "PORTION", portion)
    cycle = run_all()
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}
    for table in (Standing, ScoreChange):
        assert sorted(table.objects.values_list("subject__code", flat=True)) == ASSESSED
    events = Event.objects.filter(action__startswith="assessment.pass.").order_by("sequence")
    earlier = -(-len(ASSESSED) // portion) - 1
    assert [event.action for event in events] == ["assessment.pass.stored"] * earlier + ["assessment.pass.completed"]
    assert [json.loads(event.details)["changed"] for event in events] == [portion] * earlier + [len(ASSESSED)]


@pytest.mark.parametrize("portion", [1, 2, 3])
def test_facts_of_a_unit_that_moved_are_settled_in_portions_and_none_is_left(scene, monkeypatch, portion):
    monkeypatch.setattr(settling, "PORTION", portion)
    run_all()
    days = [date(2026, 8, day) for day in (12, 14, 16)]
    for day in days:
        scene.enter("U1-2", "meeting", meeting(day, topics=()))
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 8, 10), by=COMMAND)
    assert settling.settle_facts() == 3
    assert list(Fact.objects.order_by("day").values_list("subject__code", "day")) == [("U3", day) for day in days]
    assert settling.settle_facts() == 0


def test_what_was_withdrawn_stays_withdrawn_where_it_is_settled(scene, stand_on):
    run_all()
    entry = scene.write("U1-2", "meeting", meeting(date(2026, 8, 20), topics=()))
    scene.accept(entry)
    later = date(2026, 9, 3)
    stand_on(later)
    withdraw(entry, reason="重复填报", read_at=entry.version, by=scene.judge)
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 8, 10), by=COMMAND)
    assert settling.settle_facts() == 1
    kept = list(fact_texts())
    rebuild_facts()
    assert list(fact_texts()) == kept


def test_the_day_of_the_meeting_decides_for_whom_it_counts_and_not_the_day_of_its_acceptance(scene):
    run_all()
    scene.enter("U1-2", "meeting", meeting(date(2026, 8, 5), topics=()))
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 8, 10), by=COMMAND)
    assert settling.settle_facts() == 0
    assert list(Fact.objects.values_list("subject__code", flat=True)) == ["U1"]


def test_what_counted_for_nobody_counts_for_the_office_to_which_the_unit_then_belongs(scene):
    run_all()
    move_unit(scene.units["U1-2"], parent=scene.units["0"], on=date(2026, 7, 1), by=COMMAND)
    scene.enter("U1-2", "meeting", meeting(date(2026, 8, 20), topics=()))
    assert list(Fact.objects.all()) == []
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 8, 10), by=COMMAND)
    assert settling.settle_facts() == 1
    assert list(Fact.objects.values_list("subject__code", flat=True)) == ["U3"]


def test_on_a_new_day_what_was_decided_around_the_last_run_is_settled_and_nothing_older(scene, stand_on):
    run_all()
    scene.enter("U1-2", "meeting", meeting(date(2026, 8, 12), topics=()))
    for day, decided_before, expected in ((2, timedelta(0), "U1"), (3, timedelta(days=2), "U3")):
        EntryVersion.objects.update(decided_at=clock.now() - decided_before)
        # As an acceptance leaves it that has read an older tree.
        Fact.objects.update(subject=scene.units["U3"])
        stand_on(date(2026, 9, day))
        assert run_due() is True
        assert set(Fact.objects.values_list("subject__code", flat=True)) == {expected}
