"""Keys that sort by the time at which they were made."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import time_machine

from mingheng.vault.identifiers import new_id


def test_keys_of_one_moment_stand_in_the_order_in_which_they_were_made():
    with time_machine.travel(datetime(2026, 3, 5, tzinfo=UTC), tick=False):
        made = [new_id() for _ in range(2_000)]
    assert made == sorted(set(made))
    assert [one for one in made if not re.fullmatch(r"[0-9a-v]{20}", one)] == []


def test_a_later_millisecond_gives_a_greater_key_also_after_the_clock_was_set_back():
    moments = [datetime(2027, 3, 5, 1, 2, 3, n * 1000, tzinfo=UTC) for n in range(40)]
    made = []
    for moment in [*moments, datetime(2026, 3, 5, tzinfo=UTC)]:
        with time_machine.travel(moment, tick=False):
            made.append(new_id())
    assert all(before < after for before, after in pairwise(made))
