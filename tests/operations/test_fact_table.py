"""Whoever changes a fact in the database is found by verify, and the facts are made anew from the ledger."""

import pytest

from tests.operations.sites import Site

COUNTY = """
from datetime import date, timedelta
from mingheng.audit.actors import COMMAND
from mingheng.assessment.domain import start_cycle
from mingheng.assessment.passes import run_due
from mingheng.clock import today
from mingheng.content import bundled_rulebooks
from mingheng.ledger.domain import accept, submit
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import all_kinds
from mingheng.ledger.values import Content
from mingheng.organisation.domain import found_unit, move_unit
from mingheng.organisation.models import Unit, UnitKind

def offices():
    top, values = Unit.objects.get(), {"on": date(2020, 1, 1), "by": COMMAND}
    for code in "AB":
        office = found_unit(code, f"{code}局机关党委", kind=UnitKind.COMMITTEE, parent=top, is_assessed=True,
                            assessment_class="一类单位", **values)
        found_unit(f"{code}1", f"{code}局第一党支部", kind=UnitKind.BRANCH, parent=office, **values)

def enter(code="A1", days_ago=5):
    content = Content({
        "type": "支部党员大会", "title": "学习讨论", "held_on": today() - timedelta(days_ago), "expected": 12,
        "attended": 10, "topics": ("意识形态", "党风廉政"),
    })
    entry = submit(Entry(unit=Unit.objects.get(code=code), kind="meeting"), content, read_at=0, by=COMMAND)
    accept(entry, read_at=entry.version, by=COMMAND)

def begin():
    start_cycle(bundled_rulebooks()["demo-2026"], connected=list(all_kinds()), by=COMMAND)
    run_due()
"""
RUN = "from mingheng.assessment.passes import run_due\nprint(run_due())"
EXECUTE = "from django.db import connection\nwith connection.cursor() as cursor:\n    cursor.execute(sys.argv[1])"
MOVE = (
    COUNTY
    + "move_unit(Unit.objects.get(code='A1'), parent=Unit.objects.get(code='B'), on=today() - timedelta(9), by=COMMAND)"
)
HOLDERS = (
    "from mingheng.facts.models import Fact\nprint(*sorted(set(Fact.objects.values_list('subject__code', flat=True))))"
)
EVENT = """
from mingheng.audit.models import Event
event = Event.objects.order_by("sequence").last()
print(event.action, event.details)
"""
SOURCES = "from mingheng.facts.models import Fact\nprint(*sorted(set(Fact.objects.values_list('source', flat=True))))"
COLUMNS = (
    'subject_id, kind, day, belongs, ended_on, expected, actual, level, person, "case", verified, entered_on, known_on, '
    "withdrawn_on"
)
ONE = "(SELECT min(id) FROM fact WHERE source = 'SOURCE')"
TAMPERING = {
    f"UPDATE fact SET day = '2026-01-01' WHERE id = {ONE}": "事实 SOURCE：3 条事实与台账不符，被改动过，得分可能因此有误",
    f"UPDATE fact SET subject_id = (SELECT id FROM unit WHERE code = 'B') WHERE id = {ONE}": (
        "事实 SOURCE：3 条事实与台账不符，被改动过，得分可能因此有误"
    ),
    f"DELETE FROM fact WHERE id = {ONE}": "事实 SOURCE：按台账应有 3 条，实有 2 条，事实被删除过，得分可能因此有误",
    "DELETE FROM fact WHERE source = 'SOURCE'": (
        "事实 SOURCE：按台账应有 3 条，实有 0 条，事实被删除过，得分可能因此有误"
    ),
    f"INSERT INTO fact (source, {COLUMNS}) SELECT source, {COLUMNS} FROM fact WHERE id = {ONE}": (
        "事实 SOURCE：按台账应有 3 条，实有 4 条，事实是绕过系统添加的，得分可能因此有误"
    ),
    f"INSERT INTO fact (source, {COLUMNS}) SELECT 'entry:99:1', {COLUMNS} FROM fact WHERE id = {ONE}": (
        "事实 entry:99:1：台账中没有这条计分的记录，事实表却有 1 条，是绕过系统添加的"
    ),
}


@pytest.fixture
def scored(site):
    """A site with two offices, six meetings of one, and a cycle that has been computed."""
    site.script(COUNTY + "offices()\nfor number in range(6): enter()\nbegin()")
    return site


def tampered_with(site: Site) -> str:
    """Change one fact; its source."""
    source = site.script(SOURCES).split()[0]
    site.script(EXECUTE, next(iter(TAMPERING)).replace("SOURCE", source))
    return source


def faults(site: Site) -> list[str]:
    result = site.run("verify")
    *told, verdict = result.stdout.replace("\n\n", "\n").strip().splitlines()
    assert (result.returncode, "未发现问题" in verdict) in [(0, True), (6, False)], result.stderr
    return told


def test_what_was_changed_in_the_facts_is_found_and_named(scored):
    assert faults(scored) == []
    sources, told = scored.script(SOURCES).split(), []
    for source, (tampering, sentence) in zip(sources, TAMPERING.items(), strict=True):
        scored.script(EXECUTE, tampering.replace("SOURCE", source))
        told.append(sentence.replace("SOURCE", source))
    assert sorted(faults(scored)) == sorted(told)
    assert "未发现问题" in scored.done("verify", "--rebuild")


def test_a_rebuild_is_an_event_that_names_the_records_and_makes_scores_due(scored):
    assert scored.script(RUN) == "False\n"
    source = tampered_with(scored)
    assert "verify --rebuild" in scored.run("verify").stderr
    assert "未发现问题" in scored.done("verify", "--rebuild")
    assert scored.script(EVENT).strip() == f'site.facts.rebuilt {{"differing":1,"facts":18,"sources":"{source}"}}'
    assert scored.script(RUN) == "True\n"
    scored.done("verify", "--rebuild")
    assert "assessment.pass.completed" in scored.script(EVENT)


def test_nothing_is_rebuilt_while_the_site_is_served_or_from_a_ledger_that_was_tampered_with(scored):
    tampered_with(scored)
    server = scored.serve()
    try:
        assert scored.run("verify", "--rebuild").returncode == 5
    finally:
        server.end()
    scored.script(EXECUTE, "UPDATE entry SET title = '改过的标题'")
    result = scored.run("verify", "--rebuild")
    assert (result.returncode, "没有再比较事实表" in result.stderr) == (6, True)
    assert "site.facts.rebuilt" not in scored.script(EVENT)


def test_a_reorganisation_from_a_day_that_has_passed_is_no_fault_before_and_after_its_run(scored):
    scored.script(MOVE)
    assert scored.script(HOLDERS) == "A\n"
    assert faults(scored) == []
    scored.script(RUN)
    assert scored.script(HOLDERS) == "B\n"
    assert faults(scored) == []


def test_a_site_without_a_cycle_is_checked_but_for_what_its_first_run_settles(site):
    site.script(COUNTY + "offices()\nfor number in range(3): enter()")
    site.script(MOVE)
    assert faults(site) == []
    source = site.script(SOURCES).split()[0]
    site.script(EXECUTE, f"UPDATE fact SET source = 'entry:99:1' WHERE source = '{source}'")
    assert faults(site) == ["事实 entry:99:1：台账中没有这条计分的记录，事实表却有 3 条，是绕过系统添加的"]


def test_who_accepts_meanwhile_causes_no_false_alarm(scored):
    writer = scored.start_script(COUNTY + "while True:\n    enter()\n    print('accepted', flush=True)")
    try:
        assert writer.stdout.readline() == "accepted\n"
        assert [faults(scored) for _ in range(4)] == [[]] * 4
        assert writer.poll() is None
    finally:
        writer.kill()
        accepted = writer.communicate()[0].count("accepted")
    assert accepted > 4


def test_an_upgrade_makes_facts_anew_that_this_program_would_not_make(scored):
    tampered_with(scored)
    (scored.home / "version").write_text("0.0.1", encoding="ascii")
    assert "没有比较事实表" in scored.run("verify").stderr
    result = scored.run("upgrade")
    assert (result.returncode, "有1条记录的事实与台账不符" in result.stderr) == (0, True)
    assert faults(scored) == []
