"""The start page: what waits, and figures that open to their source."""

import re
from datetime import timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from mingheng.assessment.models import OpenRequirement, Standing
from mingheng.audit.actors import COMMAND
from mingheng.ledger.domain import accept, answer_doubt
from mingheng.organisation.domain import grant_role, revoke_role
from mingheng.organisation.models import Unit
from mingheng.policy import Role
from tests.ledger.desk import actor
from tests.people import sign_in
from tests.site.asking import ask
from tests.site.duties import ANSWERERS, KEEPERS, READERS, WRITERS
from tests.site.world import ONE, TODAY, TWO, canary

RECEIVED = {"same": {"待签收的任务": 1, "待回复的任务": 1}, "sibling": {"待签收的任务": 1}}
REPLIED = {"same": {"待认可的回复": 1}, "above": {"待认可的回复": 3}}
"""What waits because of what was given out, by how the role's unit stands to the first office."""
DOUBTED, ANSWERED = "工委存疑、待答复的记录", "单位已答复、待核实的存疑记录"


def start_of(holder):
    return ask(holder, "GET", "/").context["start"]


def waiting_for(holder):
    return {task.label: task.count for task in start_of(holder).tasks}


def overdue_of(units):
    """How many requirements of these organisations, or asked of their branches, have run out."""
    late = OpenRequirement.objects.filter(due_on__lt=TODAY)
    return late.filter(Q(subject__in=units) | Q(unit__in=units)).count()


@pytest.mark.parametrize("role", [one for one in Role if one in KEEPERS | WRITERS])
@pytest.mark.parametrize("relation", ["same", "above", "below", "sibling"])
def test_every_number_opens_to_as_many_entries(world, role, relation):
    holder = world.holder(role, relation)
    tasks = start_of(holder).tasks
    found = {task.label: ask(holder, "GET", task.url).context["listing"].count for task in tasks}
    assert {task.label: task.count for task in tasks} == found
    units = [world.units[unit] for unit in holder.within if world.units[unit].entries]
    late = found.pop("已逾期的要求", 0)
    assert late == (overdue_of([world.units[unit].unit.pk for unit in holder.within]) if role in WRITERS else 0)
    own = ["待审核的记录"] if role in KEEPERS else []
    own += ["被退回的记录", "没有提交的草稿"] if role in WRITERS else []
    matters = RECEIVED.get(relation, {}) if role in WRITERS else {}
    matters = matters | (REPLIED.get(relation, {}) if role in KEEPERS else {})
    matters = matters | ({"等待答复的意见": 1} if role in ANSWERERS else {})
    matters = matters | ({DOUBTED: 1} if role in WRITERS and relation in ("same", "above") else {})
    wanted = dict.fromkeys(own, len(units)) | matters
    # What the 工委 has not let count yet lies at the top.
    if relation == "above":
        wanted |= {label: len(units) + 1 for label in own if label != "被退回的记录"}
    assert found == wanted


@pytest.mark.parametrize("role", [one for one in Role if one in KEEPERS | WRITERS])
@pytest.mark.parametrize("relation", ["same", "above", "below", "sibling"])
def test_what_is_late_is_no_task_beside_the_others_and_its_number_opens_to_as_many(world, role, relation):
    holder = world.holder(role, relation)
    address = f"{reverse('reminders:todo')}?view=mine&due=overdue"
    page = ask(holder, "GET", "/")
    start = page.context["start"]
    late = int(role in WRITERS and relation in ("same", "sibling"))
    opened = ask(holder, "GET", address).context["listing"].count
    links = page.content.decode().count(f'href="{escape(address)}"')
    assert (start.overdue, opened, links) == (late, late, late)
    assert address not in [task.url for task in start.tasks]


def test_units_that_have_ceased_are_marked(world):
    Unit.objects.filter(pk=world.units[TWO].unit.pk).update(closed_on=TODAY - timedelta(days=1))
    page = ask(world.holder(Role.LEADER, "above"), "GET", "/").content.decode()
    assert re.findall(r'>([^<]+)</a> <span class="chip quiet">已不存续', page) == [canary("名", TWO)]


def test_who_enters_records_here_and_leads_elsewhere_has_the_number_of_the_whole_list(world):
    account = world.holder(Role.UNIT_CLERK, "sibling").account
    grant_role(account, world.one.unit, Role.LEADER, starts_on=TODAY, by=COMMAND)
    client = Client()
    sign_in(client, account)
    [task] = [one for one in client.get("/").context["start"].tasks if one.label == "已逾期的要求"]
    both = {grant.unit_id for grant in account.grants.all()}
    assert (task.count, len(both)) == (client.get(task.url).context["listing"].count, 2)


@pytest.mark.parametrize("role", list(Role))
def test_the_scores_are_those_of_the_units_within_reach(world, role):
    holder = world.holder(role, "same")
    page = ask(holder, "GET", "/")
    rows = page.context["start"].scores
    assert [row.name for row in rows] == ([canary("名", ONE)] if role in READERS else [])
    for row in rows:
        url = reverse("assessment:unit", args=[row.unit.code])
        profile = ask(holder, "GET", url).context["profile"]
        assert (f'href="{url}"' in page.content.decode(), profile.total.points) == (True, row.total.points)


def test_who_stands_above_sees_all_units_and_who_stands_below_none(world):
    above, beneath = world.holder(Role.LEADER, "above"), world.holder(Role.LEADER, "below")
    assert [row.unit.pk for row in start_of(above).scores] == list(
        Standing.objects.order_by("subject__code").values_list("subject_id", flat=True)
    )
    assert start_of(beneath).scores == []


def test_a_number_falls_when_the_entry_is_accepted(world):
    holder = world.holder(Role.UNIT_ADMIN, "same")
    before = waiting_for(holder)["待审核的记录"]
    entry = world.one.entries["submitted"]
    accept(entry, read_at=entry.version, by=actor(holder.account))
    assert (before, waiting_for(holder)["待审核的记录"]) == (3, 2)


def test_a_doubt_waits_for_the_unit_and_its_answer_for_the_committee(world):
    clerk, committee = world.holder(Role.UNIT_CLERK, "same"), world.holder(Role.COMMITTEE_ADMIN, "above")

    def told():
        waiting = [waiting_for(one) for one in (clerk, committee)]
        return [[found.get(label, 0) for label in (DOUBTED, ANSWERED)] for found in waiting]

    address = f"/ledger/entries/{world.one.entries['accepted'].pk}/#verification"
    matters = ask(clerk, "GET", reverse("reminders:todo") + "?view=mine").content.decode()
    assert (told(), matters.count(address)) == ([[1, 0], [0, 0]], 1)
    answer_doubt(world.doubt, answer="当天确实开了", read_at=world.doubt.version, by=actor(clerk.account))
    matters = ask(clerk, "GET", reverse("reminders:todo") + "?view=mine").content.decode()
    assert (told(), matters.count(address)) == ([[0, 0], [0, 1]], 0)
    [task] = [one for one in start_of(committee).tasks if one.label == ANSWERED]
    assert ask(committee, "GET", task.url).context["listing"].count == 1


def test_without_a_role_one_is_told_to_whom_to_turn(world):
    page = ask(world.holder(None), "GET", "/").content.decode()
    assert ("您的账号还没有角色" in page, "<h2>等您办理</h2>" in page) == (True, False)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER, Role.LEADER])
def test_who_only_looks_has_nothing_to_do(world, role):
    found = start_of(world.holder(role, "same"))
    assert (found.tasks, found.has_roles, found.steps, found.missing) == ([], True, [], [])


def test_the_discipline_officer_has_only_complaints_to_answer(world):
    assert waiting_for(world.holder(Role.DISCIPLINE_OFFICER, "same")) == {"等待答复的意见": 1}


@pytest.mark.parametrize("role", list(Role))
def test_the_first_steps_are_gone_once_they_are_done(world, role):
    assert start_of(world.holder(role, "above")).steps == []


def test_a_revoked_role_is_missing_again(world):
    security = world.holder(Role.SECURITY_ADMIN, "above")
    for relation in ("same", "above", "below", "sibling"):
        revoke_role(world.holder(Role.AUDIT_ADMIN, relation).account.grants.get(), by=COMMAND, reason="岗位调整")
    assert start_of(security).missing == ["审计管理员"]
