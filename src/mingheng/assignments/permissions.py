"""Who may do what with assignments, route by route; and what a person may do next with one, or with a recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingheng import clock
from mingheng.assignments.conditions import ANSWERABLE
from mingheng.assignments.models import OPEN, Assignment, Progress, Recipient, State
from mingheng.assignments.queries import recipient_with_all
from mingheng.organisation.models import Grant
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import WITHIN, Place, Relation, Role, list_rows, row

GIVERS = {Role.COMMITTEE_ADMIN: WITHIN, Role.UNIT_ADMIN: WITHIN}
ANSWERERS = {Role.UNIT_CLERK: WITHIN, Role.UNIT_ADMIN: WITHIN}
READERS = {**GIVERS, **ANSWERERS, Role.LEADER: WITHIN, Role.DISCIPLINE_OFFICER: WITHIN}


def giver_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of an assignment: the unit that gives it."""
    found = Assignment.objects.filter(pk=arguments["assignment_id"]).values_list("giver_id", "state").first()
    return None if found is None else Place(*found)


def recipient_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of a recipient: its unit. What belongs to another unit is not there."""
    found = recipient_with_all(arguments["recipient_id"])
    return None if found is None else Place(found.unit_id, found.progress)


def thread_door(arguments: Mapping[str, Any]) -> Place | None:
    """The same to read; who passed it on and who gave it out read on, wherever the unit has moved since."""
    found = recipient_with_all(arguments["recipient_id"])
    if found is None:
        return None
    return Place(found.unit_id, found.progress, also=(found.asker_id, found.assignment.giver_id))


def asker_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place where the answer of a recipient is waited for: who passed it on, else who gave it out."""
    found = recipient_with_all(arguments["recipient_id"])
    return None if found is None else Place(found.asker_id, found.progress)


# A second click meets the state that the first one made: it is let through, and answered like the first.
POLICY = [
    *list_rows("assignments:given", READERS),
    *list_rows("assignments:unanswered", READERS),
    *list_rows("assignments:inbox", READERS),
    row("assignments:new", "GET", GIVERS),
    row("assignments:new", "POST", GIVERS, is_event=True),
    row("assignments:assignment", "GET", READERS, door=giver_door),
    row("assignments:edit", "GET", GIVERS, door=giver_door, states=frozenset({State.DRAFT.value})),
    row("assignments:edit", "POST", GIVERS, door=giver_door, is_event=True),
    row(
        "assignments:give_out",
        "GET",
        GIVERS,
        door=giver_door,
        states=frozenset({State.DRAFT.value, State.GIVEN_OUT.value}),
    ),
    row("assignments:give_out", "POST", GIVERS, door=giver_door, is_event=True),
    row("assignments:close", "POST", GIVERS, door=giver_door, is_event=True),
    row("assignments:withdraw", "POST", GIVERS, door=giver_door, is_event=True),
    row("assignments:remind_all", "POST", GIVERS, door=giver_door, is_event=True),
    row("assignments:paper", "GET", READERS, door=giver_door),
    row("assignments:reminder_letter", "GET", GIVERS, door=giver_door),
    row("assignments:supervision_form", "GET", GIVERS, door=giver_door),
    row("assignments:recipient", "GET", READERS, door=thread_door),
    row("assignments:recipient_paper", "GET", READERS, door=thread_door),
    row("assignments:receive", "POST", ANSWERERS, door=recipient_door, is_event=True),
    row("assignments:reply", "GET", ANSWERERS, door=recipient_door),
    row("assignments:reply", "POST", ANSWERERS, door=recipient_door, is_event=True),
    row("assignments:recall", "POST", ANSWERERS, door=recipient_door, is_event=True),
    row("assignments:pass_on", "GET", ANSWERERS, door=recipient_door),
    row("assignments:pass_on", "POST", ANSWERERS, door=recipient_door, is_event=True),
    row("assignments:accept", "POST", GIVERS, door=asker_door, is_event=True),
    row("assignments:send_back", "POST", GIVERS, door=asker_door, is_event=True),
    row("assignments:release", "POST", GIVERS, door=asker_door, is_event=True),
    row("assignments:remind", "POST", GIVERS, door=asker_door, is_event=True),
]


def may(grants: Iterable[Grant], roles: Mapping[Role, frozenset[Relation]], unit_id: int) -> bool:
    """Whether one of these grants lets somebody act so at the unit today."""
    return bool(fitting_grants(grants, roles, unit_id, clock.today()))


def steps_for_giver(assignment: Assignment, grants: Iterable[Grant]) -> frozenset[str]:
    """What can be done next with the assignment: edit, give_out, add, remind, close, withdraw."""
    if not may(grants, GIVERS, assignment.giver_id):
        return frozenset()
    steps = {
        State.DRAFT: {"edit", "give_out", "withdraw"},
        State.GIVEN_OUT: {"add", "remind", "letters", "close", "withdraw"},
    }
    return frozenset(steps.get(State(assignment.state), {"letters"} if assignment.serial else set()))


def steps_for_recipient(recipient: Recipient, grants: Iterable[Grant], *, is_writer: bool) -> frozenset[str]:
    """What can be done next with a recipient: receive, reply, recall, pass_on; accept, send_back, remind, release.

    Who wrote the reply that waits does not accept it, and takes it back where whoever accepts sends it back.
    """
    held, progress = list(grants), Progress(recipient.progress)
    if recipient.assignment.state != State.GIVEN_OUT:
        return frozenset()
    steps, is_asker = set(), may(held, GIVERS, recipient.asker_id)
    if may(held, ANSWERERS, recipient.unit_id):
        steps |= {"receive"} if progress == Progress.GIVEN else set()
        steps |= {"reply"} if progress in ANSWERABLE else set()
        steps |= {"recall"} if progress == Progress.REPLIED and (is_writer or not is_asker) else set()
        steps |= {"pass_on"} if progress in ANSWERABLE | {Progress.REPLIED} else set()
    if is_asker:
        steps |= {"accept"} if progress == Progress.REPLIED and not is_writer else set()
        steps |= {"send_back"} if progress == Progress.REPLIED else set()
        steps |= {"remind"} if progress in OPEN else set()
        steps |= {"release"} if progress in OPEN | {Progress.REPLIED} else set()
    return frozenset(steps)
