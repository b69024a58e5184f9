"""Run in a process of its own, as the demonstration is: who gets a role by a click, and what every page says."""

import json
import re
import sys
from collections.abc import Callable
from typing import Any

from tests.site.production import HOME, prepare

DAY = "2026-06-01"


def attempts(take: Callable[..., int]) -> dict[str, int]:
    """Every way in that somebody might try."""
    return {
        "here": take(),
        "by the name localhost": take(host="localhost"),
        "by IPv6": take(host="[::1]:8000", address="::1"),
        "from elsewhere": take(address="10.0.0.5"),
        "by another name": take(host="mingheng.example"),
        "through a proxy": take(**{"x-forwarded-for": "10.0.0.5"}),
        "through a proxy of the standard": take(forwarded="for=10.0.0.5"),
        "an account that is not offered": take("/demo/newcomer/"),
        "an account that is not there": take("/demo/demo-nobody/"),
    }


def offered_on(page: Any) -> list[str]:
    """The labels of the buttons by which a role is taken."""
    return re.findall(r'action="/demo/.*?<button[^>]*>([^<]*)<', page.content.decode())


def told() -> dict[str, Any]:
    """What becomes of the requests by which somebody might take a role."""
    import django  # noqa: PLC0415 - the settings come first
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from django.core import checks  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from mingheng.accounts.models import Session  # noqa: PLC0415
    from mingheng.audit.models import Event  # noqa: PLC0415
    from mingheng.policy import Role  # noqa: PLC0415
    from mingheng.site.policy_table import routes  # noqa: PLC0415
    from mingheng.vault.keys import create_keys, key_folder  # noqa: PLC0415
    from tests.people import make_account  # noqa: PLC0415
    from tests.site.addresses import ADDRESSES, url_of  # noqa: PLC0415
    from tests.site.duties import DUTIES  # noqa: PLC0415
    from tests.site.world import ONE, TOP, appoint, build_world  # noqa: PLC0415

    (HOME / "keys" / "session.key").unlink()
    create_keys(key_folder())
    call_command("migrate", verbosity=0)
    world = build_world()
    offered = make_account("demo-committee", display_name="演示的工委管理员")
    appoint(offered, world.units[TOP].unit, Role.COMMITTEE_ADMIN)
    appoint(make_account("demo-clerk", display_name="填报员 演示"), world.units[ONE].unit, Role.UNIT_CLERK)
    own = world.units[ONE].unit.placements.get().name
    url = "/demo/demo-committee/"

    def take(at: str = url, *, host: str = "127.0.0.1:8000", address: str = "127.0.0.1", **headers: str) -> int:
        sessions, client = Session.objects.count(), Client(headers={"host": host, **headers}, REMOTE_ADDR=address)
        status = client.post(at).status_code
        return status if (Session.objects.count() > sessions) == (status == 302) else -status

    taken = attempts(take) | {"by a link": Client(headers={"host": "127.0.0.1"}).get(url).status_code}
    client, before = Client(headers={"host": "127.0.0.1"}), Event.objects.count()
    client.post(url)
    newest, written = Event.objects.order_by("-sequence")[0], Event.objects.count() - before
    strangers = Client(headers={"host": "127.0.0.1"})
    pages = {"/no-such-page/": client.get("/no-such-page/"), "signed out": strangers.get("/sign-in/")}
    pages |= {"signed out form": strangers.post("/ledger/waiting/accept/")}
    able = world.holder(Role.COMMITTEE_ADMIN, "above")
    for route in routes():
        if route in ADDRESSES and (route, "GET") in DUTIES and DUTIES[route, "GET"].lets(able):
            pages[route] = client.get(url_of(route, ADDRESSES[route].there(world)), follow=True)
    html = {name: page for name, page in pages.items() if page.headers["Content-Type"].startswith("text/html")}
    return {
        "checks": [str(one) for one in checks.run_checks() if one.id and one.id.startswith("mingheng")],
        "taken": taken,
        "offered": [label.replace(own, "本单位") for label in offered_on(pages["signed out"])],
        "event": [newest.action, newest.actor_name, newest.strength, written],
        "pages": len(html),
        "without banner": [
            name for name, page in html.items() if "演示：单位、人员和数据均为虚构" not in page.content.decode()
        ],
    }


if __name__ == "__main__":
    prepare(MINGHENG_DEMO="1", MINGHENG_DEMO_DAY=DAY, MINGHENG_HOSTS="127.0.0.1,localhost,[::1],mingheng.example")
    json.dump(told(), sys.stdout)
