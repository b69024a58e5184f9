"""From the environment to what the site sends outside: mail, and a webhook. Both are off until somebody names them.

Asked while the settings are read. Passwords and secrets stand in files, never in the environment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mingheng.site.operations.connection import FaultyAddress

ADDRESS = "MINGHENG_ADDRESS"
MAIL_HOST, MAIL_PORT, MAIL_TLS = "MINGHENG_MAIL_HOST", "MINGHENG_MAIL_PORT", "MINGHENG_MAIL_TLS"
MAIL_FROM, MAIL_USER = "MINGHENG_MAIL_FROM", "MINGHENG_MAIL_USER"
MAIL_PASSWORD_FILE = "MINGHENG_MAIL_PASSWORD_FILE"  # noqa: S105 - the name of a variable
WEBHOOK = "MINGHENG_WEBHOOK"
WEBHOOK_SECRET_FILE = "MINGHENG_WEBHOOK_SECRET_FILE"  # noqa: S105 - the name of a variable

SHORTEST_SECRET = 32
_PORTS = {"starttls": 587, "tls": 465, "off": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Where the site sends, and as whom. Empty: nothing goes that way."""

    address: str
    """How the site is reached from outside: what links in messages begin with."""
    mail_from: str = ""
    mail_host: str = ""
    mail_port: int = 25
    mail_tls: str = "off"
    mail_user: str = ""
    mail_password: str = ""
    webhook: str = ""
    webhook_secret: str = ""


def outgoing_settings(environment: Mapping[str, str], hosts: Sequence[str], *, is_https: bool) -> Outgoing:
    """What Django and the channels need to know. FaultyAddress when a variable cannot be used."""
    address = environment.get(ADDRESS, "") or f"{'https' if is_https else 'http'}://{hosts[0]}"
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise FaultyAddress(f"{ADDRESS}要写成 https://主机名 。")
    return Outgoing(address=address.rstrip("/"), **_mail(environment), **_webhook(environment))


def _mail(environment: Mapping[str, str]) -> dict[str, Any]:
    host, sender = environment.get(MAIL_HOST, ""), environment.get(MAIL_FROM, "")
    if not host:
        return {}
    tls, user = environment.get(MAIL_TLS, "starttls"), environment.get(MAIL_USER, "")
    if tls not in _PORTS:
        raise FaultyAddress(f"{MAIL_TLS}只能是{'、'.join(_PORTS)}。")
    if "@" not in sender:
        raise FaultyAddress(f"设了{MAIL_HOST}，就要用{MAIL_FROM}写明发件地址。")
    if tls == "off" and user and not _is_loopback(host):
        raise FaultyAddress(f"{MAIL_TLS}为off时，不能向别的机器发送口令。请改用starttls或tls，或去掉{MAIL_USER}。")
    port = environment.get(MAIL_PORT, "") or str(_PORTS[tls])
    if not port.isdecimal():
        raise FaultyAddress(f"{MAIL_PORT}要写成数字。")
    return {
        "mail_from": sender,
        "mail_host": host,
        "mail_port": int(port),
        "mail_tls": tls,
        "mail_user": user,
        "mail_password": _secret(environment, MAIL_PASSWORD_FILE) if user else "",
    }


def _webhook(environment: Mapping[str, str]) -> dict[str, Any]:
    url = environment.get(WEBHOOK, "")
    if not url:
        return {}
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
    if not is_safe or not parts.hostname or parts.username:
        raise FaultyAddress(f"{WEBHOOK}要写成 https://主机名/路径 ；只有发给本机时才能用http。地址中不能写口令。")
    secret = _secret(environment, WEBHOOK_SECRET_FILE)
    if len(secret) < SHORTEST_SECRET:
        raise FaultyAddress(f"{WEBHOOK_SECRET_FILE}指明的文件里，密钥至少要有{SHORTEST_SECRET}个字符。")
    return {"webhook": url, "webhook_secret": secret}


def _secret(environment: Mapping[str, str], variable: str) -> str:
    path = environment.get(variable, "")
    if not path:
        raise FaultyAddress(f"请把密钥存入只有本系统可读的文件，用{variable}指明。")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise FaultyAddress(f"{variable}指明的文件“{path}”读不出来（{fault.strerror}）。") from None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
