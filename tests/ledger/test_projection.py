"""An accepted version as facts: through the one projection, without names."""

from datetime import date

import pytest

from mingheng.facts.domain import rebuild_facts
from mingheng.facts.models import Fact
from mingheng.ledger.domain import accept, correct, withdraw
from mingheng.ledger.projection import fact_rows
from mingheng.ledger.queries import latest_version
from mingheng.ledger.values import Content
from mingheng.vault import keyed_hash
from tests.facts.fact_texts import fact_texts
from tests.ledger.desk import HELD, TODAY, accepted, actor, draft, meeting, submitted

pytestmark = pytest.mark.django_db


def test_a_meeting_of_a_branch_counts_for_the_assessed_unit_above_it(county, people):
    rows = fact_rows(latest_version(submitted(county.one_first, people.clerk)))
    assert [(row.subject, row.kind, row.day, row.expected, row.actual, row.case) for row in rows] == [
        ("A", "meeting.general", HELD, 12, 10, "A-1"),
        ("A", "topic.ideology", HELD, None, None, ""),
        ("A", "topic.integrity", HELD, None, None, ""),
        ("A", "meeting.absence", HELD, None, None, ""),
        ("A", "meeting.absence", HELD, None, None, ""),
    ]
    assert {row.known for row in rows} == {TODAY}


def test_facts_carry_hashes_in_place_of_names(county, people):
    rows = fact_rows(latest_version(draft(county.one_first, people.clerk)))
    hashes = [keyed_hash(name, purpose="person in facts") for name in ("赵文华", "钱立")]
    assert [row.person for row in rows if row.kind == "meeting.absence"] == hashes
    assert [text for row in rows for text in row if text in ("赵文华", "钱立")] == []


def test_an_entry_reckoned_to_another_year_counts_there(county, people):
    entry = draft(county.one_first, people.clerk, Content(meeting().values, 2025, 12))
    assert {row.belongs for row in fact_rows(latest_version(entry))} == {date(2025, 12, 31)}


def test_an_entry_of_a_unit_that_nobody_is_assessed_for_yields_no_facts(county, people):
    entry = accepted(county.top, people.clerk, people.committee)
    assert (entry.state, list(Fact.objects.all())) == ("accepted", [])


def test_a_rebuild_gives_the_facts_as_they_stood_with_all_their_days(county, people, settings):
    corrected = accepted(county.one_first, people.clerk, people.admin)
    gone = accepted(county.one_second, people.clerk, people.admin)
    draft(county.two_first, people.clerk)
    settings.MINGHENG_FIXED_DAY = date(2026, 6, 10)
    correct(corrected, meeting(attended=11), reason="漏记一人", read_at=corrected.version, by=actor(people.clerk))
    accept(corrected, read_at=corrected.version, by=actor(people.admin))
    withdraw(gone, reason="重复", read_at=gone.version, by=actor(people.admin))
    before = list(fact_texts())
    assert len(before) == 15
    rebuild_facts()
    assert list(fact_texts()) == before
