"""Roles by one click: in the demonstration, on this machine, and nowhere else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, reverse

from mingheng.policy import Role
from mingheng.site.demonstration import is_demonstration
from tests.people import sign_in
from tests.site.asking import ask
from tests.site.duties import DUTIES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demonstration():
    program = [sys.executable, "-m", "tests.site.demonstration_site"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_role_is_taken_by_a_click_from_this_machine_to_this_machine_only(demonstration):
    assert demonstration["taken"] == {
        "here": 302,
        "by the name localhost": 302,
        "by IPv6": 302,
        "from elsewhere": 404,
        "by another name": 404,
        "through a proxy": 404,
        "through a proxy of the standard": 404,
        "an account that is not offered": 404,
        "an account that is not there": 404,
        "by a link": 405,
    }


def test_a_role_is_offered_with_the_unit_it_belongs_to(demonstration):
    assert demonstration["offered"] == ["演示的工委管理员", "填报员 演示 · 本单位"]


def test_taking_a_role_is_one_event_that_says_how(demonstration):
    assert demonstration["event"] == ["accounts.session.begun", "演示的工委管理员", "demo", 1]


def test_every_page_of_the_demonstration_says_what_it_is(demonstration):
    pages = sum(method == "GET" for _, method in DUTIES)
    assert (demonstration["without banner"], demonstration["pages"] > pages / 2) == ([], True)


def test_the_demonstration_has_a_row_for_its_route(demonstration):
    assert demonstration["checks"] == []


def test_a_site_that_is_no_demonstration_has_no_such_route(world):
    with pytest.raises(NoReverseMatch):
        reverse("site:demo_role", args=["demo-committee"])
    answers = [ask(one, "POST", "/demo/newcomer/") for one in (world.holders[-1], world.holder(Role.MEMBER, "same"))]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("role", list(Role))
def test_a_session_of_the_demonstration_is_none_in_a_real_site(world, role):
    client = Client()
    sign_in(client, world.holder(role, "same").account, strength="demo")
    assert client.get("/").headers.get("Location") == "/sign-in/?next=%2F"


@pytest.mark.parametrize(
    ("is_set", "address", "host", "headers", "is_open"),
    [
        (True, "127.0.0.1", "127.0.0.1:8000", {}, True),
        (True, "127.8.9.10", "localhost", {}, True),
        (True, "::1", "[::1]", {}, True),
        (True, "::1", "[::1]:8000", {}, True),
        (False, "127.0.0.1", "127.0.0.1:8000", {}, False),
        (True, "192.168.1.7", "127.0.0.1:8000", {}, False),
        (True, "::ffff:10.0.0.5", "localhost", {}, False),
        (True, "127.0.0.1", "mingheng.example", {}, False),
        (True, "127.0.0.1", "localhost.mingheng.example", {}, False),
        (True, "127.0.0.1", "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False),
        (True, "127.0.0.1", "127.0.0.1", {"forwarded": "for=127.0.0.1"}, False),
        (True, "127.0.0.1", "127.0.0.1", {"x-real-ip": "10.0.0.5"}, False),
        (True, "127.0.0.1", "127.0.0.1", {"x-forwarded-host": "mingheng.example"}, False),
        (True, "127.0.0.1", "127.0.0.1", {"x-forwarded-proto": "https"}, False),
        (True, "127.0.0.1", "127.0.0.1", {"via": "1.1 proxy"}, False),
    ],
)
def test_three_locks_keep_the_demonstration_in_its_place(is_set, address, host, headers, is_open):
    request = RequestFactory(headers={"host": host, **headers}).post("/", REMOTE_ADDR=address)
    with override_settings(MINGHENG_DEMO=is_set, ALLOWED_HOSTS=["*"]):
        assert is_demonstration(request) is is_open
