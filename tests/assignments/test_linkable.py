"""The entries that a reply can point to: found by words and kind, the fitting ones first, the ticked ones always."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingheng.assignments.linkable import MOST_ENTRIES, offered_entries
from mingheng.assignments.models import Reply, Wanted
from mingheng.ledger.domain import submit
from mingheng.ledger.models import Entry
from mingheng.ledger.values import Content
from tests.assignments.desk import TODAY, given, received
from tests.ledger.desk import HELD, PDF, accepted, actor, draft, meeting, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
QUERIES = 23


@pytest.fixture
def asked(county, people):
    """An office that is to answer by a meeting, and has received it."""
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    return received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)


@pytest.fixture
def reply_url(asked):
    return reverse("assignments:reply", args=[asked.pk])


def held(county, people, title, day=HELD):
    return submitted(county.one_first, people.branch, meeting(title=title, held_on=day))


def studied(county, people, title="集体学习", day=HELD):
    entry = Entry(unit=county.one_first, kind="study")
    return submit(entry, Content({"title": title, "held_on": day}), read_at=0, by=actor(people.branch))


def titles(offer):
    return [row.entry.title for row in offer.rows]


def test_the_wanted_kind_stands_first_then_what_came_since_then_the_newest(asked, county, people):
    held(county, people, "早的会")
    studied(county, people)
    held(county, people, "以后的会", TODAY)
    studied(county, people, "当天的学习", TODAY)
    held(county, people, "近的会", HELD + timedelta(days=2))
    assert titles(offered_entries(asked)) == ["以后的会", "近的会", "早的会", "当天的学习", "集体学习"]


def test_they_are_found_by_words_by_the_name_of_the_branch_and_by_kind(asked, county, people):
    held(county, people, "党课")
    studied(county, people)
    submitted(county.one_second, people.colleague, meeting(title="换届大会"))
    found = [
        titles(offered_entries(asked, **search))
        for search in ({"words": "换届"}, {"words": "第一党支部"}, {"kind": "study"}, {"words": "没有的"})
    ]
    assert found == [["换届大会"], ["党课", "集体学习"], ["集体学习"], []]


def test_drafts_and_entries_of_others_are_not_offered_even_if_ticked(asked, county, people):
    foreign, unfinished = submitted(county.two_first, people.outsider), draft(county.one_first, people.branch)
    assert titles(offered_entries(asked, ticked=[foreign.pk, unfinished.pk, "\0", "没有"])) == []


def test_what_is_ticked_stays_whatever_is_searched_for_and_the_rest_is_cut(asked, county, people):
    for number in range(MOST_ENTRIES + 1):
        last = held(county, people, f"第{number}次", HELD - timedelta(days=number))
    offer = offered_entries(asked, ticked=[last.pk])
    assert (titles(offer)[0], len(offer.rows), offer.found, offer.is_cut) == (last.title, 21, 21, True)
    assert titles(offered_entries(asked, words="第3次", ticked=[last.pk])) == [last.title, "第3次"]


def test_a_search_keeps_what_was_typed_and_ticked_and_answers_nothing(at, asked, reply_url, county, people):
    first, second = held(county, people, "党课"), held(county, people, "换届大会")
    clerk = at("clerk")
    sent = {"read_at": asked.version, "text": "写了一半", "entries": [first.pk], "words": "换届", "kind": "meeting"}
    page = clerk.post(reply_url, sent | {"search": "1", "attached": SimpleUploadedFile("佐证.pdf", PDF)})
    form, body = page.context["form"], page.content.decode()
    assert [form[name].value() for name in ("read_at", "text", "words", "kind")] == [
        str(asked.version),
        "写了一半",
        "换届",
        "meeting",
    ]
    assert (titles(form.offer), form.ticked) == (["党课", "换届大会"], {first.pk})
    assert (body.count(" checked>"), "附件需要重新选择。" in body, Reply.objects.count()) == (1, True, 0)
    clerk.post(reply_url, sent | {"entries": [first.pk, second.pk]})
    assert set(Reply.objects.get().links.values_list("entry_id", flat=True)) == {first.pk, second.pk}


def test_an_address_can_name_the_search(at, reply_url, county, people):
    held(county, people, "党课")
    held(county, people, "换届大会")
    assert titles(at("clerk").get(f"{reply_url}?words=换届").context["form"].offer) == ["换届大会"]


def test_the_form_begins_with_the_wanted_kind_and_shows_every_kind_when_that_is_asked_for(
    at, reply_url, county, people
):
    held(county, people, "党课")
    studied(county, people)
    forms = [at("clerk").get(f"{reply_url}{asked}").context["form"] for asked in ("", "?kind=", "?kind=study")]
    assert [(form["kind"].value(), titles(form.offer)) for form in forms] == [
        ("meeting", ["党课"]),
        ("", ["党课", "集体学习"]),
        ("study", ["集体学习"]),
    ]


def test_where_no_record_is_ticked_the_list_alone_is_faulty_and_its_name_says_that_it_is_required(
    at, asked, reply_url, county, people
):
    held(county, people, "党课")
    answer = at("clerk").post(reply_url, {"read_at": asked.version, "text": "办好了"})
    body = answer.content.decode()
    search, table = body.partition('<div class="filters">')[2].split('<div class="scroll faulty"')
    assert (list(answer.context["form"].errors), "faulty" in search, "党课" in table) == (["entries"], False, True)
    assert (body.count("faulty"), '台账记录<span class="required" aria-hidden="true">*</span>' in body) == (1, True)


def test_every_entry_says_its_state(at, reply_url, county, people):
    held(county, people, "待定的会")
    accepted(county.one_first, people.branch, people.admin, meeting(title="采纳的会"))
    states = [row.entry.get_state_display() for row in at("clerk").get(reply_url).context["form"].offer.rows]
    body = at("clerk").get(reply_url).content.decode()
    assert ([body.count(state) >= 1 for state in states], sorted(states)) == ([True] * 2, ["已采纳", "待审核"])


def test_the_name_of_an_entry_opens_it_beside_the_form(at, reply_url, county, people):
    entry, clerk = held(county, people, "党课"), at("clerk")
    opened = reverse("ledger:entry", args=[entry.pk])
    body = clerk.get(reply_url).content.decode()
    assert f'<a href="{opened}" target="_blank" rel="noopener">党课</a></label>' in body
    assert clerk.get(opened).context["entry"] == entry


def test_entries_of_another_kind_alone_do_not_answer_what_is_wanted(at, asked, reply_url, county, people):
    other, right = studied(county, people), held(county, people, "党课")
    sent = {"read_at": asked.version, "text": "", "entries": [other.pk]}
    refused = at("clerk").post(reply_url, sent).context["form"]
    assert (list(refused.errors), refused.ticked) == (["entries"], {other.pk})
    at("clerk").post(reply_url, sent | {"entries": [other.pk, right.pk]})
    assert Reply.objects.get().links.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_asks_as_often_for_three_entries_as_for_one(
    at, reply_url, county, people, django_assert_num_queries, count
):
    for number in range(count):
        held(county, people, f"第{number}次")
    clerk = at("clerk")
    clerk.get(reply_url)
    with django_assert_num_queries(QUERIES):
        clerk.get(reply_url)
