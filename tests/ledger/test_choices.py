"""What a choice does to a form: made beforehand by the address, it opens what it asks for and says what it serves."""

import re

import pytest
from django.urls import reverse

from mingheng.assessment.domain import start_cycle
from mingheng.audit.actors import COMMAND
from mingheng.content import bundled_rulebooks
from mingheng.ledger.record_kinds import all_kinds, chosen_in, fields_when, kind_of
from tests.ledger.desk import draft, meeting, typed
from tests.ledger.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def chosen(answer) -> list[str]:
    """What the form has chosen."""
    return re.findall(r'<option value="([^"]+)" selected', answer.content.decode())


def special(answer) -> list[tuple[str, bool]]:
    """The parts that one choice alone asks for, and whether they are open."""
    found = re.findall(r"<details class=\"field wide\"( open)?><summary[^>]*>([^<]*)另填<", answer.content.decode())
    return [(word, bool(is_open)) for is_open, word in found]


def test_fields_that_count_for_one_choice_alone_are_known_from_the_facts():
    found = {code: fields_when(kind) for code, kind in all_kinds().items() if fields_when(kind)}
    assert found == {
        "meeting": {("type", "党课"): ["lecturer_role", "lecturer"]},
        "sanction": {("type", "党纪处分"): ["penalty"], ("type", "通报批评"): ["level"]},
    }


def test_only_what_a_choice_field_of_the_kind_has_is_chosen():
    asked = {"type": "支部大会", "lecturer_role": "没有这种人", "title": "党课", "again": "1", "nothing": "党课"}
    assert chosen_in(kind_of("meeting"), asked) == {"type": "支部党员大会"}


@pytest.mark.parametrize(
    ("asked", "wanted", "is_open"),
    [({"type": "党课"}, ["党课"], True), ({"type": "支委会"}, ["支委会"], False), ({"type": "春游"}, [], False)],
)
def test_the_address_makes_a_choice_and_what_it_asks_for_is_open(clerk, new_url, asked, wanted, is_open):
    form = clerk.get(new_url, asked)
    assert (chosen(form), special(form)) == (wanted, [("党课", is_open)])


def test_what_was_typed_and_not_saved_is_not_changed_by_the_address(clerk, new_url, county):
    keep_url = reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"])
    clerk.post(keep_url, typed(type="支委会"))
    assert chosen(clerk.get(new_url, {"type": "党课"})) == ["支委会"]
    clerk.post(keep_url, typed(type=""))
    assert chosen(clerk.get(new_url, {"type": "党课"})) == ["党课"]


def test_what_was_chosen_before_gives_way_to_the_address(clerk, new_url, county, people):
    draft(county.one_first, people.clerk)
    assert chosen(clerk.get(new_url, {"again": "1", "type": "党课"})) == ["党课"]


def test_what_stands_in_a_folded_part_is_not_hidden(clerk, county, people):
    entry = draft(county.one_first, people.clerk, meeting(lecturer="甲讲师"))
    assert special(clerk.get(reverse("ledger:edit_entry", args=[entry.pk]))) == [("党课", True)]


def served(answer) -> tuple[int, bool, bool]:
    """How many rules the form says it serves; whether by the choice; whether one about lectures is among them."""
    text = text_of(answer).partition("用于哪些考核项")[2]
    found = re.search(r"现行细则有(\d+)项用到", text)
    return int(found[1]) if found else 0, "按所选的类型列出" in text, "党课" in text


def test_the_rules_follow_the_choice_and_are_asked_for_anew_when_it_changes(clerk, new_url, county):
    start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    every, lecture, committee = (clerk.get(new_url, asked) for asked in ({}, {"type": "党课"}, {"type": "支委会"}))
    assert [served(one)[1:] for one in (every, lecture, committee)] == [(False, True), (True, True), (True, False)]
    assert served(every)[0] > max(served(lecture)[0], served(committee)[0])
    page = every.content.decode()
    assert f'<section class="card" id="served" hx-get="{new_url}" hx-trigger="change from:#id_type, change' in page
    clerk.post(reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"]), typed(type="支委会"))
    anew = clerk.get(new_url, {"type": "党课", "lecturer_role": ""}, headers={"HX-Request": "true"})
    assert served(anew) == served(lecture)
