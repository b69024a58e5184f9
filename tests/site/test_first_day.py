"""The start page of an office that begins: what to do in which order, and who is still missing."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import found_unit, grant_role
from mingheng.policy import Role
from tests.people import make_account, sign_in
from tests.site.world import TODAY


@pytest.fixture
def first_day(db):  # noqa: ARG001
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with override_settings(MINGHENG_FIXED_DAY=TODAY):
        yield found_unit("GW", "示范工委", kind="work_committee", parent=None, on=date(2024, 1, 1), by=COMMAND)


def opened(top, role):
    account = make_account(f"first-{role.value}".replace("_", "-"))
    grant_role(account, top, role, starts_on=TODAY, by=COMMAND)
    client = Client()
    sign_in(client, account)
    return client.get("/")


def test_on_the_first_day_the_steps_stand_in_their_order_with_links_for_those_who_take_them(first_day):
    steps = opened(first_day, Role.COMMITTEE_ADMIN).context["start"].steps
    assert [(step.label, step.is_done, step.url) for step in steps] == [
        ("四类管理角色有人担任", False, ""),
        ("导入单位和党组织", False, "/people/imports/"),
        ("导入党员名册", False, "/people/imports/"),
        ("导入上年考核结果", False, "/ledger/imports/"),
        ("启动考核周期", False, "/scores/cycle/"),
        ("为各单位开设账号", False, ""),
    ]


def test_the_security_administrator_is_led_to_the_roles(first_day):
    steps = opened(first_day, Role.SECURITY_ADMIN).context["start"].steps
    assert [step.url for step in steps] == ["/organisation/roles/", "", "", "", "", "/organisation/roles/"]


def test_roles_that_nobody_holds_are_named_until_somebody_does(first_day):
    roles = (Role.COMMITTEE_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    assert [opened(first_day, role).context["start"].missing for role in roles] == [
        ["系统管理员", "安全管理员", "审计管理员"],
        ["安全管理员", "审计管理员"],
        ["审计管理员"],
        [],
    ]


def test_four_persons_are_proposed_for_the_roles(first_day):
    found = opened(first_day, Role.COMMITTEE_ADMIN)
    assert [roles for _, roles, _ in found.context["start"].preset] == [
        "工委管理员",
        "系统管理员",
        "安全管理员",
        "审计管理员、纪检人员",
    ]
    assert "四个人就够" in found.content.decode()
