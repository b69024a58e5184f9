"""The pages of those who administer accounts."""

import pytest
from django.test import Client

from mingheng import clock
from mingheng.accounts.digests import new_link_token
from mingheng.accounts.models import Account, Session
from mingheng.accounts.printing import pieces_of
from mingheng.accounts.qr_codes import qr_code
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.domain import found_unit, grant_role, name_deputy
from mingheng.organisation.models import UnitKind
from mingheng.policy import Role
from tests.accounts.acting import events, new_events, said
from tests.people import PASSWORD, make_account, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client) -> Account:
    """Signed in as system administrator, who sees every account."""
    return sign_in_as(client, "administrator", Role.SYSTEM_ADMIN)


def sign_in_as(client: Client, username: str, role: Role) -> Account:
    unit = found_unit(username, username, kind=UnitKind.COMMITTEE, parent=None, on=clock.today(), by=COMMAND)
    account = make_account(username)
    grant_role(account, unit, role, starts_on=clock.today(), by=COMMAND)
    sign_in(client, account)
    return account


def test_one_new_account_is_created_and_its_slip_shown(client, administrator):
    before = len(events())
    page = client.post("/accounts/create/", {"username": "Li.Min", "display_name": "李敏"})
    slip, *rest = page.context["slips"]
    assert (slip.account.username, slip.account.created_by, rest) == ("li.min", administrator, [])
    assert "".join(f"<span>{piece}</span><wbr>" for piece in slip.pieces)[: -len("<wbr>")] in page.content.decode()
    assert Client().get(slip.address).status_code == 200
    assert new_events(before) == ["accounts.accounts.created"]


@pytest.mark.parametrize(
    ("username", "message"),
    [
        ("administrator", "用户名“administrator”已被使用，请换一个。"),
        ("王小明", "不能用“王小明”：只能用小写字母、数字、点、横线和下划线，不能有“王小明”，例如 wangxm。"),
        ("li min", "不能用“li min”：只能用小写字母、数字、点、横线和下划线，不能有“空格”，例如 wangxm。"),
        ("x", "不能用“x”：要有 2 至 40 个字符，现有 1 个，例如 wangxm。"),
        ("li.min.", "不能用“li.min.”：开头和结尾须为字母或数字，例如 wangxm。"),
    ],
)
def test_a_name_that_is_taken_or_malformed_is_refused_and_what_was_typed_stays(client, username, message):
    page = client.post("/accounts/create/", {"username": username, "display_name": "李敏"})
    assert message in said(page)
    assert [f'value="{typed}"' in page.content.decode() for typed in (username, "李敏")] == [True, True]


def test_many_accounts_are_created_from_lines_and_every_slip_is_shown(client):
    page = client.post("/accounts/create-many/", {"people": "li.min，李敏\n\nwang.fang\t王芳\r\nzhao.qiang, 赵强"})
    slips = [(slip.account.username, slip.account.display_name) for slip in page.context["slips"]]
    assert slips == [("li.min", "李敏"), ("wang.fang", "王芳"), ("zhao.qiang", "赵强")]
    assert page.content.decode().count('class="slip"') == 3


def test_all_faults_of_all_lines_are_named_at_once_and_nothing_is_created(client):
    typed = "li.min，李敏\n王芳\nLI.MIN,李民\nadministrator，管理员\nx，" + "长" * 41
    page = client.post("/accounts/create-many/", {"people": typed})
    assert page.context["form"].errors["people"] == [
        "第 2 行：应为“用户名，姓名”两项，现为“王芳”。",
        "第 3 行：用户名“li.min”与第 1 行重复。",
        "第 4 行：用户名“administrator”已被使用。",
        "第 5 行：姓名超过 40 个字。",
        "第 5 行：用户名“x”不符合要求：要有 2 至 40 个字符，现有 1 个，例如 wangxm。",
    ]
    assert (Account.objects.count(), "王芳" in page.content.decode()) == (1, True)


def listed(client, query=""):
    return [one.username for one in client.get("/accounts/", {"q": query}).context["listing"].rows]


def test_the_list_is_searched_by_user_name_and_name(client):
    make_account("li.min", display_name="李敏")
    make_account("wang.fang", display_name="王芳")
    assert [listed(client, query) for query in ("", "li.", "王", "nobody", "\x00")] == [
        ["administrator", "li.min", "wang.fang"],
        ["li.min"],
        ["wang.fang"],
        [],
        ["administrator", "li.min", "wang.fang"],
    ]
    assert "没有找到账号" in said(client.get("/accounts/", {"q": "nobody"}))


def test_a_unit_administrator_sees_his_own_and_those_he_made_and_no_others():
    client = Client()
    sign_in_as(client, "unit.admin", Role.UNIT_ADMIN)
    make_account("li.min")
    client.post("/accounts/create/", {"username": "wang.fang", "display_name": "王芳"})
    assert listed(client) == ["unit.admin", "wang.fang"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_the_database_as_often_for_many_accounts_as_for_one(
    client, django_assert_max_num_queries, number
):
    for one in range(number):
        make_account(f"person{one:02}")
    client.get("/accounts/")
    with django_assert_max_num_queries(8):
        client.get("/accounts/")


@pytest.mark.parametrize("path", ["", "reset/", "close/", "reopen/"])
def test_an_account_out_of_reach_is_not_there(client, path):
    hidden = make_account("li.min", password=PASSWORD)
    sign_in_as(client, "unit.admin", Role.UNIT_ADMIN)
    method = client.get if path == "" else client.post
    answers = [method(f"/accounts/{number}/{path}", {"reason": "无"}) for number in (hidden.pk, 99999)]
    assert [one.status_code for one in answers] == [404, 404]
    assert Account.objects.get(pk=hidden.pk).version == 1


def test_a_reset_shows_a_new_slip_and_its_reason_is_in_the_log(client):
    holder = make_account("li.min", password=PASSWORD)
    sign_in(Client(), holder)
    page = client.post(f"/accounts/{holder.pk}/reset/", {"reason": "本人到场"})
    event = Event.objects.order_by("sequence").last()
    assert (event.action, event.reason, event.object_key) == ("accounts.account.reset", "本人到场", str(holder.pk))
    assert (len(page.context["slips"]), Session.objects.filter(account=holder).count()) == (1, 0)


@pytest.mark.usefixtures("time")
def test_a_slip_says_for_what_the_account_is_until_when_and_shows_the_link_as_a_picture():
    client = Client()
    admin = sign_in_as(client, "unit.admin", Role.UNIT_ADMIN)
    own_unit = admin.grants.get().unit
    holder, other = make_account("li.min", display_name="李敏"), make_account("wang.fang")
    own = grant_role(holder, own_unit, Role.LEADER, starts_on=clock.today(), by=COMMAND)
    name_deputy(own, other, starts_on=clock.today(), ends_on=clock.today(), by=COMMAND)
    pages = [client.post(f"/accounts/{one.pk}/reset/", {"reason": "本人到场"}) for one in (holder, other)]
    slips = [page.context["slips"][0] for page in pages]
    assert [slip.roles for slip in slips] == [["unit.admin 领导"], ["unit.admin 领导（代李敏）"]]
    assert "角色 unit.admin 领导 用户名 li.min" in said(pages[0])
    assert "有效期至 2026-03-09 09:00 ，只能使用一次。" in said(pages[0])
    assert slips[0].picture == qr_code(slips[0].address, scale=3, title="设置链接的二维码")
    assert (str(slips[0].picture) in pages[0].content.decode(), "style=" in slips[0].picture) == (True, False)


def test_a_slip_for_an_account_without_a_role_says_who_gives_one():
    client = Client()
    sign_in_as(client, "unit.admin", Role.UNIT_ADMIN)
    page = client.post("/accounts/create/", {"username": "li.min", "display_name": "李敏"})
    assert "角色 尚未授予，请安全管理员授予后再办理业务 用户名 li.min" in said(page)


def test_who_administers_accounts_alone_does_not_learn_from_a_slip_who_holds_which_role(client):
    unit = found_unit("0", "机关工委", kind=UnitKind.WORK_COMMITTEE, parent=None, on=clock.today(), by=COMMAND)
    holder = make_account("li.min", display_name="李敏")
    grant_role(holder, unit, Role.LEADER, starts_on=clock.today(), by=COMMAND)
    page = client.post(f"/accounts/{holder.pk}/reset/", {"reason": "本人到场"})
    assert page.context["slips"][0].roles is None
    assert "李敏 单位和角色（由安全管理员填写） ＿＿＿＿＿＿＿＿ 用户名 li.min" in said(page)


def test_no_line_of_a_printed_address_ends_with_a_sign_that_might_not_belong_to_it():
    for _number in range(50):
        token = new_link_token()
        address = f"https://jg-gw.example.gov.cn/set-up/{token}/"
        pieces = pieces_of(address, token)
        groups = [token[at : at + 8] for at in range(0, 32, 8)]
        assert pieces == [
            "https:",
            "//jg-gw",
            ".example",
            ".gov",
            ".cn",
            "/set-up",
            f"/{groups[0]}",
            *groups[1:3],
            f"{groups[3]}/",
        ]
        assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_reset_asks_the_administrator_who_he_is_first(client):
    Session.objects.update(confirmed_at=None)
    holder = make_account("li.min", password=PASSWORD)
    answer = client.get(f"/accounts/{holder.pk}/reset/")
    assert answer["Location"] == f"/account/confirm/?next=%2Faccounts%2F{holder.pk}%2Freset%2F"
    client.post(f"/accounts/{holder.pk}/reset/", {"reason": "本人到场"})
    assert Account.objects.get(pk=holder.pk).version == 1


def test_an_account_is_closed_and_opened_again_with_a_reason(client):
    holder = make_account("li.min", password=PASSWORD)
    sign_in(Client(), holder)
    assert "这个字段是必填项" in said(client.post(f"/accounts/{holder.pk}/close/", {"reason": ""}))
    before = len(events())
    client.post(f"/accounts/{holder.pk}/close/", {"reason": "退休"})
    closed = Account.objects.get(pk=holder.pk)
    assert (closed.closed_on, Session.objects.filter(account=holder).count()) == (clock.today(), 0)
    client.post(f"/accounts/{holder.pk}/reopen/", {"reason": "返聘"})
    assert (Account.objects.get(pk=holder.pk).closed_on, new_events(before)) == (
        (None, ["accounts.account.closed", "accounts.account.reopened"])
    )


@pytest.mark.parametrize("path", ["close", "reset"])
def test_nobody_closes_or_resets_his_own_account(client, administrator, path):
    page = client.post(f"/accounts/{administrator.pk}/{path}/", {"reason": "误点"})
    assert "不能停用或重置自己的账号。" in said(page)
    assert Account.objects.get(pk=administrator.pk).closed_on is None


def test_without_the_role_the_pages_are_refused():
    other = Client()
    sign_in(other, make_account("li.min"))
    assert [other.get(path).status_code for path in ("/accounts/", "/accounts/create/")] == [403, 403]
    assert other.post("/accounts/create/", {"username": "x.y", "display_name": "甲"}).status_code == 403
