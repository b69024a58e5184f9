"""Who gets in, how often, with what: keys that hold, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from mingheng.api import turns
from mingheng.api.domain import revoke_key
from mingheng.api.models import ApiKey, KeyUse
from mingheng.api.queries import is_from
from mingheng.api.scopes import Scope
from mingheng.audit.actors import COMMAND
from tests.api.desk import ROOT, System, new_entry, problem
from tests.ledger.desk import TODAY, draft

REFUSED = (401, "unauthenticated", [])


def test_the_secret_stands_nowhere_in_the_database(system):
    key = ApiKey.objects.get()
    prefix, secret = system.text.split("_")[1], system.text.split("_", 2)[2]
    assert (key.prefix, len(secret), len(key.digest)) == (prefix, 43, 64)
    assert [value for value in ApiKey.objects.values().get().values() if secret in str(value)] == []


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer x", "Basic {text}", "{text}", "Bearer {text}x", "Bearer mh_000000000000_{secret}"],
)
def test_without_a_key_of_ours_nothing_is_told(system, authorization):
    parts = {"text": system.text, "secret": system.text.split("_", 2)[2]}
    answer = system.get("units", authorization=authorization and authorization.format(**parts))
    assert (problem(answer), answer["WWW-Authenticate"]) == (REFUSED, "Bearer")


def test_a_key_does_not_hold_after_its_last_day_and_not_once_it_is_revoked(county, settings):
    short, long = System(county.one, expires_on=TODAY), System(county.one)
    assert [one.get("units").status_code for one in (short, long)] == [200, 200]
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(1)
    assert [one.get("units").status_code for one in (short, long)] == [401, 200]
    revoke_key(ApiKey.objects.get(pk=long.key.pk), reason="停用", by=COMMAND)
    assert problem(long.get("units")) == REFUSED


def test_expired_revoked_foreign_and_unknown_keys_look_the_same(county, settings):
    systems = [System(county.one, expires_on=TODAY), System(county.one), System(county.one, addresses=["10.9.9.9"])]
    revoke_key(systems[1].key, reason="停用", by=COMMAND)
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(1)
    answers = [one.get("units").json() for one in systems] + [systems[0].get("units", text="mh_x").json()]
    assert {answer.pop("request_id") == "" for answer in answers} == {False}
    assert answers == answers[:1] * 4


@pytest.mark.parametrize(
    ("address", "allowed", "is_let"),
    [
        ("10.1.2.3", "", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.4", "10.1.2.3", False),
        ("10.1.2.4", "192.168.0.1 10.1.2.0/24", True),
        ("::ffff:10.1.2.4", "10.1.2.0/24", True),
        ("2001:db8::7", "2001:db8::/32", True),
        ("2001:db8::7", "10.1.2.0/24", False),
        ("", "10.1.2.0/24", False),
    ],
)
def test_a_key_is_used_from_its_addresses_only(address, allowed, is_let):
    assert is_from(address, allowed) is is_let


def test_each_scope_opens_its_own_routes_and_no_others(county, clerk):
    entry = draft(county.one_first, clerk)
    asked = {
        "units": ("GET", "units"),
        "unit": ("GET", "units/A"),
        "entries": ("GET", "entries"),
        "entry": ("GET", f"entries/{entry.pk}"),
        "write": ("POST", "entries"),
        "change": ("PUT", f"entries/{entry.pk}"),
        "submit": ("POST", f"entries/{entry.pk}/submit"),
        "scores": ("GET", "scores"),
        "kinds": ("GET", "kinds"),
        "openapi": ("GET", "openapi.json"),
    }
    opened = {}
    for scope in Scope:
        system = System(county.one, scope)
        answers = {name: system.ask(*one, if_match='"1"') for name, one in asked.items()}
        opened[scope] = [name for name, answer in answers.items() if answer.status_code != 403]
    always = ["kinds", "openapi"]
    assert opened == {
        Scope.UNITS_READ: ["units", "unit", *always],
        Scope.ENTRIES_READ: ["entries", "entry", *always],
        Scope.ENTRIES_READ_SENSITIVE: always,
        Scope.ENTRIES_WRITE: ["write", "change", "submit", *always],
        Scope.SCORES_READ: ["scores", *always],
    }


def test_the_day_of_the_last_use_is_kept_and_nothing_more(system, settings, django_assert_max_num_queries):
    system.get("kinds")
    assert KeyUse.objects.get().on_day == TODAY
    with django_assert_max_num_queries(3) as asked:
        system.get("kinds")
    assert [one["sql"] for one in asked.captured_queries if one["sql"].split()[0] not in ("SELECT", "WITH")] == []
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(1)
    system.get("kinds")
    assert KeyUse.objects.get().on_day == TODAY + timedelta(1)


def test_a_key_has_so_many_turns_a_minute_and_another_key_its_own(county, monkeypatch):
    monkeypatch.setattr(turns, "PER_MINUTE", 3)
    greedy, modest = System(county.one), System(county.one)
    answers = [greedy.get("kinds") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert problem(answers[3]) == (429, "too-many", [])
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert modest.get("kinds").status_code == 200


def test_the_turns_come_back_with_the_next_minute(county, monkeypatch):
    monkeypatch.setattr(turns, "PER_MINUTE", 1)
    moment = [1000.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: moment[0])
    system = System(county.one)
    told = []
    for seconds in (0, 59.5, 0.5):
        moment[0] += seconds
        answer = system.get("kinds")
        told.append((answer.status_code, answer.headers.get("Retry-After")))
    assert told == [(200, None), (429, "1"), (200, None)]


def test_what_is_sent_is_json_of_some_size(system):
    large, sent = b" " * 262_145, b"unit=A"
    assert problem(system.post("entries", large)) == (413, "too-large", [])
    plain = Client().post(
        f"{ROOT}entries",
        sent,
        content_type="application/x-www-form-urlencoded",
        headers={"authorization": f"Bearer {system.text}", "idempotency-key": "x"},
    )
    assert problem(plain) == (415, "media-type", [])


@pytest.mark.parametrize("length", ["9" * 9, "9" * 5_000])
def test_a_length_beyond_all_measure_is_too_large_too(system, length):
    headers = {"authorization": f"Bearer {system.text}", "idempotency-key": "x"}
    asked = Client(raise_request_exception=False).post(f"{ROOT}entries", headers=headers, CONTENT_LENGTH=length)
    assert problem(asked) == (413, "too-large", [])


@pytest.mark.parametrize(
    "sent",
    [
        b"{",
        b"[" * 100_000,
        b'{"unit": "A", "unit": "B"}',
        b'{"values": {"expected": NaN}}',
        b'{"unit": "\\ud800"}',
        b'{"unit": "a\\u0000"}',
        b"\xff\xfe",
    ],
    ids=["cut off", "too deep", "a name twice", "no number", "half a sign", "no sign", "no UTF-8"],
)
def test_what_has_no_one_meaning_is_not_read(system, sent):
    assert problem(system.post("entries", sent)) == (400, "malformed", [])


def test_what_the_contract_does_not_name_is_refused(county, system):
    sent = new_entry(county.one) | {"stat": "draft", "unit": 5}
    assert problem(system.post("entries", sent)) == (422, "invalid", ["/unit", "/stat"])
    assert problem(system.post("entries", [1]))[:2] == (422, "invalid")
    assert problem(system.get("entries?stat=draft")) == (400, "malformed", [])
    assert problem(system.get("entries?state=draft&state=accepted")) == (400, "malformed", [])
    assert problem(system.get("entries?state=lost")) == (422, "invalid", ["query:/state"])
    assert problem(system.get("entries?limit=201")) == (422, "invalid", ["query:/limit"])
    assert problem(system.get("units?on=0")) == (422, "invalid", ["query:/on"])
    assert problem(system.get("units/A%00")) == (400, "malformed", [])
    assert problem(system.post("entries", {}, idempotency_key=None)) == (400, "malformed", [])


def test_an_address_or_method_that_is_not_there_is_a_problem_too(system):
    assert problem(system.get("nothing")) == (404, "not-found", [])
    assert problem(system.get("units/NOWHERE")) == (404, "not-found", [])
    answer = system.ask("DELETE", "entries")
    assert (problem(answer), answer["Allow"]) == ((405, "method", []), "GET, POST")
    assert system.ask("HEAD", "units").status_code == 405


def test_the_words_are_chinese_whatever_the_caller_reads(system):
    told = system.get("units/NOWHERE", accept_language="en").json()
    assert (told["title"], "请核对" in told["detail"]) == ("没有找到", True)


def test_a_fault_of_ours_tells_the_caller_nothing_but_its_number(system, monkeypatch):
    monkeypatch.setattr("mingheng.api.endpoints.all_kinds", lambda: 1 / 0)
    answer = system.get("kinds")
    assert (problem(answer), "ZeroDivision" in answer.content.decode()) == ((500, "failure", []), False)
    assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_a_key_opens_no_page(system):
    for path in ("/", "/ledger/", "/api-keys/"):
        answer = Client(headers={"authorization": f"Bearer {system.text}"}).get(path)
        assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)
