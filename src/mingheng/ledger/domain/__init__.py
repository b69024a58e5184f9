"""The life of an entry: written, submitted, sent back or accepted, corrected, withdrawn. Every verb is one event."""

from mingheng.ledger.actions import ACTIONS
from mingheng.ledger.conditions import NotNow, Unfit
from mingheng.ledger.domain.deciding import Accepted, accept, accept_several, discard, send_back, withdraw
from mingheng.ledger.domain.supporting import add_evidence, remove_evidence
from mingheng.ledger.domain.writing import correct, save_draft, submit

__all__ = [
    "ACTIONS",
    "Accepted",
    "NotNow",
    "Unfit",
    "accept",
    "accept_several",
    "add_evidence",
    "correct",
    "discard",
    "remove_evidence",
    "save_draft",
    "send_back",
    "submit",
    "withdraw",
]
