"""Giving, taking, standing in and handing over: what follows, and what the separation of administrators refuses."""

from datetime import date

import pytest

from mingheng.accounts.models import Account, Session
from mingheng.audit.actors import COMMAND, Actor
from mingheng.organisation.domain import Refused, close_unit, grant_role, hand_over, name_deputy, revoke_role
from mingheng.organisation.models import Grant
from mingheng.organisation.queries import grants_of
from mingheng.organisation.roles import INCOMPATIBLE, LABELS, REQUIRED, SMALL_COMMITTEE, actor_for, missing_roles
from mingheng.policy import Role
from tests.organisation.county import County
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db
TODAY, TOMORROW, YESTERDAY = date(2025, 7, 1), date(2025, 7, 2), date(2025, 6, 30)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2025-07-01T09:00:00+08:00", tick=False)


@pytest.fixture
def county():
    return County()


def give(account, unit, role, starts_on=TODAY, ends_on=None, by=COMMAND):
    return grant_role(account, unit, role, starts_on=starts_on, ends_on=ends_on, by=by)


def refusal(verb, *args, **values) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        verb(*args, **values)
    return caught.value.message, caught.value.field


def test_a_role_that_decides_asks_for_a_second_factor_and_ends_sessions(county, client):
    wang, li = make_account("wang"), make_account("li")
    sign_in(client, wang)
    give(wang, county.one, Role.UNIT_ADMIN)
    give(li, county.one, Role.UNIT_CLERK)
    assert Account.objects.get(pk=wang.pk).needs_second_factor is True
    assert Account.objects.get(pk=li.pk).needs_second_factor is False
    assert Session.objects.count() == 0


@pytest.mark.parametrize("role", list(Role))
def test_the_three_administrators_meet_neither_each_other_nor_the_business(role):
    administrators = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    forbidden = {
        Role.SYSTEM_ADMIN: set(Role) - {Role.SYSTEM_ADMIN, Role.MEMBER},
        Role.SECURITY_ADMIN: set(Role) - {Role.SECURITY_ADMIN, Role.MEMBER},
        Role.AUDIT_ADMIN: set(Role) - {Role.AUDIT_ADMIN, Role.MEMBER, Role.DISCIPLINE_OFFICER},
        Role.DISCIPLINE_OFFICER: {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
        Role.MEMBER: set(),
    }.get(role, administrators)
    assert {other for pair in INCOMPATIBLE if role in pair for other in pair - {role}} == forbidden


def test_incompatible_roles_are_refused_also_in_another_unit_and_for_later(county):
    wang = make_account("wang", display_name="王某")
    give(wang, county.top, Role.SYSTEM_ADMIN)
    assert refusal(give, wang, county.one_first, Role.UNIT_CLERK, starts_on=date(2026, 1, 1)) == (
        "“王某”是“示范县直属机关工委”的系统管理员，按三员分立的要求不能同时担任填报员。请授予另一位同志，或先撤销原角色。",
        "role",
    )
    revoke_role(Grant.objects.get(), by=COMMAND)
    give(wang, county.one_first, Role.UNIT_CLERK)


def test_roles_that_follow_each_other_do_not_meet(county):
    wang = make_account("wang")
    give(wang, county.top, Role.SYSTEM_ADMIN, ends_on=date(2025, 12, 31))
    give(wang, county.one, Role.LEADER, starts_on=date(2026, 1, 1))
    assert Grant.objects.count() == 2


def test_what_makes_no_sense_is_refused(county):
    wang, gone = make_account("wang", display_name="王某"), make_account("gone", closed_on=YESTERDAY)
    give(wang, county.one, Role.LEADER)
    assert refusal(give, wang, county.one, Role.LEADER) == (
        "“王某”在这段时间已是“甲局机关党委”的领导，无需重复授予。",
        "role",
    )
    assert refusal(give, gone, county.one, Role.LEADER)[1] == "account"
    assert refusal(give, wang, county.two, Role.LEADER, ends_on=YESTERDAY)[1] == "ends_on"
    assert refusal(give, wang, county.two, Role.LEADER, starts_on=date(2020, 1, 1))[1] == "starts_on"
    assert refusal(give, wang, county.two, Role.LEADER, by=Actor(wang.pk, "王某")) == (
        "不能给自己授予角色。请由另一位安全管理员办理。",
        "account",
    )
    close_unit(county.one_first, on=TOMORROW, by=COMMAND)
    assert refusal(give, wang, county.one_first, Role.LEADER)[1] == "ends_on"


def test_revocation_holds_at_once_for_the_deputy_too(county, client):
    wang, li = make_account("wang"), make_account("li")
    held = give(wang, county.one, Role.UNIT_ADMIN)
    name_deputy(held, li, starts_on=TODAY, ends_on=date(2025, 12, 31), by=COMMAND)
    sign_in(client, li)
    revoke_role(held, by=COMMAND, reason="岗位调整")
    assert (grants_of(wang), grants_of(li), Session.objects.count()) == ([], [], 0)
    assert refusal(revoke_role, held, by=COMMAND)[0] == "这个角色已经撤销，无需再次撤销。"


def test_the_last_security_administrator_is_not_revoked(county):
    held = give(make_account("wang"), county.top, Role.SECURITY_ADMIN)
    assert refusal(revoke_role, held, by=COMMAND)[0] == (
        "这是最后一位安全管理员，撤销后无人能授予角色。请先授予另一位，或办理交接。"
    )
    give(make_account("li"), county.top, Role.SECURITY_ADMIN)
    revoke_role(held, by=COMMAND)


def test_a_deputy_acts_on_behalf_of_the_holder_unless_the_role_is_the_deputys_own(county):
    wang, li = make_account("wang", display_name="王某"), make_account("li")
    held = give(wang, county.one, Role.UNIT_ADMIN)
    name_deputy(held, li, starts_on=TODAY, ends_on=TOMORROW, by=COMMAND)
    actor = Actor(li.pk, "李某")
    assert actor_for(actor, grants_of(li)).on_behalf_of == "王某"
    assert actor_for(actor, []) == actor
    give(li, county.two, Role.LEADER)
    assert actor_for(actor, grants_of(li)) == actor


def test_a_deputy_stays_within_the_holders_time_and_a_year(county):
    wang, li = make_account("wang"), make_account("li")
    held = give(wang, county.one, Role.UNIT_ADMIN, ends_on=date(2027, 1, 31))
    assert refusal(name_deputy, held, li, starts_on=TODAY, ends_on=date(2026, 7, 2), by=COMMAND) == (
        "代理最长一年。需要更久的，请办理交接或授予角色。",
        "ends_on",
    )
    late = {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 2, 1)}
    assert refusal(name_deputy, held, li, **late, by=COMMAND)[0] == (
        "代理时间须在原任人任职时间以内。请改一下代理的起止日。"
    )
    days = {"starts_on": TODAY, "ends_on": TOMORROW}
    assert refusal(name_deputy, held, wang, **days, by=COMMAND)[0] == "代理人不能是本人。请选择另一个账号。"
    deputy = name_deputy(held, li, **days, by=COMMAND)
    assert refusal(name_deputy, deputy, make_account("zhao"), **days, by=COMMAND)[1] == "account"
    assert refusal(name_deputy, held, li, **days, by=COMMAND)[1] == "role"


def test_a_successor_takes_over_everything_in_the_unit_in_one_act(county):
    wang, li, zhao = make_account("wang"), make_account("li"), make_account("zhao")
    admin = give(wang, county.one, Role.UNIT_ADMIN)
    give(wang, county.one, Role.UNIT_CLERK, starts_on=date(2025, 9, 1), ends_on=date(2025, 12, 31))
    elsewhere = give(wang, county.two, Role.LEADER)
    name_deputy(admin, zhao, starts_on=TODAY, ends_on=date(2025, 12, 31), by=COMMAND)
    taken = hand_over(admin, li, on=date(2025, 8, 1), by=COMMAND)
    assert [(one.role, one.starts_on, one.ends_on) for one in taken] == [
        ("unit_admin", date(2025, 8, 1), None),
        ("unit_clerk", date(2025, 9, 1), date(2025, 12, 31)),
    ]
    assert Grant.objects.get(pk=admin.pk).ends_on == date(2025, 7, 31)
    assert Grant.objects.get(account=zhao).ends_on == date(2025, 7, 31)
    assert Grant.objects.get(pk=elsewhere.pk).ends_on is None
    assert refusal(hand_over, taken[0], zhao, on=YESTERDAY, by=COMMAND)[1] == "on"
    assert refusal(hand_over, taken[0], li, on=date(2025, 9, 1), by=COMMAND)[1] == "account"


def test_the_small_committee_fills_every_required_role(county):
    assert missing_roles(TODAY) == list(REQUIRED)
    for number, post in enumerate(SMALL_COMMITTEE):
        holder = make_account(f"p{number}")
        for role in post.roles:
            give(holder, county.top, role)
    assert missing_roles(TODAY) == []
    assert missing_roles(YESTERDAY) == list(REQUIRED)
    Account.objects.filter(username="p1").update(closed_on=TODAY)
    assert missing_roles(TODAY) == [Role.SYSTEM_ADMIN]


def test_every_role_has_a_label():
    assert list(LABELS) == list(Role)
