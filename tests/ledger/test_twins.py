"""What was entered twice is a question to whoever writes it and to whoever decides, and never refused."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.ledger.domain import accept, correct, recall
from mingheng.ledger.entry_keys import key_of
from mingheng.ledger.models import Entry
from mingheng.vault.identifiers import new_id
from tests.ledger.desk import HELD, actor, draft, meeting, submitted, typed
from tests.people import sign_in

QUESTION = "同一组织同一天已有一条“学习讨论”（待审核）。请核对是否重复填报"
BOX = 'name="confirmed"'


def send(client, unit, kind="meeting", **sent):
    """Send a form for a new entry of the unit."""
    key = key_of(Entry(pk=new_id(), unit=unit, kind=kind))
    return client.post(reverse("ledger:new_entry", args=[unit.pk, kind]), sent | {"key": key}, follow=True)


def told(answer, other) -> tuple[bool, int, bool]:
    """Whether the page asks, how many boxes it has, and whether it leads to the other one."""
    page = unescape(answer.content.decode())
    return QUESTION in page, page.count(BOX), f'href="{reverse("ledger:entry", args=[other.pk])}"' in page


def test_what_was_entered_twice_is_asked_about_and_not_refused(county, people):
    first = submitted(county.one_first, people.clerk)
    twin = submitted(county.one_first, people.colleague)
    submitted(county.one_second, people.clerk)
    submitted(county.one_first, people.clerk, meeting(title="另一次学习"))
    draft(county.one_first, people.clerk)
    admin = Client()
    sign_in(admin, people.admin)
    assert admin.get(reverse("ledger:waiting")).content.decode().count('chip warning">疑似重复') == 2
    pages = [admin.get(reverse("ledger:entry", args=[one.pk])).content.decode() for one in (first, twin)]
    asked = ["请核对是否重复填报" in page for page in pages]
    assert asked == [True, True]
    admin.post(reverse("ledger:accept_entry", args=[twin.pk]), {"read_at": twin.version})
    assert Entry.objects.get(pk=twin.pk).state == "accepted"


def test_who_submits_it_twice_is_asked_once_with_a_link_and_it_goes_through_when_confirmed(county, people, clerk):
    first = submitted(county.one_first, people.colleague)
    assert told(send(clerk, county.one_first, **typed(submit="1")), first) == (True, 1, True)
    assert Entry.objects.count() == 1
    send(clerk, county.one_first, **typed(submit="1", confirmed="on"))
    assert list(Entry.objects.values_list("state", flat=True)) == ["submitted"] * 2


def test_of_two_questions_one_box_answers_both(county, people):
    admin = Client()
    sign_in(admin, people.admin)
    first = submitted(county.one, people.clerk)
    answer = send(admin, county.one, **typed(submit="1"))
    assert told(answer, first) == (True, 1, True)
    assert "填报的组织是机关党委" in answer.content.decode()
    send(admin, county.one, **typed(submit="1", confirmed="on"))
    assert Entry.objects.count() == 2


def test_a_draft_is_saved_and_its_page_and_its_form_lead_to_the_other_one(county, people, clerk):
    first = submitted(county.one_first, people.colleague)
    saved = send(clerk, county.one_first, **typed(draft="1"))
    assert told(saved, first) == (False, 0, True)
    entry = Entry.objects.get(state="draft")
    assert told(clerk.get(reverse("ledger:edit_entry", args=[entry.pk])), first) == (False, 0, True)
    asked = clerk.post(reverse("ledger:submit_entry", args=[entry.pk]), {"read_at": entry.version})
    assert told(asked, first) == (True, 1, True)


@pytest.mark.parametrize("changes", [{"title": "另一次学习"}, {"held_on": "2026-05-21"}])
def test_another_title_or_another_day_is_no_question(county, people, clerk, changes):
    submitted(county.one_first, people.colleague)
    send(clerk, county.one_first, **typed(submit="1", **changes))
    assert list(Entry.objects.values_list("state", flat=True)) == ["submitted"] * 2


def test_records_without_titles_of_their_own_are_not_asked_about(county, clerk):
    talk = {"read_at": 0, "type": "谈心谈话", "person": "钱立", "held_on": HELD.isoformat(), "submit": "1"}
    for _ in range(2):
        send(clerk, county.one_first, "talk", **talk)
    assert list(Entry.objects.values_list("state", flat=True)) == ["submitted"] * 2


def test_the_draft_of_somebody_else_is_no_question_and_that_of_a_correction_is(county, people, clerk):
    draft(county.one_first, people.colleague)
    send(clerk, county.one_first, **typed(submit="1"))
    assert sorted(Entry.objects.values_list("state", flat=True)) == ["draft", "submitted"]
    entry = Entry.objects.get(state="submitted")
    accept(entry, read_at=entry.version, by=actor(people.admin))
    correct(entry, meeting(attended=9), reason="多记一人", read_at=entry.version, by=actor(people.clerk))
    recall(entry, read_at=entry.version, by=actor(people.clerk))
    asked = send(clerk, county.one_first, **typed(submit="1")).content.decode()
    assert ("同一组织同一天已有一条“学习讨论”（草稿）" in asked, Entry.objects.count()) == (True, 2)
