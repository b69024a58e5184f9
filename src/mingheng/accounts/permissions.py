"""Who may use which page of this part, and the door to somebody else's account."""

from __future__ import annotations

from django.http import Http404

from mingheng.accounts.models import Account
from mingheng.accounts.queries import accounts_for
from mingheng.policy import ANYWHERE, WITHIN, Audience, PolicyRow, Role, list_rows, open_row, row

ADMINISTRATION = {Role.SYSTEM_ADMIN: ANYWHERE, Role.UNIT_ADMIN: WITHIN}

POLICY: list[PolicyRow] = [
    open_row("accounts:sign_in", "GET", Audience.ANYONE),
    open_row("accounts:sign_in", "POST", Audience.ANYONE, is_event=True),
    open_row("accounts:second_factor", "GET", Audience.ANYONE),
    open_row("accounts:second_factor", "POST", Audience.ANYONE, is_event=True),
    # Open, because whoever must enrol first is not signed in before; the view asks for the right password or a session.
    open_row("accounts:enrol", "GET", Audience.ANYONE),
    open_row("accounts:enrol", "POST", Audience.ANYONE, is_event=True),
    open_row("accounts:set_up", "GET", Audience.ANYONE),
    open_row("accounts:set_up", "POST", Audience.ANYONE, is_event=True),
    open_row("accounts:sign_out", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("accounts:account", "GET", Audience.SIGNED_IN),
    open_row("accounts:account", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("accounts:sessions_end", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("accounts:password", "GET", Audience.SIGNED_IN),
    open_row("accounts:password", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("accounts:confirm", "GET", Audience.SIGNED_IN),
    open_row("accounts:confirm", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("accounts:recovery_codes", "GET", Audience.SIGNED_IN, fresh=True),
    open_row("accounts:recovery_codes", "POST", Audience.SIGNED_IN, fresh=True, is_event=True),
    *list_rows("accounts:accounts", ADMINISTRATION),
    row("accounts:create", "GET", ADMINISTRATION),
    row("accounts:create", "POST", ADMINISTRATION, is_event=True),
    row("accounts:create_many", "GET", ADMINISTRATION),
    row("accounts:create_many", "POST", ADMINISTRATION, is_event=True),
    row("accounts:details", "GET", ADMINISTRATION),
    row("accounts:reset", "GET", ADMINISTRATION, fresh=True),
    row("accounts:reset", "POST", ADMINISTRATION, fresh=True, is_event=True),
    row("accounts:close", "POST", ADMINISTRATION, is_event=True),
    row("accounts:reopen", "POST", ADMINISTRATION, is_event=True),
]


def access_account(asker: Account, reach: frozenset[int], account_id: int) -> Account:
    """The account, if the asker may administer it. Http404 for absent and forbidden alike."""
    account = accounts_for(asker, reach).filter(pk=account_id).first()
    if account is None:
        raise Http404
    return account
