"""What several records did to a unit's score together: the kept totals, whatever the single changes add up to."""

import random
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import CurrentLine
from mingheng.ledger.domain import accept_several
from mingheng.ledger.score_sums import sums_of
from mingheng.ledger.values import Content
from mingheng.organisation.assessed import AssessedUnits
from mingheng.ui.figures import figure_text
from tests.assessment.world import Scene, meeting, run_all, scene_of_meetings

pytestmark = pytest.mark.django_db
SHOWN = ("status", "points", "worst", "best", "max_points")


def figures(cycle):
    """Every kept line as the database has it: unit → code → figures in points."""
    found = {}
    for unit, code, scale, status, *numbers in CurrentLine.objects.filter(cycle=cycle).values_list(
        "subject__code", "code", "scale", *SHOWN
    ):
        exact = [None if number is None else Fraction(number, scale) for number in numbers]
        found.setdefault(unit, {})[code] = (status, *exact)
    return found


def sources(entries):
    return [f"entry:{entry.pk}:{entry.accepted}" for entry in entries]


def accepted_at_once(scene, entries):
    outcome = accept_several([(entry, entry.version) for entry in entries], by=scene.judge)
    assert outcome.refusals == []
    return outcome


def together(rulebook, before, after, figure):
    """What one figure of all indicators that count rose by, each in its own points."""
    apart = {code for code, node in rulebook.nodes.items() if node.reference}
    rules = [code for code, rule in rulebook.rules.items() if not rule.reference and rule.node not in apart]
    return sum(
        ((after[code][figure] or 0) - (before[code][figure] or 0) for code in rules if code in after), Fraction(0)
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_sums_are_the_differences_of_the_kept_totals(seed):
    scene, dice = Scene(has_reorganisations=False), random.Random(seed)
    cycle = scene.start()
    run_all()
    entries = [scene.write(*scene.draw(dice, date(2026, 9, 1))) for _time in range(30)]
    before = figures(cycle)
    outcome = accepted_at_once(scene, entries)
    after, rulebook, assessed = figures(cycle), rulebook_of(cycle), AssessedUnits()
    total, by_id = rulebook.head.total, {unit.pk: code for code, unit in scene.units.items()}
    told = {by_id[one.subject_id]: one for one in sums_of(sources(entries))}
    for code, one in told.items():
        changed = [rule for rule in rulebook.rules if before[code].get(rule) != after[code].get(rule)]
        rise = after[code][total][1] - before[code][total][1]
        assert (one.before, one.after, one.difference) == (before[code][total][1], after[code][total][1], rise)
        safe = (before[code][total][2], after[code][total][2])
        assert (one.earned_before, one.earned_after, one.earned_difference) == (*safe, safe[1] - safe[0])
        of_total, of_lines = rise or safe[1] - safe[0], together(rulebook, before[code], after[code], 1 if rise else 2)
        assert (one.changed, bool(one.why)) == (len(changed), of_lines != of_total)
        numbers = [f"{'+' if number > 0 else ''}{figure_text(number)}" for number in (of_lines, of_total)]
        words = "各项合计{}分，总分{}分：“" if rise else "各项已得合计{}分，总分已得{}分：“"
        assert one.why == "" or one.why.startswith(words.format(*numbers))
    concerned = {code for code in before if before[code] != after[code]}
    assert concerned <= set(told)
    # Each record counts for the unit that was assessed on its day, and is silent where it changed no line of it.
    for entry, source in zip(entries, sources(entries), strict=True):
        units = {by_id[effect.subject_id] for effect in outcome.score_changes[entry.pk]}
        of = {assessed.code_for(entry.unit, entry.happened_on)} & set(told) | units
        assert {code for code, one in told.items() if source in one.records} <= of
        assert {code for code, one in told.items() if source in one.records - one.silent} == units


def test_the_sentence_names_the_rates_the_rounding_and_what_is_counted_in_proportion():
    scene = scene_of_meetings()
    entries = [scene.write("U1-1", "meeting", meeting(date(2026, month, 20))) for month in (5, 8)]
    accepted_at_once(scene, entries)
    (one,) = sums_of(sources(entries))
    assert (one.before, one.after, one.changed, one.silent) == (Fraction("4.37"), Fraction("6.9"), 4, frozenset())
    reasons = "“组织生活”里有不适用的项，按比例折算；“动态考核”按60%计入；“总分”保留2位小数"
    assert one.why == f"各项合计+4分，总分+2.53分：{reasons}。"


def honour(word, **changes):
    return Content({"type": word, "project": word, "level": "国家", "granted_on": date(2026, 5, 20)} | changes)


def test_the_sentence_names_the_most_that_was_reached():
    scene = Scene(has_reorganisations=False)
    scene.start(("honour", "sanction"))
    run_all()
    entries = [scene.write("U1", "honour", honour(word)) for word in ("通报表扬", "竞赛项目", "经验推广", "经验推广")]
    accepted_at_once(scene, entries)
    (one,) = sums_of(sources(entries))
    assert (one.difference, one.changed, one.why) == (5, 3, "各项合计+5.5分，总分+5分：“加分”最多5分。")
    assert one.silent == {sources(entries)[3]}


def test_records_that_change_nothing_leave_the_score_as_it_is_kept():
    scene = scene_of_meetings()
    scene.enter("U1-1", "meeting", meeting(date(2026, 5, 20)))
    entries = [scene.write("U1-1", "meeting", meeting(date(2026, 5, 20), title=title)) for title in ("甲", "乙")]
    accepted_at_once(scene, entries)
    (one,) = sums_of(sources(entries))
    kept = figures(scene.cycle)["U1"]["total"][1]
    assert (one.before, one.after, one.changed, one.why) == (kept, kept, 0, "")
    assert one.silent == one.records == set(sources(entries))


def test_three_units_take_as_many_queries_as_one():
    scene = scene_of_meetings()
    entries = [scene.write(f"U{number}-1", "meeting", meeting(date(2026, 5, 20))) for number in (1, 3, 4)]
    accepted_at_once(scene, entries)
    counts = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            told = sums_of(sources(entries)[:number])
        counts.append((len(queries), len(told)))
    assert counts == [(5, 1), (5, 3)]
