"""What the organisation says when a change is not possible."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed. The message says what, why and what to do; `field` names the input that it is about."""

    def __init__(self, message: str, field: str = "on") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class OwnUnit(Refused):
    """The role would let somebody verify his own unit. It is given when a reason is."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "own_unit_reason")
