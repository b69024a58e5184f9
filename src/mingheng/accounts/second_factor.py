"""The second factor: one-time codes from a phone (RFC 6238), and the picture by which the phone learns the secret."""

from __future__ import annotations

import hmac
import secrets
from base64 import b32decode, b32encode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.safestring import SafeString

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.accounts.qr_codes import qr_code
from mingheng.vault import seal, unseal

STEP_SECONDS = 30
ISSUER = "明衡"


def new_secret() -> str:
    """160 bits in base32, as authenticator apps take them."""
    return b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, step: int) -> str:
    """The six digits of one step of thirty seconds."""
    return _generator(secret).generate(step * STEP_SECONDS).decode("ascii")


def current_step() -> int:
    """Which step of thirty seconds it is."""
    return int(clock.now().timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The step whose code this is, one early or late allowed; never one at or before `after`: a code works once."""
    now = current_step()
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            return step
    return None


def sealed_secret(account: Account, secret: str) -> str:
    """The secret as the account's row holds it."""
    return seal(secret, table="account", column="totp_secret", row=account.sealed_as)


def secret_of(account: Account) -> str:
    """The account's secret; empty without a second factor."""
    return unseal(account.totp_secret, table="account", column="totp_secret", row=account.sealed_as)


def picture(account: Account, secret: str) -> SafeString:
    """The QR code by which the phone learns the secret."""
    address = _generator(secret).get_provisioning_uri(account.username, ISSUER)
    return qr_code(address, scale=5)


def grouped(secret: str) -> str:
    """The secret for typing, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _generator(secret: str) -> TOTP:
    return TOTP(b32decode(secret), 6, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238; what authenticator apps support
