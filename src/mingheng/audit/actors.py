"""Who acts: what every event says of the person, the session and the way in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and how sure we are: `strength` is a key of `labels.STRENGTHS`."""

    account_id: int | None
    name: str
    on_behalf_of: str = ""
    strength: str = "none"
    session: str = ""
    """A hash of the session's key, so that the events of one session can be told together."""
    address: str = ""
    request_id: str = ""


SYSTEM = Actor(None, "系统", strength="system")
COMMAND = Actor(None, "命令行", strength="command")
