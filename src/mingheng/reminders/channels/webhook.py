"""A signed POST to the office's gateway, which hands the message to 钉钉 or 企业微信.

The signature is HMAC-SHA256 over the timestamp, a dot and the body, so that nobody else can send in our name, and an
old request cannot be sent again later. No redirects are followed.
"""

from __future__ import annotations

import hmac
import json
import ssl
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from mingheng import clock
from mingheng.reminders.channels.messages import Message, Undelivered
from mingheng.reminders.models import Means

TIMEOUT = 10.0
_OVERLOADED = 429
_SERVER_FAULT = 500


class WebhookChannel:
    """POST of JSON, as MINGHENG_WEBHOOK says."""

    code = Means.WEBHOOK.value

    @property
    def is_on(self) -> bool:
        """Whether a gateway is named."""
        return bool(settings.MINGHENG_WEBHOOK)

    def send(self, message: Message) -> None:
        """One message, answered with a status of 2xx."""
        body = body_of(message)
        timestamp = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Mingheng-Delivery": message.key,
            "X-Mingheng-Timestamp": timestamp,
            "X-Mingheng-Signature": signature_of(timestamp, body),
        }
        try:
            status = _post(settings.MINGHENG_WEBHOOK, body, headers)
        except (OSError, HTTPException) as fault:
            raise Undelivered(type(fault).__name__, is_down=True) from None
        if not 200 <= status < 300:
            raise Undelivered(f"HTTP {status}", is_down=status == _OVERLOADED or status >= _SERVER_FAULT)

    def close(self) -> None:
        """Nothing stays open."""


def body_of(message: Message) -> bytes:
    """What the gateway gets."""
    said = {
        "to": message.username,
        "day": message.day.isoformat(),
        "title": message.subject,
        "text": message.text,
        "count": message.count,
        "matters": [{"title": line.title, "due_on": line.due_on.isoformat()} for line in message.lines],
        "link": message.link,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def signature_of(timestamp: str, body: bytes) -> str:
    """What the gateway has to find when it computes the same."""
    key = settings.MINGHENG_WEBHOOK_SECRET.encode()
    return hmac.new(key, timestamp.encode() + b"." + body, sha256).hexdigest()


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path or "/"
    connection = (
        HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=TIMEOUT)
    )
    try:
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
