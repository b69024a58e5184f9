"""A system with a key of one office learns nothing of the other one, and a browser learns nothing from the interface."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.api.domain import give_key
from mingheng.api.scopes import Scope
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import CurrentLine, Cycle
from mingheng.assessment.queries import depths_of
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import move_unit
from mingheng.policy import Audience
from mingheng.site.policy_table import policy_table
from tests.api.desk import forget_turns
from tests.site.addresses import ADDRESSES, url_of
from tests.site.asking import Undone, last_event, text_of
from tests.site.world import CANARY, CODES, ONE, ONE_FIRST, TODAY, TOP, TWO, below

ROWS = sorted(key for key, row in policy_table().items() if row.audience is Audience.SYSTEM)
MEETING = {"type": "党课", "title": "系统填报", "held_on": "2026-05-20", "expected": 3, "attended": 3}
SENT = {
    ("api:entries", "POST"): {"unit": "JIA", "kind": "meeting", "values": MEETING},
    ("api:entry", "PUT"): {"values": MEETING, "reason": "更正"},
}


def asked(text, route, method, arguments, *, tag='"1"', sent=None):
    headers = {"authorization": f"Bearer {text}", "idempotency-key": "one", "if-match": tag}
    body = json.dumps(sent or SENT.get((route, method))) if method != "GET" else ""
    body = "" if body == "null" else body
    client = Client()
    return client.generic(method, url_of(route, arguments), body, content_type="application/json", headers=headers)


@pytest.fixture
def key_of():
    forget_turns()

    def give(world, unit):
        return give_key("办公系统", world.units[unit].unit, Scope, expires_on=TODAY, by=COMMAND)[1]

    return give


@pytest.mark.parametrize(("route", "method"), ROWS)
@pytest.mark.parametrize("unit", [ONE, ONE_FIRST, TWO])
def test_an_answer_holds_what_lies_within_the_key_s_unit_and_nothing_else(world, key_of, unit, route, method):
    text, arguments = key_of(world, unit), ADDRESSES[route].there(world)
    with Undone():
        told = text_of(asked(text, route, method, arguments)).replace(url_of(route, arguments), "")
    within = below(unit)
    foreign = sorted({f"{word}{of}" for word, of in CANARY.findall(told) if of not in within})
    foreign += [f"{secret} of {of}" for secret, of in world.secrets.items() if secret in told and of not in within]
    foreign += [code for key, code in CODES.items() if f'"{code}"' in told and key not in within]
    assert foreign == []


@pytest.mark.parametrize(("route", "method"), [row for row in ROWS if ADDRESSES[row[0]].nowhere])
def test_what_lies_elsewhere_looks_like_what_is_not_there(world, key_of, route, method):
    text, before = key_of(world, TWO), last_event()
    answers = [
        asked(text, route, method, arguments) for arguments in (ADDRESSES[route].there(world), ADDRESSES[route].nowhere)
    ]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert ([answer.status_code for answer in answers], bodies[0] == bodies[1], last_event()) == (
        [404] * 2,
        True,
        before,
    )


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_what_the_office_has_not_let_count_is_there_for_its_own_key_alone(world, key_of, state):
    entry = world.one.findings[state]
    seen = [asked(key_of(world, unit), "api:entry", "GET", [entry.pk]).status_code for unit in (ONE, TOP)]
    sent = asked(key_of(world, ONE), "api:entry", "PUT", [entry.pk], tag=f'"{entry.version}"').status_code
    assert (seen, sent) == ([404, 200], 404)


def test_the_marks_of_the_own_unit_are_there_to_be_found(world, key_of):
    told = text_of(asked(key_of(world, ONE), "api:entries", "GET", []))
    found = {word for word, of in CANARY.findall(told) if of == ONE}
    assert found >= {"题", "密"}


def test_an_entry_is_not_made_in_another_office(world, key_of):
    before = last_event()
    sent = SENT["api:entries", "POST"] | {"unit": CODES[ONE]}
    answer = asked(key_of(world, TWO), "api:entries", "POST", [], sent=sent)
    assert (answer.status_code, last_event() - before) == (422, 1)


@pytest.mark.parametrize("role", ["security", "committee"])
def test_a_session_does_not_count_beside_a_key_that_does_not_hold(world, role):
    holder = next(one for one in world.holders if one.account and role in (one.role or ""))
    client = Client(headers={"authorization": "Bearer mh_x"})
    client.cookies["session"] = holder.key
    answer = client.get(reverse("api:units"))
    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (401, "application/problem+json", {})


def test_scores_are_the_stored_figures_and_no_points_are_no_nought(world, key_of):
    told = asked(key_of(world, ONE), "api:scores", "GET", []).json()
    assert [one["unit"] for one in told["items"]] == [CODES[ONE]]
    stored = {line.code: line for line in CurrentLine.objects.filter(subject=world.one.unit)}
    score = told["items"][0]
    for node in [score["total"], *score["nodes"]]:
        line = stored[node["code"]]
        points = node["points"]
        assert (node["status"], points and (points["integer"], points["scale"])) == (
            line.status,
            None if line.points is None else (line.points, line.scale),
        )
        assert points is None or Decimal(points["text"]) == Decimal(line.points) / line.scale


def test_lines_name_the_records_they_rest_on(world, key_of):
    told = asked(key_of(world, ONE), "api:score_lines", "GET", [CODES[ONE]]).json()
    assert [one["code"] for one in told["items"]] == list(depths_of(rulebook_of(Cycle.objects.get())))
    named = {record["entry"] for one in told["items"] for record in one["records"]}
    within = {entry.pk for unit in below(ONE) for entry in world.units[unit].entries.values()}
    within.add(world.one.findings["accepted"].pk)
    assert (named != set(), named <= within) == (True, True)
    rules = [one for one in told["items"] if one["is_rule"]]
    assert [one["code"] for one in rules if not one["article"]] == []
    unknown = [one for one in told["items"] if one["status"] in ("missing", "failed", "not_yet_due") and one["is_rule"]]
    assert ([one for one in unknown if one["points"]], unknown != []) == ([], True)


def test_records_beyond_the_key_are_counted_and_not_named(world, key_of):
    with Undone():
        move_unit(world.units[ONE_FIRST].unit, parent=world.units[TWO].unit, on=TODAY, by=COMMAND)
        told = asked(key_of(world, ONE), "api:score_lines", "GET", [CODES[ONE]]).json()
        named = {record["entry"] for one in told["items"] for record in one["records"]}
    assert named & {entry.pk for entry in world.units[ONE_FIRST].entries.values()} == set()
    assert sum(one["records_elsewhere"] for one in told["items"]) > 0
