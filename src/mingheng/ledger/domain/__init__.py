"""The life of an entry: written, submitted, sent back or accepted, corrected, withdrawn. Every verb is one event."""

from mingheng.ledger.actions import ACTIONS
from mingheng.ledger.conditions import NotNow, Unfit
from mingheng.ledger.domain.closing import end_closing_day, set_closing_day
from mingheng.ledger.domain.deciding import (
    Decided,
    accept,
    accept_several,
    discard,
    send_back,
    send_back_several,
    withdraw,
)
from mingheng.ledger.domain.supporting import add_evidence, remove_evidence
from mingheng.ledger.domain.verifying import answer_doubt, belongs_to, draw_sample, verify
from mingheng.ledger.domain.writing import correct, recall, save_draft, submit

__all__ = [
    "ACTIONS",
    "Decided",
    "NotNow",
    "Unfit",
    "accept",
    "accept_several",
    "add_evidence",
    "answer_doubt",
    "belongs_to",
    "correct",
    "discard",
    "draw_sample",
    "end_closing_day",
    "recall",
    "remove_evidence",
    "save_draft",
    "send_back",
    "send_back_several",
    "set_closing_day",
    "submit",
    "verify",
    "withdraw",
]
