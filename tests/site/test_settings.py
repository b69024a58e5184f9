"""The settings of a real site, asked in a process of their own; and that no page asks another host for anything."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from mingheng.policy import Role
from mingheng.site import urls as site_urls
from mingheng.site.policy_table import check_policy, policy_table
from tests.site.addresses import ADDRESSES, url_of
from tests.site.asking import ask, content_of
from tests.site.duties import DUTIES, Whose

ROOT = Path(__file__).parents[2]
UI = ROOT / "src/mingheng/ui/static/ui"
_ELSEWHERE = re.compile(r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s"'<>)]*""", re.I)
_LOADS = re.compile(r"""(?:src|srcset|poster|data|action|formaction|manifest)\s*=\s*["']?(?:https?:)?//""", re.I)
NAMED = ("http://www.w3.org/", "https://www.12371.cn/")
"""Names of formats, which nobody asks for, and the official texts to which the regulations link."""
PAGES = sorted(route for (route, method), duty in DUTIES.items() if method == "GET" and duty.whose is not Whose.SYSTEMS)


def told(*environment: str) -> dict:
    program = [sys.executable, "-m", "tests.site.production", *environment]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def production():
    return told("MINGHENG_HTTPS=on", "MINGHENG_HOSTS=localhost")


@pytest.fixture(scope="module")
def unset():
    """Nothing is set but what belongs to a demonstration, and that it is none."""
    return told("MINGHENG_DEMO=0", "MINGHENG_DEMO_DAY=2026-11-20")


def test_django_finds_nothing_to_warn_of_in_the_settings_of_a_real_site(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "session.key").write_text("0123456789abcdefghijklmnopqrstuvwxyz" * 2, encoding="ascii")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MINGHENG_")} | {
        "DJANGO_SETTINGS_MODULE": "mingheng.site.settings",
        "MINGHENG_HOME": str(tmp_path),
        "MINGHENG_HTTPS": "on",
        "MINGHENG_HOSTS": "mingheng.example",
    }
    program = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, re.findall(r"\(\w+\.[EW]\d+\)", done.stderr)) == (0, []), done.stderr


def test_the_content_policy_lets_nothing_in_but_our_own_files(production):
    rules = dict(rule.strip().split(" ", 1) for rule in production["headers"]["Content-Security-Policy"].split(";"))
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_browser_is_told_to_come_back_by_https_only_and_to_guess_nothing(production):
    wanted = {
        "Strict-Transport-Security": True,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    found = production["headers"]
    found["Strict-Transport-Security"] = found["Strict-Transport-Security"].startswith("max-age=31536000")
    assert (production["status"], {name: found[name] for name in wanted}) == (200, wanted)


def test_the_cookies_of_a_real_site_stay_with_it_and_out_of_reach_of_scripts(production):
    flags = {"secure": "True", "httponly": "True", "samesite": "Lax", "path": "/", "domain": ""}
    assert production["cookies"] == {"__Host-csrf": flags, "__Host-session": flags, "messages": flags}


def test_what_is_not_set_is_the_safe_choice(production, unset):
    assert (unset["cookies"], unset["headers"].keys()) == (production["cookies"], production["headers"].keys())
    assert (unset["status"], unset["status_by_another_name"], unset["proxy"]) == (200, 400, "")


def test_what_is_signed_is_signed_with_the_key_of_the_home(unset):
    assert unset["is_key_of_the_home"] is True


def test_a_form_comes_from_our_own_pages_by_https_only(production):
    assert production["origins"] == ["https://localhost"]


@pytest.mark.parametrize("environment", ["production", "unset"])
def test_a_real_site_has_no_demonstration_and_no_day_of_its_own(request, environment):
    found = request.getfixturevalue(environment)
    assert (found["demonstration"], found["demonstration_status"]) == ("", 404)
    assert (found["debug"], found["day"]) == (False, "None")


@pytest.mark.parametrize("route", PAGES)
def test_no_page_asks_another_host_for_anything(world, route):
    holder = next(one for one in world.holders if one.account and DUTIES[route, "GET"].lets(one))
    text = content_of(ask(holder, "GET", url_of(route, ADDRESSES[route].there(world)))).decode("utf-8", "replace")
    assert _LOADS.findall(text) == []
    assert [one for one in _ELSEWHERE.findall(text) if not one.startswith(NAMED)] == []


@pytest.mark.parametrize("file", sorted(UI.rglob("*.*")), ids=lambda file: file.name)
def test_no_file_of_ours_asks_another_host_for_anything(file):
    text = file.read_bytes().decode("utf-8", "replace")
    loads = re.findall(r"""url\(\s*["']?(?:https?:)?//|@import|(?:fetch|importScripts|WebSocket)\(\s*["']""", text)
    assert [one for one in loads if file.suffix in (".css", ".svg", ".js")] == []


def nothing(request):  # noqa: ARG001
    return HttpResponse()


class WithAPageMore:
    """The addresses of the site, and one that no policy row knows."""

    urlpatterns = (path("more/", include(([path("", nothing, name="page")], "more"))), *site_urls.urlpatterns)


class WithAPartLess:
    """The addresses of the site without one part, whose policy rows stay behind."""

    urlpatterns = tuple(one for one in site_urls.urlpatterns if one.namespace != "regulations")


def test_a_route_without_a_policy_row_does_not_start():
    assert check_policy() == []
    with override_settings(ROOT_URLCONF=WithAPageMore):
        assert [(one.id, one.msg) for one in check_policy()] == [("mingheng.E001", "route more:page has no policy row")]


def test_a_policy_row_without_a_route_does_not_start():
    with override_settings(ROOT_URLCONF=WithAPartLess):
        assert [(one.id, one.msg) for one in check_policy()] == [
            ("mingheng.E002", "policy row for unknown route regulations:parameters")
        ]


def test_a_route_that_started_without_a_row_would_still_answer_nobody(world):
    with override_settings(ROOT_URLCONF=WithAPageMore):
        assert ask(world.holder(Role.COMMITTEE_ADMIN, "above"), "GET", "/more/").status_code == 404


def test_every_page_asks_for_a_row_and_every_row_has_somebody():
    assert [key for key, row in policy_table().items() if row.audience == "roles" and not row.roles] == []
