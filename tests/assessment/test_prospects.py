"""What is said of scores before a reorganisation is what happens to them."""

from datetime import date, timedelta

import pytest

from mingheng.assessment.passes import score_everybody
from mingheng.assessment.prospects import prospects
from mingheng.assessment.queries import totals_of
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import merge_unit, split_unit
from mingheng.organisation.models import Unit
from mingheng.organisation.prospects import Act
from mingheng.ui.figures import figure_text
from tests.assessment.world import Scene, computed_lines, run_all

pytestmark = pytest.mark.django_db
ON, YEAR_END = date(2026, 9, 2), date(2026, 12, 31)


def scene_with_lines():
    scene = Scene(has_reorganisations=False)
    scene.start()
    return scene, run_all()


def test_a_merged_unit_keeps_its_own_scores_and_goes_on_losing_what_falls_due():
    scene, cycle = scene_with_lines()
    unit = scene.units["U4"]
    (told,) = prospects(Act.MERGE, unit, ON)
    total = totals_of(cycle, Unit.objects.filter(pk=unit.pk))[unit.pk]
    assert told.subject == f"本年得分，目前{figure_text(total.points)}分"
    assert told.text == (
        f"仍单独列在“{cycle.title}”中，不并入别的组织。生效日以前的不变；以后的月、季等时段不再要求，其他到期而没有完成的仍会失分，"
        "年终核定得分时请一并考虑。"
    )
    assert list(prospects(Act.CLOSE, unit, ON)) == [told]
    merge_unit(unit, into=scene.units["U3"], on=ON, by=COMMAND)
    _, outcome = score_everybody(cycle, YEAR_END)
    assert [subject.id for subject in outcome.assessed] == ["U1", "U2", "U3", "U4", "U5", "U6"]
    best = [computed_lines(cycle, day)["U4", "total"][4] for day in (ON, YEAR_END)]
    assert best[1] < best[0]


def test_the_units_of_a_split_are_assessed_beside_it():
    scene, cycle = scene_with_lines()
    (told,) = prospects(Act.SPLIT, scene.units["U4"], ON)
    assert told.text == f"留在本组织。新组织自生效日起另外列入“{cycle.title}”，没有以前的台账。"
    split_unit(scene.units["U4"], [("U7", "U7局党组")], on=ON, by=COMMAND)
    listed = [{one.id for one in score_everybody(cycle, day)[1].assessed} for day in (ON - timedelta(days=1), ON)]
    assert listed[1] - listed[0] == {"U7"}


def test_nothing_is_said_where_nobody_is_assessed_or_no_cycle_runs():
    scene = Scene(has_reorganisations=False)
    assert list(prospects(Act.CLOSE, scene.units["U4"], ON)) == []
    scene.start()
    (told,) = prospects(Act.MOVE, scene.units["U4"], ON)
    assert told.subject == "本年得分"
    assert list(prospects(Act.CLOSE, scene.units["U4-1"], ON)) == []
    assert list(prospects(Act.CLOSE, scene.units["U4"], date(2027, 1, 1))) == []
