"""Who may read the log: the audit administrator and the discipline officer, and nobody changes it."""

from __future__ import annotations

from mingheng.policy import ANYWHERE, PolicyRow, Role, row

READERS = {Role.AUDIT_ADMIN: ANYWHERE, Role.DISCIPLINE_OFFICER: ANYWHERE}

POLICY: list[PolicyRow] = [
    row("audit:events", "GET", READERS),
    row("audit:event", "GET", READERS),
    row("audit:proof", "GET", READERS),
    row("audit:head", "GET", READERS),
]
