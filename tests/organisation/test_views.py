"""The pages of the organisation: the 工委's administrator, a clerk of a unit, a security administrator."""

import re
from datetime import date

import pytest
from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.domain import close_organisation, close_unit, grant_role, move_unit, rename_unit
from mingheng.organisation.models import Grant, Placement, Unit
from mingheng.organisation.queries import grants_of, placement_of
from mingheng.policy import Role
from tests.organisation.county import County
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 1)
VERBS = ("found", "rename", "move", "reclass", "change_kind", "merge", "split", "close")


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2025-07-01T09:00:00+08:00", tick=False)


@pytest.fixture
def county():
    return County()


def signed_in(client, unit, role, username="wang"):
    account = make_account(username)
    grant_role(account, unit, role, starts_on=TODAY, by=COMMAND)
    sign_in(client, account)
    return account


def url(name, *args):
    return reverse(f"organisation:{name}", args=args)


def text_of(answer) -> str:
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def names_in_tree(answer) -> list[str]:
    return [row.placement.name for row, _ in answer.context["rows"]]


def errors(answer) -> dict[str, list[str]]:
    return answer.context["form"].errors


def test_the_tree_opens_level_by_level(county, client):
    signed_in(client, county.one_first, Role.MEMBER)
    first = client.get(url("tree"))
    assert names_in_tree(first) == ["示范县直属机关工委", "甲局机关党委", "乙局党总支"]
    row, query = first.context["rows"][1]
    assert (row.depth, row.children, row.is_open) == (1, 2, False)
    opened = client.get(f"{url('tree')}?{query}")
    assert names_in_tree(opened) == [
        "示范县直属机关工委",
        "甲局机关党委",
        "甲局第一党支部",
        "甲局第二党支部",
        "乙局党总支",
    ]
    top_query = opened.context["rows"][0][1]
    assert names_in_tree(client.get(f"{url('tree')}?{top_query}")) == ["示范县直属机关工委"]
    assert "机关工委1、机关党委1、党总支1、党支部3" in text_of(first)


def test_the_tree_of_an_earlier_day_is_as_it_was(county, client):
    signed_in(client, county.one, Role.MEMBER)
    rename_unit(county.one, "甲局党委", on=date(2025, 6, 1), by=COMMAND)
    assert names_in_tree(client.get(url("tree"), {"day": "2025-05-31"}))[1] == "甲局机关党委"
    assert names_in_tree(client.get(url("tree"), {"day": "2025年6月1日"}))[1] == "甲局党委"
    assert "这一天还没有组织" in text_of(client.get(url("tree"), {"day": "2023-12-31"}))


def test_a_day_that_is_none_is_said_and_kept(county, client):
    signed_in(client, county.one, Role.MEMBER)
    answer = client.get(url("tree"), {"day": "2025-02-30", "q": "甲局"})
    assert list(errors(answer)) == ["day"]
    assert 'value="2025-02-30"' in answer.content.decode()
    assert [one.placement.unit.code for one in answer.context["listing"].rows] == ["A", "A-1", "A-2"]


def test_a_search_finds_names_and_codes_with_their_place(county, client):
    signed_in(client, county.one, Role.MEMBER)
    answer = client.get(url("tree"), {"q": "b-1"})
    assert [one.path for one in answer.context["listing"].rows] == ["示范县直属机关工委/乙局党总支/乙局第一党支部"]
    assert "没有找到这样的组织" in text_of(client.get(url("tree"), {"q": "不存在"}))


@pytest.mark.parametrize("shown", [1, 3])
def test_the_tree_asks_the_same_number_of_questions_for_any_size(county, client, django_assert_num_queries, shown):
    signed_in(client, county.one, Role.MEMBER)
    for number in range(shown):
        rename_unit([county.one, county.two, county.one_first][number], f"改名{number}", on=TODAY, by=COMMAND)
    opened = [county.top.pk, county.one.pk, county.two.pk][:shown]
    client.get(url("tree"))
    with django_assert_num_queries(TREE_QUERIES):
        client.get(url("tree"), {"open": opened})


TREE_QUERIES = 6
"""Session, roles, the frame of the page; counts by kind, what is shown, counts below."""


def test_who_holds_roles_is_shown_to_those_who_have_to_do_with_the_unit(county, client):
    grant_role(make_account("zhang", display_name="张填报"), county.two, Role.UNIT_CLERK, starts_on=TODAY, by=COMMAND)
    signed_in(client, county.one, Role.UNIT_ADMIN)
    page = client.get(url("unit", county.two.pk))
    assert "张填报" not in page.content.decode()
    assert "在本组织任职的角色" not in text_of(page)
    signed_in(client, county.top, Role.COMMITTEE_ADMIN, "zhao")
    assert "填报员：张填报" in text_of(client.get(url("unit", county.two.pk)))
    signed_in(client, county.two, Role.MEMBER, "qian")
    assert "张填报" not in client.get(url("unit", county.two.pk)).content.decode()


def test_the_page_of_a_unit_tells_its_history(county, client):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    move_unit(county.one_first, parent=county.two, on=date(2025, 6, 1), by=COMMAND)
    said = text_of(client.get(url("unit", county.one_first.pk)))
    assert "2025-06-01 – 至今 甲局第一党支部，党支部，隶属乙局党总支" in said
    assert "2024-01-01 – 2025-05-31 甲局第一党支部，党支部，隶属甲局机关党委" in said
    assert client.get(url("unit", 10**6)).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_changes_are_open_to_the_committees_administrator_alone(county, client, verb):
    signed_in(client, county.one, Role.UNIT_ADMIN)
    assert client.get(url(verb, county.one.pk)).status_code == 404
    assert url(verb, county.one.pk) not in client.get(url("unit", county.one.pk)).content.decode()
    signed_in(client, county.top, Role.COMMITTEE_ADMIN, "zhao")
    page = client.get(url(verb, county.one.pk))
    assert page.status_code == 200
    assert "会变的" in text_of(page)
    assert "不变的" in text_of(page)
    assert url(verb, county.one.pk) in client.get(url("unit", county.one.pk)).content.decode()


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_asks_for_a_day_and_a_look(county, client, verb):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    before = Event.objects.count()
    wrong = errors(client.post(url(verb, county.one.pk), {"on": "2025-02-30"}))
    assert wrong["on"] == ["“2025-02-30”不是日期。请写成2026-05-01或2026年5月1日。"]
    assert wrong["confirmed"] == ["请核对“会变的”和“不变的”两段说明，然后勾选。"]
    assert Event.objects.count() == before


VALUES = {
    "found": {"code": "A-3", "name": "甲局第三党支部", "kind": "branch"},
    "rename": {"name": "甲局党委"},
    "move": {"parent": "B"},
    "reclass": {"is_assessed": "on", "assessment_class": "二类单位", "staff": "30"},
    "change_kind": {"kind": "general_branch"},
    "merge": {"into": "乙局党总支"},
    "split": {"code_1": "C", "name_1": "丙局机关党委"},
}


@pytest.mark.parametrize("verb", VALUES)
def test_a_change_is_one_event_and_leads_back_to_the_unit(county, client, verb):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    before, placements = Event.objects.count(), Placement.objects.count()
    values = VALUES[verb] | {"on": "2025-08-01", "confirmed": "on"}
    answer = client.post(url(verb, county.one.pk), values)
    assert answer.url == url("unit", county.one.pk)
    assert Event.objects.count() == before + 1
    assert Placement.objects.count() > placements
    assert Event.objects.order_by("-sequence").first().actor_name == "wang"


def test_a_unit_is_closed_on_its_page_and_then_no_change_is_open(county, client):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    client.post(url("close", county.one_first.pk), {"on": "2025-07-01", "confirmed": "on"})
    assert Unit.objects.get(pk=county.one_first.pk).closed_on == date(2025, 6, 30)
    assert client.get(url("rename", county.one_first.pk)).status_code == 409
    page = client.get(url("unit", county.one_first.pk))
    assert "存续到2025年6月30日" in text_of(page)
    assert url("rename", county.one_first.pk) not in page.content.decode()


def test_what_the_verb_refuses_stands_at_its_field_and_nothing_typed_is_lost(county, client):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    close_organisation(through=date(2024, 12, 31), by=COMMAND)
    answer = client.post(url("rename", county.one.pk), {"name": "甲局党委", "on": "2024-12-31", "confirmed": "on"})
    assert errors(answer) == {
        "on": ["组织沿革已封存到 2024-12-31，这一天以前的考核结果不再变动。请选择 2025-01-01 或以后的日子。"]
    }
    assert 'value="甲局党委"' in answer.content.decode()
    answer = client.post(url("rename", county.one.pk), {"name": "=HYPERLINK()", "on": "2025-07-01", "confirmed": "on"})
    assert errors(answer) == {"name": ["组织名称不能以“=”开头：导出到表格时会被当作公式。请去掉这个符号。"]}
    assert 'value="=HYPERLINK()"' in answer.content.decode()
    answer = client.post(url("move", county.one.pk), {"parent": "A-1", "on": "2025-07-01", "confirmed": "on"})
    assert errors(answer) == {"parent": ["“甲局第一党支部”在 2025-07-01 是本组织的下级，不能同时作上级。请另选上级。"]}


def test_another_unit_is_named_by_code_or_full_name(county, client):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    values = {"on": "2025-07-01", "confirmed": "on"}
    answer = client.post(url("move", county.one_first.pk), values | {"parent": "乙局"})
    assert errors(answer) == {
        "parent": ["没有当日存续的组织叫“乙局”。相近的有：乙局党总支（B）、乙局第一党支部（B-1）。"]
    }
    client.post(url("move", county.one_first.pk), values | {"parent": "乙局党总支"})
    assert placement_of(county.one_first, TODAY).parent == county.two


def test_an_administrator_below_the_top_does_not_reach_beyond(county, client):
    signed_in(client, county.one, Role.COMMITTEE_ADMIN)
    assert client.get(url("rename", county.two.pk)).status_code == 404
    values = {"on": "2025-07-01", "confirmed": "on", "parent": "B"}
    answer = client.post(url("move", county.one_first.pk), values)
    assert errors(answer) == {"parent": ["没有当日存续的组织叫“B”。请核对后重新填写。"]}


def test_roles_are_for_the_security_administrator(county, client):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    assert client.get(url("roles")).status_code == 403
    held = Grant.objects.get()
    assert client.get(url("revoke", held.pk)).status_code == 404
    signed_in(client, county.top, Role.SECURITY_ADMIN, "zhao")
    page = text_of(client.get(url("roles")))
    assert "以下角色现在无人担任，请尽快授予：系统管理员、审计管理员" in page
    assert "zhao zhao 安全管理员 示范县直属机关工委" in page
    for name in ("revoke", "deputy", "hand_over"):
        assert client.get(url(name, held.pk)).status_code == 200
    assert [
        one.grant.role for one, _ in client.get(url("roles"), {"role": "committee_admin"}).context["listing"].rows
    ] == ["committee_admin"]
    assert client.get(url("roles"), {"unit": "A"}).context["listing"].rows == []


def test_a_role_is_given_stood_in_for_handed_over_and_revoked_on_its_pages(county, client):
    signed_in(client, county.top, Role.SECURITY_ADMIN, "zhao")
    li, sun, zhou = make_account("li"), make_account("sun"), make_account("zhou")
    values = {"account": "li", "role": "unit_admin", "unit": "A", "starts_on": "2025-07-01"}
    assert client.post(url("grant"), values).url == url("roles")
    held = Grant.objects.get(account=li)
    values = {"account": "sun", "starts_on": "2025-07-01", "ends_on": "2025-07-31"}
    client.post(url("deputy", held.pk), values)
    assert [one.stands_in_for for one in grants_of(sun)] == [held]
    client.post(url("hand_over", held.pk), {"account": "zhou", "on": "2025-07-01"})
    assert ([one.role for one in grants_of(zhou)], grants_of(li), grants_of(sun)) == (["unit_admin"], [], [])
    taken = Grant.objects.get(account=zhou)
    assert list(errors(client.post(url("revoke", taken.pk), {}))) == ["reason"]
    client.post(url("revoke", taken.pk), {"reason": "岗位调整"})
    assert grants_of(zhou) == []
    assert Event.objects.order_by("-sequence").first().reason == "岗位调整"


def test_a_refused_role_says_why_and_keeps_what_was_typed(county, client):
    signed_in(client, county.top, Role.SECURITY_ADMIN, "zhao")
    make_account("li", display_name="李某")
    values = {"account": "zhao", "role": "unit_admin", "unit": "A", "starts_on": "2025-07-01"}
    answer = client.post(url("grant"), values)
    assert errors(answer) == {"account": ["不能给自己授予角色。请由另一位安全管理员办理。"]}
    answer = client.post(url("grant"), values | {"account": "李", "starts_on": "2025-06-30"})
    assert errors(answer) == {
        "account": ["没有在用的账号叫“李”。相近的有：李某（li）。"],
        "starts_on": ["开始日不能早于今天：以前的操作不会因此变为有权。请选择今天或以后的日子。"],
    }
    assert 'value="李"' in answer.content.decode()


def test_roles_are_changed_only_with_a_fresh_second_factor(county, client):
    zhao = signed_in(client, county.top, Role.SECURITY_ADMIN, "zhao")
    sign_in(client, zhao, is_confirmed=False)
    assert client.get(url("grant")).url.startswith(reverse("accounts:confirm"))


def test_every_page_has_its_help(county, client):
    signed_in(client, county.top, Role.COMMITTEE_ADMIN)
    close_unit(county.two_first, on=TODAY, by=COMMAND)
    for address in [url("tree"), url("unit", county.one.pk), *(url(verb, county.one.pk) for verb in VERBS)]:
        assert 'class="help"' in client.get(address).content.decode(), address
