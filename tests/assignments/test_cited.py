"""A reply points to entries: what still waits to be reviewed is asked about, and what is no answer any more refused."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingheng.assignments.domain import reply
from mingheng.audit.models import Event
from mingheng.ledger.domain import accept as accept_entry
from mingheng.ledger.domain import correct, recall, send_back, withdraw
from tests.assignments.desk import given, received, recipient_of
from tests.ledger.desk import accepted, actor, meeting, submitted
from tests.ledger.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
AWAITING = f"{reverse('assignments:unanswered')}?show=replied"
QUESTION = "还没有审核。仍然认可的，请勾选。"


def url(name, recipient):
    return reverse(f"assignments:{name}", args=[recipient.pk])


def answered_by(county, people, *entries, unit=None, by=None):
    """A reply that points to these entries, waiting to be accepted by the 工委."""
    unit, by = unit or county.one, by or people.clerk
    assignment = given(county.top, people.committee, unit)
    recipient = received(assignment, unit, by)
    reply(recipient, text="已经办理。", entries=entries, read_at=recipient.version, by=actor(by))
    return recipient_of(assignment, unit)


@pytest.fixture
def waiting(county, people):
    return [submitted(county.one_first, people.branch, meeting(title=title)) for title in ("甲会", "乙会")]


@pytest.fixture
def answered(county, people, waiting):
    return answered_by(county, people, *waiting)


def again(recipient):
    return recipient_of(recipient.assignment, recipient.unit)


def test_the_way_to_the_review_leads_back_to_the_reply(at, answered, waiting):
    committee, thread = at("committee"), url("recipient", answered)
    page = committee.get(thread).content.decode()
    reviews = [f"{reverse('ledger:entry', args=[one.pk])}?next={thread}" for one in waiting]
    assert [page.count(f'"{review}"') for review in reviews] == [2, 2]
    decide = f"{reverse('ledger:accept_entry', args=[waiting[0].pk])}?next={thread}"
    assert decide in committee.get(reviews[0]).content.decode()
    assert f'href="{thread}">返回原来的页面' in committee.post(decide, {"read_at": 1}).content.decode()
    back = committee.post(
        f"{reverse('ledger:send_back_entry', args=[waiting[1].pk])}?next={thread}", {"read_at": 1, "reason": "缺页"}
    )
    assert back.url == thread


def test_a_decision_that_was_refused_keeps_the_way(at, answered, waiting):
    thread = url("recipient", answered)
    late = at("committee").post(f"{reverse('ledger:accept_entry', args=[waiting[0].pk])}?next={thread}", {"read_at": 0})
    assert late.url == f"{reverse('ledger:entry', args=[waiting[0].pk])}?next={thread}"


def test_who_may_not_review_is_not_sent_there(at, county, people):
    own = submitted(county.one_first, people.admin, meeting(title="自己填的"))
    recipient = answered_by(county, people, own)
    page = at("committee").get(url("recipient", recipient))
    assert [may for _row, may in page.context["waiting"]] == [True]
    passed = given(county.one, people.admin, county.one_first)
    below = received(passed, county.one_first, people.branch)
    reply(below, text="见记录。", entries=[own], read_at=below.version, by=actor(people.branch))
    page = at("admin").get(url("recipient", below))
    assert ([may for _row, may in page.context["waiting"]], "由别的审核人审核" in text_of(page)) == ([False], True)


@pytest.mark.parametrize("sent", [{}, {"back": "replied"}])
def test_without_the_tick_it_is_asked_with_it_the_reply_is_accepted_and_both_logs_say_so(at, answered, sent):
    committee, typed = at("committee"), {"read_at": answered.version} | sent
    asked = committee.post(url("accept", answered), typed)
    assert (asked.status_code, f"引用的记录“甲会”“乙会”{QUESTION}" in text_of(asked)) == (200, True)
    assert again(answered).progress == "replied"
    kept = {name: asked.context["form"][name].value() for name in ("read_at", "back")}
    assert kept == {"read_at": str(answered.version), "back": sent.get("back")}
    done = committee.post(url("accept", answered), typed | {"confirmed": "on"})
    assert done.url == (AWAITING if sent else url("recipient", answered))
    assert again(answered).progress == "answered"
    assert again(answered).steps.latest("pk").note == "所引记录尚待审核，仍然认可：“甲会”“乙会”"
    event = Event.objects.get(action="assignments.recipient.answered")
    assert json.loads(event.details)["undecided"] == ["甲会", "乙会"]


def test_what_is_reviewed_by_then_is_not_asked_about(at, answered, waiting, people):
    for entry in waiting:
        accept_entry(entry, read_at=entry.version, by=actor(people.admin))
    at("committee").post(url("accept", answered), {"read_at": answered.version})
    assert (again(answered).progress, again(answered).steps.latest("pk").note) == ("answered", "")
    assert "undecided" not in Event.objects.get(action="assignments.recipient.answered").details


FATES = {
    "sent_back": "不能认可：引用的记录“甲会”已被退回。请等填报人改好、重新提交以后再认可",
    "withdrawn": "不能认可：引用的记录“甲会”已经撤回。请点“退回补充”",
    "draft": "不能认可：引用的记录“甲会”已被填报人取回修改。请等重新提交以后再认可",
}


def fallen(entry, people, fate):
    by = actor(people.admin)
    if fate == "sent_back":
        send_back(entry, reason="缺页", read_at=entry.version, by=by)
    elif fate == "withdrawn":
        withdraw(entry, reason="填错单位", read_at=entry.version, by=by)
    else:
        recall(entry, read_at=entry.version, by=actor(people.branch))


@pytest.mark.parametrize("fate", FATES)
def test_what_is_no_answer_any_more_is_refused_with_its_name_and_what_to_do(at, answered, waiting, people, fate):
    fallen(waiting[0], people, fate)
    committee = at("committee")
    page = committee.get(url("recipient", answered))
    assert (FATES[fate] in text_of(page), url("accept", answered) in page.content.decode()) == (True, False)
    refused = committee.post(url("accept", answered), {"read_at": answered.version, "confirmed": "on"}, follow=True)
    assert (text_of(refused).count(FATES[fate]), again(answered).progress) == (2, "replied")
    row = text_of(committee.get(AWAITING))
    assert "引用的记录有1条还没有审核，引用的记录有1条已退回或撤回" in row
    assert "引用的记录不能用了，请退回补充" in row


def test_an_entry_of_which_a_version_counts_is_an_answer_though_its_correction_was_sent_back(at, county, people):
    entry = accepted(county.one_first, people.branch, people.admin, meeting(title="甲会"))
    recipient = answered_by(county, people, entry)
    correct(entry, meeting(title="甲会", attended=11), reason="数错", read_at=entry.version, by=actor(people.branch))
    send_back(entry, reason="没有附件", read_at=entry.version, by=actor(people.admin))
    at("committee").post(url("accept", recipient), {"read_at": recipient.version})
    assert again(recipient).progress == "answered"


def test_the_lists_mark_such_replies_and_the_question_stands_in_the_row(at, answered):
    committee = at("committee")
    row = committee.get(AWAITING).content.decode()
    assert (row.count("引用的记录有2条还没有审核"), row.count('name="confirmed"')) == (1, 1)
    page = text_of(committee.get(reverse("assignments:assignment", args=[answered.assignment_id])))
    assert page.count("引用的记录有2条还没有审核") == 1
    sheet = committee.post(AWAITING, {"export": "csv"}).content.decode("utf-8-sig")
    assert "已经办理。 引用的记录有2条还没有审核" in sheet


def test_three_replies_with_such_entries_take_as_many_queries_as_one(at, county, people):
    committee, counts = at("committee"), []
    for unit, by in ((county.one, people.clerk), (county.one_first, people.branch), (county.two, people.outsider)):
        answered_by(county, people, submitted(unit, by, meeting(title="某会")), unit=unit, by=by)
        with CaptureQueriesContext(connection) as queries:
            assert committee.get(AWAITING).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]
