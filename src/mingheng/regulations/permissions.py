"""Who may see the values of the regulations: everybody with an account."""

from __future__ import annotations

from mingheng.policy import Audience, PolicyRow, open_row

POLICY: list[PolicyRow] = [open_row("regulations:parameters", "GET", Audience.SIGNED_IN)]
