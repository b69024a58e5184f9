"""Who may use the site's own pages."""

from __future__ import annotations

from django.conf import settings

from mingheng.policy import ANYWHERE, Audience, PolicyRow, Role, open_row, row

ADMINISTRATORS = {
    Role.SYSTEM_ADMIN: ANYWHERE,
    Role.SECURITY_ADMIN: ANYWHERE,
    Role.AUDIT_ADMIN: ANYWHERE,
    Role.COMMITTEE_ADMIN: ANYWHERE,
}

POLICY: list[PolicyRow] = [
    open_row("site:start", "GET", Audience.SIGNED_IN),
    open_row("site:help", "GET", Audience.SIGNED_IN),
    row("site:administration", "GET", ADMINISTRATORS),
]
if settings.MINGHENG_DEMO:
    POLICY.append(open_row("site:demo_role", "POST", Audience.ANYONE, is_event=True))
