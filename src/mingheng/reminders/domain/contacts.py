"""Where one wants to be told: an address counts only once a code that was sent to it has come back."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Outdated, recording
from mingheng.reminders.channels import Undelivered
from mingheng.reminders.channels.mail import MailChannel
from mingheng.reminders.models import Contact
from mingheng.reminders.sealed import write_email
from mingheng.vault import keyed_hash

CODE_LASTS = timedelta(minutes=30)
PAUSE = timedelta(minutes=1)
"""Between two codes, so that nobody's mailbox is flooded from here."""
MOST_TRIES = 5


class CannotReach(Exception):
    """It was not done; the text says why and what to do."""


def contact_of(account: Account) -> Contact:
    """The account's contact, or a new one, not yet saved."""
    return Contact.objects.filter(account=account).first() or Contact(account=account)


def enter_email(account: Account, email: str, *, by: Actor) -> Contact:
    """Keep a new address, not yet confirmed, and send a code to it. CannotReach when it cannot be sent."""
    contact, now = contact_of(account), clock.now()
    if contact.code_expires_at and contact.code_expires_at > now + CODE_LASTS - PAUSE:
        raise CannotReach(_("刚刚发过一个验证码，请先查收；一分钟后可以再发。"))
    code = f"{secrets.randbelow(1_000_000):06}"
    with recording("reminders.email.entered", by) as change:
        write_email(contact, email)
        contact.confirmed_at, contact.wants_email = None, False
        contact.code_digest, contact.code_expires_at = _digest(contact, code), now + CODE_LASTS
        contact.code_failures = 0
        change.save(contact)
    mail = MailChannel()
    text = _("您的验证码是 %(code)s ，30分钟内有效。请在“我的提醒”页面输入。若不是您本人操作，请忽略本邮件。")
    try:
        mail.send_text(email, _("明衡：确认您的邮箱"), text % {"code": code})
    except Undelivered:
        raise CannotReach(_("验证码没有发出去。请核对邮箱，稍后再试；仍不行请联系系统管理员。")) from None
    finally:
        mail.close()
    return contact


def confirm_email(account: Account, code: str, *, by: Actor) -> None:
    """The code came back: from now on the address is used. CannotReach for a wrong or an old one."""
    contact = contact_of(account)
    is_over = not contact.code_digest or not contact.code_expires_at or contact.code_expires_at < clock.now()
    if is_over or contact.code_failures >= MOST_TRIES:
        raise CannotReach(_("验证码已失效，请重新填写邮箱，再发一个。"))
    if not hmac.compare_digest(contact.code_digest, _digest(contact, code)):
        with recording("reminders.email.mistaken", by) as change:
            contact.code_failures += 1
            change.save(contact)
        raise CannotReach(_("验证码不正确，请核对邮件中的六位数字。"))
    with recording("reminders.email.confirmed", by) as change:
        contact.code_digest, contact.code_expires_at, contact.code_failures = "", None, 0
        contact.confirmed_at, contact.wants_email = clock.now(), True
        change.save(contact)


def drop_email(account: Account, *, by: Actor) -> None:
    """Forget the address."""
    contact = contact_of(account)
    if not contact.email:
        return
    with recording("reminders.email.dropped", by) as change:
        contact.email, contact.code_digest, contact.code_expires_at = "", "", None
        contact.confirmed_at, contact.wants_email, contact.code_failures = None, False, 0
        change.save(contact)


def choose_channels(account: Account, *, wants_email: bool, wants_webhook: bool, read_at: int, by: Actor) -> None:
    """Which messages one wants besides the pages. Mail only to a confirmed address. Outdated: changed elsewhere."""
    contact = contact_of(account)
    if contact.version != read_at:
        raise Outdated(contact)
    with recording("reminders.channels.chosen", by) as change:
        contact.wants_email = wants_email and contact.confirmed_at is not None
        contact.wants_webhook = wants_webhook
        change.save(contact)


def _digest(contact: Contact, code: str) -> str:
    return keyed_hash(f"{contact.pk}:{code}", purpose="email_code")
