"""What a message says: titles of matters, their days and a link. Never a name, never a score.

Whoever runs the mail server or the gateway can read it, and so can whoever stands behind the receiver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingheng.reminders.models import Reminder
from mingheng.reminders.stages import stage_label

MOST_LINES = 20


class Undelivered(Exception):
    """The message did not go out, or nobody confirmed it. `is_down`: the server itself could not be reached."""

    def __init__(self, why: str, *, is_down: bool = False) -> None:
        super().__init__(why)
        self.is_down = is_down


@dataclass(frozen=True, slots=True)
class Line:
    """One matter in a message."""

    title: str
    due_on: date
    stage: str


@dataclass(frozen=True, slots=True)
class Message:
    """All that one person is told on one day."""

    key: str
    """The same at every try, so that the receiving side can drop a second copy."""
    username: str
    email: str
    day: date
    lines: tuple[Line, ...]
    count: int
    link: str

    @property
    def subject(self) -> str:
        """One line that says what it is about."""
        return ngettext("明衡提醒：%(count)d件待办", "明衡提醒：%(count)d件待办", self.count) % {"count": self.count}

    @property
    def text(self) -> str:
        """The whole message."""
        lines = [f"{line.due_on} {line.title}（{line.stage}）" for line in self.lines]
        if self.count > len(lines):
            lines.append(_("另有%(count)d件，请到网页上查看。") % {"count": self.count - len(lines)})
        return "\n".join([*lines, "", _("办理：%(link)s") % {"link": self.link}])


class Channel(Protocol):
    """One way to reach somebody."""

    code: str

    @property
    def is_on(self) -> bool:
        """Whether it is set up."""

    def send(self, message: Message) -> None:
        """Send it, and come back once the other side has taken it. Undelivered otherwise."""

    def close(self) -> None:
        """End what was opened for sending."""


def message_of(key: str, username: str, email: str, reminders: Sequence[Reminder], day: date) -> Message:
    """The message that carries these reminders. The language is that of the moment."""
    lines = tuple(Line(one.title, one.effective_on, stage_label(one.stage)) for one in reminders[:MOST_LINES])
    return Message(key, username, email, day, lines, len(reminders), site_link(reverse("reminders:todo")))


def site_link(path: str) -> str:
    """The full address of a page, for who reads it elsewhere."""
    return f"{settings.MINGHENG_ADDRESS}{path}"
