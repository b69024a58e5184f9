"""Who would verify his own unit: said with every way of giving a role, and given when there is a reason."""

from datetime import date

import pytest
from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.domain import OwnUnit, found_unit, grant_role, hand_over, name_deputy
from mingheng.organisation.models import Grant, UnitKind
from mingheng.organisation.queries import grants_of
from mingheng.policy import Role
from tests.organisation.county import County
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db
TODAY, MONTH = date(2025, 7, 1), date(2025, 7, 31)
WHY = "工委只有两名专职人员"
WARNING = (
    "“李某”既是“甲局机关党委”的领导，又作“示范县直属机关工委”的工委管理员，可以核验自己所在的“甲局机关党委”。"
    "请改由另一位同志担任；确实没有其他人选的，请填写理由，再提交一次。"
)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2025-07-01T09:00:00+08:00", tick=False)


@pytest.fixture
def county():
    return County()


def give(account, unit, role, starts_on=TODAY, **values):
    return grant_role(account, unit, role, starts_on=starts_on, by=COMMAND, **values)


def is_warned(first, second) -> bool:
    """Whether the second of two roles (unit, role, days) of one person wants a reason."""
    account = make_account(f"person{Grant.objects.count()}")
    give(account, first[0], first[1], **(first[2] if len(first) > 2 else {}))
    try:
        give(account, second[0], second[1])
    except OwnUnit:
        return True
    return False


@pytest.mark.parametrize("lower", [Role.LEADER, Role.UNIT_ADMIN, Role.UNIT_CLERK, Role.DISCIPLINE_OFFICER])
@pytest.mark.parametrize("upper", [Role.COMMITTEE_ADMIN, Role.REVIEWER])
def test_a_role_in_an_assessed_unit_and_one_that_verifies_it_want_a_reason_in_either_order(county, lower, upper):
    pair = [(county.one, lower), (county.top, upper)]
    assert (is_warned(*pair), is_warned(*pair[::-1])) == (True, True)


def test_a_role_in_a_branch_counts_for_the_unit_that_is_assessed_for_it(county):
    assert is_warned((county.one_first, Role.UNIT_CLERK), (county.top, Role.COMMITTEE_ADMIN)) is True


def test_a_units_administrator_above_verifies_and_the_one_of_the_unit_itself_does_not(county):
    assert is_warned((county.one, Role.LEADER), (county.top, Role.UNIT_ADMIN)) is True
    assert is_warned((county.one_first, Role.UNIT_CLERK), (county.one, Role.UNIT_ADMIN)) is False


def test_roles_that_do_not_meet_want_no_reason(county):
    admin = (county.top, Role.COMMITTEE_ADMIN)
    office = found_unit("GW-1", "工委机关党支部", kind=UnitKind.BRANCH, parent=county.top, on=TODAY, by=COMMAND)
    ended = {"starts_on": date(2025, 6, 1), "ends_on": date(2025, 6, 30)}
    assert [
        is_warned((county.one, Role.MEMBER), admin),
        is_warned((county.top, Role.LEADER), admin),
        is_warned((office, Role.LEADER), admin),
        is_warned((county.two, Role.LEADER), (county.one, Role.REVIEWER)),
        is_warned((county.one, Role.LEADER, ended), admin),
    ] == [False] * 5


def test_a_deputy_and_a_successor_are_warned_of_as_well_and_the_reason_is_in_the_log(county):
    held = give(make_account("zhao"), county.top, Role.COMMITTEE_ADMIN)
    leader = make_account("li", display_name="李某")
    give(leader, county.one, Role.LEADER)
    before = Event.objects.count()
    for verb, values in (
        (name_deputy, {"starts_on": TODAY, "ends_on": MONTH}),
        (hand_over, {"on": TODAY}),
    ):
        with pytest.raises(OwnUnit) as caught:
            verb(held, leader, by=COMMAND, **values)
        assert (caught.value.message, caught.value.field) == (WARNING, "own_unit_reason")
    assert Event.objects.count() == before
    name_deputy(held, leader, starts_on=TODAY, ends_on=MONTH, by=COMMAND, reason=WHY)
    assert Event.objects.order_by("-sequence").first().reason == WHY


PAGES = {
    "grant": {"account": "li", "role": "committee_admin", "unit": "GW", "starts_on": "2025-07-01", "ends_on": ""},
    "deputy": {"account": "li", "starts_on": "2025-07-01", "ends_on": "2025-07-20"},
    "hand_over": {"account": "li", "on": "2025-07-05"},
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_warns_keeps_what_was_typed_and_takes_a_reason(county, client, name):
    held = give(make_account("zhao"), county.top, Role.COMMITTEE_ADMIN)
    leader = make_account("li", display_name="李某")
    give(leader, county.one, Role.LEADER)
    security = make_account("wang")
    give(security, county.top, Role.SECURITY_ADMIN)
    sign_in(client, security)
    address = reverse(f"organisation:{name}", args=[] if name == "grant" else [held.pk])
    assert 'name="own_unit_reason"' not in client.get(address).content.decode()
    count = Grant.objects.count()
    for values in (PAGES[name], PAGES[name] | {"own_unit_reason": "  "}):
        warned = client.post(address, values)
        assert warned.context["form"].errors == {"own_unit_reason": [WARNING]}
        typed = {field.name: field.value() for field in warned.context["form"]}
        assert {key: typed[key] for key in PAGES[name]} == PAGES[name]
        assert 'name="own_unit_reason"' in warned.content.decode()
    assert Grant.objects.count() == count
    answer = client.post(address, PAGES[name] | {"own_unit_reason": WHY})
    assert answer.url == reverse("organisation:roles")
    assert Grant.objects.count() == count + 1
    assert Event.objects.order_by("-sequence").first().reason == WHY
    assert len(grants_of(leader)) == (1 if name == "hand_over" else 2)
