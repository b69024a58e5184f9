"""A record accepted now gives the lines that a full run gives; what depends on the peers waits for that run."""

import json
import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import GroupPass, ScoreChange, Standing
from mingheng.assessment.passes import run_due, why_due
from mingheng.audit.models import Event
from mingheng.ledger.domain import accept, correct, withdraw
from mingheng.ledger.models import Entry
from mingheng.scoring.pipeline import passes
from tests.assessment.world import Scene, computed_lines, run_all, stored_lines, unequal

pytestmark = pytest.mark.django_db


def waiting_codes(cycle) -> set[str]:
    """What may differ until the full run: lines that need peers, and the nodes above them."""
    rulebook = rulebook_of(cycle)
    found = set()
    for code in passes(rulebook)[2]:
        found.add(code)
        at = rulebook.rules[code].node
        while at:
            found.add(at)
            at = rulebook.nodes[at].parent
    return found


def settled(lines, cycle):
    waiting = waiting_codes(cycle)
    return {key: figures for key, figures in lines.items() if key[1] not in waiting}


@pytest.mark.parametrize("rulebook", ["demo-2026", "forms"])
@pytest.mark.parametrize("seed", range(3))
def test_each_acceptance_gives_the_lines_of_a_full_run(rulebook, seed, stand_on):
    dice = random.Random(seed)
    scene, day = Scene(rulebook), date(2026, 9, 1)
    for _ in range(6):
        scene.enter(*scene.draw(dice, day))
    scene.start()
    cycle = run_all()
    for _ in range(8):
        scene.enter(*scene.draw(dice, day))
        assert unequal(settled(stored_lines(cycle), cycle), settled(computed_lines(cycle, day), cycle)) == {}
    assert run_due() is True
    assert unequal(stored_lines(cycle), computed_lines(cycle, day)) == {}
    assert (why_due(cycle), run_due()) == ("", False)
