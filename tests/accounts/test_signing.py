"""Signing in and out through the pages."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client

from mingheng.accounts.domain import renew_recovery_codes
from mingheng.accounts.models import Account, Session
from mingheng.accounts.queries import unused_recovery_codes
from mingheng.accounts.second_factor import code_at, current_step
from mingheng.audit.actors import SYSTEM
from mingheng.audit.models import Event
from tests.accounts.acting import WRONG, events, later, new_events, post_sign_in, said
from tests.people import PASSWORD, give_second_factor, make_account, sign_in

pytestmark = pytest.mark.django_db
COOKIE = site_settings.SESSION_COOKIE_NAME


def post_code(client, code, wanted=""):
    return client.post("/sign-in/code/", {"code": code, "next": wanted})


def test_name_and_password_open_the_start_page_with_one_event(client):
    account = make_account("li.min", password=PASSWORD, display_name="李敏")
    answer = post_sign_in(client, "ＬＩ.min ", HTTP_USER_AGENT="Firefox")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    event = Event.objects.order_by("sequence").last()
    row = Session.objects.get()
    assert (event.action, event.actor_id, event.actor_name, event.strength, event.session, event.address) == (
        ("accounts.session.begun", account.pk, "李敏", "password", row.digest[:16], "127.0.0.1")
    )
    assert (len(events()), row.account, row.agent) == (2, account, "Firefox")


def test_a_wrong_password_keeps_the_name_and_never_the_password(client):
    make_account("li.min", password=PASSWORD)
    page = post_sign_in(client, "li.min", WRONG)
    assert "用户名或密码不正确。" in said(page)
    assert ('value="li.min"' in page.content.decode(), WRONG in page.content.decode()) == (True, False)
    assert Session.objects.count() == 0


@pytest.mark.parametrize("values", [{"closed_on": "2026-01-01"}, {"password": ""}])
def test_a_closed_account_and_one_that_was_never_set_up_look_like_a_wrong_password(client, values):
    make_account("li.min", **{"password": PASSWORD, **values})
    assert "用户名或密码不正确。" in said(post_sign_in(client, "li.min"))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "account/",
        "/\n/evil.example",
    ],
)
def test_signing_in_leads_nowhere_but_to_this_site(client, elsewhere):
    make_account("li.min", password=PASSWORD)
    assert post_sign_in(client, "li.min", next=elsewhere)["Location"] == "/"
    assert client.get("/sign-in/", {"next": elsewhere})["Location"] == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for(client):
    make_account("li.min", password=PASSWORD)
    asked = client.get("/account/")
    assert asked["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert 'name="next" value="/account/"' in client.get(asked["Location"]).content.decode()
    assert post_sign_in(client, "li.min", next="/account/")["Location"] == "/account/"


def test_the_session_gets_a_key_of_its_own_whatever_the_browser_brought(client):
    make_account("li.min", password=PASSWORD)
    client.cookies[COOKIE] = "chosen by an attacker"
    post_sign_in(client, "li.min")
    first = client.cookies[COOKIE].value
    client.post("/sign-out/")
    post_sign_in(client, "li.min")
    assert len({"chosen by an attacker", first, client.cookies[COOKIE].value}) == 3
    assert Session.objects.filter(digest__contains=client.cookies[COOKIE].value).count() == 0


def test_the_key_changes_between_password_and_second_factor(client):
    secret = give_second_factor(make_account("li.min", password=PASSWORD))
    post_sign_in(client, "li.min")
    waiting = client.cookies[COOKIE].value
    post_code(client, code_at(secret, current_step()))
    other = Client()
    other.cookies[COOKIE] = waiting
    assert (client.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)


def test_the_cookie_is_http_only_lax_for_the_whole_site_and_ends_with_the_browser(client):
    make_account("li.min", password=PASSWORD)
    morsel = post_sign_in(client, "li.min").cookies[COOKIE]
    assert {name: morsel[name] for name in ("httponly", "samesite", "path", "domain", "max-age", "secure")} == {
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
        "domain": "",
        "max-age": "",
        "secure": "",
    }


def test_over_https_the_cookie_is_bound_to_the_host(client, settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-session", True
    make_account("li.min", password=PASSWORD)
    morsel = post_sign_in(client, "li.min").cookies["__Host-session"]
    assert (morsel["secure"], morsel["path"], morsel["domain"]) == (True, "/", "")
    gone = client.post("/sign-out/").cookies["__Host-session"]
    assert (gone.value, gone["secure"], gone["max-age"]) == ("", True, 0)


def test_signing_in_needs_the_token_against_forged_forms():
    make_account("li.min", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    assert post_sign_in(client, "li.min").status_code == 403
    token = client.get("/sign-in/").context["csrf_token"]
    assert post_sign_in(client, "li.min", headers={"X-CSRFToken": str(token)}).status_code == 302


def test_the_secret_against_forged_forms_changes_with_the_session(client):
    make_account("li.min", password=PASSWORD)
    client.get("/sign-in/")
    before = client.cookies[site_settings.CSRF_COOKIE_NAME].value
    post_sign_in(client, "li.min")
    assert client.cookies[site_settings.CSRF_COOKIE_NAME].value != before


def test_the_second_factor_is_asked_for_and_gives_no_rights_before(client):
    account = make_account("li.min", password=PASSWORD)
    secret = give_second_factor(account)
    before = len(events())
    assert post_sign_in(client, "li.min", next="/account/")["Location"] == "/sign-in/code/?next=%2Faccount%2F"
    assert client.get("/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert new_events(before) == []
    assert post_code(client, code_at(secret, current_step()), "/account/")["Location"] == "/account/"
    assert new_events(before) == ["accounts.session.begun"]
    assert (Session.objects.get().strength, client.get("/account/").status_code) == ("totp", 200)


def test_a_code_works_once_and_one_step_early_or_late(client, time):
    secret = give_second_factor(make_account("li.min", password=PASSWORD))
    step = current_step()
    is_right = []
    for of in (step - 2, step - 1, step - 1, step + 2):
        client.cookies.clear()
        post_sign_in(client, "li.min")
        is_right.append(post_code(client, code_at(secret, of)).status_code == 302)
        later(time, milliseconds=1)
    assert is_right == [False, True, False, False]
    later(time, seconds=2)
    client.cookies.clear()
    post_sign_in(client, "li.min")
    assert post_code(client, code_at(secret, step + 1)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_same_code_at_the_same_moment_opens_one_session():
    secret = give_second_factor(make_account("li.min", password=PASSWORD))
    clients = [Client() for _number in range(3)]
    for client in clients:
        post_sign_in(client, "li.min")

    def send(client):
        try:
            return post_code(client, code_at(secret, current_step())).status_code == 302
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert sum(threads.map(send, clients)) == 1
    assert Session.objects.exclude(account=None).count() == 1


def test_wrong_codes_are_throttled_and_the_right_password_buys_no_further_ones(client, time):
    secret = give_second_factor(make_account("li.min", password=PASSWORD))
    for number in range(3):
        post_sign_in(client, "li.min", REMOTE_ADDR=f"192.0.2.{number}")
        answer = client.post("/sign-in/code/", {"code": "abc"}, REMOTE_ADDR=f"192.0.2.{number}")
        client.cookies.clear()
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
    assert post_sign_in(client, "li.min", REMOTE_ADDR="192.0.2.9").status_code == 429
    later(time, seconds=2)
    post_sign_in(client, "li.min", REMOTE_ADDR="192.0.2.9")
    fourth = client.post("/sign-in/code/", {"code": "abc"}, REMOTE_ADDR="192.0.2.9")
    assert fourth["Retry-After"] == "4"
    assert post_code(client, code_at(secret, current_step())).status_code == 429


def test_a_recovery_code_stands_in_once_however_it_is_typed(client):
    account = make_account("li.min", password=PASSWORD)
    give_second_factor(account)
    code = renew_recovery_codes(account, by=SYSTEM)[0]
    for typed, status in ((code.upper().replace("-", " "), 302), (code, 200)):
        client.cookies.clear()
        post_sign_in(client, "li.min")
        assert post_code(client, typed).status_code == status
    assert (Session.objects.get(account=account).strength, unused_recovery_codes(account).count()) == (
        "recovery code",
        9,
    )


def test_the_second_step_is_forgotten_after_ten_minutes(client, time):
    secret = give_second_factor(make_account("li.min", password=PASSWORD))
    post_sign_in(client, "li.min")
    later(time, minutes=10)
    assert post_code(client, code_at(secret, current_step()))["Location"] == "/sign-in/?next=%2F"


def test_who_needs_a_second_factor_enrols_before_anything_else(client):
    account = make_account("li.min", password=PASSWORD, needs_second_factor=True)
    before = len(events())
    assert post_sign_in(client, "li.min", next="/account/")["Location"] == "/account/second-factor/?next=%2Faccount%2F"
    page = client.get("/account/second-factor/?next=%2Faccount%2F")
    secret = page.context["enrolment"].secret
    assert client.get("/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert "与这个密钥不符" in said(client.post("/account/second-factor/", {"code": "000", "next": "/account/"}))
    done = client.post("/account/second-factor/", {"code": code_at(secret, current_step()), "next": "/account/"})
    assert (len(done.context["codes"]), 'href="/account/"' in done.content.decode()) == (10, True)
    assert new_events(before) == ["accounts.second_factor.enrolled", "accounts.session.begun"]
    assert (client.get("/account/").status_code, Session.objects.get().strength) == (200, "totp")
    assert secret not in Account.objects.get(pk=account.pk).totp_secret


def test_the_password_alone_does_not_replace_a_second_factor(client):
    account = make_account("li.min", password=PASSWORD)
    give_second_factor(account)
    kept = Account.objects.get(pk=account.pk).totp_secret
    post_sign_in(client, "li.min")
    assert client.get("/account/second-factor/")["Location"] == "/sign-in/?next=%2F"
    assert client.post("/account/second-factor/", {"code": "123456"})["Location"] == "/sign-in/?next=%2F"
    assert Account.objects.get(pk=account.pk).totp_secret == kept


def test_signing_out_ends_the_session_and_empties_the_browser(client):
    sign_in(client, make_account("li.min"))
    key = client.cookies[COOKIE].value
    answer = client.post("/sign-out/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/sign-in/?signed-out", '"cache", "cookies", "storage"')
    assert (client.cookies[COOKIE].value, new_events(1)) == ("", ["accounts.session.ended"])
    client.cookies[COOKIE] = key
    assert client.get("/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert "您已退出登录。" in said(Client().get(answer["Location"]))


def test_signing_out_takes_a_form_not_a_link(client):
    sign_in(client, make_account("li.min"))
    assert (client.get("/sign-out/").status_code, Session.objects.count()) == (405, 1)
