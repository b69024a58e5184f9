"""A cycle freezes its rulebook and what stood before it; ledgers that are not kept here cost nobody anything."""

import shutil
from datetime import date

import pytest

from mingheng.assessment.domain import CycleRefused, start_cycle
from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.models import CurrentLine, Cycle, GroupPass
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.content import bundled_rulebooks
from mingheng.organisation.domain import Refused, rename_unit
from mingheng.organisation.models import Closing
from mingheng.scoring import FaultyInput
from mingheng.scoring.language.rulebook import fact_kinds_of
from tests.assessment.world import Scene, run_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(bundled_rulebooks()["demo-2026"], tmp_path / "demo-2026")


def test_the_rulebook_is_frozen_whatever_becomes_of_its_folder(folder):
    cycle = start_cycle(folder, connected=["meeting"], by=COMMAND)
    checksum, label = cycle.rulebook_checksum, rulebook_of(cycle).label_of("total")
    text = (folder / "rulebook.yaml").read_text(encoding="utf-8")
    (folder / "rulebook.yaml").write_text(text.replace("label: 总分", "label: 改过"), encoding="utf-8")
    again = Cycle.objects.get()
    assert (rulebook_of(again).checksum, rulebook_of(again).label_of("total")) == (checksum, label)
    shutil.rmtree(folder)
    assert rulebook_of(again).checksum == checksum


def test_a_rulebook_whose_frozen_text_was_tampered_with_is_not_used(folder):
    cycle = start_cycle(folder, connected=["meeting"], by=COMMAND)
    cycle.rulebook_files = cycle.rulebook_files.replace("label: 总分", "label: 改过")
    with pytest.raises(RuntimeError, match=f"frozen with {cycle.rulebook_checksum}"):
        rulebook_of(cycle)


def test_only_one_cycle_runs(scene):
    scene.start()
    before = Event.objects.count()
    with pytest.raises(CycleRefused, match="正在进行"):
        scene.start()
    assert (Cycle.objects.count(), Event.objects.count()) == (1, before)


def test_a_ledger_that_there_is_not_is_refused_by_name(scene):
    with pytest.raises(CycleRefused, match="nothing_such"):
        scene.start(("meeting", "nothing_such"))
    assert (Cycle.objects.count(), Closing.objects.count()) == (0, 0)


def test_a_faulty_rulebook_begins_nothing(folder):
    (folder / "grading.yaml").write_text("grading: [", encoding="utf-8")
    with pytest.raises(FaultyInput):
        start_cycle(folder, connected=["meeting"], by=COMMAND)
    assert (Cycle.objects.count(), GroupPass.objects.count(), Closing.objects.count()) == (0, 0, 0)


def test_the_organisation_before_the_first_day_is_closed(scene):
    scene.start()
    assert Closing.objects.get().through == date(2025, 12, 31)
    with pytest.raises(Refused, match="2025-12-31"):
        rename_unit(scene.units["U1"], "改名", on=date(2025, 12, 31), by=COMMAND)
    rename_unit(scene.units["U1"], "改名", on=date(2026, 1, 1), by=COMMAND)


def test_a_ledger_that_is_not_kept_here_is_shown_as_missing_and_costs_nothing(scene):
    scene.start(("meeting",))
    cycle = run_all()
    rulebook, connected = rulebook_of(cycle), connected_facts(cycle)
    assert {fact.partition(".")[0] for fact in connected} == {"lecture", "meeting", "topic"}
    read = {code: fact_kinds_of(rule) for code, rule in rulebook.rules.items()}
    unconnected = {code for code, kinds in read.items() if kinds and not kinds & connected}
    lines = CurrentLine.objects.filter(subject=scene.units["U3"], code__in=unconnected)
    assert len(lines) == len(unconnected) > 10
    # Nothing is lost of what has a maximum, and nothing was deducted.
    applying = [line for line in lines if line.status != "not_applicable"]
    assert [line.code for line in applying if line.max_points and line.best != line.max_points] == []
    assert [line.code for line in lines if line.points and line.points < 0] == []
    assert {line.status for line in lines} <= {"missing", "not_yet_due", "not_applicable"}
    assert "missing" in {line.status for line in lines}
