"""One's own account: password, second factor, recovery codes, language, confirmation."""

import pytest
from django.conf import settings as site_settings
from django.test import Client

from mingheng.accounts.models import Account, Session
from mingheng.accounts.passwords import is_right
from mingheng.accounts.queries import unused_recovery_codes
from mingheng.accounts.second_factor import code_at, current_step, secret_of
from tests.accounts.acting import WRONG, events, later, new_events, said
from tests.people import PASSWORD, give_second_factor, make_account, sign_in

pytestmark = pytest.mark.django_db
NEW = "wei renmin fuwu 1949"


def change(client, old=PASSWORD, new=NEW, repeated=None):
    words = {"old_password": old, "new_password": new, "repeated": new if repeated is None else repeated}
    return client.post("/account/password/", words)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client):
    account = make_account("li.min", password=PASSWORD)
    other = Client()
    sign_in(other, account)
    sign_in(client, account)
    assert change(client)["Location"] == "/account/"
    assert is_right(NEW, kept=Account.objects.get(pk=account.pk).password)
    assert (client.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)
    assert new_events(1) == ["accounts.password.changed"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"old": WRONG}, "当前密码不正确。"),
        ({"new": "short"}, "密码至少要 12 个字符，现在是 5 个。"),
        ({"repeated": "something else"}, "两次输入的新密码不一致，请重新输入。"),
    ],
)
def test_a_password_is_not_changed_when_something_is_wrong_and_nothing_typed_is_repeated(client, words, message):
    account = make_account("li.min", password=PASSWORD)
    sign_in(client, account)
    page = change(client, **words)
    assert message in said(page)
    assert not [word for word in (PASSWORD, NEW, WRONG) if word in page.content.decode()]
    assert is_right(PASSWORD, kept=Account.objects.get(pk=account.pk).password)


def test_guessing_the_old_password_is_throttled_too(client):
    sign_in(client, make_account("li.min", password=PASSWORD))
    assert [change(client, old=WRONG).status_code for _number in range(4)] == [200, 200, 429, 429]


def test_binding_another_phone_asks_who_one_is_first_and_forgets_the_old_phone(client, time):
    account = make_account("li.min", password=PASSWORD)
    old = give_second_factor(account)
    sign_in(client, account, is_confirmed=False)
    other = Client()
    sign_in(other, account)
    assert client.get("/account/second-factor/")["Location"] == "/account/confirm/?next=%2Faccount%2Fsecond-factor%2F"
    words = {"code": code_at(old, current_step()), "next": "/account/second-factor/"}
    assert client.post("/account/confirm/", words)["Location"] == "/account/second-factor/"
    new = client.get("/account/second-factor/").context["enrolment"].secret
    assert client.get("/account/second-factor/").context["enrolment"].secret == new
    before = len(events())
    later(time, seconds=30)
    client.post("/account/second-factor/", {"code": code_at(new, current_step())})
    assert (secret_of(Account.objects.get(pk=account.pk)), new_events(before)) == (
        (new, ["accounts.second_factor.enrolled"])
    )
    assert (client.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)
    assert client.get("/account/second-factor/").context["enrolment"].secret != new


def test_the_secret_of_an_enrolment_under_way_lies_sealed(client):
    sign_in(client, make_account("li.min"))
    secret = client.get("/account/second-factor/").context["enrolment"].secret
    assert (len(secret), secret in Session.objects.get().values) == (32, False)


def test_recovery_codes_are_renewed_and_shown_once(client):
    account = make_account("li.min")
    give_second_factor(account)
    sign_in(client, account)
    old = set(unused_recovery_codes(account).values_list("digest", flat=True))
    page = client.post("/account/recovery-codes/")
    kept = set(unused_recovery_codes(account).values_list("digest", flat=True))
    assert ([code in page.content.decode() for code in page.context["codes"]], len(kept), kept & old) == (
        ([True] * 10, 10, set())
    )
    client.head("/account/recovery-codes/")
    assert set(unused_recovery_codes(account).values_list("digest", flat=True)) == kept
    again = client.get("/account/recovery-codes/").content.decode()
    assert [code for code in page.context["codes"] if code in again] == []
    assert events()[-1] == "accounts.recovery_codes.renewed"


@pytest.mark.parametrize("has_phone", [True, False])
def test_a_confirmation_changes_the_key_and_keeps_the_age_of_the_session(client, time, has_phone):
    account = make_account("li.min", password=PASSWORD)
    secret = give_second_factor(account) if has_phone else ""
    row = sign_in(client, account, is_confirmed=False)
    key = client.cookies[site_settings.SESSION_COOKIE_NAME].value
    later(time, minutes=5)
    before = len(events())
    shown = {"code": code_at(secret, current_step())} if has_phone else {"password": PASSWORD}
    assert client.post("/account/confirm/", {**shown, "next": "//evil.example"})["Location"] == "/"
    now = Session.objects.get()
    assert (now.created_at, now.confirmed_at is None, new_events(before)) == (
        (row.created_at, False, ["accounts.identity.confirmed"])
    )
    assert client.cookies[site_settings.SESSION_COOKIE_NAME].value != key


def test_a_wrong_confirmation_confirms_nothing(client):
    account = make_account("li.min", password=PASSWORD)
    sign_in(client, account, is_confirmed=False)
    page = client.post("/account/confirm/", {"password": WRONG, "next": "/account/"})
    assert ("当前密码不正确。" in said(page), Session.objects.get().confirmed_at) == (True, None)


def test_the_chosen_language_is_that_of_the_next_page(client):
    account = make_account("li.min")
    sign_in(client, account)
    client.post("/account/", {"language": "en"})
    assert (
        Account.objects.get(pk=account.pk).language,
        '<html lang="en">' in client.get("/account/").content.decode(),
    ) == (("en", True))
    assert new_events(1) == ["accounts.language.chosen"]
