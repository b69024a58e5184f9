"""How a command ends. Scripts rely on these numbers; `docs/command-line.md` lists them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes."""

    FINE = 0
    RULEBOOK = 1
    """The rulebook or the record kinds have errors."""
    USAGE = 2
    """A wrong option, or something that is not there."""
    DATA = 3
    """The data have errors; nothing was scored."""
    CASES = 4
    """A worked case came out otherwise."""
    REFUSED = 5
    """The site does not do it in the state it is in; the sentence says why."""
    FAULTS = 6
    """The verifier found a fault."""


EXIT_CODES = (
    "退出码：0 正常；1 细则或台账种类有错误；2 用法不对；3 数据有错误，没有计分；4 算例没有通过；"
    "5 系统现在的状态不允许，没有做；6 审计校验发现问题。"
)
