"""The pages: who gets in, what is shown, what is kept of what was typed."""

import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.domain import grant_role
from mingheng.organisation.models import Placement
from mingheng.people.domain import add_post, leave_unit
from mingheng.people.import_views import REGISTERS
from mingheng.people.models import Membership, Person, Post
from mingheng.people.queries import latest_membership
from mingheng.policy import Role
from tests.people import make_account, sign_in

NUMBER = "11010519491231002X"
TODAY = date(2026, 6, 30)


@pytest.fixture
def clients(office) -> dict[str, Client]:
    """Signed-in browsers by role; all but the office's hold their role in the committee."""
    found = {}
    for role in ("committee_admin", "unit_admin", "unit_clerk", "leader", "discipline_officer", "reviewer", "member"):
        account = make_account(role)
        unit = office.top if role == "committee_admin" else office.committee
        grant_role(account, unit, Role(role), starts_on=date(2020, 1, 1), by=COMMAND)
        found[role] = Client()
        sign_in(found[role], account)
    return found


@pytest.fixture
def member(office, enter) -> Person:
    return enter(office.branch, "𠮷田·示范", id_number=NUMBER, phone="13800000000")


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


@pytest.mark.usefixtures("member")
def test_the_list_shows_those_within_reach_with_masked_columns_and_finds_by_name_and_number(office, enter, clients):
    enter(office.other, "别的支部党员")
    page = text_of(clients["unit_clerk"].get(address("members")))
    assert ("𠮷田·示范" in page, "110105********002X" in page, "138****0000" in page) == (True, True, True)
    assert ("别的支部党员" in page, NUMBER in page, "13800000000" in page) == (False, False, False)
    assert "党员1名，其中正式党员1名" in page
    for words in ("𠮷田", NUMBER.lower()):
        assert "𠮷田·示范" in text_of(clients["unit_clerk"].get(address("members"), {"q": words}))
    nothing = text_of(clients["unit_clerk"].get(address("members"), {"q": "别的支部"}))
    assert ("没有找到符合条件的党员" in nothing, "别的支部党员" in nothing) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_member_as_for_three(
    office, enter, clients, django_assert_max_num_queries, number: int
):
    for serial in range(number):
        enter(office.branch, f"党员{serial}", id_number="")
    with django_assert_max_num_queries(12):
        assert clients["unit_clerk"].get(address("members")).status_code == 200


def test_thirty_members_stand_on_a_page(office, enter, clients):
    for serial in range(31):
        enter(office.branch, f"党员{serial:02}")
    first, second = (
        text_of(clients["leader"].get(address("members_of_unit", office.branch.pk), {"page": page})) for page in (1, 2)
    )
    assert (first.count("正式党员 2020"), second.count("正式党员 2020")) == (30, 1)


WRITERS = {"committee_admin", "unit_admin", "unit_clerk"}
READERS = WRITERS | {"leader", "discipline_officer"}
REVEALERS = {"committee_admin", "unit_admin"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("person", READERS),
        *((name, WRITERS) for name in ("correct", "join", "leave", "transfer", "become_full", "add_post")),
        ("reveal", REVEALERS),
    ],
)
def test_each_page_of_a_person_opens_for_its_roles_and_is_absent_for_the_others(
    clients, member, name: str, allowed: set[str]
):
    opened = {role for role, client in clients.items() if client.get(address(name, member.pk)).status_code == 200}
    assert opened == allowed
    refused = {
        client.get(address(name, member.pk)).status_code for role, client in clients.items() if role not in allowed
    }
    assert refused == {404}


def test_nobody_reaches_a_person_of_another_unit_or_one_that_is_not_there(office, enter, clients):
    stranger = enter(office.other, "别的支部党员")
    for path in (
        address("person", stranger.pk),
        address("person", "x" * 20),
        address("members_of_unit", office.other.pk),
    ):
        assert clients["unit_admin"].get(path).status_code == 404
    before = Event.objects.count()
    assert (
        clients["unit_admin"]
        .post(address("leave", stranger.pk), {"last_day": "2026-06-30", "reason": "调出"})
        .status_code
        == 404
    )
    assert Event.objects.count() == before
    assert clients["committee_admin"].get(address("person", stranger.pk)).status_code == 200


def test_whose_member_was_transferred_away_no_longer_sees_him(office, clients, member):
    answer = clients["committee_admin"].post(address("transfer", member.pk), {"unit": "档案馆党支部", "on": "2026.6.1"})
    assert answer.url == address("person", member.pk)
    assert latest_membership(member.pk).unit == office.other
    assert clients["unit_admin"].get(address("person", member.pk)).status_code == 404


def test_nobody_transfers_a_member_out_of_his_reach(office, clients, member):
    answer = clients["unit_admin"].post(address("transfer", member.pk), {"unit": "档案馆党支部", "on": "2026-06-01"})
    assert "没有“档案馆党支部”这个党组织" in text_of(answer)
    assert latest_membership(member.pk).unit == office.branch


def test_a_person_is_added_and_everything_typed_is_kept_when_something_is_wrong(office, clients):
    typed = {
        "name": "买买提·示范",
        "id_number": "110105194912310021",
        "phone": "13800000000",
        "starts_on": "2026-02-30",
        "full_on": "",
    }
    answer = clients["unit_clerk"].post(address("add", office.branch.pk), typed)
    page = answer.content.decode()
    assert [
        f'value="{value}"' in page for value in ("买买提·示范", "110105194912310021", "13800000000", "2026-02-30")
    ] == [True] * 4
    assert ("“2026-02-30”不是日期。" in page, Person.objects.count()) == (True, 0)
    answer = clients["unit_clerk"].post(address("add", office.branch.pk), {**typed, "starts_on": "2026-02-28"})
    assert "身份证号的校验位不对" in text_of(answer)
    answer = clients["unit_clerk"].post(
        address("add", office.branch.pk), {**typed, "id_number": NUMBER, "starts_on": "2026-02-28"}
    )
    person = Person.objects.get()
    assert (answer.url, person.name) == (address("person", person.pk), "买买提·示范")
    assert "预备党员" in text_of(clients["unit_clerk"].get(answer.url))


@pytest.mark.parametrize("name", ["=1+1", "＋1", "-1", "＠a"])
def test_a_name_like_a_formula_is_refused_on_the_page(office, clients, name: str):
    answer = clients["unit_clerk"].post(address("add", office.branch.pk), {"name": name, "starts_on": "2026-02-28"})
    assert (f"姓名不能以“{name[0]}”开头" in text_of(answer), Person.objects.count()) == (True, 0)


def test_a_correction_leaves_what_was_left_empty_and_forgets_what_was_ticked(clients, member):
    page = clients["unit_clerk"].get(address("correct", member.pk)).content.decode()
    assert (NUMBER in page, "13800000000" in page) == (False, False)
    typed = {"name": "田示范", "forget": ["phone"], "reason": "改用证件上的姓名", "version": "1"}
    assert clients["unit_clerk"].post(address("correct", member.pk), typed).status_code == 302
    fresh = Person.objects.get()
    assert (fresh.name, fresh.id_number, fresh.phone) == ("田示范", member.id_number, "")
    answer = clients["unit_clerk"].post(address("correct", member.pk), {**typed, "name": "又一个名字"})
    assert "这条记录刚刚被别人修改过" in text_of(answer)
    assert (Person.objects.get().name, 'name="version" value="2"' in answer.content.decode()) == ("田示范", True)


def test_a_sealed_column_is_shown_once_for_a_reason_and_the_log_says_so(clients, member):
    page = address("reveal", member.pk)
    before = Event.objects.count()
    answer = clients["unit_admin"].post(page, {"column": "id_number", "reason": "核对"})
    assert (NUMBER in text_of(answer), "请写明查看的理由" in text_of(answer), Event.objects.count()) == (
        False,
        True,
        before,
    )
    answer = clients["unit_admin"].post(page, {"column": "id_number", "reason": "核对入党志愿书"})
    assert (NUMBER in text_of(answer), "no-store" in answer["Cache-Control"]) == (True, True)
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.actor_name, event.reason) == ("people.person.revealed", "unit_admin", "核对入党志愿书")
    assert NUMBER not in text_of(clients["unit_admin"].get(page))
    assert NUMBER not in text_of(clients["unit_admin"].get(address("person", member.pk)))


def test_looking_asks_for_the_second_factor_when_it_was_given_long_ago(member, office):
    account = make_account("tired")
    grant_role(account, office.committee, Role.UNIT_ADMIN, starts_on=date(2020, 1, 1), by=COMMAND)
    client = Client()
    sign_in(client, account, is_confirmed=False)
    answer = client.post(address("reveal", member.pk), {"column": "id_number", "reason": "核对入党志愿书"})
    assert (answer.status_code, answer.url.startswith(reverse("accounts:confirm"))) == (302, True)


def test_posts_full_membership_leaving_and_coming_back_go_through_their_pages(office, enter, clients):
    person = enter(office.branch, "甲", full_on=None)
    client = clients["unit_clerk"]
    client.post(address("become_full", person.pk), {"on": "2026-05-01"})
    client.post(address("add_post", person.pk), {"unit": "0101", "title": "书记", "starts_on": "2026-05-02"})
    post = Post.objects.get()
    client.post(address("end_post", person.pk, post.pk), {"last_day": "2026-05-31"})
    client.post(address("leave", person.pk), {"last_day": "2026-06-01", "reason": "借调期满"})
    client.post(address("join", person.pk), {"unit": "第一党支部", "starts_on": "2026-06-02", "full_on": "2026-05-01"})
    found = list(Membership.objects.order_by("starts_on").values_list("starts_on", "ends_on", "full_on"))
    assert found == [
        (date(2020, 1, 1), date(2026, 6, 1), date(2026, 5, 1)),
        (date(2026, 6, 2), None, date(2026, 5, 1)),
    ]
    assert Post.objects.get().ends_on == date(2026, 5, 31)
    page = text_of(client.get(address("person", person.pk)))
    assert [words in page for words in ("书记", "2026-05-31", "2026-06-01", "登记离开")] == [True] * 4


def test_a_post_of_another_person_is_not_ended_through_this_one(office, enter, clients, member):
    other = enter(office.branch, "乙")
    post = add_post(other, office.branch, title="书记", starts_on=TODAY, by=COMMAND)
    answer = clients["unit_clerk"].post(address("end_post", member.pk, post.pk), {"last_day": "2026-06-30"})
    assert (answer.status_code, Post.objects.get().ends_on) == (404, None)


def test_who_left_is_still_found_by_the_unit_he_left(clients, member):
    leave_unit(latest_membership(member.pk), last_day=date(2026, 5, 31), reason="调出", by=COMMAND)
    page = text_of(clients["leader"].get(address("person", member.pk)))
    assert "的组织关系到2026年5月31日为止" in page


@pytest.mark.usefixtures("member")
def test_the_warnings_on_size_stand_on_their_page_with_their_source(clients):
    page = text_of(clients["leader"].get(address("sizes")))
    assert [
        words in page
        for words in ("有正式党员1名，不足3名", "《中国共产党党和国家机关基层组织工作条例》第七条", "已核")
    ] == [True] * 3


def sheet(folder: Path, rows: list[list[str]], name: str = "members.xlsx") -> Path:
    book = xlsxwriter.Workbook(str(folder / name), {"strings_to_formulas": False})
    page = book.add_worksheet("党员名册")
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return folder / name


HEADINGS = ["所在党组织", "姓名", "加入本支部日期", "党员类型", "转为正式党员日期", "身份证号"]


def check(client: Client, path: Path, register: str = "members"):
    with path.open("rb") as file:
        return client.post(address("check_sheet", register), {f"{register}-file": file})


def test_a_register_is_checked_then_entered_and_only_then(clients, own_home: Path, tmp_path: Path):
    client = clients["committee_admin"]
    answer = check(client, sheet(tmp_path, [HEADINGS, ["0101", "甲", "2021-07-01", "正式", "2015-06-30", NUMBER]]))
    assert ("没有错误，共1条，还没有导入。" in text_of(answer), Person.objects.count()) == (True, 0)
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]
    (kept,) = (own_home / "uploads").iterdir()
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    answer = client.post(address("import_sheet", "members"), {"ticket": ticket})
    assert "已导入1条" in text_of(client.get(answer.url))
    assert (Person.objects.get().name, list((own_home / "uploads").iterdir())) == ("甲", [])
    again = client.post(address("import_sheet", "members"), {"ticket": ticket})
    assert ("检查过的文件已不在" in text_of(again), Person.objects.count()) == (True, 1)


def test_nobody_imports_what_another_account_has_checked(office, clients, tmp_path: Path):
    answer = check(clients["committee_admin"], sheet(tmp_path, [HEADINGS, ["0101", "甲", "2021-07-01", "", "", ""]]))
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]
    other, client = make_account("second"), Client()
    grant_role(other, office.top, Role.COMMITTEE_ADMIN, starts_on=date(2020, 1, 1), by=COMMAND)
    sign_in(client, other)
    for stolen in (ticket, f"../uploads/{ticket}", "", f"{ticket}/"):
        answer = client.post(address("import_sheet", "members"), {"ticket": stolen})
        assert (answer.status_code, "检查过的文件已不在" in text_of(answer)) == (422, True)
    assert Person.objects.count() == 0


def test_every_fault_stands_on_the_page_and_nothing_is_entered(clients, tmp_path: Path):
    rows = [HEADINGS, ["0101", "=1+1", "2021-02-30", "", "", ""], ["没有这个", "乙", "2021-07-01", "", "", "1"]]
    answer = check(clients["committee_admin"], sheet(tmp_path, rows))
    page = text_of(answer)
    assert (answer.status_code, "有4处错误，一条也没有导入" in page, "导入这" in page) == (422, True, False)
    assert [
        words in page
        for words in ("“=1+1”是公式的文字", "日历上没有“2021-02-30”", "没有“没有这个”这个党组织", "身份证号应为18位")
    ] == [True] * 4
    assert Person.objects.count() == 0


def test_registers_are_for_the_office_only(clients, tmp_path: Path):
    path = sheet(tmp_path, [HEADINGS])
    found = {
        role: (client.get(address("imports")).status_code, check(client, path).status_code)
        for role, client in clients.items()
    }
    assert found.pop("committee_admin") == (200, 422)
    assert set(found.values()) == {(403, 403)}
    assert clients["committee_admin"].get(address("template", "nothing")).status_code == 404


@pytest.mark.parametrize("register", list(REGISTERS))
def test_the_template_is_a_workbook_that_the_check_reads(clients, tmp_path: Path, register: str):
    answer = clients["committee_admin"].get(address("template", register))
    path = tmp_path / "template.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    assert "栏目下面没有一行内容" in text_of(check(clients["committee_admin"], path, register))


def test_organisations_are_imported_through_their_page(clients, tmp_path: Path):
    path = tmp_path / "units.csv"
    path.write_text(
        "党组织名称,编号,组织类型,上级党组织,建立时间\n第二党支部,0102,党支部,财政局机关党委,2020-05-01\n",
        encoding="utf-8",
    )
    answer = check(clients["committee_admin"], path, "units")
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]
    answer = clients["committee_admin"].post(address("import_sheet", "units"), {"ticket": ticket})
    assert (
        answer.status_code,
        list(Placement.objects.filter(unit__code="0102").values_list("name", "parent__code")),
    ) == (
        302,
        [("第二党支部", "01")],
    )


def test_nobody_imports_into_organisations_out_of_reach(office, tmp_path: Path):
    account, client = make_account("lower"), Client()
    grant_role(account, office.committee, Role.COMMITTEE_ADMIN, starts_on=date(2020, 1, 1), by=COMMAND)
    sign_in(client, account)
    inside = sheet(tmp_path, [HEADINGS, ["0101", "甲", "2021-07-01", "", "", ""]])
    assert "没有错误，共1条" in text_of(check(client, inside))
    outside = sheet(tmp_path, [HEADINGS, ["02", "甲", "2021-07-01", "", "", ""]], "outside.xlsx")
    assert "没有“02”这个党组织" in text_of(check(client, outside))
    units = tmp_path / "units.csv"
    rows = "第二党支部,0202,党支部,02,2020-05-01\n第九工委,09,机关工委,,2020-05-01\n"
    units.write_text(f"党组织名称,编号,组织类型,上级党组织,建立时间\n{rows}", encoding="utf-8")
    page = text_of(check(client, units, "units"))
    assert ("没有“02”这个党组织" in page, "没有填写上级党组织" in page) == (True, True)


def test_a_form_without_a_file_says_so(clients):
    answer = clients["committee_admin"].post(address("check_sheet", "units"), {})
    assert (answer.status_code, "有1处需要改正" in text_of(answer)) == (422, True)


PAGES = [
    "members",
    "members_of_unit",
    "sizes",
    "person",
    "add",
    "correct",
    "join",
    "leave",
    "transfer",
    "become_full",
    "add_post",
    "reveal",
    "imports",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading_and_a_help_text(office, clients, member, name: str):
    args = {"members_of_unit": [office.branch.pk], "add": [office.branch.pk]}.get(name, [])
    args = args or ([member.pk] if name not in ("members", "sizes", "imports") else [])
    page = clients["committee_admin"].get(address(name, *args)).content.decode()
    fragment = Path("src/mingheng/people/templates/people/help") / f"{name}.html"
    first = re.search(r'translate "([^"]+)"', fragment.read_text(encoding="utf-8"))[1]
    assert (page.count("<h1>"), first in page) == (1, True)
