"""What the administrators see of the running site."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mingheng.audit.models import Checkpoint, Event
from mingheng.organisation.models import Grant
from mingheng.policy import Role
from tests.site.asking import ask
from tests.site.duties import ADMINISTRATORS


def sections(world, role=Role.SYSTEM_ADMIN):
    answer = ask(world.holder(role, "above"), "GET", reverse("site:administration"))
    return {str(label): {str(name): value for name, value in rows} for label, rows in answer.context["sections"]}


def test_it_says_who_is_there_how_long_the_log_is_and_what_runs(world):
    found = sections(world)
    assert list(found) == ["必须有人担任的角色", "操作日志", "软件"]
    assert set(found["必须有人担任的角色"].values()) == {"有人担任"}
    signed = timezone.localtime(Checkpoint.objects.latest("number").at)
    assert found["操作日志"] == {"事件总数": Event.objects.count(), "最近的检查点": f"{signed:%Y-%m-%d %H:%M}"}
    assert found["软件"]["运行方式"] == "正式"


def test_a_role_that_nobody_holds_is_named(world):
    Grant.objects.filter(role=Role.AUDIT_ADMIN).delete()
    assert sections(world)["必须有人担任的角色"] == {
        "工委管理员": "有人担任",
        "系统管理员": "有人担任",
        "安全管理员": "有人担任",
        "审计管理员": "无人担任",
    }


@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_see_it(world, role):
    status = ask(world.holder(role, "same"), "GET", reverse("site:administration")).status_code
    assert status == (200 if role in ADMINISTRATORS else 403)
