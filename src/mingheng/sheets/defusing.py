"""Texts that a spreadsheet would take for a formula: an apostrophe in front keeps them texts; reading takes it away.

A unit's name must not run a program on the desk of who opens the sheet. The two are exact opposites: a text that has
its apostrophe already gets one more.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def defused_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def undefused(text: str) -> str:
    """The text that `defused_text` was given."""
    return text[1:] if _DEFUSED.match(text) else text
