"""The life of an assignment: given out, received, passed on, answered, reminded, closed. Every verb is one event."""

from mingheng.assignments.actions import ACTIONS
from mingheng.assignments.conditions import NotNow, Unconfirmed, Unfit
from mingheng.assignments.domain.answering import pass_on, recall, receive, reply
from mingheng.assignments.domain.following import accept, release, remind, remind_all, send_back
from mingheng.assignments.domain.giving import Wording, add_recipients, close, give_out, save_draft, withdraw

__all__ = [
    "ACTIONS",
    "NotNow",
    "Unconfirmed",
    "Unfit",
    "Wording",
    "accept",
    "add_recipients",
    "close",
    "give_out",
    "pass_on",
    "recall",
    "receive",
    "release",
    "remind",
    "remind_all",
    "reply",
    "save_draft",
    "send_back",
    "withdraw",
]
