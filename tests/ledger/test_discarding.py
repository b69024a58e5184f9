"""A draft that was never submitted is given up by who wrote it: kept with its event, and no longer in the way."""

import pytest
from django.urls import reverse

from mingheng.audit.models import Event
from mingheng.ledger.domain import NotNow, discard, withdraw
from mingheng.ledger.models import Entry
from tests.ledger.desk import actor, draft, meeting, submitted


def titles(client, **conditions) -> list[str]:
    rows = client.get(reverse("ledger:entries"), conditions).context["listing"].rows
    return sorted(row.entry.title for row in rows)


def test_a_discarded_draft_is_kept_with_its_event_and_leaves_the_list(county, people, clerk):
    entry = draft(county.one_first, people.clerk)
    draft(county.one_first, people.clerk, meeting(title="要留的草稿"))
    page = reverse("ledger:entry", args=[entry.pk])
    url = reverse("ledger:discard_draft", args=[entry.pk])
    assert url in clerk.get(page).content.decode()
    answers = [clerk.post(url, {"read_at": entry.version}) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("ledger:entries")] * 2
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.state, entry.withdrawn_by, entry.withdrawn_reason) == ("withdrawn", "clerk", "")
    assert Event.objects.filter(action="ledger.draft.discarded", object_key=entry.pk).count() == 1
    assert (titles(clerk), titles(clerk, state="withdrawn")) == (["要留的草稿"], ["学习讨论"])
    assert "clerk 删除了这份草稿" in clerk.get(page).content.decode()


def test_what_a_reviewer_withdrew_with_a_reason_stays_in_the_list(county, people, clerk):
    entry = draft(county.one_first, people.clerk)
    withdraw(entry, reason="重复登记", read_at=entry.version, by=actor(people.admin))
    assert titles(clerk) == ["学习讨论"]


def test_nobody_discards_what_somebody_else_wrote(county, people, clerk):
    entry = draft(county.one_first, people.colleague)
    url = reverse("ledger:discard_draft", args=[entry.pk])
    assert url not in clerk.get(reverse("ledger:entry", args=[entry.pk])).content.decode()
    answer = clerk.post(url, {"read_at": entry.version}, follow=True)
    assert "这份草稿最后由colleague保存" in answer.content.decode()
    assert Entry.objects.get().state == "draft"


def test_what_was_submitted_is_withdrawn_and_not_discarded(county, people, clerk):
    entry = submitted(county.one_first, people.clerk)
    with pytest.raises(NotNow):
        discard(entry, read_at=entry.version, by=actor(people.clerk))
    url = reverse("ledger:discard_draft", args=[entry.pk])
    assert (clerk.post(url, {"read_at": entry.version}).status_code, Entry.objects.get().state) == (409, "submitted")
