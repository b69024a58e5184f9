"""From the list of what is missing to an assignment: who may, what the forms begin with, whom they ask."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from mingheng.assessment.models import OpenRequirement
from mingheng.assignments.models import Assignment
from mingheng.policy import Role
from tests.assessment.test_pages import browser
from tests.assessment.world import scene_of_meetings
from tests.assignments.desk import acts, typed
from tests.ledger.test_views import value_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
DAY = date(2026, 10, 20)
LIST, NEW = "/scores/requirements/", "/assignments/new/"
ASKED = ("title", "text", "wanted", "kind", "indicator")
END = "确已开展的，请登记并上传佐证；没有开展的，不要补做记录，请说明原因。"


@pytest.fixture
def scene(settings):
    settings.MINGHENG_FIXED_DAY = DAY
    return scene_of_meetings()


@pytest.fixture
def committee(scene):
    return browser(scene, Role.COMMITTEE_ADMIN, "0")


def begun(client, address: str) -> dict[str, str]:
    """What the form behind an address begins with."""
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in ASKED}


def ticked_in(page) -> list[int]:
    return [box.data["value"] for box in page.context["form"]["units"] if box.data["selected"]]


def test_one_requirement_of_one_unit_becomes_an_assignment_that_says_it_all(scene, committee):
    address = committee.get(f"{LIST}?subject=U3&line=lectures").context["follow_up"]
    assert address == f"{NEW}?state=overdue&subject=U3&line=lectures"
    quarters = (("第三季度", "10月10日"), ("第二季度", "7月10日"), ("第一季度", "4月10日"))
    told = [f"{name}党课：U3局第一党支部还缺1次（已于{day}过宽限期）" for name, day in quarters]
    form = begun(committee, address)
    assert form == {
        "title": "督办：党课",
        "text": "\n".join(["以下记录到现在还没有：", *told, END]),
        "wanted": "entry",
        "kind": "meeting",
        "indicator": "lectures",
    }
    key = value_of(committee.get(address), "key")
    assert (Assignment.objects.count(), acts()) == (0, [])

    sent = typed(**form, key=key, giver=scene.units["0"].pk, due_on="2026年10月30日")
    answer = committee.post(address, sent)
    draft = Assignment.objects.get()
    assert answer.url == f"{reverse('assignments:give_out', args=[draft.pk])}?state=overdue&subject=U3&line=lectures"
    page = committee.get(answer.url)
    ticked = ticked_in(page)
    assert ticked == [scene.units["U3"].pk]
    assert "已按“还缺的记录”清单勾选1个单位" in unescape(page.content.decode())
    committee.post(answer.url, {"read_at": draft.version, "units": ticked})
    assert list(draft.recipients.values_list("unit__code", flat=True)) == ["U3"]


def test_several_units_are_not_told_what_each_of_them_lacks(scene, committee):
    every = begun(committee, committee.get(LIST).context["follow_up"])
    assert (every["title"], every["wanted"], every["indicator"]) == ("督办：还缺的记录", "entry", "")
    lectures = begun(committee, f"{NEW}?state=overdue&line=lectures")
    assert (lectures["title"], lectures["indicator"]) == ("督办：党课", "lectures")
    names = [unit.code for unit in scene.units.values() if unit.code != "0"]
    assert [name for name in names for form in (every, lectures) if f"{name}局" in form["text"]] == []
    draft = Assignment.objects.create(giver=scene.units["0"], title="督办", text="请办", due_on=DAY, version=1)
    page = committee.get(f"{reverse('assignments:give_out', args=[draft.pk])}?state=overdue&line=lectures")
    late = OpenRequirement.objects.filter(due_on__lt=DAY, code="lectures").values_list("subject", flat=True)
    assert (page.context["form"].ticked, set(page.context["form"].initial["units"])) == (len(set(late)), set(late))


def test_a_unit_asks_its_own_branches_and_nobody_out_of_its_reach(scene):
    admin = browser(scene, Role.UNIT_ADMIN, "U1")
    page = admin.get("/scores/U1/")
    assert page.context["follow_up"] == f"{NEW}?state=overdue&subject=U1"
    assert f'href="{NEW}?state=overdue&amp;subject=U1">交办督办</a>' in page.content.decode()
    draft = Assignment.objects.create(giver=scene.units["U1"], title="督办", text="请办", due_on=DAY, version=1)
    ask = f"{reverse('assignments:give_out', args=[draft.pk])}?state=overdue&line=lectures"
    asked = {scene.units[code].pk for code in ("U1-1", "U1-2", "U2")}
    assert set(ticked_in(admin.get(ask))) == asked
    foreign = admin.get(f"{NEW}?state=overdue&subject=U3")
    assert foreign.context["form"]["title"].value() is None
    assert "清单里现在没有可以由您交办的要求，请自行填写。" in foreign.content.decode()


@pytest.mark.parametrize("role", [Role.LEADER, Role.DISCIPLINE_OFFICER, Role.UNIT_CLERK])
def test_who_gives_nothing_out_meets_no_such_link(scene, role):
    client = browser(scene, role, "U1")
    for address in (LIST, "/scores/U1/"):
        answer = client.get(address)
        assert (answer.context["follow_up"], "交办督办</a>" in answer.content.decode()) == ("", False)


def test_nobody_is_urged_to_do_what_there_is_time_for(scene, committee):
    OpenRequirement.objects.filter(due_on__lt=DAY, subject=scene.units["U3"]).delete()
    asked = ("", "?state=later", "?subject=U3", "?state=due&subject=U3")
    assert [committee.get(LIST + query).context["follow_up"] != "" for query in asked] == [True, False, False, False]
