"""What waits and was decided by nobody is taken back by who writes it: a draft again, and no longer in the queue."""

import pytest
from django.urls import reverse

from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.ledger.domain import NotNow, accept, correct, discard, recall, save_draft, send_back, submit
from mingheng.ledger.models import Entry
from mingheng.ledger.queries import waiting_within
from tests.ledger.desk import TODAY, accepted, actor, draft, meeting, submitted
from tests.ledger.pages import text_of


def recall_url(entry) -> str:
    return reverse("ledger:recall_entry", args=[entry.pk])


def page_of(client, entry) -> str:
    return client.get(reverse("ledger:entry", args=[entry.pk])).content.decode()


def test_one_click_takes_it_back_with_one_event_and_the_queue_has_it_no_longer(county, people, at):
    entry, clerk = submitted(county.one_first, people.clerk), at("clerk")
    assert recall_url(entry) in page_of(clerk, entry)
    answers = [clerk.post(recall_url(entry), {"read_at": entry.version}) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("ledger:edit_entry", args=[entry.pk])] * 2
    entry = Entry.objects.get()
    assert (entry.state, entry.latest, entry.entered_on) == ("draft", 1, TODAY)
    assert list(waiting_within([county.one.pk])) == []
    events = Event.objects.filter(action="ledger.entry.recalled", object_key=entry.pk)
    assert [event.actor_name for event in events] == ["clerk"]
    page = text_of(clerk.get(reverse("ledger:entry", args=[entry.pk])))
    steps = ["clerk 取回第1版", "clerk 提交第1版（首次提交）", "clerk 写了第1版"]
    assert sorted(page.index(step) for step in steps) == [page.index(step) for step in steps]


def test_a_colleague_takes_it_back_too_and_who_decides_sends_it_back_instead(county, people, at):
    entry = submitted(county.one_first, people.clerk)
    shown = {name: recall_url(entry) in page_of(at(name), entry) for name in ("clerk", "colleague", "admin", "leader")}
    assert shown == {"clerk": True, "colleague": True, "admin": False, "leader": False}
    at("colleague").post(recall_url(entry), {"read_at": entry.version})
    assert Entry.objects.get().state == "draft"


@pytest.mark.parametrize(("decide", "state"), [(accept, "accepted"), (send_back, "sent_back")])
def test_what_was_decided_meanwhile_stays_as_it_was_decided(county, people, at, decide, state):
    entry = submitted(county.one_first, people.clerk)
    read_at, reason = entry.version, {"reason": "缺签到表"} if decide is send_back else {}
    decide(entry, **reason, read_at=read_at, by=actor(people.admin))
    told = text_of(at("clerk").post(recall_url(entry), {"read_at": read_at}, follow=True))
    sentence = {"accepted": "这条记录现在是“已采纳”，只有还没有审核的才能取回。", "sent_back": "admin 退回了这条记录"}
    assert (sentence[state] in told, Entry.objects.get().state) == (True, state)
    with pytest.raises(NotNow, match="只有还没有审核的才能取回"):
        recall(entry, read_at=entry.version, by=actor(people.clerk))


def test_what_a_colleague_recalled_and_submitted_anew_is_not_recalled_from_an_old_page(county, people):
    entry = submitted(county.one_first, people.clerk)
    read_at = entry.version
    recall(entry, read_at=read_at, by=actor(people.colleague))
    submit(entry, meeting(title="同事改过的"), read_at=entry.version, by=actor(people.colleague))
    with pytest.raises(Outdated):
        recall(entry, read_at=read_at, by=actor(people.clerk))
    assert Entry.objects.get().state == "submitted"


def test_it_is_put_right_and_submitted_anew_on_the_same_day_of_entry(county, people, settings):
    entry = submitted(county.one_first, people.clerk)
    recall(entry, read_at=entry.version, by=actor(people.clerk))
    settings.MINGHENG_FIXED_DAY = TODAY.replace(day=9)
    submit(entry, meeting(attended=9), read_at=entry.version, by=actor(people.clerk))
    assert (entry.state, entry.latest, entry.entered_on) == ("submitted", 2, TODAY)


def test_what_stands_under_the_wrong_organisation_is_recalled_and_discarded(county, people, at):
    entry = submitted(county.one_first, people.clerk)
    recall(entry, read_at=entry.version, by=actor(people.clerk))
    assert reverse("ledger:discard_draft", args=[entry.pk]) in page_of(at("clerk"), entry)
    discard(entry, read_at=entry.version, by=actor(people.clerk))
    assert "它没有审核过，不计入" in page_of(at("clerk"), entry)


def test_what_was_sent_back_before_is_sent_back_again_and_still_says_why(county, people, at):
    entry = submitted(county.one_first, people.clerk)
    send_back(entry, reason="缺签到表", read_at=entry.version, by=actor(people.admin))
    submit(entry, meeting(attended=9), read_at=entry.version, by=actor(people.clerk))
    recall(entry, read_at=entry.version, by=actor(people.clerk))
    assert (entry.state, "admin 退回了这条记录：缺签到表" in page_of(at("clerk"), entry)) == ("sent_back", True)


def test_a_recalled_correction_leaves_what_counts_alone_and_cannot_be_discarded(county, people, at):
    entry = accepted(county.one_first, people.clerk, people.admin)
    correct(entry, meeting(attended=9), reason="多记一人", read_at=entry.version, by=actor(people.clerk))
    recall(entry, read_at=entry.version, by=actor(people.clerk))
    page = page_of(at("clerk"), entry)
    assert (entry.state, entry.accepted, "现在计入的仍是第1版" in page) == ("draft", 1, True)
    assert reverse("ledger:discard_draft", args=[entry.pk]) not in page
    with pytest.raises(NotNow, match="不能当草稿删除"):
        discard(entry, read_at=entry.version, by=actor(people.clerk))
    save_draft(entry, meeting(attended=8), read_at=entry.version, by=actor(people.clerk))
    submit(entry, read_at=entry.version, by=actor(people.clerk))
    accept(entry, read_at=entry.version, by=actor(people.admin))
    assert (entry.state, entry.accepted) == ("accepted", 3)


def test_a_draft_is_nothing_to_recall(county, people):
    entry = draft(county.one_first, people.clerk)
    with pytest.raises(NotNow, match="现在是“草稿”"):
        recall(entry, read_at=entry.version, by=actor(people.clerk))
