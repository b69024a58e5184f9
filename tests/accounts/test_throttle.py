"""What slows guessing down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from mingheng import clock
from mingheng.accounts import throttle
from mingheng.accounts.addresses import network_of
from mingheng.accounts.models import Attempt
from mingheng.accounts.throttle import MustWait, account_subject, address_subject, wait_after
from mingheng.audit.models import Event
from tests.accounts.acting import WRONG, later, post_sign_in, said
from tests.people import PASSWORD, make_account

pytestmark = pytest.mark.django_db


def guess_as_fast_as_allowed(time, subject, hours):
    """The moments of all guesses that a patient machine gets in."""
    end, moments = clock.now() + timedelta(hours=hours), []
    while clock.now() < end:
        try:
            throttle.claim(subject)
        except MustWait as refusal:
            later(time, seconds=refusal.wait.total_seconds())
            continue
        moments.append(clock.now())
        throttle.fail(subject)
    return moments


@pytest.mark.parametrize(("subject", "free"), [(account_subject, 2), (address_subject, 29)])
def test_the_wait_doubles_from_two_seconds_to_a_quarter_of_an_hour(subject, free):
    waits = [wait_after(subject("192.0.2.7"), failures).total_seconds() for failures in range(1, free + 11)]
    assert waits == [0] * free + [2, 4, 8, 16, 32, 64, 128, 900, 900, 900]


@pytest.mark.parametrize(("subject", "guesses"), [(account_subject, 10), (address_subject, 37)])
def test_no_quarter_of_an_hour_sees_more_guesses_than_the_full_wait_takes(time, subject, guesses):
    moments = guess_as_fast_as_allowed(time, subject("2001:db8::1"), hours=5)
    most = max(sum(start <= one < start + timedelta(minutes=15) for one in moments) for start in moments)
    assert most == guesses


def test_nobody_is_locked_out_for_good(time):
    moments = guess_as_fast_as_allowed(time, account_subject("victim"), hours=48)
    assert max(after - before for before, after in pairwise(moments)) == timedelta(minutes=15)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_pass_together():
    subject = account_subject("victim")

    def guess(_number):
        try:
            throttle.claim(subject)
        except MustWait:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(guess, range(30))) == 10


def test_the_page_says_how_long_to_wait_and_checks_nothing_meanwhile(client, time):
    make_account("li.min", password=PASSWORD)
    for _number in range(2):
        assert "请等待" not in said(post_sign_in(client, "li.min", WRONG))
    third = post_sign_in(client, "li.min", WRONG)
    assert (third.status_code, third["Retry-After"]) == (429, "2")
    assert "用户名或密码不正确。请等待 2 秒后再试。" in said(third)
    refused = post_sign_in(client, "li.min", PASSWORD)
    assert "尝试次数过多，这一次没有核对。请等待 2 秒后再试。" in said(refused)
    later(time, seconds=2)
    assert post_sign_in(client, "li.min", PASSWORD).status_code == 302


def test_every_failure_is_an_event_and_a_refused_try_is_none(client, time):
    make_account("li.min", password=PASSWORD)
    for _number in range(5):
        post_sign_in(client, "li.min", WRONG)
    assert Event.objects.filter(action="accounts.sign_in.failed").count() == 3
    later(time, seconds=2)
    post_sign_in(client, "li.min", WRONG)
    assert Event.objects.filter(action="accounts.sign_in.failed").count() == 4


def test_an_unknown_name_waits_like_a_known_one_and_is_kept_nowhere(client):
    for _number in range(3):
        post_sign_in(client, "my-secret-password", WRONG)
    assert post_sign_in(client, "my-secret-password", WRONG).status_code == 429
    assert [one.subject for one in Attempt.objects.all() if "secret" in one.subject] == []


def test_an_address_waits_after_thirty_failures_whatever_names_it_tries(client):
    make_account("li.min", password=PASSWORD)
    answers = [post_sign_in(client, f"somebody{number}", WRONG, REMOTE_ADDR="192.0.2.7") for number in range(30)]
    assert [answer.status_code for answer in answers] == [200] * 29 + [429]
    assert post_sign_in(client, "li.min", REMOTE_ADDR="192.0.2.7").status_code == 429
    assert post_sign_in(client, "li.min", REMOTE_ADDR="192.0.2.8").status_code == 302


@pytest.mark.parametrize("failures", [1, 2, 10])
def test_a_colleague_behind_the_same_address_does_not_wait_for_the_failures_of_one_person(client, time, failures):
    for name in ("li.min", "wang.fang"):
        make_account(name, password=PASSWORD)
    answers = []
    for _number in range(failures):
        answers.append(post_sign_in(client, "li.min", WRONG))
        while answers[-1].status_code == 429 and len(answers) < failures:
            later(time, seconds=int(answers[-1]["Retry-After"]))
            answers.append(post_sign_in(client, "li.min", WRONG))
    assert post_sign_in(client, "wang.fang").status_code == 302


def test_the_failures_of_an_office_do_not_add_up_over_a_morning(time):
    office, waits = address_subject("192.0.2.7"), []
    for _number in range(4 * 60):
        throttle.claim(office)
        waits.append(throttle.fail(office)[1])
        later(time, minutes=1)
    assert set(waits) == {timedelta(0)}


def test_a_wait_of_the_address_is_kept_to_its_end(time):
    office = address_subject("192.0.2.7")
    throttle.claim(office)
    throttle.fail(office)
    later(time, minutes=14, seconds=59)
    for _number in range(29):
        throttle.claim(office)
        throttle.fail(office)
    later(time, seconds=1)
    with pytest.raises(MustWait):
        throttle.claim(office)
    later(time, seconds=1)
    throttle.claim(office)


def test_signing_in_oneself_does_not_clear_what_the_address_has_failed(client):
    make_account("attacker", password=PASSWORD)
    for _round in range(3):
        client.cookies.clear()
        post_sign_in(client, "victim", WRONG)
        post_sign_in(client, "attacker")
    assert Attempt.objects.get(subject="address:127.0.0.1").failures == 3


def test_signing_in_begins_the_account_anew(client):
    make_account("li.min", password=PASSWORD)
    post_sign_in(client, "li.min", WRONG)
    post_sign_in(client, "li.min")
    assert list(Attempt.objects.values_list("subject", "failures")) == [("address:127.0.0.1", 1)]


def test_a_forwarded_address_counts_only_when_the_trusted_proxy_calls(client, settings):
    settings.MINGHENG_TRUSTED_PROXY = "10.0.0.1"
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9"}
    post_sign_in(client, "nobody", WRONG, REMOTE_ADDR="10.0.0.1", **forged)
    post_sign_in(client, "nobody", WRONG, REMOTE_ADDR="192.0.2.7", **forged)
    settings.MINGHENG_TRUSTED_PROXY = ""
    post_sign_in(client, "nobody", WRONG, REMOTE_ADDR="", **forged)
    addresses = Attempt.objects.filter(subject__startswith="address:").order_by("subject")
    assert [one.subject for one in addresses] == ["address:", "address:192.0.2.7", "address:203.0.113.9"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_a_caller_cannot_escape_within_his_own_network(address, network):
    assert network_of(address) == network
