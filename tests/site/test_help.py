"""Every page explains itself to a clerk, and the help page holds what one may open."""

import re

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse

from mingheng.policy import Role
from mingheng.site.frame import GROUPS
from mingheng.site.help import help_template
from tests.site.addresses import ADDRESSES, url_of
from tests.site.asking import ask
from tests.site.duties import DUTIES, Whose

WITHOUT_HELP = {
    "site:help": "it is the help",
    "people:template": "a file",
    "ledger:template": "a file",
    "ledger:evidence_file": "a file",
    "assignments:paper": "a file",
    "assignments:recipient_paper": "a file",
    "assignments:reminder_letter": "a file",
    "assignments:supervision_form": "a file",
    "audit:proof": "a file",
    "reminders:feed": "for calendar programs",
    **{route: "for other systems" for (route, _), duty in DUTIES.items() if duty.whose is Whose.SYSTEMS},
}
"""No page, and so nothing to explain. This list only becomes shorter."""
PAGES = sorted(route for route, method in DUTIES if method == "GET" and route not in WITHOUT_HELP)


def help_of(route: str) -> str:
    try:
        return get_template(help_template(route)).render()
    except TemplateDoesNotExist:
        return ""


@pytest.mark.parametrize("route", PAGES)
def test_every_page_has_a_help_text_of_a_few_sentences(route):
    sentences = re.findall(r"[。？！]", re.sub(r"<[^>]+>", "", help_of(route)))
    assert 3 <= len(sentences) <= 12, help_of(route)


@pytest.mark.parametrize("route", sorted(WITHOUT_HELP))
def test_what_is_no_page_has_none(route):
    assert help_of(route) == ""


@pytest.mark.parametrize("route", PAGES)
def test_every_page_shows_its_help(world, route):
    able = [one for one in reversed(world.holders) if DUTIES[route, "GET"].lets(one)]
    url = url_of(route, ADDRESSES[route].there(world)) + ADDRESSES[route].asked
    answers = (ask(one, "GET", url) for one in able)
    page = next((answer for answer in answers if answer.status_code == 200), None)
    if page is None:
        # A step after another: nobody comes here at once.
        assert route in ("accounts:second_factor", "accounts:recovery_codes")
        return
    assert help_of(route).strip()[:40] in page.content.decode()


@pytest.mark.parametrize("role", [*Role, None])
def test_the_help_page_holds_the_help_of_what_may_be_opened_and_nothing_else(world, role):
    holder = world.holder(role, "same" if role else "none")
    page = ask(holder, "GET", reverse("site:help")).content.decode()
    items = [item.route for _, group in GROUPS for item in group]
    told = [route for route in items if help_of(route).strip() and help_of(route).strip() in page]
    assert told == [route for route in items if DUTIES[route, "GET"].lets(holder)]
