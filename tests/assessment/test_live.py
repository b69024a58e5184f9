"""A record accepted now gives the lines that a full run gives; what depends on the peers waits for that run."""

import json
import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest

from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.lines import FIGURES, LineReader, standing_lines
from mingheng.assessment.live import effects_of
from mingheng.assessment.models import CurrentLine, GroupPass, ScoreChange, Standing
from mingheng.assessment.passes import run_due, why_due
from mingheng.assessment.subjects import subjects_on
from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.facts.reading import all_facts
from mingheng.ledger.domain import accept, correct, withdraw
from mingheng.ledger.models import Entry
from mingheng.ledger.values import Content
from mingheng.scoring.pipeline import assess_live, passes
from tests.assessment.world import Scene, computed_lines, drawn_records, meeting, run_all, stored_lines, unequal
from tests.facts.fact_texts import fact_texts

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


@pytest.fixture
def scene():
    made = Scene()
    made.start()
    return made


def waiting_codes(cycle) -> set[str]:
    """What may differ until the full run: lines that need peers, and the nodes above them."""
    rulebook = rulebook_of(cycle)
    found = set()
    for code in passes(rulebook).from_peers:
        found.add(code)
        at = rulebook.rules[code].node
        while at:
            found.add(at)
            at = rulebook.nodes[at].parent
    return found


def settled(lines, cycle):
    """Without what waits, and without forecasts, which follow the share of the total."""
    waiting, forecast = waiting_codes(cycle), FIGURES.index("forecast")
    return {
        key: figures[:forecast] + figures[forecast + 1 :] for key, figures in lines.items() if key[1] not in waiting
    }


def with_standing_lines(cycle, day):
    """Everybody scored at once, with the lines that need peers as they are stored."""
    scored, rulebook = subjects_on(cycle, day), rulebook_of(cycle)
    facts = all_facts(scored.codes, scored.subjects, connected_facts(cycle), day)
    peers = passes(rulebook).from_peers
    standing = standing_lines(CurrentLine.objects.filter(cycle=cycle, code__in=peers), peers, list(scored.codes))
    outcome = assess_live(rulebook, facts, scored.subjects, day, standing)
    lines = LineReader(outcome, cycle, with_peers=False)
    return {
        (subject.id, row.code): tuple(getattr(row, figure) for figure in FIGURES)
        for subject in outcome.assessed
        for row in lines.of(subject.id, 0)
    }


def play(rulebook: str, seed: int, *, before: int, after: int) -> None:
    dice = random.Random(seed)
    scene = Scene(rulebook)
    for _ in range(before):
        scene.enter(*scene.draw(dice, DAY))
    scene.start()
    cycle = run_all()
    for _ in range(after):
        scene.enter(*scene.draw(dice, DAY))
        stored, exact = stored_lines(cycle), with_standing_lines(cycle, DAY)
        assert unequal({key: stored[key] for key in exact}, exact) == {}
    assert unequal(settled(stored, cycle), settled(computed_lines(cycle, DAY), cycle)) == {}
    assert run_due() is True
    assert unequal(stored_lines(cycle), computed_lines(cycle, DAY)) == {}
    assert (why_due(cycle), run_due()) == ("", False)


@pytest.mark.parametrize(("rulebook", "seed"), [("demo-2026", 1), ("demo-2026", 2), ("forms", 3)])
def test_each_acceptance_gives_the_lines_of_a_full_run(rulebook, seed):
    play(rulebook, seed, before=6, after=6)


@pytest.mark.nightly
@pytest.mark.parametrize("rulebook", ["demo-2026", "forms"])
@pytest.mark.parametrize("seed", range(100, 125))
def test_each_of_many_acceptances_gives_the_lines_of_a_full_run(rulebook, seed):
    play(rulebook, seed, before=10, after=25)


def informed(scene, code="U1"):
    """An accepted piece of news: the one indicator that is compared with others reads it."""
    record = next(record for record in drawn_records()["information"] if record.values["published_on"] <= DAY)
    return scene.enter(code, "information", Content(record.values))


def test_a_line_compared_with_others_stands_until_the_full_run(scene):
    cycle = run_all()
    before = stored_lines(cycle)
    informed(scene)
    live = stored_lines(cycle)
    compared = [key for key in live if key[1] == "information_standing"]
    assert unequal({key: before[key] for key in compared}, {key: live[key] for key in compared}) == {}
    assert why_due(cycle) == "group_pass"
    run_due()
    done = stored_lines(cycle)
    assert {key[0] for key in compared if done[key] != before[key]} != set()
    assert [key for key in live if live[key] != before[key] and key[0] != "U1"] == []


def test_a_record_of_a_unit_below_changes_the_lines_of_the_assessed_unit_above():
    scene = Scene("forms")
    scene.start()
    cycle = run_all()
    before = stored_lines(cycle)
    informed(scene, "U2")
    changed = unequal(before, stored_lines(cycle))
    assert ("U1", "children_sum") in changed
    assert {code for code, _ in changed} == {"U1", "U2"}


def test_a_record_of_a_unit_changes_the_lines_of_the_one_that_was_merged_into_it():
    scene = Scene("forms")
    scene.start()
    cycle = run_all()
    before = stored_lines(cycle)
    records = drawn_records()["activity"]
    record = next(one for one in records if one.values["type"] == "文化活动" and one.values["held_on"] <= DAY)
    scene.enter(
        "U3", "activity", Content({key: value for key, value in record.values.items() if key != "organisation"})
    )
    assert {code for code, line in unequal(before, stored_lines(cycle)) if line == "merged_part"} == {"U3", "U4"}


def test_a_late_record_of_a_closed_unit_changes_its_lines_at_once(scene):
    cycle = run_all()
    before = stored_lines(cycle)
    scene.enter("U5-1", "meeting", meeting(date(2026, 3, 10)))
    changed = unequal(before, stored_lines(cycle))
    assert {code for code, _ in changed} == {"U5"}
    assert unequal(settled(stored_lines(cycle), cycle), settled(computed_lines(cycle, DAY), cycle)) == {}


def test_every_change_begins_where_the_one_before_ended(scene, stand_on):
    dice, cycle = random.Random(11), run_all()
    for _ in range(5):
        scene.enter(*scene.draw(dice, DAY, ("meeting", "information", "activity", "filing")))
    stand_on(DAY + timedelta(days=12))
    run_due()
    corrected = Entry.objects.filter(kind="meeting", state="accepted").first()
    if corrected:
        correct(corrected, meeting(date(2026, 5, 5)), reason="日期写错", read_at=corrected.version, by=scene.clerk)
        accept(corrected, read_at=corrected.version, by=scene.judge)
    gone = Entry.objects.filter(state="accepted").exclude(kind="meeting").first()
    withdraw(gone, reason="重复", read_at=gone.version, by=scene.judge)
    run_due()
    ends = defaultdict(dict)
    for change in ScoreChange.objects.order_by("id").select_related("subject"):
        for line in json.loads(change.lines):
            known = ends[change.subject.code]
            assert line["before"] == known.get(line["code"]), (change.subject.code, change.pk, line["code"])
            known[line["code"]] = line["after"]
    shown = {
        (unit, code): (after["status"], after["points"])
        for unit, lines in ends.items()
        for code, after in lines.items()
    }
    assert shown == {
        key: (figures[0], "" if figures[2] is None else str(Fraction(figures[2], figures[1])))
        for key, figures in stored_lines(cycle).items()
    }


def test_a_change_names_its_cause_and_is_bound_in_the_event_of_the_act(scene):
    run_all()
    before = Event.objects.count()
    entry = scene.write("U1-1", "meeting", meeting(date(2026, 5, 5)))
    accept(entry, read_at=entry.version, by=scene.judge)
    correct(entry, meeting(date(2026, 5, 6), topics=()), reason="议题写错", read_at=entry.version, by=scene.clerk)
    accept(entry, read_at=entry.version, by=scene.judge)
    withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    changes = list(ScoreChange.objects.filter(source__startswith="entry:").order_by("id"))
    assert [(change.subject.code, change.cause, change.source, change.by) for change in changes] == [
        ("U1", "entry_accepted", f"entry:{entry.pk}:1", "scene-judge"),
        ("U1", "entry_corrected", f"entry:{entry.pk}:2", "scene-judge"),
        ("U1", "entry_withdrawn", f"entry:{entry.pk}:2", "scene-judge"),
    ]
    events = list(Event.objects.order_by("sequence"))[before:]
    assert [event.action for event in events] == [
        "ledger.entry.submitted",
        "ledger.entry.accepted",
        "ledger.entry.corrected",
        "ledger.entry.accepted",
        "ledger.entry.withdrawn",
    ]
    bound = [
        [row["key"] for row in json.loads(event.rows) if row["table"] == "score_change"]
        for event in events
        if event.action != "ledger.entry.submitted" and event.action != "ledger.entry.corrected"
    ]
    assert bound == [[str(change.pk)] for change in changes]


def test_what_an_entry_did_is_told_with_the_total_first(scene):
    run_all()
    effects = scene.enter("U1-1", "meeting", meeting(date(2026, 5, 5)))
    change = ScoreChange.objects.get(source__startswith="entry:")
    entry = change.source.rpartition(":")[0]
    assert [effect.subject_id for effect in effects] == [scene.units["U1"].pk]
    assert [effect.address for effect in effects] == ["/scores/U1/"]
    assert effects == effects_of(entry)
    told = effects[0].told
    assert [line.is_total for line in told] == [True] + [False] * (len(told) - 1)
    changed = [row["code"] in rulebook_of(change.cycle).rules for row in json.loads(change.lines)]
    counted = (len(told) - 1 + effects[0].others, 1 + effects[0].nodes)
    assert counted == (changed.count(True), changed.count(False))


def test_before_a_cycle_an_acceptance_changes_no_score():
    scene = Scene()
    assert scene.enter("U1-1", "meeting", meeting(date(2026, 5, 5))) == []
    assert (ScoreChange.objects.count(), CurrentLine.objects.count(), run_due()) == (0, 0, False)


def test_an_act_that_fails_leaves_facts_lines_and_history_as_they_were(scene):
    cycle = run_all()
    entry = scene.write("U1-1", "meeting", meeting(date(2026, 5, 5)))
    before = (list(fact_texts()), stored_lines(cycle), ScoreChange.objects.count(), GroupPass.objects.get().changes)
    stale = Entry.objects.get(pk=entry.pk)
    stale.version -= 1
    with pytest.raises(Outdated):
        accept(stale, read_at=stale.version, by=scene.judge)
    after = (list(fact_texts()), stored_lines(cycle), ScoreChange.objects.count(), GroupPass.objects.get().changes)
    assert after == before


def test_the_standing_says_as_of_when_its_lines_hold(scene, stand_on):
    run_all()
    stand_on(DAY + timedelta(days=1))
    scene.enter("U1-1", "meeting", meeting(date(2026, 5, 5)))
    days = {row.subject.code: (row.as_of, row.group_as_of) for row in Standing.objects.select_related("subject")}
    assert days["U1"] == (DAY + timedelta(days=1), DAY)
    assert days["U3"] == (DAY, DAY)
