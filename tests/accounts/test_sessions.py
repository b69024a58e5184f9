"""How long sessions live, what they say of the actor, and what stands in every answer."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from mingheng import clock
from mingheng.accounts.middleware import AccountMiddleware
from mingheng.accounts.models import Account, Session
from mingheng.accounts.session_rows import end_sessions_of, is_fresh, live_session
from tests.accounts.acting import later, new_events
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db


def is_signed_in(client):
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(("needs_second_factor", "minutes"), [(False, 30), (True, 15)])
def test_a_session_ends_when_it_is_idle(client, time, needs_second_factor, minutes):
    sign_in(client, make_account("li.min", needs_second_factor=needs_second_factor))
    later(time, minutes=minutes, seconds=-1)
    assert is_signed_in(client)
    later(time, minutes=minutes, seconds=-1)
    assert is_signed_in(client)
    later(time, minutes=minutes)
    assert (is_signed_in(client), Session.objects.count()) == (False, 0)


def test_a_session_ends_after_twelve_hours_however_busy(client, time):
    sign_in(client, make_account("li.min"))
    for _number in range(35):
        later(time, minutes=20)
        assert is_signed_in(client)
    later(time, minutes=20)
    assert not is_signed_in(client)


def test_a_clock_that_is_set_back_ends_sessions_rather_than_extending_them(client, time):
    sign_in(client, make_account("li.min"))
    later(time, days=-1)
    assert not is_signed_in(client)


def test_a_session_without_the_second_factor_ends_when_the_account_comes_to_need_one(client):
    account = make_account("li.min")
    sign_in(client, account, strength="password")
    Account.objects.filter(pk=account.pk).update(needs_second_factor=True)
    assert not is_signed_in(client)


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_session_of_the_demonstration_needs_no_second_factor_and_holds_nowhere_else(
    client, settings, is_demonstration
):
    settings.MINGHENG_DEMO, settings.MINGHENG_FIXED_DAY = is_demonstration, clock.today()
    sign_in(client, make_account("li.min", needs_second_factor=True), strength="demo")
    assert (live_session(client.cookies[settings.SESSION_COOKIE_NAME].value) is not None) == is_demonstration


def test_a_closed_account_is_out_at_the_next_request(client):
    account = make_account("li.min")
    sign_in(client, account)
    Account.objects.filter(pk=account.pk).update(closed_on=clock.today())
    assert not is_signed_in(client)


def test_ending_the_sessions_of_an_account_leaves_those_of_others(client):
    mine, others = make_account("li.min"), make_account("wang.fang")
    sign_in(client, mine)
    other = Client()
    sign_in(other, others)
    end_sessions_of(mine)
    assert (is_signed_in(client), is_signed_in(other)) == (False, True)


def test_looking_at_pages_writes_the_time_at_most_once_a_minute(client, time):
    sign_in(client, make_account("li.min"))
    later(time, seconds=61)
    seen = Session.objects.get().seen_at
    is_signed_in(client)
    first = Session.objects.get().seen_at
    later(time, seconds=30)
    is_signed_in(client)
    assert (seen < first, Session.objects.get().seen_at) == (True, first)


def test_pages_of_somebody_signed_in_are_kept_in_no_cache(client):
    sign_in(client, make_account("li.min"))
    assert [client.get(path)["Cache-Control"] for path in ("/account/", "/account/password/")] == ["no-store"] * 2
    assert "no-store" in Client().get("/sign-in/")["Cache-Control"]


def test_every_request_has_an_identifier_of_its_own(client):
    identifiers = {client.get("/sign-in/")["X-Request-Id"] for _number in range(2)}
    assert [len(one) for one in identifiers] == [36, 36]


def test_the_request_knows_who_acts():
    account = make_account("li.min", display_name="李敏")
    client = Client()
    row = sign_in(client, account)
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    answer = AccountMiddleware(lambda _request: HttpResponse())(request)
    actor = request.actor
    assert (actor.account_id, actor.name, actor.strength, actor.session, actor.address, actor.on_behalf_of) == (
        (account.pk, "李敏", "totp", row.digest[:16], "192.0.2.7", "")
    )
    assert (actor.request_id, request.account, request.session_row) == (answer["X-Request-Id"], account, row)


def test_own_sessions_are_listed_and_ended_one_by_one_or_all_others(client):
    account = make_account("li.min")
    rows = [sign_in(Client(), account) for _number in range(3)]
    here = sign_in(client, account)
    assert len(client.get("/account/").context["sessions"]) == 4
    client.post("/account/sessions/end/", {"session": rows[0].digest[:16]})
    assert (Session.objects.count(), new_events(1)) == (3, ["accounts.session.ended"])
    client.post("/account/sessions/end/")
    assert (list(Session.objects.all()), new_events(2)) == ([here], ["accounts.sessions.ended"])
    assert client.post("/account/sessions/end/", {"session": here.digest[:16]})["Location"] == "/sign-in/?signed-out"
    assert (Session.objects.count(), new_events(3)) == (0, ["accounts.session.ended"])


@pytest.mark.parametrize("shown", [16, 1, 0])
def test_nobody_ends_the_session_of_another(client, shown):
    theirs = sign_in(Client(), make_account("wang.fang"))
    sign_in(client, make_account("li.min"))
    client.post("/account/sessions/end/", {"session": theirs.digest[:shown] or "\x00" * 16})
    assert Session.objects.filter(pk=theirs.pk).exists()


def test_a_confirmation_is_fresh_for_ten_minutes(client, time):
    row = sign_in(client, make_account("li.min"))
    later(time, minutes=10)
    assert is_fresh(row)
    later(time, seconds=1)
    assert not is_fresh(row)
    later(time, minutes=-30)
    assert not is_fresh(row)
