"""Every row comes exactly once, whatever is written while a system turns the pages."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mingheng.audit.actors import COMMAND
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.organisation.domain import found_unit
from mingheng.organisation.models import UnitKind
from tests.api.desk import System, forget_turns, problem
from tests.ledger.desk import TODAY, draft, meeting


def pages(system, path, *, between=lambda: None):
    """All pages, in order; something is done after each."""
    found, cursor = [], None
    while True:
        told = system.read(path if cursor is None else f"{path}&cursor={cursor}")
        found.append(told["items"])
        cursor = told["next"]
        if cursor is None:
            return found
        between()


@settings(max_examples=25)
@given(before=st.integers(0, 9), inserted=st.lists(st.integers(0, 3), max_size=6), limit=st.integers(1, 5))
def test_every_entry_comes_once_while_others_are_written(county, clerk, system, before, inserted, limit):
    EntryVersion.objects.all().delete()
    Entry.objects.all().delete()
    forget_turns()
    there = {draft(county.one_first, clerk).pk for _ in range(before)}
    waiting = iter(inserted)

    def write():
        for _ in range(next(waiting, 0)):
            draft(county.one_second, clerk, meeting(title="后来的"))

    told = pages(system, f"entries?limit={limit}", between=write)
    keys = [one["id"] for page in told for one in page]
    assert (len(keys) == len(set(keys)), there - set(keys)) == (True, set())
    assert [len(page) for page in told[:-1]] == [limit] * (len(told) - 1)


def test_units_come_once_while_others_are_founded(county):
    system = System(county.top)
    before = [one["code"] for one in system.read("units")["items"]]
    codes = iter(["A-0", "ZZ", "B-0"])

    def found_another():
        code = next(codes, None)
        if code:
            found_unit(code, f"新支部{code}", kind=UnitKind.BRANCH, parent=county.top, on=TODAY, by=COMMAND)

    told = [one["code"] for page in pages(system, "units?limit=2", between=found_another) for one in page]
    assert (before, sorted(set(told)) == sorted(told), set(before) - set(told)) == (
        ["A", "A-1", "A-2", "B", "B-1", "GW"],
        True,
        set(),
    )


def test_a_cursor_goes_on_with_its_own_question_only(county, system, clerk):
    for _ in range(3):
        draft(county.one_first, clerk)
    cursor = system.read("entries?limit=1")["next"]
    assert len(system.read(f"entries?limit=2&cursor={cursor}")["items"]) == 2
    for path in (f"entries?state=draft&cursor={cursor}", f"units?cursor={cursor}", "entries?cursor=x"):
        assert problem(system.get(path)) == (400, "malformed", [])


def test_a_cursor_that_was_tampered_with_is_refused(county, system, clerk):
    for _ in range(2):
        draft(county.one_first, clerk)
    cursor = system.read("entries?limit=1")["next"]
    head, rest = cursor.split(":", 1)
    assert problem(system.get(f"entries?cursor={head}A:{rest}")) == (400, "malformed", [])
