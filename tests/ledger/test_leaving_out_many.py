"""Leaving out one row of a sheet can make another one a repetition, and that one the next: each is looked at again once."""

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.ledger.imports import Intake, enter_records, read_records_sheet
from mingheng.ledger.imports.asking import ask_in_turn
from mingheng.ledger.imports.stored import key_text
from mingheng.ledger.models import Entry, State
from mingheng.ledger.questions import Asked
from mingheng.ledger.record_kinds import kind_of
from tests.ledger.desk import HELD, meeting
from tests.ledger.sheets_desk import book, line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def counting(calls):
    """Finds no placement, and notes each question for one: there is one for each record that is asked about."""

    def placement_on(unit, day):
        calls.append((unit, day))

    return placement_on


@pytest.fixture
def renamed(county):
    """Four hundred and one entries, each but the last renamed as the next one is called now."""
    entries = Entry.objects.bulk_create(
        Entry(unit=county.one_first, kind="meeting", title=f"第{at}次", happened_on=HELD, state="accepted", version=1)
        for at in range(401)
    )
    return [Asked(entry, meeting(title=f"第{at}次"), at + 2) for at, entry in enumerate(entries[:-1], start=1)]


def test_each_of_many_rows_is_asked_about_twice_at_the_most(renamed, django_assert_num_queries):
    calls = []
    rows = frozenset(one.row for one in renamed)
    with django_assert_num_queries(1):
        found, left_out = ask_in_turn(kind_of("meeting"), renamed, rows, counting(calls))
    assert (left_out, found.keys(), len(calls)) == (rows, rows, 2 * len(rows) - 1)


def test_what_is_not_to_be_left_out_ends_the_chain(renamed):
    """Of the rows that are kept only the one that the chain meets looks like another entry."""
    rows = [one.row for one in renamed]
    found, left_out = ask_in_turn(kind_of("meeting"), renamed, frozenset(rows[200:]), counting([]))
    assert (left_out, [row for row in rows[:200] if found[row]]) == (frozenset(rows[200:]), rows[199:200])


@pytest.mark.usefixtures("county")
def test_a_chain_of_rows_is_left_out_of_a_sheet_and_the_rest_of_it_is_entered(tmp_path):
    intake = Intake("meeting", State.ACCEPTED)
    titles = [f"第{at}次" for at in range(5)]
    path = book(tmp_path / "a.xlsx", *(line(title=title) for title in titles))
    enter_records(intake, read_records_sheet(intake, path), by=COMMAND)
    keys = [key_text(entry) for entry in Entry.objects.order_by("title")]
    rows = [line(title=title, key=key) for title, key in zip(titles[1:], keys, strict=False)]
    path = book(tmp_path / "b.xlsx", *rows, line(title="另一次"))
    intake = Intake("meeting", State.SUBMITTED, reason="写错了", left_out=frozenset({3, 4, 5, 6, 7}))
    found = read_records_sheet(intake, path)
    assert ([one.row for one in found.left_out], [one.row for one in found.rows]) == ([3, 4, 5, 6], [7])
    assert [fault.text for fault in found.faults] == [
        f"同一组织同一天已有一条“{title}”（已采纳）。请核对是否重复填报。" for title in titles[1:]
    ]
    assert (found.questions, enter_records(intake, found, by=COMMAND)) == ([], 1)
