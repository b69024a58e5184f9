"""The demonstration: a county founded in an empty home is whole, verified, and scored as the library alone scores it."""

import json

import pytest

from tests.operations.sites import Site

SEED, UNITS, DAY = 1, 12, "2026-11-20"

BUILD = """
from mingheng.demo.county import County
from mingheng.demo.site_world import build_world
build_world(County(seed=int(sys.argv[1]), units=int(sys.argv[2])))
"""

ANSWERS = """
import json
from dataclasses import replace
from mingheng import clock
from mingheng.assessment.lines import LineReader
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import CurrentLine, ScoreChange
from mingheng.assessment.passes import run_due
from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.demo.county import County
from mingheng.facts.comparing import differences
from mingheng.facts.models import Fact
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import all_kinds
from mingheng.scoring import Facts, Subjects, assess, project
from mingheng.site.operations.verifying import verify_site

FIGURES = ("status", "scale", "points", "worst", "best", "forecast", "max_points", "measure")
county, today, cycle = County(seed=int(sys.argv[1]), units=int(sys.argv[2])), clock.today(), current_cycle()
rulebook = rulebook_of(cycle)
waiting = {(entry.title, entry.happened_on) for entry in Entry.objects.filter(state="submitted")}

def is_known(kind, record):
    entered = record.entered or today
    if entered > today or (record.withdrawn and record.withdrawn <= today):
        return False
    return not (kind == "meeting" and record.subject == county.offices[0].id
                and (record.values.get("title", ""), record.values["held_on"]) in waiting
                and (today - entered).days < 6)

def with_merged(subject):
    # The county's sheet is of the first day; who took another unit over has its members and branches besides its own.
    merged = [one for one in county.offices if one.scored_with == subject.id and one.closed and one.closed < today]
    taken = [{"members": len(one.members), "full_members": sum(member.is_full for member in one.members),
              "branches": len(one.branches)} for one in merged]
    sums = {name: number + sum(one.get(name, 0) for one in taken) for name, number in subject.attributes.items()}
    return replace(subject, attributes=sums)

subjects = Subjects.of([with_merged(one) for one in county.subjects], list(rulebook.attributes))
kinds = all_kinds()
rows = [
    row
    for kind, records in county.records.items()
    for row in project(kinds[kind], [one._replace(withdrawn=None) for one in records if is_known(kind, one)])
]
outcome = assess(rulebook, Facts.of(rows, subjects, connected_facts(cycle)), subjects, today)
lines = LineReader(outcome, cycle, with_peers=True)
pure = {
    (subject.id, row.code): tuple(getattr(row, figure) for figure in FIGURES)
    for subject in outcome.assessed
    for row in lines.of(subject.id, 0)
}
has_run = run_due()
stored = {
    (row[0], row[1]): row[2:]
    for row in CurrentLine.objects.filter(cycle=cycle).values_list("subject__code", "code", *FIGURES)
}
differing = {"/".join(key): [pure.get(key), stored.get(key)] for key in pure | stored if pure.get(key) != stored.get(key)}
print(json.dumps({
    "faults": [str(fault) for fault in verify_site().faults],
    "has_run": has_run,
    "facts": Fact.objects.count(),
    "differences": len(differences()),
    "lines": len(stored),
    "waiting": len(waiting),
    "days": len(set(ScoreChange.objects.values_list("as_of", flat=True))),
    "differing": differing,
}, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    home = tmp_path_factory.mktemp("demonstration") / "home"
    site = Site(home, variables={"MINGHENG_DEMO": "1", "MINGHENG_DEMO_DAY": DAY})
    site.script(BUILD, SEED, UNITS)
    return json.loads(site.script(ANSWERS, SEED, UNITS).splitlines()[-1])


def test_the_verifier_finds_no_fault(answers):
    assert answers["faults"] == []


def test_nothing_is_left_to_run(answers):
    assert answers["has_run"] is False


def test_the_facts_kept_are_those_of_the_ledger(answers):
    assert (answers["differences"], answers["facts"] > 1000) == (0, True)


def test_the_year_has_a_history_and_something_still_waits(answers):
    assert answers["days"] >= 10
    assert answers["waiting"] > 0


def test_the_stored_lines_are_those_of_the_library_alone(answers):
    assert answers["lines"] > 500
    assert answers["differing"] == {}
