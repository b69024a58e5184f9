"""Secrets that are handed out once and kept as a digest only: session keys, set-up links, recovery codes."""

from __future__ import annotations

import secrets
from base64 import b32encode
from hashlib import sha256

from mingheng.vault import blind_index


def new_token() -> str:
    """256 bits of chance, fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def new_link_token() -> str:
    """160 bits of chance, fit to be copied from paper: small letters and 2 to 7, neither signs nor 0 and 1."""
    return b32encode(secrets.token_bytes(20)).decode("ascii").lower()


def digest_of(token: str) -> str:
    """SHA-256 in hex. Enough for a token of so much chance, which nobody can guess from it."""
    return sha256(token.encode()).hexdigest()


def new_recovery_code() -> str:
    """80 bits as four groups of four letters and digits."""
    text = b32encode(secrets.token_bytes(10)).decode("ascii").lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def recovery_digest(account_key: str, code: str) -> str:
    """A keyed hash, so that a stolen database does not give the codes; upper case, spaces and hyphens do not matter."""
    return blind_index(f"{account_key}:{code.replace('-', '')}", purpose="recovery_code")
