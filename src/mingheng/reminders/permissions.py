"""Who may see what is due, what was told, and who says when the office reminds."""

from __future__ import annotations

from mingheng.policy import ANYWHERE, WITHIN, Audience, PolicyRow, Role, list_rows, open_list_rows, open_row, row

WATCHES = frozenset({Role.COMMITTEE_ADMIN, Role.UNIT_ADMIN, Role.UNIT_CLERK, Role.LEADER, Role.DISCIPLINE_OFFICER})
"""Who may see all matters of the own unit and below, also those that others have to do."""
_PLANS = {Role.COMMITTEE_ADMIN: ANYWHERE}

POLICY: list[PolicyRow] = [
    *open_list_rows("reminders:todo"),
    open_row("reminders:own", "GET", Audience.SIGNED_IN),
    open_row("reminders:own", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("reminders:enter_email", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("reminders:confirm_email", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("reminders:drop_email", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("reminders:open_feed", "POST", Audience.SIGNED_IN, is_event=True),
    open_row("reminders:close_feed", "POST", Audience.SIGNED_IN, is_event=True),
    # Calendar programs cannot sign in: the key in the address is what lets them read.
    open_row("reminders:feed", "GET", Audience.ANYONE),
    *list_rows("reminders:told", {Role.COMMITTEE_ADMIN: WITHIN}),
    row("reminders:plan", "GET", _PLANS),
    row("reminders:plan", "POST", _PLANS, is_event=True),
]
