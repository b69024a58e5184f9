"""Who may read the log: the audit administrator, of the whole office; nobody changes it.

A discipline officer sees how a score came about on its own pages, within reach; at a small 工委 one person is both.
"""

from __future__ import annotations

from mingheng.policy import ANYWHERE, PolicyRow, Role, list_rows, row

READERS = {Role.AUDIT_ADMIN: ANYWHERE}

POLICY: list[PolicyRow] = [
    *list_rows("audit:events", READERS),
    row("audit:event", "GET", READERS),
    row("audit:proof", "GET", READERS),
    row("audit:head", "GET", READERS),
]
