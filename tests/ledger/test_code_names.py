"""Where a record holds a code of the rulebook, pages say what it is for."""

import pytest
from django.urls import reverse

from mingheng.assessment.domain import start_cycle
from mingheng.audit.actors import COMMAND
from mingheng.content import bundled_rulebooks
from mingheng.ledger.domain.importing import Taken, import_records
from mingheng.ledger.models import Entry
from mingheng.policy import Role
from mingheng.scoring import Record
from tests.ledger.desk import HELD, TODAY, person
from tests.people import signed_in


@pytest.fixture
def reader(county):
    """Who reads of a decision with a code of its own, a finding by the code of a rule, and one that nothing reads."""
    _imported("decision", county.one, indicator="serious_case", decided_on=HELD)
    for code in ("rectification", "unknown_code"):
        _imported("finding", county.one, indicator=code, found_on=HELD)
    return signed_in(person("reader", county.top, Role.COMMITTEE_ADMIN))


def _imported(kind, unit, **values):
    import_records(kind, [Taken(unit, Record(unit.code, values, number="1"), TODAY)], by=COMMAND)


def essentials(client) -> list[list[tuple[str, str]]]:
    rows = client.get(reverse("ledger:entries")).context["listing"].rows
    return sorted(row.essentials for row in rows)


def test_without_a_cycle_a_code_is_shown_as_it_was_written(reader):
    assert [told for told, *_ in essentials(reader)] == [
        ("指标编码", "rectification"),
        ("指标编码", "serious_case"),
        ("指标编码", "unknown_code"),
    ]


def test_a_code_is_told_by_the_name_that_the_running_rulebook_gives_it(reader):
    start_cycle(bundled_rulebooks()["demo-2026"], connected=("decision", "finding"), by=COMMAND)
    assert [told for told, *_ in essentials(reader)] == [
        ("指标编码", "unknown_code"),
        ("用于", "发生严重违纪违法案件且领导班子负有责任"),
        ("用于", "检查发现问题整改"),
    ]
    page = reader.get(reverse("ledger:entry", args=[Entry.objects.get(kind="decision").pk])).content.decode()
    assert ("发生严重违纪违法案件" in page, "serious_case" in page) == (True, False)


def test_a_list_asks_once_for_all_its_codes(reader, django_assert_max_num_queries):
    start_cycle(bundled_rulebooks()["demo-2026"], connected=("decision", "finding"), by=COMMAND)
    with django_assert_max_num_queries(13):
        essentials(reader)
