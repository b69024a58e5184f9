"""What the gate answers before any view runs."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import include, path, reverse

from mingheng.accounts import urls as accounts_urls
from mingheng.accounts.domain import close_account
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import Outdated
from mingheng.organisation.domain import close_unit, grant_role, revoke_role
from mingheng.policy import Role
from mingheng.site import urls as site_urls
from mingheng.site.frame import GROUPS
from mingheng.site.policy_table import policy_table
from tests.people import sign_in
from tests.site.addresses import ADDRESSES, url_of
from tests.site.asking import ask, last_event
from tests.site.duties import DUTIES
from tests.site.world import ONE_EMPTY, TODAY, Holder
from tests.ui.markup import elements

FRESH = sorted(key for key, row in policy_table().items() if row.fresh)
NAVIGATION = [item.route for _, items in GROUPS for item in items]


def browser(account, **options):
    client = Client()
    sign_in(client, account, **options)
    return client


def test_a_revoked_role_holds_no_longer_at_the_next_request(world):
    holder = world.holder(Role.UNIT_CLERK, "same")
    url = reverse("ledger:entries")
    assert ask(holder, "GET", url).status_code == 200
    revoke_role(holder.account.grants.get(), by=COMMAND, reason="岗位调整")
    assert ask(holder, "GET", url).headers["Location"] == f"/sign-in/?next={url.replace('/', '%2F')}"
    assert browser(holder.account).get(url).status_code == 403


def test_a_role_ends_with_its_last_day_though_the_session_goes_on(world):
    grant_role(world.newcomer, world.one.unit, Role.UNIT_CLERK, starts_on=TODAY, ends_on=TODAY, by=COMMAND)
    client = browser(world.newcomer)
    url = url_of("ledger:entry", [world.one.entries["accepted"].pk])
    assert client.get(url).status_code == 200
    with override_settings(MINGHENG_FIXED_DAY=TODAY + timedelta(1)):
        assert client.get(url).status_code == 404
        assert client.get(reverse("ledger:entries")).status_code == 403


def test_a_role_that_begins_tomorrow_is_no_role_today(world):
    grant_role(world.newcomer, world.one.unit, Role.UNIT_CLERK, starts_on=TODAY + timedelta(1), by=COMMAND)
    client = browser(world.newcomer)
    assert client.get(reverse("ledger:entries")).status_code == 403
    with override_settings(MINGHENG_FIXED_DAY=TODAY + timedelta(1)):
        assert client.get(reverse("ledger:entries")).status_code == 200


def test_a_closed_account_is_signed_out_at_the_next_request(world):
    holder = world.holder(Role.UNIT_CLERK, "same")
    close_account(holder.account, reason="调离", by=COMMAND)
    assert ask(holder, "GET", "/").status_code == 302


@pytest.mark.parametrize(("route", "method"), FRESH)
def test_what_matters_asks_for_the_second_factor_again_and_does_nothing_before(world, route, method):
    able = next(one for one in world.holders if one.account and DUTIES[route, method].lets(one))
    client = browser(able.account, is_confirmed=False)
    url, sent = url_of(route, ADDRESSES[route].there(world)), ADDRESSES[route].sent(world, able)
    before = last_event()
    answer = client.post(url, sent) if method == "POST" else client.get(url)
    back = url if method == "GET" else "/"
    assert (answer.status_code, answer["Location"]) == (302, f"/account/confirm/?next={back.replace('/', '%2F')}")
    assert last_event() == before


def test_a_form_that_is_sent_signed_out_is_told_that_nothing_was_saved(world):
    url, before = reverse("ledger:accept_several"), last_event()
    answer = ask(world.holders[-1], "POST", url, {"entry": "x:1"})
    assert (answer.status_code, "没有保存" in answer.content.decode(), last_event()) == (401, True, before)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_that_is_asked_for_signed_out_sends_the_whole_page_to_the_sign_in(world, method):  # noqa: ARG001
    answer = getattr(Client(), method)(
        reverse("ledger:entries" if method == "get" else "ledger:accept_several"), headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (204, "/sign-in/", b"")


def test_the_state_of_an_entry_can_forbid_the_act(world):
    admin = world.holder(Role.UNIT_ADMIN, "same")
    entries, before = world.one.entries, last_event()
    told = [
        ask(admin, method, url_of(route, [entries[state].pk]), {"read_at": entries[state].version}).status_code
        for method, route, state in (
            ("GET", "ledger:edit_entry", "accepted"),
            ("GET", "ledger:correct_entry", "draft"),
            ("POST", "ledger:submit_entry", "withdrawn"),
            ("POST", "ledger:accept_entry", "draft"),
            ("POST", "ledger:discard_draft", "submitted"),
        )
    ]
    assert (told, last_event()) == ([409] * 5, before)


def test_a_closed_unit_cannot_be_changed_any_more(world):
    unit = world.units[ONE_EMPTY].unit
    close_unit(unit, on=TODAY, by=COMMAND)
    admin = world.holder(Role.COMMITTEE_ADMIN, "above")
    answers = [ask(admin, "GET", url_of(f"organisation:{verb}", [unit.pk])) for verb in ("rename", "found", "close")]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert "状态已经变化" in answers[0].content.decode()


def test_the_state_is_told_only_to_those_who_may_know_of_the_entry(world):
    outsider = world.holder(Role.UNIT_ADMIN, "sibling")
    assert ask(outsider, "GET", url_of("ledger:edit_entry", [world.one.entries["accepted"].pk])).status_code == 404


def somebody_was_faster(request):
    raise Outdated(request.account)


class WhereSomebodyIsFaster:
    """The addresses of the site, with one page of ours in place of another."""

    accounts = ([path("account/", somebody_was_faster, name="account"), *accounts_urls.urlpatterns], "accounts")
    others = tuple(one for one in site_urls.urlpatterns if one.namespace != "accounts")
    urlpatterns = (path("", include(accounts)), *others)


def test_somebody_was_faster_is_told_wherever_it_happens(world):
    with override_settings(ROOT_URLCONF=WhereSomebodyIsFaster):
        answer = ask(world.holder(Role.UNIT_CLERK, "same"), "GET", "/account/")
    assert (answer.status_code, "刚刚被别人修改过" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_no_page_has_is_refused_with_those_that_it_has(world, method):
    answer = ask(world.holder(Role.UNIT_CLERK, "same"), method, reverse("accounts:password"))
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")


def test_the_head_of_a_page_is_that_of_the_page(world):
    clerk = world.holder(Role.UNIT_CLERK, "same")
    whole, head = (ask(clerk, method, reverse("ledger:entries")) for method in ("GET", "HEAD"))
    assert (whole.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head["Content-Type"] == whole["Content-Type"]


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_shows_exactly_what_may_be_opened(world, role):
    holder = world.holder(role, "same")
    found = elements(ask(holder, "GET", "/").content.decode())
    shown = [one.attributes["href"] for one in found if one.tag == "a" and one.above[-3:] == ("nav", "ul", "li")]
    opened = [url for url in map(reverse, NAVIGATION) if ask(holder, "GET", url).status_code == 200]
    assert shown == opened == [reverse(route) for route in NAVIGATION if DUTIES[route, "GET"].lets(holder)]


@pytest.mark.parametrize("relation", ["ended", "revoked"])
def test_who_has_no_role_any_more_sees_what_everybody_sees(world, relation):
    former, nobody = world.holder(Role.COMMITTEE_ADMIN, relation), world.holder(None)

    def links(holder: Holder) -> list[str]:
        found = elements(ask(holder, "GET", "/").content.decode())
        return [one.attributes["href"] for one in found if one.tag == "a" and "nav" in one.above]

    assert links(former) == links(nobody)


def test_who_is_refused_is_told_who_may(world):
    answer = ask(world.holder(Role.MEMBER, "same"), "GET", reverse("audit:events"))
    assert answer.status_code == 403
    assert "审计管理员。" in answer.content.decode()


def test_an_address_that_no_route_has_is_not_there(world):
    answers = [ask(one, "GET", "/no-such-page/") for one in (world.holder(Role.MEMBER, "same"), world.holders[-1])]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_no_page_of_somebody_signed_in_is_kept_by_the_browser(world):
    clerk = world.holder(Role.UNIT_CLERK, "same")
    urls = ["/", reverse("ledger:entries"), "/no-such-page/", reverse("audit:events")]
    assert ["no-store" in ask(clerk, "GET", url)["Cache-Control"] for url in urls] == [True] * 4
