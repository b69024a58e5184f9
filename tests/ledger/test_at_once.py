"""Several requests at the same moment: one effect, and nothing lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from mingheng.audit.models import Event
from mingheng.ledger.models import Entry, EntryVersion
from tests.ledger.desk import draft, submitted, typed
from tests.ledger.test_views import new_url, value_of
from tests.people import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(requests) -> list:
    """The answers to requests that are sent together, each from a browser of its own."""

    def send(request):
        account, url, values = request
        client = Client()
        sign_in(client, account)
        try:
            return client.post(url, values)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_five_requests_with_one_key_make_one_entry_and_are_answered_alike(county, people):
    client = Client()
    sign_in(client, people.clerk)
    url = new_url(county.one_first)
    values = typed(key=value_of(client.get(url), "key"), submit="1")
    answers = at_once([(people.clerk, url, values)] * 5)
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {
        (302, reverse("ledger:entry", args=[Entry.objects.get().pk]))
    }
    assert (EntryVersion.objects.count(), Event.objects.filter(action="ledger.entry.submitted").count()) == (1, 1)


def test_of_two_clerks_who_save_together_one_sees_the_other_one_s_text(county, people):
    entry = draft(county.one_first, people.clerk)
    url = reverse("ledger:edit_entry", args=[entry.pk])
    both = [
        (people.clerk, url, typed(read_at=1, title="甲写的")),
        (people.colleague, url, typed(read_at=1, title="乙写的")),
    ]
    answers = at_once(both)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert [title for title in ("甲写的", "乙写的") if title not in lost.content.decode()] == []
    assert Entry.objects.get().latest == 2


def test_an_entry_that_two_reviewers_accept_together_counts_once(county, people):
    entry = submitted(county.one_first, people.clerk)
    url = reverse("ledger:accept_entry", args=[entry.pk])
    at_once([(account, url, {"read_at": 1}) for account in (people.admin, people.committee)])
    assert (Entry.objects.get().state, Event.objects.filter(action="ledger.entry.accepted").count()) == ("accepted", 1)
