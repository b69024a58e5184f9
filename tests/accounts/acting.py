"""What the tests of accounts do again and again."""

import html
import re
from datetime import timedelta
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from mingheng import clock
from mingheng.audit.models import Event
from tests.people import PASSWORD

START = "2026-03-02 09:00:00+08:00"
WRONG = "not the password at all"


def post_sign_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    return client.post("/sign-in/", {"username": username, "password": password, "next": more.pop("next", "")}, **more)


def events() -> list[str]:
    """The actions in the log, oldest first."""
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def new_events(before: int) -> list[str]:
    return events()[before:]


def said(response: HttpResponse) -> str:
    """The words of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def later(traveller: time_machine.Traveller, **span: float) -> None:
    traveller.move_to(clock.now() + timedelta(**span))
