"""What is said of members before a reorganisation is what happens to them."""

from datetime import timedelta

from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, merge_unit, move_unit, split_unit
from mingheng.organisation.prospects import Act, Prospect
from mingheng.people.domain import add_person, add_post, transfer_member
from mingheng.people.models import Membership, Post
from mingheng.people.prospects import prospects
from mingheng.people.queries import headcount_within, members_of
from mingheng.people.sealed import PersonDetails
from tests.persons.conftest import FOUNDED, TODAY

ON = TODAY + timedelta(days=1)
POST_STAYS = "不会自动结束。本组织的党员办理转接时一并结束，其他同志的请在个人页上登记结束。"


def fill(office) -> None:
    """Two members of the branch, one with a post in it."""
    person = add_person(office.branch, PersonDetails(name="王芳"), starts_on=FOUNDED, by=COMMAND)
    add_person(office.branch, PersonDetails(name="赵强"), starts_on=FOUNDED, by=COMMAND)
    add_post(person, office.branch, title="书记", starts_on=FOUNDED, by=COMMAND)


def stays(office) -> list[Prospect]:
    """What is said where the branch ends."""
    text = "组织关系仍登记在本组织，不会自动转走，自生效日起不计入任何组织的人数，直到逐人转接。"
    url = reverse("people:members_of_unit", args=[office.branch.pk])
    return [
        Prospect("党员2人", text, url, "到党员名册逐人办理转接"),
        Prospect("党内职务1个", POST_STAYS),
    ]


def test_members_and_posts_stay_behind_with_a_merged_unit_and_follow_with_a_transfer(office):
    fill(office)
    assert list(prospects(Act.MERGE, office.branch, ON)) == stays(office)
    merge_unit(office.branch, into=office.other, on=ON, by=COMMAND)
    assert (members_of(office.branch, ON).count(), Post.objects.get().ends_on) == (2, None)
    assert (headcount_within([office.top.pk], TODAY).members, headcount_within([office.top.pk], ON).members) == (2, 0)
    transfer_member(Membership.objects.get(person__name="王芳"), office.other, on=ON, by=COMMAND)
    assert (headcount_within([office.top.pk], ON).members, Post.objects.get().ends_on) == (1, TODAY)


def test_members_below_a_merged_unit_count_for_its_successor(office):
    fill(office)
    told = Prospect("下级组织的党员2人", "组织关系不变，随下级组织自生效日起计入并入的组织的人数。")
    assert list(prospects(Act.MERGE, office.committee, ON)) == [told]
    merge_unit(office.committee, into=office.other, on=ON, by=COMMAND)
    assert [headcount_within([office.other.pk], day).members for day in (TODAY, ON)] == [0, 2]


def test_members_stay_behind_with_a_closed_unit(office):
    fill(office)
    assert list(prospects(Act.CLOSE, office.branch, ON)) == stays(office)
    close_unit(office.branch, on=ON, by=COMMAND)
    assert (members_of(office.branch, ON).count(), headcount_within([office.top.pk], ON).members) == (2, 0)


def test_members_stay_with_a_unit_that_is_split(office):
    fill(office)
    members, posts = prospects(Act.SPLIT, office.branch, ON)
    assert (members.subject, members.text) == ("党员2人", "都留在本组织。到新组织去的，须逐人转接。")
    assert posts == Prospect("党内职务1个", "不变，都留在本组织。")
    (part,) = split_unit(office.branch, [("0102", "第二党支部")], on=ON, by=COMMAND)
    assert (members_of(office.branch, ON).count(), members_of(part, ON).count()) == (2, 0)


def test_members_below_a_unit_that_moves_count_for_its_new_parent(office):
    fill(office)
    text = "组织关系不变，自生效日起计入新的上级的人数。"
    assert list(prospects(Act.MOVE, office.committee, ON)) == [Prospect("党员2人（含下级）", text)]
    move_unit(office.branch, parent=office.other, on=ON, by=COMMAND)
    assert [headcount_within([office.other.pk], day).members for day in (TODAY, ON)] == [0, 2]


def test_nothing_is_said_of_a_unit_without_members(office):
    assert [list(prospects(act, office.other, ON)) for act in Act] == [[]] * 4
