"""The replies that wait to be accepted: found from the start page, accepted or sent back where they stand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mingheng.assignments.waiting import waiting_for
from mingheng.organisation.queries import grants_of
from tests.assignments.desk import DUE, TODAY, given, recipient_of, replied
from tests.ledger.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
AWAITING = f"{reverse('assignments:unanswered')}?show=replied"


@pytest.fixture
def answered(county, people, settings):
    """Two have replied, the second one first."""
    assignment = given(county.top, people.committee, county.one, county.two)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=1)
    replied(assignment, county.two, people.outsider, "乙局的情况")
    settings.MINGHENG_FIXED_DAY = DUE
    replied(assignment, county.one, people.clerk, "甲局的情况")
    return assignment


def sent(recipient, **more):
    return {"read_at": recipient.version, "back": "replied"} | more


@pytest.mark.usefixtures("answered")
def test_the_start_page_leads_to_the_replies_the_oldest_first_with_their_words(at, people):
    waiting = {one.label: one.url for one in waiting_for(grants_of(people.committee))}
    assert waiting["待认可的回复"] == AWAITING
    page = at("committee").get(AWAITING)
    assert [row.unit_name for row in page.context["listing"].rows] == ["乙局党总支", "甲局机关党委"]
    text = text_of(page)
    assert [word for word in ("待认可的回复", "乙局的情况", "认可", "退回补充") if word not in text] == []
    assert "谁还没有回复" not in page.context["title"]


def test_a_reply_is_accepted_or_sent_back_in_the_list_which_stays_open(at, answered, county):
    committee = at("committee")
    first, second = recipient_of(answered, county.two), recipient_of(answered, county.one)
    accepted = committee.post(reverse("assignments:accept", args=[first.pk]), sent(first))
    returned = committee.post(reverse("assignments:send_back", args=[second.pk]), sent(second, words="缺数据"))
    assert (accepted.url, returned.url) == (AWAITING, AWAITING)
    assert [recipient_of(answered, unit).progress for unit in (county.two, county.one)] == ["answered", "sent_back"]
    assert "没有待认可的回复" in text_of(committee.get(AWAITING))


def test_elsewhere_an_accepted_reply_leads_to_its_thread(at, answered, county):
    first = recipient_of(answered, county.two)
    answer = at("committee").post(reverse("assignments:accept", args=[first.pk]), {"read_at": first.version})
    assert answer.url == reverse("assignments:recipient", args=[first.pk])


def test_who_only_reads_sees_the_replies_without_a_button(at, county, people):
    replied(given(county.one, people.admin, county.one_first), county.one_first, people.branch, "支部的情况")
    pages = [at(name).get(AWAITING).content.decode() for name in ("admin", "leader")]
    assert [("支部的情况" in page, 'name="words" rows' in page) for page in pages] == [(True, True), (True, False)]


def test_on_the_page_of_the_assignment_what_waits_stands_first(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    committee, address = at("committee"), reverse("assignments:assignment", args=[assignment.pk])
    assert [row.unit_name for row, _below in committee.get(address).context["threads"]] == [
        "乙局党总支",
        "甲局机关党委",
    ]
    replied(assignment, county.one, people.clerk)
    assert [row.unit_name for row, _below in committee.get(address).context["threads"]] == [
        "甲局机关党委",
        "乙局党总支",
    ]


@pytest.mark.usefixtures("answered")
def test_the_list_can_be_taken_along_with_the_words_of_the_replies(at):
    sheet = at("committee").post(AWAITING, {"export": "csv"})
    assert "甲局的情况" in sheet.content.decode("utf-8-sig")


@pytest.mark.parametrize(("words", "told"), [("长" * 2001, "2000"), (" ", "没有办理：请写明原因。")])
def test_words_that_cannot_be_taken_are_told_why_and_not_lost(at, answered, county, words, told):
    second = recipient_of(answered, county.one)
    address = reverse("assignments:send_back", args=[second.pk])
    page = text_of(at("committee").post(address, sent(second, words=words), follow=True))
    assert (told in page, words.strip() in page, recipient_of(answered, county.one).progress) == (True, True, "replied")
