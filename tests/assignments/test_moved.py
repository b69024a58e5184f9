"""A unit that moved elsewhere after it was asked: who asked it still reads its thread and decides; others do not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingheng.assignments.domain import pass_on, reply
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, move_unit
from mingheng.policy import Role
from tests.assignments.desk import TODAY, given, received, recipient_of, replied
from tests.ledger.desk import PDF, actor, person, submitted
from tests.site.asking import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def thread(recipient, name="recipient"):
    return reverse(f"assignments:{name}", args=[recipient.pk])


def statuses(at, names, address):
    return {name: at(name).get(address).status_code for name in names}


@pytest.fixture
def moved(county, people, settings):
    """The branch of one office has answered it, and belongs to the other office since."""
    assignment = given(county.one, people.admin, county.one_first)
    recipient = replied(assignment, county.one_first, people.branch)
    move_unit(county.one_first, parent=county.two, on=TODAY + timedelta(days=1), by=COMMAND)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=2)
    return recipient


def test_the_giver_reads_and_accepts_the_reply_of_a_branch_that_moved_away(at, moved, county):
    readers = ("admin", "branch", "outsider", "committee")
    assert statuses(at, readers, thread(moved)) == dict.fromkeys(readers, 200)
    admin = at("admin")
    answer = admin.post(thread(moved, "accept"), {"read_at": recipient_of(moved.assignment, county.one_first).version})
    assert (answer.url, admin.get(answer.url).status_code) == (thread(moved), 200)
    assert recipient_of(moved.assignment, county.one_first).progress == "answered"


def test_who_is_neither_above_the_branch_nor_asked_it_reads_nothing_of_it(at, moved, county, people):
    people.beside = person("beside", county.one_second, Role.UNIT_ADMIN)
    assert statuses(at, ("beside",), thread(moved)) == {"beside": 404}


def test_the_giver_does_not_answer_for_the_branch_that_moved_away(at, moved):
    assert {name: at("admin").get(thread(moved, name)).status_code for name in ("reply", "pass_on")} == {
        "reply": 404,
        "pass_on": 404,
    }


def test_the_files_of_the_reply_stay_within_reach_of_the_giver(at, county, people, settings):
    recipient = received(given(county.one, people.admin, county.one_first), county.one_first, people.branch)
    sent = {"read_at": recipient.version, "text": "附件", "attached": [SimpleUploadedFile("总结.pdf", PDF)]}
    at("branch").post(thread(recipient, "reply"), sent)
    paper = recipient.replies.get().papers.get()
    move_unit(county.one_first, parent=county.two, on=TODAY + timedelta(days=1), by=COMMAND)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=2)
    address = reverse("assignments:recipient_paper", args=[recipient.pk, paper.pk])
    assert [content_of(at(name).get(address)) for name in ("admin", "committee")] == [PDF, PDF]


def test_an_entry_of_the_branch_is_named_to_the_former_giver_and_no_link_leads_to_nothing(at, county, people, settings):
    entry = submitted(county.one_first, people.branch)
    recipient = received(given(county.one, people.admin, county.one_first), county.one_first, people.branch)
    reply(recipient, text="见记录", entries=[entry], read_at=recipient.version, by=actor(people.branch))
    link = f'href="{reverse("ledger:entry", args=[entry.pk])}"'
    before = at("admin").get(thread(recipient)).content.decode()
    move_unit(county.one_first, parent=county.two, on=TODAY + timedelta(days=1), by=COMMAND)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=2)
    after = at("admin").get(thread(recipient)).content.decode()
    assert [("学习讨论" in page, link in page) for page in (before, after)] == [(True, True), (True, False)]


def test_who_passed_it_on_reads_on_too_and_so_does_the_first_giver(at, county, people, settings):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    (below,) = pass_on(recipient, [county.one_first], read_at=recipient.version, by=actor(people.clerk))
    move_unit(county.one_first, parent=county.two, on=TODAY + timedelta(days=1), by=COMMAND)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=2)
    assert statuses(at, ("admin", "clerk", "committee"), thread(below)) == {
        "admin": 200,
        "clerk": 200,
        "committee": 200,
    }


def test_the_thread_of_a_unit_that_is_gone_is_read_by_its_giver(at, county, people, settings):
    recipient = replied(given(county.one, people.admin, county.one_first), county.one_first, people.branch)
    close_unit(county.one_first, on=TODAY + timedelta(days=1), by=COMMAND)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=9)
    assert statuses(at, ("admin",), thread(recipient)) == {"admin": 200}
