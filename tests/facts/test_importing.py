"""Many records taken over at once: all or nothing, every fault told, and facts as a rebuild makes them."""

from datetime import date

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.facts.domain import rebuild_facts
from mingheng.facts.models import Fact
from mingheng.ledger.domain.importing import BATCH, Taken, import_records
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.organisation.models import Unit
from mingheng.scoring import FaultyInput, Record
from tests.facts.fact_texts import fact_texts
from tests.ledger.desk import TODAY, meeting
from tests.organisation.county import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(stand_on):
    stand_on(TODAY)
    return County()


def taken(unit, number=1, counts_from=TODAY, **changes):
    return Taken(unit, Record("A", meeting(**changes).values, number=str(number), entered=counts_from), counts_from)


def counts():
    return [table.objects.count() for table in (Entry, EntryVersion, Fact, Event)]


def test_one_faulty_record_keeps_all_others_out_and_every_fault_is_told(county):
    before = counts()
    rows = [taken(county.one_first), taken(county.one_first, type=None), taken(county.one_second, held_on=None)]
    with pytest.raises(FaultyInput) as refusal:
        import_records("meeting", rows, by=COMMAND)
    assert len(refusal.value.problems) == 2
    assert counts() == before


def test_a_fault_in_a_later_batch_takes_back_the_earlier_ones(county):
    before = counts()
    rows = [taken(county.one_first, number) for number in range(BATCH)]
    # Its unit was never saved, which shows only when the second batch is written.
    stranger = Taken(Unit(code="X", founded_on=TODAY), rows[0].record, TODAY)
    with pytest.raises(ValueError, match="unsaved related object 'unit'"):
        import_records("meeting", [*rows, stranger], by=COMMAND)
    assert counts() == before


def test_what_was_imported_counts_as_accepted_with_an_event_for_each_batch(county):
    before = Event.objects.count()
    rows = [taken(county.one_first, number) for number in range(BATCH + 1)]
    assert import_records("meeting", rows, by=COMMAND) == BATCH + 1
    assert set(Entry.objects.values_list("state", "accepted", "latest", "happened_on")) == {
        ("accepted", 1, 1, date(2026, 5, 20))
    }
    imported = Event.objects.order_by("sequence")[before:]
    assert [event.action for event in imported] == ["ledger.entries.imported"] * 2


def test_the_facts_of_an_import_are_those_of_a_rebuild(county):
    rows = [
        taken(county.one_first, 1, date(2026, 5, 25)),
        taken(county.two_first, 2, TODAY, absent=("赵文华",)),
        taken(county.top, 3),
    ]
    import_records("meeting", rows, by=COMMAND)
    kept = list(fact_texts())
    assert set(Fact.objects.values_list("subject__code", "known_on")) == {("A", date(2026, 5, 25)), ("B", TODAY)}
    assert rebuild_facts() == len(kept) > 0
    assert list(fact_texts()) == kept
