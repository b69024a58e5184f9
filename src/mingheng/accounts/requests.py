"""What a request knows after the account middleware and the policy have seen it."""

from __future__ import annotations

from django.http import HttpRequest

from mingheng.accounts.models import Account, Session
from mingheng.audit.actors import Actor


class Request(HttpRequest):
    """A request as our views get it."""

    account: Account | None
    """Who is signed in, with every factor that is asked of the account."""
    actor: Actor
    session_row: Session | None
    """Also without an account, while the second factor is missing."""
    new_session_key: str | None
    """What the answer's cookie becomes: a key, the empty text to delete it, None to leave it."""
    reach: frozenset[int] | None
    """The units at which the fitting roles are held; set by the policy."""
