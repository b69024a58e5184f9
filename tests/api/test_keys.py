"""Giving and revoking keys: by whom, for how long, with which trace."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.api.models import ApiKey
from mingheng.audit.models import Checkpoint, Event
from mingheng.policy import Role
from tests.ledger.desk import TODAY, person
from tests.people import signed_in

GIVEN = {
    "name": "机关办公系统",
    "unit": "A",
    "scopes": ["entries:read", "entries:write"],
    "expires_on": (TODAY + timedelta(30)).isoformat(),
    "addresses": "10.1.2.3\n10.2.0.0/16",
}


@pytest.fixture
def browser(county):
    return signed_in(person("security", county.top, Role.SECURITY_ADMIN))


def give(browser, **changes):
    return browser.post(reverse("api:give_key"), GIVEN | changes)


def test_a_key_is_shown_once_and_works(browser, county):
    page = give(browser)
    text, key = page.context["text"], ApiKey.objects.get()
    assert (key.name, key.unit, key.scopes, key.addresses) == (
        "机关办公系统",
        county.one,
        "entries:read entries:write",
        "10.1.2.3 10.2.0.0/16",
    )
    assert (text in page.content.decode(), page["Cache-Control"]) == (True, "no-store")
    assert text not in browser.get(reverse("api:keys")).content.decode()
    system = Client(headers={"authorization": f"Bearer {text}"}, REMOTE_ADDR="10.2.7.7")
    assert system.get("/api/v1/entries").status_code == 200


def test_giving_and_revoking_are_events_with_a_signed_log(browser):
    page = give(browser)
    key = ApiKey.objects.get()
    answer = browser.post(reverse("api:revoke_key", args=[key.pk]), {"reason": "系统停用"})
    assert answer.status_code == 302
    events = Event.objects.filter(action__startswith="api.").order_by("sequence")
    assert [(event.action, event.actor_name, event.reason) for event in events] == [
        ("api.key.given", "security", ""),
        ("api.key.revoked", "security", "系统停用"),
    ]
    assert [one.why for one in Checkpoint.objects.order_by("number")][-2:] == ["发放接口密钥", "撤销接口密钥"]
    secret = page.context["text"].rpartition("_")[2]
    assert [event for event in events if secret in event.rows or key.digest in event.rows] == []
    system = Client(headers={"authorization": f"Bearer {page.context['text']}"}, REMOTE_ADDR="10.1.2.3")
    assert system.get("/api/v1/kinds").status_code == 401


def test_revoking_twice_is_one_event(browser):
    give(browser)
    url = reverse("api:revoke_key", args=[ApiKey.objects.get().pk])
    for _ in range(2):
        browser.post(url, {"reason": "系统停用"})
    assert Event.objects.filter(action="api.key.revoked").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": (TODAY + timedelta(366)).isoformat()}, "expires_on"),
        ({"expires_on": (TODAY - timedelta(1)).isoformat()}, "expires_on"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["entries:read_sensitive"]}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"unit": "nothing"}, "unit"),
        ({"addresses": "office.example"}, "addresses"),
        ({"addresses": "10.1.2.3/16"}, "addresses"),
        ({"name": ""}, "name"),
    ],
)
def test_a_key_that_cannot_be_given_is_not(browser, changes, field):
    page = give(browser, **changes)
    assert (list(page.context["form"].errors), ApiKey.objects.count()) == ([field], 0)


def test_a_key_may_last_a_year_and_not_longer(browser):
    give(browser, expires_on=(TODAY + timedelta(365)).isoformat())
    assert ApiKey.objects.get().expires_on == TODAY + timedelta(365)


def test_the_guide_names_every_endpoint(browser):
    page = browser.get(reverse("api:guide")).content.decode()
    assert page.count("/api/v1/") == 11
