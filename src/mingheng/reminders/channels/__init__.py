"""How is a message sent? Mail by the office's server, a webhook to its gateway. Both are off until they are set up."""

from __future__ import annotations

from mingheng.reminders.channels.mail import MailChannel
from mingheng.reminders.channels.messages import Channel, Message, Undelivered
from mingheng.reminders.channels.webhook import WebhookChannel

__all__ = ["Channel", "Message", "Undelivered", "channels_on"]


def channels_on() -> list[Channel]:
    """The channels that are set up."""
    return [channel for channel in (MailChannel(), WebhookChannel()) if channel.is_on]
