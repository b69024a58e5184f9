"""An enrolment under way: the secret that the page shows until a code of it comes back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from mingheng.accounts.models import Account, Session
from mingheng.accounts.second_factor import grouped, new_secret, picture
from mingheng.accounts.session_rows import remember, remembered
from mingheng.vault import seal, unseal

MEMORY = "enrolment"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Whose, and which secret. It is the same until the session ends, so that a reload does not confuse the phone."""

    account: Account
    secret: str

    @property
    def picture(self) -> SafeString:
        """The secret for the phone's camera."""
        return picture(self.account, self.secret)

    @property
    def text(self) -> str:
        """The secret for typing."""
        return grouped(self.secret)

    def finish(self, row: Session) -> None:
        """The session that goes on forgets the secret."""
        remember(row, MEMORY, "")


def enrolment_of(row: Session) -> Enrolment:
    """The session's enrolment, begun where there is none."""
    account = row.account or row.waiting_for
    assert account is not None, "a session is somebody's, signed in or waiting"
    kept = remembered(row, MEMORY)
    if kept:
        return Enrolment(account, unseal(kept, table="session", column="values", row=account.key))
    secret = new_secret()
    remember(row, MEMORY, seal(secret, table="session", column="values", row=account.key))
    return Enrolment(account, secret)
