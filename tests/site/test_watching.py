"""The start page of those who look after units and enter nothing: lights, reasons, what is late."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import Light
from mingheng.assessment.overview import MOST_REASONS, reasons_of
from mingheng.assessment.permissions import OVERSEERS
from mingheng.assignments.models import Progress, Recipient
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import grant_role
from mingheng.policy import Role
from tests.people import sign_in
from tests.site.asking import ask
from tests.site.duties import WRITERS
from tests.site.world import TODAY


def page_of(holder):
    return ask(holder, "GET", "/")


def numbers_on(page) -> dict[str, int]:
    """The addresses of the late and the soon due, with the numbers that lead there."""
    part = page.content.decode().partition('id="watch"')[2].partition("</section>")[0]
    return {
        unescape(address): int(number)
        for address, number in re.findall(r'<a href="([^"]+requirements[^"]*)">(?:<b>)?(\d+)<', part)
    }


@pytest.mark.parametrize("role", sorted(OVERSEERS))
def test_who_looks_after_a_unit_sees_its_light_and_why(world, role):
    page = page_of(world.holder(role, "same"))
    watch = page.context["start"].watch
    total = rulebook_of(current_cycle()).head.total
    light = Light.objects.get(subject=world.one.unit, code=total)
    told = [(row.unit.pk, row.tone, row.reasons) for row in watch.rows]
    assert told == [(light.subject_id, light.tone, reasons_of(light)[:MOST_REASONS])]
    assert light.tone in (Light.Tone.RED, Light.Tone.YELLOW)
    text = page.content.decode()
    missing = [reason.text for reason in watch.rows[0].reasons if reason.text not in unescape(text)]
    assert (missing, "现在没有要办的事" in text) == ([], False)


@pytest.mark.parametrize("role", sorted(OVERSEERS))
@pytest.mark.parametrize("relation", ["same", "above", "below"])
def test_every_number_of_what_is_late_opens_to_as_many(world, role, relation):
    holder = world.holder(role, relation)
    numbers = numbers_on(page_of(holder))
    assert numbers
    assert numbers == {url: ask(holder, "GET", url).context["listing"].count for url in numbers}


@pytest.mark.parametrize(("relation", "late"), [("same", 1), ("sibling", 0), ("above", 0)])
def test_a_leader_is_told_what_his_unit_has_not_answered_in_time(world, relation, late):
    holder, waiting = world.holder(Role.LEADER, relation), Recipient.objects.filter(progress=Progress.GIVEN)
    waiting.filter(unit=world.one.unit).update(due_on=TODAY - timedelta(days=1))
    address = f"{reverse('assignments:inbox')}?progress=overdue"
    page, opened = page_of(holder), ask(holder, "GET", address).context["listing"].count
    watch = page.context["start"].watch
    told = page.content.decode().count(f'<a href="{address}"><b>1</b>')
    assert (watch.tasks, opened, told) == (late, late, late)


@pytest.mark.parametrize("role", [one for one in Role if one not in OVERSEERS or one in WRITERS])
def test_nobody_else_is_shown_it(world, role):
    assert page_of(world.holder(role, "same")).context["start"].watch is None


def test_of_several_units_those_with_the_worst_light_are_shown(world):
    watch = page_of(world.holder(Role.LEADER, "above")).context["start"].watch
    tones = [row.tone for row in watch.rows]
    assert (tones, watch.others, len(tones)) == (sorted(tones), 0, 2)


def test_a_leader_who_enters_records_as_well_has_his_matters_instead(world):
    holder = world.holder(Role.LEADER, "same")
    before = page_of(holder).context["start"].watch
    grant_role(holder.account, world.one.unit, Role.UNIT_CLERK, starts_on=TODAY, by=COMMAND)
    client = Client()
    sign_in(client, holder.account)
    start = client.get("/").context["start"]
    assert (before is None, start.watch, bool(start.tasks)) == (False, None, True)


def test_a_role_that_looks_after_nothing_adds_no_unit(world):
    holder = world.holder(Role.LEADER, "same")
    before = page_of(holder).context["start"].watch
    top = world.holder(Role.LEADER, "above").account.grants.get().unit
    grant_role(holder.account, top, Role.MEMBER, starts_on=TODAY, by=COMMAND)
    client = Client()
    sign_in(client, holder.account)
    assert client.get("/").context["start"].watch == before


def test_of_more_units_than_are_shown_the_number_of_the_others_is_told(world, monkeypatch):
    monkeypatch.setattr("mingheng.site.watching.MOST_SHOWN", 1)
    watch = page_of(world.holder(Role.LEADER, "above")).context["start"].watch
    assert (len(watch.rows), watch.others) == (1, 1)
