"""Send the messages that wait: each is claimed before it is sent, and marked after.

A crash between the two leaves one message of which nobody knows whether it went out. After STALE it is sent again, with
the same key, so that the receiving side can drop the copy: for that one message at least once, for all others once.
What could not be sent is tried again, each time later; what has waited joins the newest message of its person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.reminders.channels import Channel, Message, Undelivered
from mingheng.reminders.channels.messages import message_of
from mingheng.reminders.models import Contact, Delivery, DeliveryState, Means, Reminder
from mingheng.reminders.sealed import opened_email

STALE = timedelta(minutes=15)
FIRST_PAUSE = timedelta(minutes=10)
MOST_FAILURES = 8
MOST_DOWN = 3
"""Servers that do not answer, one after the other: the rest waits for the next run."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went out, and how many did not."""

    sent: int = 0
    failed: int = 0


def send_waiting(day: date, channels: Sequence[Channel]) -> Sent:
    """Send what waits, over each of the channels."""
    sent = failed = 0
    for channel in channels:
        try:
            of_channel = _send_over(channel, day)
        finally:
            channel.close()
        sent, failed = sent + of_channel.sent, failed + of_channel.failed
    return Sent(sent, failed)


def _send_over(channel: Channel, day: date) -> Sent:
    sent = failed = down = 0
    accounts = Delivery.objects.filter(_open(), channel=channel.code).order_by("account_id").values_list("account_id")
    for (account_id,) in list(accounts.distinct()):
        claimed = _claim(account_id, channel.code, day)
        message = _message(claimed, day) if claimed else None
        if message is None:
            continue
        try:
            channel.send(message)
        except Undelivered as fault:
            _failed(claimed, str(fault))
            failed, down = failed + 1, down + 1 if fault.is_down else 0
            if down == MOST_DOWN:
                break
        else:
            _mark(claimed, state=DeliveryState.SENT, sent_on=day, fault="")
            sent, down = sent + 1, 0
    return Sent(sent, failed)


def _open() -> Q:
    """Deliveries that are to be tried now."""
    now = clock.now()
    waits, failed = Q(state=DeliveryState.WAITING), Q(state=DeliveryState.FAILED, next_try_at__lte=now)
    return waits | failed | Q(state=DeliveryState.SENDING, claimed_at__lt=now - STALE)


def _claim(account_id: int, channel: str, day: date) -> list[Delivery]:
    """What is open for a person, taken for sending; nothing where a message went out today or is on its way."""
    with transaction.atomic():
        own = Delivery.objects.filter(account=account_id, channel=channel)
        claimed = list(own.filter(_open()).select_for_update().order_by("pk"))
        keys = [one.pk for one in claimed]
        on_its_way = Q(state=DeliveryState.SENDING) | Q(sent_on=day)
        if not claimed or own.filter(on_its_way).exclude(pk__in=keys).exists():
            return []
        for one in claimed:
            one.failures += one.state == DeliveryState.SENDING
        if claimed[0].failures >= MOST_FAILURES:
            _failed(claimed, claimed[0].fault)
            return []
        _mark(claimed, state=DeliveryState.SENDING, claimed_at=clock.now())
    return claimed


def _message(claimed: list[Delivery], day: date) -> Message | None:
    """What is sent; None where the person no longer wants it, and then it is over."""
    account = Account.objects.get(pk=claimed[0].account_id)
    contact, channel = Contact.objects.filter(account=account).first(), claimed[0].channel
    if account.closed_on or contact is None or not is_wanted(contact, channel):
        _mark(claimed, state=DeliveryState.FAILED, next_try_at=None, fault=gettext("不再接收"))
        return None
    days = [one.told_on for one in claimed]
    reminders = list(Reminder.objects.filter(account=account, told_on__in=days).order_by("effective_on", "pk"))
    with translation.override(account.language or settings.LANGUAGE_CODE):
        key = f"{claimed[0].channel}-{account.key}-{claimed[0].told_on:%Y%m%d}"
        return message_of(key, account.username, opened_email(contact), reminders, day)


def is_wanted(contact: Contact, channel: str) -> bool:
    """Whether the person wants to be told this way; by mail only where the address was confirmed."""
    return bool(contact.wants_email and contact.confirmed_at) if channel == Means.EMAIL else contact.wants_webhook


def _failed(claimed: list[Delivery], fault: str) -> None:
    """Try again later, each time twice as long; after the last time never."""
    failures = max(one.failures for one in claimed) + 1
    next_try = clock.now() + FIRST_PAUSE * 2 ** (failures - 1) if failures < MOST_FAILURES else None
    _mark(claimed, state=DeliveryState.FAILED, failures=failures, next_try_at=next_try, fault=fault[:200])


def _mark(claimed: list[Delivery], **values: object) -> None:
    for one in claimed:
        for name, value in values.items():
            setattr(one, name, value)
        one.save()
