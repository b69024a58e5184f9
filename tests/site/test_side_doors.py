"""What the matrix cannot see: questions in the query, keys of somebody else's rows in a form, and how many there are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.ledger.models import Entry, State
from mingheng.people.domain import add_post
from mingheng.people.models import Post
from mingheng.people.uploads import park
from mingheng.policy import Role
from tests.ledger.desk import typed
from tests.people import sign_in
from tests.site.addresses import url_of
from tests.site.asking import ask, cookies_of, events_after, last_event, leaks, shape_of, text_of
from tests.site.duties import KEEPERS, READERS, WRITERS
from tests.site.world import ONE, ONE_FIRST, TODAY, TWO, appoint, canary

QUESTIONS = {
    "ledger:entries": ["unit={unit}", "words=题雀", "state=accepted", "page=99", "unit={unit}&words=题雀"],
    "ledger:waiting": ["page=2"],
    "ledger:choose_unit": ["kind=meeting&q=名雀", "kind=meeting&q=YI"],
    "ledger:office_choose_unit": ["kind=finding&q=名雀", "kind=finding&q=YI"],
    "ledger:registers": ["q=名雀", "q=会"],
    "assignments:given": ["words=办雀", "state=draft", "sort=-overdue", "state=ready"],
    "assignments:unanswered": ["words=名雀", "show=replied", "show=overdue"],
    "assignments:inbox": ["below=on", "below=on&progress=done"],
    "people:members": ["q=员雀", "q={id_number}", "page=2"],
    "people:sizes": ["page=2"],
    "assessment:scores": ["q=名雀", "q=YI"],
    "accounts:accounts": ["q=户雀", "q=clerk-yi"],
    "people:imports": ["done=3"],
}
"""What can be asked of a list; each asks for what lies in the other office."""


@pytest.mark.parametrize("route", sorted(QUESTIONS))
def test_no_question_to_a_list_brings_out_what_lies_elsewhere(world, route):
    number = next(number for number, unit in world.numbers.items() if unit == TWO)
    told = []
    for question in QUESTIONS[route]:
        asked = question.format(unit=world.units[TWO].unit.pk, id_number=number)
        for holder in [one for one in world.holders if one.relation in ("same", "below")]:
            answer = ask(holder, "GET", f"{reverse(route)}?{asked}")
            found = leaks(world, holder, route, text_of(answer).replace(number, ""))
            told += [f"{route}?{asked} by {holder.role} {holder.relation}: {one}" for one in found]
    assert told == []


@pytest.mark.parametrize("relation", ["same", "above", "below", "sibling"])
def test_lists_count_what_lies_within_reach_and_nothing_else(world, relation):
    told = {}
    for role in READERS:
        holder = world.holder(role, relation)
        entries = ask(holder, "GET", reverse("ledger:entries")).context["listing"].count
        people = ask(holder, "GET", reverse("people:members")).context
        told[role] = (entries, people["listing"].count, people["members"])
    units = [world.units[unit] for unit in holder.within]
    members = 2 * sum(bool(one.people) for one in units)
    # What the 工委 found and has not let count yet is told at the top alone.
    findings = {"same": 1, "above": 3}.get(relation, 0)
    entries = 5 * sum(bool(one.entries) for one in units) + findings
    assert told == dict.fromkeys(READERS, (entries, members, members))


@pytest.mark.parametrize("role", sorted(KEEPERS))
def test_an_entry_that_lies_elsewhere_is_accepted_as_little_as_one_that_is_not_there(world, role):
    holder, foreign = world.holder(role, "same"), world.units[TWO].entries["submitted"]
    url, before = reverse("ledger:accept_several"), last_event()
    shapes = [
        shape_of(ask(holder, "POST", url, {"entry": [f"{entry}:{foreign.version}"]}), url)
        for entry in (foreign.pk, "nothing")
    ]
    assert (shapes[0] == shapes[1], events_after(before)) == (True, [])
    assert Entry.objects.get(pk=foreign.pk).state == State.SUBMITTED


def test_a_file_is_not_had_through_an_entry_that_it_does_not_support(world):
    clerk, foreign = world.holder(Role.UNIT_CLERK, "same"), world.units[TWO].entries["accepted"].evidence.get()
    own = world.one.entries["draft"]
    address = [own.pk, foreign.pk]
    assert ask(clerk, "GET", url_of("ledger:evidence_file", address)).status_code == 404
    before = last_event()
    sent = {"read_at": own.version}
    assert ask(clerk, "POST", url_of("ledger:remove_evidence", address), sent).status_code == 404
    assert events_after(before) == []


def test_the_form_of_another_unit_makes_no_entry_here(world):
    clerk, before = world.holder(Role.UNIT_CLERK, "same"), last_event()
    page = ask(
        world.holder(Role.UNIT_CLERK, "sibling"),
        "GET",
        url_of("ledger:new_entry", [world.units[TWO].unit.pk, "meeting"]),
    )
    sent = typed(key=page.context["key"], submit="1")
    answer = ask(clerk, "POST", url_of("ledger:new_entry", [world.one.unit.pk, "meeting"]), sent)
    assert ("已经失效" in answer.content.decode(), events_after(before)) == (True, [])


def test_what_is_said_about_units_is_brought_along_at_the_top_alone(world):
    for kind in ("history", "finding"):
        url = url_of("ledger:import_sheet", [kind])
        able = [(one.role, one.relation) for one in world.holders if ask(one, "GET", url).status_code == 200]
        assert able == [(Role.COMMITTEE_ADMIN, "above")]


@pytest.mark.parametrize("role", sorted(WRITERS | {Role.COMMITTEE_ADMIN}))
def test_a_branch_brings_along_no_result_of_its_own_of_last_year(world, role):
    holder, before = world.holder(role, "below"), last_event()
    sheet = "党组织,项目编码,期末日期,等次\nJIA1,grade,2025-12-31,好\n".encode()
    ticket, _path = park(SimpleUploadedFile("表.csv", sheet), account_id=holder.account.pk)
    sent = {"ticket": ticket, "name": "表.csv", "arrives": "accepted"}
    for route in ("ledger:import_sheet", "ledger:marked_sheet"):
        assert ask(holder, "POST", url_of(route, ["history"]), sent).status_code == 404
    assert (events_after(before), Entry.objects.filter(kind="history").exists()) == ([], False)


@pytest.mark.parametrize(
    ("route", "sent"), [("people:transfer", {"on": "2026-06-01"}), ("people:join", {"starts_on": "2026-06-01"})]
)
def test_nobody_is_sent_to_a_unit_out_of_reach(world, route, sent):
    person = world.one.people["full" if route == "people:transfer" else "gone"]
    before = last_event()
    answer = ask(world.holder(Role.UNIT_ADMIN, "same"), "POST", url_of(route, [person.pk]), {"unit": "YI1", **sent})
    assert (answer.status_code, events_after(before), canary("名", "乙一") in answer.content.decode()) == (
        200,
        [],
        False,
    )


def test_a_branch_does_not_end_a_post_that_is_held_above_it(world):
    person = world.units[ONE_FIRST].people["full"]
    post = add_post(person, world.one.unit, title="委员", starts_on=TODAY, by=COMMAND)
    before = last_event()
    clerk = world.holder(Role.UNIT_CLERK, "below")
    answer = ask(clerk, "POST", url_of("people:end_post", [person.pk, post.pk]), {"last_day": "2026-06-01"})
    assert (answer.status_code, events_after(before)) == (404, [])
    assert Post.objects.get(pk=post.pk).ends_on is None


def test_a_person_who_has_gone_over_is_seen_by_the_new_unit_and_no_longer_by_the_old_one(world):
    person = world.one.people["full"]
    committee = world.holder(Role.COMMITTEE_ADMIN, "above")
    ask(committee, "POST", url_of("people:transfer", [person.pk]), {"unit": "YI", "on": "2026-06-01"})
    asked = [
        ask(world.holder(Role.UNIT_ADMIN, relation), "GET", url_of("people:person", [person.pk])).status_code
        for relation in ("same", "sibling")
    ]
    assert asked == [404, 200]


def test_a_unit_sees_its_points_and_not_how_it_ranks(world):
    page = ask(world.holder(Role.LEADER, "same"), "GET", url_of("assessment:unit", ["JIA"]))
    assert page.context["may_rank"] is False


def test_who_may_compare_elsewhere_does_not_compare_here(world):
    leader = world.holder(Role.LEADER, "same")
    appoint(leader.account, world.units[TWO].unit, Role.DISCIPLINE_OFFICER)
    client = Client()
    sign_in(client, leader.account)
    assert client.get(url_of("assessment:unit", ["JIA"])).context["may_rank"] is False


def test_who_looks_after_all_units_sees_their_ranks(world):
    page = ask(world.holder(Role.DISCIPLINE_OFFICER, "above"), "GET", url_of("assessment:unit", ["JIA"]))
    assert page.context["may_rank"] is True


def test_the_marks_of_the_first_office_are_there_to_be_found(world):
    holder = world.holder(Role.UNIT_CLERK, "same")
    text = text_of(ask(holder, "GET", url_of("ledger:entry", [world.one.entries["accepted"].pk])))
    outsider = world.holder(Role.UNIT_CLERK, "sibling")
    assert (leaks(world, holder, "ledger:entry", text), len(leaks(world, outsider, "ledger:entry", text)) > 4) == (
        [],
        True,
    )
    assert canary("题", ONE) in text


def test_a_message_that_waits_for_the_next_page_is_searched_too(world):
    """It lies in a cookie, packed and signed but not sealed: whoever gets the answer can read it."""
    admin, outsider = world.holder(Role.UNIT_ADMIN, "same"), world.holder(Role.UNIT_ADMIN, "sibling")
    route, entry = "ledger:send_back_entry", world.one.entries["submitted"]
    sent = {"read_at": entry.version, "reason": "日期有误"}
    answer = ask(admin, "POST", url_of(route, [entry.pk]), sent)
    assert (answer.status_code, "messages" in answer.cookies) == (302, True)
    text = "\n".join(cookies_of(answer))
    assert (leaks(world, admin, route, text), leaks(world, outsider, route, text)) == (
        [],
        [f"title of an entry of {ONE}"],
    )
    assert canary("题", ONE) in text_of(answer)
