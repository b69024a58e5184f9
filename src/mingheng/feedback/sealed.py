"""What is written by hand in a remark: kept sealed, because a remark may name people."""

from __future__ import annotations

from mingheng.feedback.models import Remark
from mingheng.vault import seal, unseal

_TABLE = "remark"


def sealed(remark: Remark, column: str, text: str) -> str:
    """The text, sealed for this column of this remark."""
    return seal(text, table=_TABLE, column=column, row=remark.sealed_as)


def words_of(remark: Remark) -> str:
    """What was said."""
    return unseal(remark.words, table=_TABLE, column="words", row=remark.sealed_as)


def answer_of(remark: Remark) -> str:
    """What was answered; empty while it waits."""
    return unseal(remark.answer, table=_TABLE, column="answer", row=remark.sealed_as)
