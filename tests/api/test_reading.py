"""What systems read: units of a day, kinds, entries with what they may see of them."""

from datetime import date

import pytest

from mingheng.api.scopes import Scope
from mingheng.audit.actors import COMMAND
from mingheng.ledger.domain import withdraw
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.organisation.domain import close_unit, found_unit
from mingheng.organisation.models import UnitKind
from tests.api.desk import System, meeting_sent, problem
from tests.ledger.desk import accepted, actor, draft, meeting, submitted

SENSITIVE = ("absent", "minutes")


def codes(told):
    return [one["code"] for one in told["items"]]


def test_units_are_those_of_the_day_from_the_key_s_unit_down(county, system):
    found_unit("A-3", "新支部", kind=UnitKind.BRANCH, parent=county.one, on=date(2026, 6, 1), by=COMMAND)
    assert codes(system.read("units")) == ["A", "A-1", "A-2", "A-3"]
    assert codes(system.read("units?on=2026-05-31")) == ["A", "A-1", "A-2"]
    assert codes(system.read("units?on=2020-01-01")) == []
    assert system.read("units")["items"][1] == {
        "code": "A-1",
        "name": "甲局第一党支部",
        "kind": "党支部",
        "parent": "A",
        "is_assessed": False,
        "assessment_class": "",
        "starts_on": "2024-01-01",
        "ends_on": None,
        "founded_on": "2024-01-01",
        "closed_on": None,
    }


def test_what_stands_above_the_key_s_unit_is_not_told(system):
    assert system.read("units")["items"][0]["parent"] is None


def test_a_closed_unit_is_read_as_it_stood_last(county, system):
    before = system.get("units/A-1")
    close_unit(county.one_first, on=date(2026, 6, 1), by=COMMAND)
    after = system.get("units/A-1")
    assert (after.json()["name"], after.json()["closed_on"]) == ("甲局第一党支部", "2026-05-31")
    assert (before["ETag"] == system.get("units/A-1")["ETag"], after["ETag"]) == (
        False,
        system.get("units/A-1")["ETag"],
    )


def test_kinds_tell_everything_a_form_needs(system):
    kinds = {one["code"]: one for one in system.read("kinds")["items"]}
    of_meeting = {one["code"]: one for one in kinds["meeting"]["fields"]}
    assert (kinds["meeting"]["can_write"], kinds["meeting"]["day_field"], kinds["result"]["can_write"]) == (
        True,
        "held_on",
        False,
    )
    assert [of_meeting[code]["sensitive"] for code in (*SENSITIVE, "title")] == [True, True, False]
    assert (of_meeting["type"]["type"], "党课" in of_meeting["type"]["choices"]) == ("choice", True)


def test_an_entry_says_what_was_written(county, system, clerk, judge):
    entry = accepted(county.one_first, clerk, judge)
    answer = system.get(f"entries/{entry.pk}")
    told = answer.json()
    assert answer["ETag"] == f'"{entry.version}"'
    assert told.pop("changed_at") == EntryVersion.objects.get().decided_at.isoformat()[:23] + "Z"
    assert told == {
        "id": entry.pk,
        "unit": "A-1",
        "kind": "meeting",
        "state": "accepted",
        "version": entry.version,
        "number": 1,
        "accepted_number": 1,
        "title": "学习讨论",
        "happened_on": "2026-05-20",
        "entered_on": "2026-06-01",
        "belongs_year": None,
        "belongs_month": None,
        "values": meeting_sent(),
        "masked": [],
        "returned_because": "",
    }


def test_what_is_read_can_be_sent_as_it_is(county, system, clerk):
    entry = draft(county.one_first, clerk)
    read = system.read(f"entries/{entry.pk}")
    assert system.put(f"entries/{entry.pk}", {"values": read["values"]}, if_match='"1"').status_code == 200
    assert EntryVersion.objects.count() == 1


def test_a_key_without_the_right_reads_neither_minutes_nor_names(county, clerk):
    plain = System(county.one, Scope.ENTRIES_READ)
    entry = draft(county.one_first, clerk)
    told = plain.read(f"entries/{entry.pk}")
    assert told["values"] == meeting_sent(absent=None, minutes=None)
    assert sorted(told["masked"]) == sorted(SENSITIVE)
    text = plain.get("entries").content.decode()
    assert [word for word in ("赵文华", "第一项议程") if word in text] == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["甲", "乙", "丙"]),
        ("kind=meeting", ["甲", "乙", "丙"]),
        ("kind=nothing", []),
        ("unit=A-2", ["丙"]),
        ("unit=B-1", []),
        ("unit=NOWHERE", []),
        ("state=draft", ["甲"]),
        ("state=withdrawn", ["丙"]),
        ("since=2026-05-21", ["乙"]),
        ("until=2026-05-20", ["甲", "丙"]),
        ("changed_since=2001-01-01T00:00:00Z", ["甲", "乙", "丙"]),
        ("changed_since=2900-01-01T00:00:00%2B08:00", []),
    ],
)
def test_entries_are_found_by_what_is_asked(county, system, clerk, question, found):
    draft(county.one_first, clerk, meeting(title="甲"))
    submitted(county.one_first, clerk, meeting(title="乙", held_on=date(2026, 5, 21)))
    third = submitted(county.one_second, clerk, meeting(title="丙"))
    withdraw(third, reason="重复", read_at=third.version, by=actor(clerk))
    draft(county.two_first, clerk, meeting(title="丁"))
    assert sorted(one["title"] for one in system.read(f"entries?{question}")["items"]) == sorted(found)


def test_what_was_changed_since_is_found_by_its_newest_change(county, system, clerk):
    first = draft(county.one_first, clerk, meeting(title="甲"))
    draft(county.one_first, clerk, meeting(title="乙"))
    moment = system.read("entries")["items"]
    since = max(one["changed_at"] for one in moment)
    withdraw(first, reason="重复", read_at=first.version, by=actor(clerk))
    query = f"entries?changed_since={since}"
    assert sorted(one["title"] for one in system.read(query)["items"]) == ["乙", "甲"]
    later = Entry.objects.get(pk=first.pk).withdrawn_at.isoformat().replace("+", "%2B")
    assert [one["title"] for one in system.read(f"entries?changed_since={later}")["items"]] == ["甲"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_queries_however_long_it_is(county, system, clerk, count, django_assert_num_queries):
    for _ in range(count):
        draft(county.one_first, clerk)
    system.get("kinds")
    with django_assert_num_queries(4):
        assert len(system.read("entries")["items"]) == count


def test_an_entry_of_another_office_is_not_there(county, system, clerk):
    entry = draft(county.two_first, clerk)
    asked = [("GET", ""), ("PUT", ""), ("POST", "/submit")]
    for method, rest in asked:
        answers = [
            system.ask(method, f"entries/{key}{rest}", {"values": {}} if method == "PUT" else None, if_match='"1"')
            for key in (entry.pk, "nothing")
        ]
        assert [problem(one) for one in answers] == [(404, "not-found", [])] * 2
        assert len({one.json()["detail"] for one in answers}) == 1
