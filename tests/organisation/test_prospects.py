"""What the pages of a reorganisation say beforehand of roles, and that every part is asked."""

from datetime import date

import pytest
from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, grant_role, merge_unit, move_unit
from mingheng.organisation.history import holders_of
from mingheng.organisation.models import Grant
from mingheng.organisation.prospects import Act, Prospect, prospects_of
from mingheng.people.domain import add_person
from mingheng.people.sealed import PersonDetails
from mingheng.policy import Role
from tests.organisation.county import County
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db
TODAY, ON = date(2025, 7, 1), date(2025, 8, 1)
ENDING = Prospect("角色2个", "到2025年7月31日为止。需要继续任职的，请安全管理员在接续的组织另行授予。")


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2025-07-01T09:00:00+08:00", tick=False)


@pytest.fixture
def county():
    county = County()
    grant_role(make_account("li"), county.one, Role.UNIT_ADMIN, starts_on=TODAY, by=COMMAND)
    grant_role(make_account("sun"), county.one, Role.UNIT_CLERK, starts_on=date(2025, 9, 1), by=COMMAND)
    ended = date(2025, 7, 15)
    grant_role(make_account("qian"), county.one, Role.LEADER, starts_on=TODAY, ends_on=ended, by=COMMAND)
    return county


def test_roles_end_with_a_merger_as_it_was_said(county):
    assert prospects_of(Act.MERGE, county.one, ON) == [ENDING]
    merge_unit(county.one, into=county.two, on=ON, by=COMMAND)
    lasting = Grant.objects.filter(unit=county.one, revoked_at__isnull=True)
    assert sorted(lasting.values_list("ends_on", flat=True)) == [date(2025, 7, 15), date(2025, 7, 31)]


def test_roles_end_with_a_closing_and_stay_with_a_move_and_a_split(county):
    kept = [Prospect("角色2个", "不变，仍在本组织任职。")]
    assert [prospects_of(act, county.one, ON) for act in (Act.CLOSE, Act.MOVE, Act.SPLIT)] == [[ENDING], kept, kept]
    move_unit(county.one, parent=county.two, on=ON, by=COMMAND)
    assert len(holders_of(county.one, ON)) == 2
    assert prospects_of(Act.MOVE, county.one_first, ON) == []
    close_unit(county.one_first, on=ON, by=COMMAND)


@pytest.mark.parametrize("verb", ["merge", "split", "move", "close"])
def test_the_page_says_it_before_the_box_that_confirms_and_for_the_day_that_is_typed(county, client, verb):
    admin = make_account("zhao")
    grant_role(admin, county.top, Role.COMMITTEE_ADMIN, starts_on=TODAY, by=COMMAND)
    sign_in(client, admin)
    add_person(county.one, PersonDetails(name="王芳"), starts_on=date(2025, 7, 10), by=COMMAND)
    address = reverse(f"organisation:{verb}", args=[county.one.pk])
    first = client.get(address)
    assert [told.subject for told in first.context["prospects"]] == ["角色3个"]
    answer = client.post(address, {"on": "2025-08-01"})
    told = prospects_of(Act(verb), county.one, ON)
    assert answer.context["prospects"] == told
    members = "党员1人（含下级）" if verb == "move" else "党员1人"
    assert [one.subject for one in told] == ["角色2个", members]
    page = answer.content.decode()
    assert "按2025年8月1日生效计算" in page
    assert page.index(told[1].text) < page.index('name="confirmed"')
    assert (told[1].url in page, bool(told[1].url)) == (True, verb != "move")


def test_changes_that_touch_nothing_else_foretell_nothing(county, client):
    admin = make_account("zhao")
    grant_role(admin, county.top, Role.COMMITTEE_ADMIN, starts_on=TODAY, by=COMMAND)
    sign_in(client, admin)
    page = client.get(reverse("organisation:rename", args=[county.one.pk]))
    assert (page.context["prospects"], "办理后" in page.content.decode()) == ([], False)
