"""How many are expected: all members where a meeting is of all, as many as last time where it is of some."""

import re
import time
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from mingheng.ledger.entry_keys import key_of
from mingheng.ledger.models import Entry
from mingheng.ledger.queries import latest_version
from mingheng.ledger.values import content_of
from mingheng.people.models import Membership, Person
from mingheng.vault.identifiers import new_id
from tests.ledger.desk import FOUNDED_BEFORE, PDF, accepted, draft, meeting, submitted, typed, upload
from tests.ledger.pages import text_of, value_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

SUM = "实到13人、请假1人、缺席1人，合计15人，多于应到14人。"
AGAIN = "附件需要重新选择。"


@pytest.fixture
def roll(county):
    members = [Person.objects.create(name=name, version=1) for name in ("孙一", "王伟", "赵文华", "钱立")]
    for member in members:
        Membership.objects.create(person=member, unit=county.one_first, starts_on=FOUNDED_BEFORE, version=1)
    return members


def begun(clerk, new_url, **preset) -> tuple[str, bool]:
    """How many the form expects, and whether the roll is to be seen."""
    form = clerk.get(f"{new_url}?{urlencode(preset)}")
    details = re.search(r'<details[^>]*id="roll"[^>]*>', form.content.decode())
    return value_of(form, "expected"), bool(details) and "hidden" not in details[0]


def send(client, unit, kind="meeting", **changes):
    key = key_of(Entry(pk=new_id(), unit=unit, kind=kind))
    return client.post(reverse("ledger:new_entry", args=[unit.pk, kind]), typed(key=key, **changes), follow=True)


def committee(**changes):
    return meeting(type="支委会", absent=None, **changes)


def saved():
    values = content_of(latest_version(Entry.objects.get())).values
    return [values.get(code) for code in ("expected", "attended", "on_leave", "absent")]


@pytest.mark.usefixtures("roll")
def test_a_meeting_of_all_begins_with_the_number_of_members_and_the_roll(clerk, new_url):
    assert begun(clerk, new_url, type="支部党员大会") == ("4", True)
    assert begun(clerk, new_url) == ("", True)


@pytest.mark.usefixtures("roll")
def test_a_meeting_of_some_begins_with_as_many_as_the_last_one_that_was_submitted(clerk, new_url, county, people):
    assert begun(clerk, new_url, type="支委会") == ("", False)
    submitted(county.one_first, people.clerk, committee(expected=5, attended=5))
    time.sleep(0.002)  # ids grow with every thousandth of a second
    accepted(county.one_first, people.clerk, people.admin, committee(expected=3, attended=3))
    time.sleep(0.002)
    draft(county.one_first, people.clerk, committee(expected=7, attended=7))
    submitted(county.one_first, people.clerk, meeting(expected=12))
    submitted(county.two_first, people.outsider, committee(expected=9, attended=9))
    assert begun(clerk, new_url, type="支委会") == ("3", False)
    assert begun(clerk, new_url, type="党小组会") == ("", False)


@pytest.mark.usefixtures("roll")
def test_a_kind_that_never_calls_all_offers_no_roll(clerk, county):
    study = reverse("ledger:new_entry", args=[county.one_first.pk, "study"])
    assert begun(clerk, study) == ("", False)


def test_of_a_meeting_of_some_nobody_is_counted_by_the_roll_and_no_tick_is_lost(clerk, county, roll):
    ticks = {f"presence_{member.pk}": "present" for member in roll} | {f"presence_{roll[2].pk}": "on_leave"}
    sent = {"type": "支委会", "expected": "", "attended": "", "absent": "", "draft": "1"} | ticks
    refused = send(clerk, county.one_first, held_on="哪天", **{code: sent[code] for code in sent if code != "held_on"})
    assert 'id="roll" open>' in refused.content.decode()
    send(clerk, county.one_first, **sent)
    assert saved() == [None, None, ("赵文华",), None]


@pytest.mark.usefixtures("roll")
def test_a_meeting_of_some_is_opened_again_with_its_names_where_they_were_typed(clerk, county, people):
    entry = draft(county.one_first, people.clerk, meeting(type="支委会", expected=3, attended=2, absent=("赵文华",)))
    form = clerk.get(reverse("ledger:edit_entry", args=[entry.pk])).content.decode()
    assert re.search(r'<textarea name="absent"[^>]*>\s*([^<]*)', form)[1] == "赵文华"
    assert re.findall(r'name="presence_\w+" value="(\w+)"[^>]*checked', form) == ["present"] * 4


def test_who_came_and_who_was_away_are_asked_about_once_where_they_are_more_than_expected(clerk, county):
    sent = {"expected": "14", "attended": "13", "on_leave": "孙一", "absent": "赵文华", "submit": "1"}
    asked = send(clerk, county.one_first, **sent)
    assert (SUM in text_of(asked), 'name="confirmed"' in asked.content.decode(), Entry.objects.count()) == (
        True,
        True,
        0,
    )
    told = send(clerk, county.one_first, confirmed="on", **sent)
    assert (SUM in text_of(told), Entry.objects.get().state) == (True, "submitted")


def test_counts_that_meet_are_not_asked_about(clerk, county):
    sent = {"expected": "15", "attended": "13", "on_leave": "孙一", "absent": "赵文华", "submit": "1"}
    send(clerk, county.one_first, **sent)
    assert [entry.state for entry in Entry.objects.all()] == ["submitted"]


def test_a_form_that_comes_back_says_that_the_files_are_to_be_chosen_again(clerk, county, people):
    photo = upload("签到.pdf", PDF)
    assert [
        AGAIN in text_of(send(clerk, county.one_first, submit="1", held_on="", **files))
        for files in ({"evidence": photo}, {})
    ] == [True, False]
    entry = submitted(county.one_first, people.clerk)
    url = reverse("ledger:add_evidence", args=[entry.pk])
    answer = clerk.post(url, {"read_at": 9, "evidence": upload("签到.pdf", PDF)})
    assert text_of(answer).count(AGAIN) == 1


def test_the_form_names_the_files_that_are_attached_and_not_those_taken_away(clerk, county, people):
    entry = draft(county.one_first, people.clerk)
    for name in ("签到.pdf", "误传.pdf"):
        url = reverse("ledger:add_evidence", args=[entry.pk])
        entry.refresh_from_db()
        clerk.post(url, {"read_at": entry.version, "evidence": upload(name, PDF + name.encode())})
    kept, removed = entry.evidence.order_by("pk")
    entry.refresh_from_db()
    clerk.post(reverse("ledger:remove_evidence", args=[entry.pk, removed.pk]), {"read_at": entry.version})
    form = clerk.get(reverse("ledger:edit_entry", args=[entry.pk])).content.decode()
    address = reverse("ledger:evidence_file", args=[entry.pk, kept.pk])
    assert re.findall(r'<a href="([^"]*)">([^<]*\.pdf)</a>', form) == [(address, "签到.pdf")]


def test_days_the_wrong_way_round_are_told_at_the_field_and_leave_the_list_as_it_is(clerk, county, people):
    submitted(county.one_first, people.clerk)
    page = clerk.get(reverse("ledger:entries"), {"since": "2026-06-01", "until": "2026-05-01"})
    told = page.context["form"].errors
    assert (dict(told), page.context["listing"].count) == ({"since": ["起始日期晚于截止日期。"]}, 1)
