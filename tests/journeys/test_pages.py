"""Every page of every role in a real browser: to be read by anybody, at any width, in both themes, without a fault."""

import pytest

from mingheng.policy import Audience, Role
from mingheng.site.policy_table import policy_table
from tests.journeys.walking import THEMES, WIDTHS, faults_of, pages_by_links, take_role, watched

HOLDERS = {
    "demo-committee": {Role.COMMITTEE_ADMIN},
    "demo-system": {Role.SYSTEM_ADMIN},
    "demo-security": {Role.SECURITY_ADMIN},
    "demo-audit": {Role.AUDIT_ADMIN, Role.DISCIPLINE_OFFICER},
    "demo-unit": {Role.UNIT_ADMIN},
    "demo-clerk": {Role.UNIT_CLERK},
    "demo-leader": {Role.LEADER},
    "demo-member": {Role.MEMBER},
}
"""Whom the demonstration offers."""

NOT_LINKED = {
    "api:revoke_key": "only where a key was given",
    "accounts:sign_in": "who has signed in needs it no more; opened by its address below",
    "accounts:second_factor": "the second step of signing in; a journey goes there",
    "accounts:set_up": "its address stands on a slip; a journey goes there",
    "accounts:confirm": "asked for in between, when the sign-in was a while ago; opened by its address below",
    "accounts:recovery_codes": "only where a phone is bound; a journey goes there",
    "assessment:start": "the cycle runs; a journey starts one",
    "ledger:edit_entry": "only for drafts; a journey writes some",
    "ledger:correct_entry": "only for what was accepted; a journey corrects one",
    "ledger:office_edit_entry": "only for drafts of the 工委",
    "ledger:office_correct_entry": "only for what the 工委 keeps and was accepted",
    "ledger:evidence_file": "a file, where an entry has one",
    "ledger:sample": "only where one was drawn",
    "ledger:template": "a file",
    "assignments:assignment": "only for who has given one out, which units have not",
    "assignments:give_out": "only for drafts",
    "assignments:edit": "only for drafts",
    "assignments:paper": "a file",
    "assignments:recipient_paper": "a file",
    "assignments:reminder_letter": "a file",
    "assignments:supervision_form": "a file",
    "audit:proof": "a file",
    "feedback:answer": "only where somebody has written",
    "reminders:feed": "for calendar programs; its address is shown once",
    "people:template": "a file",
    "people:become_full": "only for who is on probation",
    "people:end_post": "only where somebody has a post",
    "people:reveal": "only where there is something to reveal; opened by its address below",
    "people:join": "only for who has left",
}
"""The pages that no link leads to in the demonstration as it starts, and why."""

BY_DAY = [("light", 1440), ("dark", 390)]

DIRECTLY = {"": ["/sign-in/", "/set-up/nothing/", "/nowhere/"], "demo-committee": ["/account/confirm/", "/nowhere/"]}
DIRECTLY |= {"demo-member": ["/audit/", "/ledger/"], "demo-system": ["/people/"]}
"""Pages opened by their address: those without links, and refusals."""


@pytest.fixture(scope="session")
def pages(browser, demo):
    """For every holder: addresses by route."""
    return found_by_links(browser, demo, each_once=False)


@pytest.fixture(scope="session")
def pages_once(browser, demo):
    """The same, each route only for the first who finds it."""
    return found_by_links(browser, demo, each_once=True)


def found_by_links(browser, demo, *, each_once):
    found, seen = {}, set()
    for username in HOLDERS:
        tab = watched(browser, demo)
        take_role(tab, username)
        found[username] = pages_by_links(tab, examples=2, known=seen if each_once else ())
        seen.update(found[username])
        tab.close()
    return found


def walked(browser, demo, todo, theme, width):
    """What is wrong with which page."""
    wrong = {}
    for username, paths in todo.items():
        tab = watched(browser, demo, viewport={"width": width, "height": 900}, color_scheme=theme)
        if username:
            take_role(tab, username)
        for path in paths:
            status = tab.go(path).status
            # The browser complains of a refusal by itself.
            tab.faults = [one for one in tab.faults if not (status in (403, 404) and "Failed to load resource" in one)]
            found = faults_of(tab)
            if found or status >= 500:
                wrong[username, path] = found or [status]
        tab.close()
    return wrong


@pytest.mark.nightly
def test_links_lead_to_every_page_that_a_role_may_open(pages):
    unreached = {}
    for username, roles in HOLDERS.items():
        may = {
            route
            for (route, method), row in policy_table().items()
            if method == "GET"
            and row.audience is not Audience.SYSTEM
            and (row.audience is not Audience.ROLES or roles & set(row.roles))
        }
        unreached[username] = sorted(may - set(pages[username]) - set(NOT_LINKED))
    assert {username: routes for username, routes in unreached.items() if routes} == {}


def test_every_page_is_without_fault_for_one_who_may_open_it(browser, demo, pages_once, record_property):
    """By day every page in one of two looks, in turn; by night in all."""
    todo = {username: list(paths) for username, paths in DIRECTLY.items()}
    for username, by_route in pages_once.items():
        # The start page is another for everybody.
        todo[username] = [paths[0] for paths in by_route.values()] + todo.get(username, [])
    checks = sum(map(len, todo.values()))
    record_property("checks", checks)
    wrong = {}
    for at, (theme, width) in enumerate(BY_DAY):
        print(f"{checks} pages, every second one at {width} px, {theme}")
        wrong |= walked(browser, demo, {name: paths[at :: len(BY_DAY)] for name, paths in todo.items()}, theme, width)
    assert wrong == {}


@pytest.mark.nightly
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_without_fault_for_everybody_who_may_open_it(browser, demo, pages, theme, width, record_property):
    todo = {username: list(paths) for username, paths in DIRECTLY.items()}
    for username, by_route in pages.items():
        todo[username] = [path for paths in by_route.values() for path in paths[:2]] + todo.get(username, [])
    checks = sum(map(len, todo.values()))
    record_property("checks", checks)
    print(f"{checks} pages at {width} px, {theme}")
    assert walked(browser, demo, todo, theme, width) == {}
