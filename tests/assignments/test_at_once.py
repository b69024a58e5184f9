"""Several requests at the same moment: one effect, one number for each, and nothing lost."""

import pytest
from django.urls import reverse

from mingheng.assignments.models import Assignment, Recipient, Reply
from tests.assignments.desk import acts, drafted, given, received, replied
from tests.ledger.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_five_clicks_on_reply_make_one_reply(county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    url = reverse("assignments:reply", args=[recipient.pk])
    sent = {"read_at": recipient.version, "text": "总结已报"}
    answers = at_once([(people.clerk, url, sent)] * 5)
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert (Reply.objects.count(), acts().count("assignments.recipient.replied")) == (1, 1)


def test_of_two_clerks_who_reply_together_one_keeps_his_text_on_the_page(county, people):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    url = reverse("assignments:reply", args=[recipient.pk])
    both = [
        (person, url, {"read_at": recipient.version, "text": text})
        for person, text in ((people.clerk, "甲写的"), (people.colleague, "乙写的"))
    ]
    answers = at_once(both)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    (kept,) = Reply.objects.values_list("text", flat=True)
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert ({"甲写的", "乙写的"} - {kept}).pop() in lost.content.decode()


def test_assignments_that_are_given_out_together_get_numbers_of_their_own(county, people):
    drafts = [drafted(county.top, people.committee, title=f"第{number}件") for number in range(4)]
    sent = {"read_at": 1, "units": [county.one.pk]}
    at_once([(people.committee, reverse("assignments:give_out", args=[one.pk]), sent) for one in drafts])
    assert sorted(Assignment.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_what_is_given_out_by_two_clicks_is_given_out_once(county, people):
    draft = drafted(county.top, people.committee)
    url = reverse("assignments:give_out", args=[draft.pk])
    at_once([(people.committee, url, {"read_at": 1, "units": [county.one.pk]})] * 3)
    assert (Assignment.objects.get().serial, Recipient.objects.count()) == (1, 1)
    assert acts().count("assignments.assignment.given_out") == 1


def test_a_reply_and_the_closing_meet_and_neither_is_lost(county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    replied(assignment, county.two, people.outsider)
    recipient = received(assignment, county.one, people.clerk)
    at_once(
        [
            (
                people.clerk,
                reverse("assignments:reply", args=[recipient.pk]),
                {"read_at": recipient.version, "text": "总结已报"},
            ),
            (
                people.committee,
                reverse("assignments:close", args=[assignment.pk]),
                {"read_at": assignment.version, "words": "办结"},
            ),
        ]
    )
    done = acts()
    assert done.count("assignments.assignment.closed") == 1
    # Either the reply came first, or it was refused: never after the closing.
    assert done[-1] == "assignments.assignment.closed"
