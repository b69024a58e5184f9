"""The pages on permission name every role, and the acts and times that the site asks for."""

import re
from pathlib import Path

import pytest

from mingheng.accounts import passwords, session_rows
from mingheng.accounts.domain.creation import LINK_LASTS
from mingheng.organisation.roles import LABELS
from mingheng.policy import Role
from mingheng.site.policy_table import policy_table

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("permissions.md", "permissions.zh-CN.md")}
ASKED_AGAIN = {
    "accounts:recovery_codes": "重新生成恢复码",
    "api:give_key": "发放接口密钥",
    "api:revoke_key": "撤销接口密钥",
    "accounts:reset": "重置账号的登录方式",
    "assessment:ledger": "停用或接入台账",
    "assessment:start": "启动考核周期",
    "organisation:deputy": "代理",
    "organisation:grant": "授予",
    "organisation:hand_over": "交接",
    "organisation:revoke": "撤销",
    "people:reveal": "查看人员的加密栏目",
}


@pytest.mark.parametrize("page", PAGES)
def test_the_table_of_roles_has_a_row_for_each(page):
    rows = re.findall(r"^\| (\S+) \| ([a-z ]+) \|", PAGES[page], re.MULTILINE)
    roles = [(str(label), in_english(role)) for role, label in LABELS.items()]
    assert sorted(row for row in rows if row != ("角色", "role")) == sorted(roles)


def test_the_page_names_every_act_for_which_the_second_factor_is_asked_again():
    assert sorted({route for (route, _method), row in policy_table().items() if row.fresh}) == sorted(ASKED_AGAIN)
    sentence = PAGES["permissions.zh-CN.md"].partition("下列操作，")[2].partition("\n\n")[0].replace("\n  ", "")
    assert [words for words in ASKED_AGAIN.values() if words not in sentence] == []


def test_the_pages_name_the_times_and_lengths_that_hold():
    minutes = [int(time.total_seconds() / 60) for time in (session_rows.IDLE, session_rows.IDLE_WITH_POWER)]
    hours = int(session_rows.ABSOLUTE.total_seconds() / 3600)
    chinese, english = PAGES["permissions.zh-CN.md"], PAGES["permissions.md"]
    assert f"会话{minutes[0]}分钟不用就结束（必须绑定动态口令的账号是{minutes[1]}分钟），最长{hours}小时" in chinese
    assert f"after {minutes[0]} minutes without use ({minutes[1]} for those with" in english
    assert f"after {hours} hours" in english
    assert f"密码至少{passwords.SHORTEST}个字符" in chinese
    assert (session_rows.FRESH.total_seconds() / 60, LINK_LASTS.days) == (10, 7)
    assert ("超过十分钟" in chinese, "more than ten minutes ago" in english) == (True, True)
    assert ("七天内有效" in chinese, "for seven days" in english) == (True, True)


def in_english(role: Role) -> str:
    return role.value.replace("_admin", " administrator").replace("_", " ")
