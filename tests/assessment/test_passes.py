"""The full run: when it is due, what it leaves alone, and that nothing is lost when somebody is faster."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

from mingheng.assessment.models import CurrentLine, GroupPass, ScoreChange, Standing
from mingheng.assessment.passes import run_due, run_full, why_due
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.facts.domain import rebuild_facts
from mingheng.facts.models import Fact
from mingheng.ledger.domain.importing import Taken, import_records
from mingheng.organisation.domain import change_class, move_unit, rename_unit
from mingheng.people.domain import leave_unit
from mingheng.people.imports import MemberRow, import_members
from mingheng.people.sealed import PersonDetails
from mingheng.scoring import Record
from tests.assessment.world import FOUNDED, Scene, computed_lines, meeting, run_all, stored_lines, unequal
from tests.facts.fact_texts import fact_texts

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


@pytest.fixture
def scene():
    made = Scene()
    made.start()
    return made


def test_a_run_is_due_once_a_cycle_has_started(scene):
    cycle = scene.cycle
    assert why_due(cycle) == "cycle_started"
    assert (run_due(), run_due()) == (True, False)
    assert set(ScoreChange.objects.values_list("cause", flat=True)) == {"cycle_started"}


@pytest.mark.usefixtures("scene")
def test_a_run_is_due_once_a_day_has_passed(stand_on):
    cycle = run_all()
    stand_on(DAY + timedelta(days=40))
    assert why_due(cycle) == "day_passed"
    run_due()
    later = ScoreChange.objects.exclude(cause="cycle_started")
    assert set(later.values_list("cause", "as_of")) == {("day_passed", DAY + timedelta(days=40))}
    assert set(Standing.objects.values_list("as_of", flat=True)) == {DAY + timedelta(days=40)}


def test_a_run_after_an_import_says_that_records_were_imported_and_after_an_acceptance_does_not(scene, stand_on):
    cycle, told = run_all(), []
    for number, is_imported in enumerate((False, True, False), start=1):
        stand_on(DAY + timedelta(days=number))
        content = meeting(date(2026, 8, number))
        if is_imported:
            taken = Taken(scene.units["U1-1"], Record(subject="-", values=content.values), counts_from=DAY)
            import_records("meeting", [taken], by=COMMAND)
        else:
            scene.enter("U1-1", "meeting", content)
        told.append(why_due(cycle))
        run_due()
    assert told == ["day_passed", "day_and_import", "day_passed"]


def reclassed(scene):
    change_class(scene.units["U3"], "一类单位", is_assessed=True, staff=30, on=DAY, by=COMMAND)


def renamed(scene):
    rename_unit(scene.units["U3"], "另一个名称", on=DAY, by=COMMAND)


def joined(scene):
    row = MemberRow(
        row=0,
        details=PersonDetails(name="新党员"),
        unit_id=scene.units["U3-1"].pk,
        starts_on=FOUNDED,
        full_on=FOUNDED,
        workplace="",
    )
    import_members([row], by=COMMAND)


def left(scene):
    leave_unit(scene.units["U3-1"].memberships.first(), last_day=DAY - timedelta(days=1), reason="调出", by=COMMAND)


@pytest.mark.parametrize("change", [reclassed, renamed, joined, left])
def test_a_run_is_due_once_the_organisation_or_its_members_have_changed(scene, change):
    cycle = run_all()
    change(scene)
    assert why_due(cycle) == "organisation"
    assert (run_due(), why_due(cycle)) == (True, "")
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}


def test_a_run_is_due_once_a_record_counts(scene):
    cycle = run_all()
    entry = scene.write("U3-1", "meeting", meeting(date(2026, 5, 5)))
    assert why_due(cycle) == ""
    scene.accept(entry)
    assert why_due(cycle) == "group_pass"


def test_a_run_is_due_once_records_were_imported(scene):
    cycle = run_all()
    record = Record("U3", meeting(date(2026, 5, 5)).values, entered=DAY)
    import_records("meeting", [Taken(scene.units["U3-1"], record, DAY)], by=COMMAND)
    assert why_due(cycle) == "import"
    run_due()
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}


def everything() -> tuple:
    tables = (CurrentLine, Standing, ScoreChange, GroupPass, Event)
    return tuple(list(table.objects.order_by("pk").values_list()) for table in tables)


@pytest.mark.usefixtures("scene")
def test_where_nothing_is_due_nothing_is_written():
    run_all()
    before = everything()
    assert run_due() is False
    assert everything() == before


@pytest.mark.usefixtures("scene")
def test_a_run_after_which_nothing_is_different_leaves_no_change():
    cycle = run_all()
    changes, lines = ScoreChange.objects.count(), stored_lines(cycle)
    run_full(cycle, cause="day_passed")
    assert (ScoreChange.objects.count(), stored_lines(cycle)) == (changes, lines)
    last = Event.objects.order_by("sequence").last()
    assert (last.action, json.loads(last.details)["changed"]) == ("assessment.pass.completed", 0)


class InBetween:
    """Does something once, when the run first reads the stored lines: after it has computed, before it writes."""

    def __init__(self, act) -> None:
        self.act, self.has_acted = act, False

    def __call__(self, execute, sql, params, many, context):
        if not self.has_acted and sql.startswith("SELECT") and '"current_line"' in sql:
            self.has_acted = True
            self.act()
        return execute(sql, params, many, context)


def test_a_unit_that_changes_while_a_run_computes_is_left_to_the_next_run(scene, stand_on):
    cycle = run_all()
    stand_on(DAY + timedelta(days=40))
    entry = scene.write("U3-1", "meeting", meeting(date(2026, 5, 5)))
    between = InBetween(lambda: scene.accept(entry))
    with connection.execute_wrapper(between):
        run_due()
    assert between.has_acted
    told = ScoreChange.objects.filter(subject=scene.units["U3"]).order_by("id").values_list("cause", flat=True)
    assert list(told) == ["cycle_started", "entry_accepted"]
    assert "day_passed" in ScoreChange.objects.filter(subject=scene.units["U1"]).values_list("cause", flat=True)
    # What was accepted is not lost, and the next run leaves no difference.
    assert why_due(cycle) == "group_pass"
    run_due()
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY + timedelta(days=40))) == {}
    assert why_due(cycle) == ""


def test_a_reorganisation_while_a_run_computes_is_left_to_the_next_run(scene, stand_on):
    cycle = run_all()
    scene.enter("U1-2", "meeting", meeting(date(2026, 8, 20), topics=()))
    later = DAY + timedelta(days=1)
    stand_on(later)
    move = {"parent": scene.units["U3"], "on": date(2026, 8, 10), "by": COMMAND}
    between = InBetween(lambda: move_unit(scene.units["U1-2"], **move))
    with connection.execute_wrapper(between):
        run_due()
    assert (between.has_acted, why_due(cycle)) == (True, "organisation")
    run_due()
    assert list(Fact.objects.values_list("subject__code", flat=True)) == ["U3"]
    assert unequal(stored_lines(cycle), computed_lines(cycle, later)) == {}
    assert why_due(cycle) == ""


def test_a_run_as_of_each_month_end_gives_the_history_of_the_year():
    scene = Scene()
    scene.enter("U1-1", "meeting", meeting(date(2026, 2, 5)))
    scene.start()
    ends = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    for day in ends:
        run_full(scene.cycle, cause="day_passed", day=day)
        assert unequal(stored_lines(scene.cycle), computed_lines(scene.cycle, day)) == {}
    days = ScoreChange.objects.filter(subject=scene.units["U1"]).order_by("id").values_list("as_of", flat=True)
    assert list(days) == ends


def test_who_is_no_longer_assessed_keeps_its_history_and_loses_its_lines(scene):
    cycle = run_all()
    unit = scene.units["U3"]
    change_class(unit, "", is_assessed=False, staff=None, on=DAY, by=COMMAND)
    run_due()
    kept = [table.objects.filter(subject=unit).exists() for table in (CurrentLine, Standing, ScoreChange)]
    assert kept == [False, False, True]
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}


def test_what_was_done_since_a_move_that_is_registered_late_counts_for_the_new_office(scene):
    cycle = run_all()
    for day in (date(2026, 5, 5), date(2026, 8, 20)):
        scene.enter("U1-2", "meeting", meeting(day, topics=()))
    run_due()
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 8, 10), by=COMMAND)
    assert list(Fact.objects.order_by("day").values_list("subject__code", flat=True)) == ["U1", "U1"]
    run_due()
    assert list(Fact.objects.order_by("day").values_list("subject__code", flat=True)) == ["U1", "U3"]
    assert why_due(cycle) == ""
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}
    kept = list(fact_texts())
    rebuild_facts()
    assert list(fact_texts()) == kept


def test_what_was_counted_by_the_tree_of_a_moment_ago_goes_to_the_right_office_on_the_next_day(scene, stand_on):
    """As an acceptance does that began before a reorganisation and came in after its run."""
    cycle = run_all()
    scene.enter("U1-2", "meeting", meeting(date(2026, 8, 20), topics=()))
    run_due()
    Fact.objects.update(subject=scene.units["U3"])
    later = DAY + timedelta(days=1)
    stand_on(later)
    run_due()
    assert list(Fact.objects.values_list("subject__code", flat=True)) == ["U1"]
    assert unequal(stored_lines(cycle), computed_lines(cycle, later)) == {}
