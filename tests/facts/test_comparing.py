"""A fact that is not what truth gives is found, whichever column was changed, and its source is named."""

from datetime import date

import pytest
from django.db import connection

from mingheng.facts.comparing import Difference, differences
from mingheng.facts.models import Fact
from mingheng.ledger.domain import correct, withdraw
from mingheng.organisation.models import Unit
from tests.assessment.world import meeting

pytestmark = pytest.mark.django_db
CHANGES = {
    "subject_id": "(SELECT id FROM unit WHERE code = 'U3')",
    "kind": "'meeting.other'",
    "day": "'2026-05-09'",
    "belongs": "'2026-05-09'",
    "ended_on": "'2026-05-09'",
    "expected": "12001",
    "actual": "NULL",
    "level": "'县级'",
    "person": "'another'",
    "case": "'another'",
    "verified": "NOT verified",
    "entered_on": "'2026-05-09'",
    "known_on": "'2026-05-09'",
    "withdrawn_on": "'2026-05-09'",
}


@pytest.fixture
def sources(scene):
    """Three meetings with three facts each."""
    entries = [scene.write("U1-1", "meeting", meeting(date(2026, 5, day))) for day in (4, 5, 6)]
    for entry in entries:
        scene.accept(entry)
    return [f"entry:{entry.pk}:1" for entry in entries]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_column_is_compared():
    own = {field.column for field in Fact._meta.concrete_fields} - {"id", "source"}
    assert set(CHANGES) == own


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_is_found(sources, column):
    assert differences() == []
    execute(
        f'UPDATE fact SET "{column}" = {CHANGES[column]} '
        f"WHERE id = (SELECT min(id) FROM fact WHERE source = '{sources[1]}' AND actual IS NOT NULL)"
    )
    assert differences() == [Difference(sources[1], 3, 3)]


def test_facts_that_were_removed_added_or_put_under_another_source_are_found(sources):
    first, second, third = sources
    execute(f"DELETE FROM fact WHERE id = (SELECT min(id) FROM fact WHERE source = '{first}')")
    execute(f"UPDATE fact SET source = '{third}' WHERE id = (SELECT min(id) FROM fact WHERE source = '{second}')")
    columns = ", ".join(f'"{column}"' for column in CHANGES)
    execute(f"INSERT INTO fact (source, {columns}) SELECT 'entry:0:1', {columns} FROM fact WHERE source = '{first}'")
    changed = [
        Difference("entry:0:1", 0, 2),
        Difference(first, 3, 2),
        Difference(second, 3, 2),
        Difference(third, 3, 4),
    ]
    assert differences() == sorted(changed, key=lambda one: one.source)


def test_two_facts_of_a_source_that_change_places_are_no_difference(sources):
    facts = list(Fact.objects.filter(source=sources[0]).order_by("id"))
    Fact.objects.filter(source=sources[0]).delete()
    Fact.objects.bulk_create(Fact(**values_of(fact)) for fact in reversed(facts))
    assert differences() == []


def values_of(fact: Fact) -> dict:
    return {
        field.attname: getattr(fact, field.attname) for field in Fact._meta.concrete_fields if field.attname != "id"
    }


def test_corrections_withdrawals_and_units_that_nobody_is_assessed_for_are_no_difference(scene, sources, stand_on):
    entry = scene.write("U2-1", "meeting", meeting(date(2026, 5, 8)))
    scene.accept(entry)
    stand_on(date(2026, 9, 3))
    content = meeting(date(2026, 5, 8), attended=11)
    correct(entry, content, reason="少记", read_at=entry.version, by=scene.clerk)
    scene.accept(entry)
    withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    scene.enter("0", "meeting", meeting(date(2026, 5, 9)))
    assert Unit.objects.get(code="0").facts.count() == 0
    assert len({fact.source for fact in Fact.objects.all()}) == len(sources) + 2
    assert differences() == []
