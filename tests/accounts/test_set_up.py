"""Accounts come to life through a link."""

import pytest

from mingheng.accounts.domain import (
    NewAccount,
    UsernameTaken,
    create_account,
    create_accounts,
    issue_set_up_link,
    reset_account,
)
from mingheng.accounts.models import Account, Session, SetUpLink
from mingheng.audit.actors import SYSTEM
from tests.accounts.acting import events, later, new_events, post_sign_in, said
from tests.people import PASSWORD, give_second_factor, make_account, sign_in

pytestmark = pytest.mark.django_db
UNUSABLE = "这个链接不能用了"


def use(client, token, password=PASSWORD, repeated=PASSWORD):
    return client.post(f"/set-up/{token}/", {"new_password": password, "repeated": repeated})


def test_a_link_sets_the_password_and_then_works_no_more(client):
    slip = issue_set_up_link(create_account("Li.Min", "李敏", by=SYSTEM), by=SYSTEM)
    assert "李敏（用户名 li.min）" in said(client.get(f"/set-up/{slip.token}/"))
    assert use(client, slip.token)["Location"] == "/sign-in/"
    assert events() == ["accounts.account.created", "accounts.set_up_link.issued", "accounts.account.set_up"]
    again = use(client, slip.token, "another password 22", "another password 22")
    assert (again.status_code, UNUSABLE in said(again)) == (404, True)
    assert post_sign_in(client, "li.min")["Location"] == "/"


def test_a_link_lasts_seven_days(client, time):
    slip = issue_set_up_link(make_account("li.min"), by=SYSTEM)
    later(time, days=7, seconds=-1)
    assert client.get(f"/set-up/{slip.token}/").status_code == 200
    later(time, seconds=1)
    assert UNUSABLE in said(client.get(f"/set-up/{slip.token}/"))


def test_a_new_link_makes_the_old_one_useless_and_only_its_hash_is_kept(client):
    account = make_account("li.min")
    old, new = issue_set_up_link(account, by=SYSTEM), issue_set_up_link(account, by=SYSTEM)
    assert [client.get(f"/set-up/{slip.token}/").status_code for slip in (old, new)] == [404, 200]
    assert new.token not in SetUpLink.objects.get().digest


def test_a_password_that_is_refused_uses_no_link(client):
    slip = issue_set_up_link(make_account("li.min"), by=SYSTEM)
    assert "密码至少要 12 个字符，现在是 5 个。" in said(use(client, slip.token, "short", "short"))
    assert use(client, slip.token).status_code == 302


def test_the_link_of_a_closed_account_does_not_work(client):
    slip = issue_set_up_link(make_account("li.min", closed_on="2026-01-01"), by=SYSTEM)
    assert use(client, slip.token).status_code == 404


@pytest.mark.parametrize(
    ("resets", "leads_to"), [(True, "/account/second-factor/?next=%2F"), (False, "/sign-in/code/?next=%2F")]
)
def test_a_reset_takes_the_password_and_the_sessions_and_on_request_the_second_factor(client, resets, leads_to):
    account = make_account("li.min", password=PASSWORD, needs_second_factor=True)
    give_second_factor(account)
    sign_in(client, account)
    before = len(events())
    slip = reset_account(account, resets_second_factor=resets, reason="手机遗失", by=SYSTEM)
    assert (Session.objects.count(), new_events(before)) == (0, ["accounts.account.reset"])
    client.cookies.clear()
    assert "用户名或密码不正确。" in said(post_sign_in(client, "li.min"))
    use(client, slip.token)
    assert post_sign_in(client, "li.min")["Location"] == leads_to


def test_many_accounts_are_one_event_and_each_link_is_its_own(client):
    slips = create_accounts([NewAccount("li.min", "李敏"), NewAccount("wang.fang", "王芳")], by=SYSTEM)
    assert events() == ["accounts.accounts.created"]
    assert "王芳（用户名 wang.fang）" in said(client.get(f"/set-up/{slips[1].token}/"))


def test_a_name_that_was_taken_meanwhile_leaves_nothing_behind():
    make_account("li.min")
    with pytest.raises(UsernameTaken):
        create_accounts([NewAccount("wang.fang", "王芳"), NewAccount("li.min", "李敏")], by=SYSTEM)
    assert (Account.objects.count(), len(events())) == (1, 1)
