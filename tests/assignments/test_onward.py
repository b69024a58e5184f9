"""After a reply was accepted or sent back one link leads on: to the next that waits, the closing, the own reply."""

import pytest
from django.urls import reverse

from mingheng.assignments.domain import pass_on
from mingheng.assignments.onward import Onward
from mingheng.policy import Role
from tests.assignments.desk import given, received, recipient_of, replied
from tests.ledger.desk import actor, person
from tests.ledger.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
THREAD = 25
"""Queries of a page that leads on."""


def url(name: str, about) -> str:
    return reverse(f"assignments:{name}", args=[about.pk])


def after(client, recipient, act: str = "accept", **sent):
    """Where the page after the act leads on to."""
    page = client.post(url(act, recipient), {"read_at": recipient.version} | sent, follow=True)
    onward, content = page.context["onward"], page.content.decode()
    shown = onward.text in text_of(page), f'<a class="button primary" href="{onward.url}">' in content
    assert shown == (True, bool(onward.label))
    if then := onward.after:
        assert (then.text in text_of(page), f'<a class="button" href="{then.url}">' in content) == (True, True)
    return onward


def test_the_next_of_the_same_matter_comes_first_then_its_closing_with_that_of_another_after_it(at, county, people):
    first = given(county.top, people.committee, county.two, title="先交办的")
    second = given(county.top, people.committee, county.one, county.two, title="后交办的")
    other = replied(first, county.two, people.outsider)
    one, two = replied(second, county.one, people.clerk), replied(second, county.two, people.outsider)
    committee = at("committee")
    assert after(committee, one) == Onward(
        "还有2件回复等您认可。下一件：乙局党总支", "看下一件回复", url("recipient", two)
    )
    next_matter = Onward("还有1件回复等您认可。下一件：乙局党总支，先交办的", "看下一件回复", url("recipient", other))
    closing = f"{url('assignment', second)}#closing"
    assert after(committee, two) == Onward("这项任务的回复都已认可，可以办结了。", "去办结", closing, next_matter)
    assert after(committee, other) == Onward(
        "这项任务的回复都已认可，没有别的回复等您认可。请写明办结情况，办结任务。",
        "去办结",
        f"{url('assignment', first)}#closing",
    )
    assert 'id="closing"' in committee.get(url("assignment", first)).content.decode()


def test_a_reply_that_is_sent_back_or_accepted_by_a_second_click_leads_on_too(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    one, two = replied(assignment, county.one, people.clerk), replied(assignment, county.two, people.outsider)
    committee = at("committee")
    assert after(committee, one, "send_back", words="缺数据").url == url("recipient", two)
    assert after(committee, one, "send_back", words="又点一次").url == url("recipient", two)
    assert [after(committee, two).text for _ in range(2)] == ["没有别的回复等您认可了。"] * 2


def test_who_replies_or_only_reads_is_not_led_on(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    one, _two = replied(assignment, county.one, people.clerk), replied(assignment, county.two, people.outsider)
    committee = at("committee")
    assert committee.get(url("recipient", one)).context["onward"] is None
    after(committee, one)
    assert [at(name).get(url("recipient", one)).context["onward"] for name in ("clerk", "admin", "leader")] == [
        None
    ] * 3


def test_nobody_is_led_to_the_own_reply_nor_to_one_that_another_has_to_take(at, county, people):
    assignment = given(county.one, people.admin, county.one_first, county.one_second)
    of_branch = replied(assignment, county.one_first, people.branch)
    replied(assignment, county.one_second, people.admin)
    replied(given(county.top, people.committee, county.one), county.one, people.clerk)
    replied(given(county.two, people.outsider, county.two_first), county.two_first, people.outsider)
    assert after(at("admin"), of_branch) == Onward("没有别的回复等您认可了。")
    people.deputy = person("deputy", county.one, Role.UNIT_ADMIN)
    assert at("deputy").get(url("recipient", of_branch)).context["onward"].text.startswith("还有1件回复等您认可")


def test_when_all_below_have_answered_the_unit_that_passed_it_on_is_led_to_its_own_reply(at, county, people):
    assignment = given(county.top, people.committee, county.one)
    office = received(assignment, county.one, people.clerk)
    below = [county.one_first, county.one_second]
    pass_on(office, below, read_at=office.version, by=actor(people.clerk))
    first = replied(assignment, county.one_first, people.branch)
    admin = at("admin")
    assert after(admin, first) == Onward("没有别的回复等您认可了。")
    assert after(admin, replied(assignment, county.one_second, people.colleague)) == Onward(
        "下级的回复都已认可，没有别的回复等您认可。本单位还要自己回复交办单位。", "去回复", url("recipient", office)
    )


def test_of_a_matter_that_has_ended_nothing_leads_on(at, county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    one, _two = replied(assignment, county.one, people.clerk), replied(assignment, county.two, people.outsider)
    committee = at("committee")
    after(committee, one)
    committee.post(url("close", assignment), {"read_at": assignment.version, "words": "够了"})
    assert committee.get(url("recipient", one)).context["onward"] is None


def test_the_empty_list_of_replies_leads_to_what_can_be_closed(at, county, people):
    awaiting, ready = f"{reverse('assignments:unanswered')}?show=replied", f"{reverse('assignments:given')}?state=ready"
    assignment = given(county.top, people.committee, county.one)
    one, committee = replied(assignment, county.one, people.clerk), at("committee")
    assert ready not in committee.get(awaiting).content.decode()
    page = committee.post(url("accept", one), {"read_at": one.version, "back": "replied"}, follow=True)
    assert [f'href="{ready}"' in page.content.decode(), "看可以办结的任务（1项）" in page.content.decode()] == [
        True
    ] * 2
    assert ready not in at("leader").get(awaiting).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_leading_on_asks_as_often_for_three_that_wait_as_for_one(at, county, people, django_assert_num_queries, count):
    decided = given(county.top, people.committee, county.two)
    done, committee = replied(decided, county.two, people.outsider), at("committee")
    for number in range(count):
        replied(given(county.top, people.committee, county.one, title=f"第{number}件"), county.one, people.clerk)
    assert after(committee, done).after.text.startswith(f"还有{count}件")
    with django_assert_num_queries(THREAD):
        committee.get(url("recipient", recipient_of(decided, county.two)))
