"""Who may see the values of the regulations: everybody with an account."""

from __future__ import annotations

from mingheng.policy import PolicyRow, open_list_rows

POLICY: list[PolicyRow] = open_list_rows("regulations:parameters")
