"""Mail by the office's server: one connection for all messages of a run."""

from __future__ import annotations

from smtplib import SMTPException, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from mingheng.reminders.channels.messages import Message, Undelivered
from mingheng.reminders.models import Means

_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class MailChannel:
    """SMTP, as MINGHENG_MAIL_… say."""

    code = Means.EMAIL.value

    def __init__(self) -> None:
        self._connection: Any = None

    @property
    def is_on(self) -> bool:
        """Whether a server is named."""
        return bool(settings.MINGHENG_MAIL_FROM)

    def send(self, message: Message) -> None:
        """One message, taken by the server."""
        self.send_text(message.email, message.subject, message.text, key=message.key)

    def send_text(self, to: str, subject: str, text: str, *, key: str = "") -> None:
        """A text to one address. The key becomes the message's own id, so that a second copy can be told."""
        if not self.is_on:
            raise Undelivered("off", is_down=True)
        host = settings.MINGHENG_MAIL_FROM.rpartition("@")[2].rstrip(">")
        headers = {"Auto-Submitted": "auto-generated"} | ({"Message-ID": f"<{key}@{host}>"} if key else {})
        mail = EmailMessage(subject, text, settings.MINGHENG_MAIL_FROM, [to], headers=headers)
        try:
            if self._connection is None:
                self._connection = get_connection(_BACKEND, timeout=settings.EMAIL_TIMEOUT)
                self._connection.open()
            self._connection.send_messages([mail])
        except (OSError, SMTPException, ValueError) as fault:
            self.close()
            raise Undelivered(_told(fault), is_down=_is_down(fault)) from None

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _is_down(fault: Exception) -> bool:
    # SMTPException is an OSError: a refusal of one message says nothing of the next.
    return isinstance(fault, SMTPServerDisconnected) or not isinstance(fault, SMTPException | ValueError)


def _told(fault: Exception) -> str:
    """What went wrong, without the address, which servers like to repeat."""
    code = f" {fault.smtp_code}" if isinstance(fault, SMTPResponseException) else ""
    return f"{type(fault).__name__}{code}"
