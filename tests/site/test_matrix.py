"""Every route × method × role × relation, by real requests: who gets in, who is turned away and how, what is told.

The expectation is in `duties`, written from the roles' duties and not from the policy.
"""

import pytest

from mingheng.policy import Role
from mingheng.site.policy_table import routes
from tests.site.addresses import ADDRESSES, url_of
from tests.site.asking import METHODS, Undone, ask, events_after, last_event, leaks, shape_of, text_of
from tests.site.duties import DUTIES, Whose
from tests.site.world import HELD_AT, Holder, World

HOLDERS = len(HELD_AT) * len(Role) + 2
EVENTS = {
    # The running of the whole cycle is an act of its own.
    ("assessment:start", "POST"): 2,
    ("assessment:ledger", "POST"): 2,
    # Checking a sheet only reads it.
    ("people:check_sheet", "POST"): 0,
    ("ledger:check_sheet", "POST"): 0,
    ("ledger:marked_sheet", "POST"): 0,
    # What is being typed is not yet an act.
    **{(f"ledger:{name}", "POST"): 0 for name in ("keep_new", "keep_typed", "office_keep_new", "office_keep_typed")},
}
"""How many events a POST writes that succeeds, where it is not one."""
MAY_REDIRECT = {"ledger:choose_unit", "ledger:office_choose_unit"}
"""Pages that send on where there is nothing to choose."""
FORMS = ("GET", "POST")
FEW = (Role.COMMITTEE_ADMIN, Role.UNIT_ADMIN, None)


class Cell:
    """One request of the matrix, and what is wrong with its answer.

    Who is refused asks for nothing too, and must get the same; by day only who stands beside, and who is nobody.
    """

    def __init__(self, world: World, route: str, method: str, holder: Holder, *, is_night: bool) -> None:
        self.world, self.route, self.method, self.holder = world, route, method, holder
        self.is_compared = is_night or holder.relation in ("sibling", "none")
        self.duty = DUTIES.get((route, "GET" if method == "HEAD" else method))
        self.address = ADDRESSES[route]
        self.faults: list[str] = []

    def check(self) -> list[str]:
        """Ask and judge. A successful change is undone."""
        if self.duty is None:
            self._refused({405})
        elif self.duty.whose is Whose.SYSTEMS:
            self._refused({401})
        elif self.duty.lets(self.holder):
            self._let_in(self.duty.whose)
        elif self.holder.account is None:
            self._refused({401} if self.method == "POST" else {302})
        else:
            self._refused({self.duty.refusal(self.holder)})
        return [
            f"{self.method} {self.route} by {self.holder.role} {self.holder.relation}: {one}" for one in self.faults
        ]

    def _refused(self, statuses: set[int]) -> None:
        shapes = []
        for arguments in (self.address.there(self.world), self.address.nowhere):
            url = url_of(self.route, arguments) + self.address.asked
            sent = self.address.sent(self.world, self.holder) if self.method == "POST" and self.duty else None
            before = last_event()
            answer = ask(self.holder, self.method, url, sent)
            if answer.status_code not in statuses:
                self.faults.append(f"status {answer.status_code}, not {statuses}")
            if answer.status_code == 302 and not answer["Location"].startswith("/sign-in/?next="):
                self.faults.append(f"sent to {answer['Location']}")
            if last_event() != before:
                self.faults.append("an event was written")
            shapes.append(shape_of(answer, url))
            self._told(answer, url)
            if not (self.address.nowhere and self.duty and self.is_compared):
                return
        if shapes[0] != shapes[1]:
            self.faults.append("what is forbidden looks different from what is not there")

    def _let_in(self, whose: Whose) -> None:
        with Undone():
            url = url_of(self.route, self.address.there(self.world)) + self.address.asked
            sent = self.address.sent(self.world, self.holder) if self.method == "POST" else None
            before = last_event()
            answer = ask(self.holder, self.method, url, sent)
            events = events_after(before)
            self._told(answer)
            if self.method == "HEAD" and answer.status_code == 200 and not answer.streaming and answer.content:
                self.faults.append("HEAD has a body")
            is_loose = whose in (Whose.ANYBODYS, Whose.OWN) or self.route in MAY_REDIRECT
            passing = {200, 204, 302} if is_loose or self.method == "POST" else {200}
            if answer.status_code not in passing:
                self.faults.append(f"status {answer.status_code}")
            if whose is not Whose.ANYBODYS and answer.headers.get("Location", "").startswith("/sign-in/?next"):
                self.faults.append("sent to the sign-in page")
            self._counted([event.action for event in events], is_loose=is_loose)

    def _counted(self, actions: list[str], *, is_loose: bool) -> None:
        if self.method != "POST":
            wanted = {0}
        elif is_loose:
            wanted = {0, 1}
        else:
            wanted = {EVENTS.get((self.route, self.method), 1)}
        if len(actions) not in wanted:
            self.faults.append(f"events {actions}, not {wanted}")

    def _told(self, answer, asked_for: str = "") -> None:
        """What the answer says that it should not; who is refused knows the address already."""
        text = text_of(answer)
        text = text.replace(asked_for, "") if asked_for else text
        is_revealed = (self.route, self.method) == ("people:reveal", "POST")
        self.faults += leaks(self.world, self.holder, self.route, text, is_revealed=is_revealed)


def asked(world: World, method: str, *, is_night: bool) -> list[Holder]:
    """Everybody; by day HEAD is tried by every role in one relation only, and what nothing answers by few roles."""
    if is_night or method in FORMS:
        return world.holders
    near = [one for one in world.holders if one.relation in ("same", "none")]
    return near if method == "HEAD" else [one for one in near if one.role in FEW]


def check_route(world: World, route: str, *, is_night: bool) -> int:
    """All cells of a route. How many they were."""
    cells = [
        Cell(world, route, method, holder, is_night=is_night)
        for method in METHODS
        for holder in asked(world, method, is_night=is_night)
    ]
    faults = [fault for cell in cells for fault in cell.check()]
    assert faults == [], f"{len(faults)} faults in {len(cells)} cells:\n" + "\n".join(faults[:40])
    return len(cells)


@pytest.mark.parametrize("route", routes())
def test_everybody_gets_exactly_what_the_duties_say_and_nobody_learns_more(world, route, record_property):
    record_property("cells", check_route(world, route, is_night=False))


@pytest.mark.nightly
@pytest.mark.parametrize("route", routes())
def test_every_method_is_asked_by_everybody(world, route, record_property):
    record_property("cells", check_route(world, route, is_night=True))


def test_the_matrix_leaves_no_route_out():
    asked_by_day = 2 * HOLDERS + (len(Role) + 2) + 4 * (len(FEW) + 1)
    cells = asked_by_day * len(routes())
    print(f"\n{cells} cells by day, {len(METHODS) * HOLDERS * len(routes())} by night")
    assert sorted(ADDRESSES) == routes()
    assert {route for route, _ in DUTIES} == set(routes())
    assert (HOLDERS, cells >= 13_000) == (62, True), f"{cells} cells"
