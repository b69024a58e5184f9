"""What is done with reminders: a run, the office's plan, where one is reached, the calendar's address."""

from mingheng.reminders.domain.contacts import (
    CannotReach,
    choose_channels,
    confirm_email,
    drop_email,
    enter_email,
)
from mingheng.reminders.domain.feeds import close_feed, open_feed
from mingheng.reminders.domain.planning import change_plan
from mingheng.reminders.domain.running import Outcome, remind

__all__ = [
    "CannotReach",
    "Outcome",
    "change_plan",
    "choose_channels",
    "close_feed",
    "confirm_email",
    "drop_email",
    "enter_email",
    "open_feed",
    "remind",
]
