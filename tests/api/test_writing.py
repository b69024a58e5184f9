"""What systems write: drafts, submissions, corrections, each as the ledger's own verb, on behalf of the unit."""

import pytest

from mingheng.api.scopes import Scope
from mingheng.audit.models import Event
from mingheng.ledger.domain import accept, send_back
from mingheng.ledger.models import Entry
from mingheng.ledger.queries import latest_version
from mingheng.ledger.values import content_of
from tests.api.desk import System, meeting_sent, new_entry, problem
from tests.ledger.desk import accepted, actor, draft, meeting, submitted


def last_event():
    return Event.objects.order_by("-sequence")[0]


def test_a_draft_of_a_system_says_what_was_sent_and_who_wrote_it_for_whom(county, system):
    answer = system.post("entries", new_entry(county.one_first))
    entry = Entry.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "id": entry.pk,
            "unit": county.one_first.code,
            "kind": "meeting",
            "state": "draft",
            "version": 1,
            "href": f"/api/v1/entries/{entry.pk}",
        },
    )
    assert (answer["ETag"], answer["Location"]) == ('"1"', f"/api/v1/entries/{entry.pk}")
    assert content_of(latest_version(entry)) == meeting()
    event = last_event()
    told = (event.action, event.actor_id, event.actor_name, event.strength, event.session, event.address)
    assert told == ("ledger.entry.saved", None, "系统机关办公系统", "api key", system.key.prefix, "10.0.0.7")
    assert event.on_behalf_of == county.one_first.placements.get().name
    assert event.request_id == answer["X-Request-Id"]
    assert latest_version(entry).written_by == "系统机关办公系统"


def test_a_submission_waits_for_acceptance_and_counts_its_day(county, system):
    assert system.post("entries", new_entry(county.one_first, submit=True)).json()["state"] == "submitted"
    entry = Entry.objects.get()
    assert (entry.state, entry.entered_on.isoformat(), last_event().action) == (
        "submitted",
        "2026-06-01",
        "ledger.entry.submitted",
    )


def test_what_cannot_be_submitted_is_told_field_by_field_and_not_saved(county, system):
    sent = new_entry(county.one_first, submit=True, held_on="2026-06-20", attended=13, type=None)
    answer = system.post("entries", sent)
    assert problem(answer) == (422, "invalid", ["/values/type", "/values/held_on", "/values/attended"])
    assert Entry.objects.count() == 0
    assert [one["label"] for one in answer.json()["errors"]] == ["类型", "召开日期", "实到"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"expected": "12"}, "expected"),
        ({"expected": True}, "expected"),
        ({"expected": 1.5}, "expected"),
        ({"expected": -1}, "expected"),
        ({"expected": 10**9}, "expected"),
        ({"held_on": 20260520}, "held_on"),
        ({"held_on": "2026-02-30"}, "held_on"),
        ({"type": "茶话会"}, "type"),
        ({"topics": "意识形态"}, "topics"),
        ({"topics": ["意识形态、党风廉政"]}, "topics"),
        ({"topics": [1]}, "topics"),
        ({"title": "长" * 201}, "title"),
        ({"title": "看不见\u0007"}, "title"),
        ({"minutes": {"text": "x"}}, "minutes"),
        ({"organisation": "B2"}, "organisation"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_a_value_that_its_field_cannot_hold_is_refused_at_its_place(county, system, changes, where):
    answer = system.post("entries", new_entry(county.one_first, **changes))
    assert (problem(answer), Entry.objects.count()) == ((422, "invalid", [f"/values/{where}"]), 0)


def test_a_unit_beyond_the_key_is_refused_as_one_that_is_not_there(county, system):
    answers = [
        system.post("entries", new_entry(county.two_first)).json(),
        system.post("entries", new_entry(county.two_first) | {"unit": "NOWHERE"}).json(),
    ]
    for answer in answers:
        del answer["request_id"]
    assert answers[0] == answers[1]
    assert (answers[0]["status"], Entry.objects.count()) == (422, 0)


def test_a_kind_that_no_clerk_enters_is_not_entered_by_a_system(county, system):
    sent = new_entry(county.one_first) | {"kind": "result", "values": {}}
    assert problem(system.post("entries", sent)) == (422, "invalid", ["/kind"])


def test_a_put_replaces_a_draft(county, system, clerk):
    entry = draft(county.one_first, clerk)
    sent = {"values": meeting_sent(title="改过的主题", topics=None)}
    answer = system.put(f"entries/{entry.pk}", sent, if_match='"1"')
    assert (answer.status_code, answer["ETag"], answer.json()["state"]) == (200, '"2"', "draft")
    entry.refresh_from_db()
    assert content_of(latest_version(entry)) == meeting(title="改过的主题", topics=None)
    assert [version.writer_id for version in entry.versions.order_by("number")] == [clerk.pk, None]


def test_what_was_sent_back_is_put_right_and_submitted_again(county, system, clerk, judge):
    entry = submitted(county.one_first, clerk)
    send_back(entry, reason="日期有误", read_at=entry.version, by=actor(judge))
    read = system.get(f"entries/{entry.pk}")
    assert (read.json()["state"], read.json()["returned_because"]) == ("sent_back", "日期有误")
    sent = {"values": meeting_sent(held_on="2026-05-21"), "submit": True}
    answer = system.put(f"entries/{entry.pk}", sent, if_match=read["ETag"])
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")


def test_what_was_accepted_is_corrected_with_a_reason_and_counts_until_then(county, system, clerk, judge):
    entry = accepted(county.one_first, clerk, judge)
    path, tag = f"entries/{entry.pk}", f'"{entry.version}"'
    sent = {"values": meeting_sent(attended=11, absent=["赵文华"])}
    assert problem(system.put(path, sent, if_match=tag)) == (422, "invalid", ["/reason"])
    assert system.put(path, sent | {"reason": "漏记一人"}, if_match=tag).status_code == 200
    read = system.read(path)
    assert (read["state"], read["number"], read["accepted_number"]) == ("submitted", 2, 1)
    assert (last_event().action, last_event().reason) == ("ledger.entry.corrected", "漏记一人")


def test_what_waits_or_is_withdrawn_is_not_changed(county, system, clerk):
    entry = submitted(county.one_first, clerk)
    answer = system.put(f"entries/{entry.pk}", {"values": {}}, if_match='"1"')
    assert problem(answer) == (409, "not-now", [])


def test_a_saved_draft_is_submitted_as_it_was_read(county, system, clerk):
    entry = draft(county.one_first, clerk)
    answer = system.post(f"entries/{entry.pk}/submit", if_match='"1"')
    assert (answer.status_code, answer.json()["state"], answer["ETag"]) == (200, "submitted", '"2"')


def test_a_draft_that_is_not_complete_is_not_submitted(county, system, clerk):
    entry = draft(county.one_first, clerk, meeting(type=None))
    answer = system.post(f"entries/{entry.pk}/submit", {}, if_match='"1"')
    assert problem(answer) == (422, "invalid", ["/values/type"])


def test_a_change_of_what_somebody_has_changed_meanwhile_is_refused(county, system, clerk):
    entry, sent = draft(county.one_first, clerk), {"values": meeting_sent(title="甲")}
    path = f"entries/{entry.pk}"
    assert system.put(path, sent, if_match='"1"').status_code == 200
    assert problem(system.put(path, {"values": {}}, if_match='"1"')) == (412, "stale", [])
    assert problem(system.post(f"{path}/submit", if_match='"1"')) == (412, "stale", [])
    assert problem(system.put(path, sent, if_match="*")) == (400, "malformed", [])
    assert problem(system.put(path, sent)) == (428, "no-precondition", [])
    assert Entry.objects.get().version == 2


def test_what_a_key_cannot_see_it_does_not_empty(county, clerk):
    blind = System(county.one, Scope.ENTRIES_READ, Scope.ENTRIES_WRITE)
    entry = draft(county.one_first, clerk)
    sent = {"values": meeting_sent(title="改过的主题", absent=None, minutes=None)}
    assert blind.put(f"entries/{entry.pk}", sent, if_match='"1"').status_code == 200
    entry.refresh_from_db()
    assert content_of(latest_version(entry)) == meeting(title="改过的主题")
    seeing = System(county.one)
    assert seeing.put(f"entries/{entry.pk}", sent, if_match='"2"').status_code == 200
    entry.refresh_from_db()
    assert content_of(latest_version(entry)) == meeting(title="改过的主题", absent=None, minutes=None)


def test_what_is_unusual_is_asked_once_and_taken_when_confirmed(county):
    system = System(county.top)
    sent = new_entry(county.one, submit=True)
    answer = system.post("entries", sent)
    assert problem(answer) == (422, "unconfirmed", ["/values/type"])
    assert system.post("entries", sent | {"confirmed": True}).status_code == 201


def test_what_a_system_has_written_anybody_may_accept(county, system, judge):
    system.post("entries", new_entry(county.one_first, submit=True))
    entry = Entry.objects.get()
    accept(entry, read_at=entry.version, by=actor(judge))
    assert system.read(f"entries/{entry.pk}")["state"] == "accepted"
