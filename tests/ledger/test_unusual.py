"""What an organisation of its kind does not usually do is a question to who writes and to who decides."""

import pytest
from django.urls import reverse

from mingheng.ledger.entry_keys import key_of
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import UnitKind
from mingheng.vault.identifiers import new_id
from tests.ledger.desk import draft, meeting, submitted, typed
from tests.ledger.pages import text_of
from tests.people import signed_in

QUESTION = "填报的组织是机关党委，一般没有“支部党员大会”。"
BOX = 'name="confirmed"'


@pytest.fixture
def admin(people):
    return signed_in(people.admin)


def send(client, unit, **changes):
    """Send a form for a new entry of the unit."""
    key = key_of(Entry(pk=new_id(), unit=unit, kind="meeting"))
    return client.post(reverse("ledger:new_entry", args=[unit.pk, "meeting"]), typed(key=key, **changes), follow=True)


def told(answer) -> tuple[bool, bool, list[str]]:
    """Whether the page asks, whether it has the box, and the states of all entries."""
    page = answer.content.decode()
    return QUESTION in page, BOX in page, list(Entry.objects.values_list("state", flat=True))


def test_every_kind_of_organisation_that_a_record_kind_names_exists():
    named = {one for kind in all_kinds().values() for column in kind.fields.values() for one in _named(column)}
    assert named == {"党支部", "临时党支部", "联合党支部", "项目党支部", "党小组"}
    assert named <= set(UnitKind.labels)


def _named(column) -> set[str]:
    return {kind for kinds in column.done_by.values() for kind in kinds}


def test_who_submits_it_is_asked_once_and_it_goes_through_when_confirmed(county, admin):
    assert told(send(admin, county.one, submit="1")) == (True, True, [])
    assert told(send(admin, county.one, submit="1", confirmed="on")) == (True, False, ["submitted"])


def test_the_box_stays_ticked_while_something_else_is_wrong(county, admin):
    answer = send(admin, county.one, submit="1", confirmed="on", held_on="")
    assert (answer.context["form"]["confirmed"].value(), Entry.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("unit", "changes"), [("one_first", {"submit": "1"}), ("one", {"submit": "1", "type": "党课"}), ("one", {})]
)
def test_nobody_is_asked_about_what_is_usual_nor_about_a_draft(county, admin, unit, changes):
    answer = send(admin, getattr(county, unit), **changes)
    assert (BOX in answer.content.decode(), Entry.objects.count()) == (False, 1)


def test_a_draft_that_is_submitted_as_it_was_saved_is_asked_about_in_its_form(county, people, admin):
    entry = draft(county.one, people.admin)
    answer = admin.post(reverse("ledger:submit_entry", args=[entry.pk]), {"read_at": entry.version})
    assert told(answer) == (True, True, ["draft"])
    sent = typed(read_at=entry.version, submit="1", confirmed="on")
    assert told(admin.post(reverse("ledger:edit_entry", args=[entry.pk]), sent, follow=True))[2] == ["submitted"]


def test_who_decides_sees_it_and_can_accept(county, people, admin):
    entry = submitted(county.one, people.clerk)
    submitted(county.one_first, people.clerk, meeting(title="本支部的大会"))
    waiting = admin.get(reverse("ledger:waiting"))
    assert [(row.entry.title, row.is_unusual) for row in waiting.context["listing"].rows] == [
        ("学习讨论", True),
        ("本支部的大会", False),
    ]
    assert waiting.content.decode().count('chip warning">类型待核对') == 1
    page = reverse("ledger:entry", args=[entry.pk])
    assert told(admin.get(page))[0]
    admin.post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": entry.version})
    assert (Entry.objects.get(pk=entry.pk).state, told(admin.get(page))[0]) == ("accepted", False)


def test_what_is_marked_is_left_out_of_the_whole_page_and_told_even_if_it_is_sent_with_it(county, people, admin):
    unusual = submitted(county.one, people.clerk)
    twins = [submitted(county.one_second, people.clerk, meeting(title="两次填的大会")) for _ in range(2)]
    usual = submitted(county.one_first, people.clerk, meeting(title="本支部的大会"))
    page = admin.get(reverse("ledger:waiting"))
    shown = [row.entry.pk for row in page.context["whole"]], page.context["marked_count"]
    assert (shown, "另有3条标着“疑似重复”或“类型待核对”，不在其中" in text_of(page)) == (([usual.pk], 3), True)
    sent = {"entry": [f"{one.pk}:{one.version}" for one in (unusual, *twins, usual)]}
    whole = admin.post(reverse("ledger:accept_several"), sent | {"whole": "1"})
    assert [entry.pk for entry, _why in whole.context["refusals"]] == [unusual.pk, *(one.pk for one in twins)]
    assert list(Entry.objects.filter(state="accepted")) == [usual]
    admin.post(reverse("ledger:accept_several"), sent)
    assert list(Entry.objects.values_list("state", flat=True)) == ["accepted"] * 4
