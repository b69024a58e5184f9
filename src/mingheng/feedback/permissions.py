"""Who may say something, and who answers what."""

from __future__ import annotations

from collections.abc import Iterable

from mingheng.feedback.models import Topic
from mingheng.organisation.roles import role_label
from mingheng.policy import ANYWHERE, Audience, Role, list_rows, open_row, row

ANSWERED_BY: dict[Topic, frozenset[Role]] = {
    Topic.SYSTEM: frozenset({Role.SYSTEM_ADMIN}),
    Topic.BUSINESS: frozenset({Role.COMMITTEE_ADMIN}),
    Topic.BURDEN: frozenset({Role.COMMITTEE_ADMIN, Role.DISCIPLINE_OFFICER}),
}
"""Who runs the machine learns nothing of the business; complaints are read by the discipline officer too."""

ANSWERERS = {role: ANYWHERE for roles in ANSWERED_BY.values() for role in roles}


def topics_of(roles: Iterable[Role]) -> list[Topic]:
    """The topics that holders of these roles read and answer."""
    held = frozenset(roles)
    return [topic for topic, answerers in ANSWERED_BY.items() if held & answerers]


def answerers_of(topic: Topic) -> str:
    """The roles that answer the topic, in words."""
    return "、".join(role_label(role) for role in Role if role in ANSWERED_BY[topic])


POLICY = [
    open_row("feedback:write", "GET", Audience.SIGNED_IN),
    open_row("feedback:write", "POST", Audience.SIGNED_IN, is_event=True),
    *list_rows("feedback:received", ANSWERERS),
    row("feedback:answer", "GET", ANSWERERS),
    row("feedback:answer", "POST", ANSWERERS, is_event=True),
]
