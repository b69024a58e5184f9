"""Every act writes its event: one, with who did it and where; and nothing is written where nothing was done."""

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.accounts.enrolment import enrolment_of
from mingheng.accounts.models import Session
from mingheng.accounts.second_factor import code_at, current_step
from mingheng.policy import Audience, Role
from mingheng.site.policy_table import policy_table
from tests.people import PASSWORD, give_second_factor, sign_in
from tests.site.addresses import ADDRESSES, url_of
from tests.site.asking import ask, events_after, last_event
from tests.site.duties import DUTIES, Whose
from tests.site.world import ONE, TOP, Holder, World, canary

ACTS = sorted(
    route
    for (route, method), row in policy_table().items()
    if method == "POST" and row.is_event and row.audience is not Audience.SYSTEM
)
OF_STEPS = {"accounts:second_factor", "accounts:enrol", "accounts:recovery_codes"}
"""Acts that come after others; each has a test of its own below."""
SEVERAL = {
    "assessment:ledger": ["assessment.ledger.disconnected", "assessment.pass.completed"],
    "assessment:start": ["assessment.cycle.started", "assessment.pass.completed"],
}
"""The running of the whole cycle is an act of its own."""
WITHOUT_FORM = {"accounts:sign_out", "accounts:sessions_end", "accounts:recovery_codes"} | {
    "reminders:drop_email",
    "reminders:open_feed",
    "reminders:close_feed",
}
"""A button alone: there is nothing to fill in wrongly."""
SENT_WRONGLY = {"accounts:account": {"language": "klingon"}}
"""What is sent with a fault, where an empty form is none."""
STRANGERS = {"accounts:sign_in": "newcomer", "accounts:set_up": "newcomer"}
"""Acts before anybody is signed in, and as whom they are recorded."""


def doer(world: World, route: str) -> Holder:
    """Somebody whose duty it is, as near as possible: in the unit itself, or else above."""
    duty = DUTIES[route, "POST"]
    if route in STRANGERS:
        return world.holders[-1]
    if duty.whose is Whose.OWN:
        return world.holder(Role.UNIT_CLERK, "same")
    able = [one for one in world.holders if one.account and duty.lets(one)]
    near = [one for one in able if one.relation == "same"]
    return near[0] if near else able[0]


@pytest.mark.parametrize("route", sorted(set(ACTS) - OF_STEPS))
def test_an_act_that_succeeds_writes_its_one_event_with_who_and_where(world, route):
    holder, address = doer(world, route), ADDRESSES[route]
    url, sent = url_of(route, address.there(world)) + address.asked, address.sent(world, holder)
    before = last_event()
    answer = ask(holder, "POST", url, sent)
    events = events_after(before)
    assert (answer.status_code in (200, 302), len(events)) == (True, len(SEVERAL.get(route, [route])))
    assert [event.action for event in events] == SEVERAL.get(route, [event.action for event in events])
    account = world.newcomer if route in STRANGERS else holder.account
    assert {(event.actor_id, event.actor_name) for event in events} == {(account.pk, account.display_name)}
    assert {event.request_id for event in events} == {answer["X-Request-Id"]}
    assert {event.address for event in events} == {"127.0.0.1"}


@pytest.mark.parametrize("route", sorted({one for one in ACTS if DUTIES[one, "POST"].whose is Whose.UNITS}))
def test_an_act_in_a_unit_says_in_which_one(world, route):
    holder, address = doer(world, route), ADDRESSES[route]
    before = last_event()
    ask(holder, "POST", url_of(route, address.there(world)), address.sent(world, holder))
    office = f"{canary('名', TOP)}/{canary('名', ONE)}"
    assert [event.unit_path.startswith(office) for event in events_after(before)] == [True]


@pytest.mark.parametrize(
    "route", ["organisation:grant", "organisation:revoke", "organisation:deputy", "organisation:hand_over"]
)
def test_an_act_on_a_role_says_in_which_unit_it_is_held(world, route):
    holder, address = doer(world, route), ADDRESSES[route]
    before = last_event()
    ask(holder, "POST", url_of(route, address.there(world)), address.sent(world, holder))
    assert [event.unit_path for event in events_after(before)] == [f"{canary('名', TOP)}/{canary('名', ONE)}"]


@pytest.mark.parametrize("route", sorted(set(ACTS) - WITHOUT_FORM))
def test_a_form_with_a_fault_writes_nothing(world, route):
    holder = doer(world, route)
    url = url_of(route, ADDRESSES[route].there(world))
    before = last_event()
    answer = ask(holder, "POST", url, SENT_WRONGLY.get(route, {}))
    assert (answer.status_code < 500, [event.action for event in events_after(before)]) == (True, [])


def test_the_second_factor_opens_the_session_with_one_event(world):
    account = world.holder(Role.UNIT_CLERK, "same").account
    secret = give_second_factor(account)
    client, before = Client(), last_event()
    client.post(reverse("accounts:sign_in"), {"username": account.username, "password": PASSWORD})
    assert events_after(before) == []
    client.post(reverse("accounts:second_factor"), {"code": code_at(secret, current_step())})
    assert [(event.action, event.actor_id, event.strength) for event in events_after(before)] == [
        ("accounts.session.begun", account.pk, "totp")
    ]


def test_binding_a_phone_is_one_event(world):
    account = world.holder(Role.UNIT_CLERK, "same").account
    client = Client()
    row = sign_in(client, account)
    secret, before = enrolment_of(row).secret, last_event()
    answer = client.post(reverse("accounts:enrol"), {"code": code_at(secret, current_step())})
    assert answer.status_code == 200
    assert [(event.action, event.actor_id) for event in events_after(before)] == [
        ("accounts.second_factor.enrolled", account.pk)
    ]


def test_new_recovery_codes_are_one_event(world):
    account = world.holder(Role.UNIT_CLERK, "same").account
    give_second_factor(account)
    client = Client()
    sign_in(client, account)
    before = last_event()
    assert client.post(reverse("accounts:recovery_codes")).status_code == 200
    assert [(event.action, event.actor_id) for event in events_after(before)] == [
        ("accounts.recovery_codes.renewed", account.pk)
    ]


def test_every_wrong_password_is_an_event_of_a_stranger_and_none_opens_a_session(world):
    before, sessions, client = last_event(), Session.objects.count(), Client()
    for _ in range(3):
        client.post(reverse("accounts:sign_in"), {"username": world.newcomer.username, "password": "not this one"})
    assert [(event.action, event.actor_id, event.actor_name, event.object_key) for event in events_after(before)] == [
        ("accounts.sign_in.failed", None, "未登录", str(world.newcomer.pk))
    ] * 3
    assert Session.objects.count() == sessions


def test_every_act_of_the_policy_is_tried_here():
    assert {route for route, method in DUTIES if method == "POST"} - set(ACTS) == {
        # Other systems' acts: tests/api.
        "api:entries",
        "api:submit_entry",
        "people:check_sheet",
        "ledger:check_sheet",
        "ledger:marked_sheet",
        *(f"ledger:{name}" for name in ("keep_new", "keep_typed", "office_keep_new", "office_keep_typed")),
    }
    assert set(ACTS) - set(ADDRESSES) == set()


def test_a_deputy_acts_on_behalf_of_somebody_and_both_stand_in_the_event(world):
    from_now_on = {"account": "newcomer", "starts_on": "2026-06-01", "ends_on": "2026-06-30"}
    admin = world.holder(Role.UNIT_ADMIN, "same")
    grant = admin.account.grants.get()
    ask(world.holder(Role.SECURITY_ADMIN, "above"), "POST", url_of("organisation:deputy", [grant.pk]), from_now_on)
    client = Client()
    sign_in(client, world.newcomer)
    entry, before = world.one.entries["submitted"], last_event()
    client.post(url_of("ledger:accept_entry", [entry.pk]), {"read_at": entry.version})
    assert [(event.action, event.actor_name, event.on_behalf_of) for event in events_after(before)] == [
        ("ledger.entry.accepted", world.newcomer.display_name, admin.account.display_name)
    ]


def test_who_is_deputy_and_holds_the_role_too_acts_as_himself(world):
    admin, other = world.holder(Role.UNIT_ADMIN, "same"), world.holder(Role.UNIT_ADMIN, "above")
    sent = {"account": other.account.username, "starts_on": "2026-06-01", "ends_on": "2026-06-30"}
    security = world.holder(Role.SECURITY_ADMIN, "above")
    ask(security, "POST", url_of("organisation:deputy", [admin.account.grants.get().pk]), sent)
    client = Client()
    sign_in(client, other.account)
    entry, before = world.one.entries["submitted"], last_event()
    client.post(url_of("ledger:accept_entry", [entry.pk]), {"read_at": entry.version})
    assert [(event.actor_name, event.on_behalf_of) for event in events_after(before)] == [
        (other.account.display_name, "")
    ]
