"""Where an account is told now: what its own page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.reminders.channels import channels_on
from mingheng.reminders.models import CalendarFeed, Contact
from mingheng.reminders.sealed import masked_email


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """The state of one's own settings."""

    email: str
    """Masked; empty where none is kept."""
    is_confirmed: bool
    is_code_awaited: bool
    has_mail: bool
    """Whether the office sends mail at all."""
    has_webhook: bool
    chosen: dict[str, Any]
    feed_opened_at: datetime | None


def own_settings(account: Account) -> OwnSettings:
    """What is set for the account."""
    contact = Contact.objects.filter(account=account).first() or Contact(account=account)
    feed = CalendarFeed.objects.filter(account=account).first()
    codes = {channel.code for channel in channels_on()}
    return OwnSettings(
        email=masked_email(contact),
        is_confirmed=contact.confirmed_at is not None,
        is_code_awaited=contact.code_expires_at is not None and contact.code_expires_at > clock.now(),
        has_mail="email" in codes,
        has_webhook="webhook" in codes,
        chosen={
            "wants_email": contact.wants_email,
            "wants_webhook": contact.wants_webhook,
            "read_at": contact.version,
        },
        feed_opened_at=feed.opened_at if feed else None,
    )
