"""Keys of rows that are known before the row is written, because what is sealed in it is bound to them."""

from __future__ import annotations

import secrets
import time
from base64 import b32encode


def new_id() -> str:
    """Twenty lower-case letters and digits: six bytes of time, so that neighbours lie together, and six of chance."""
    stamp = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    return b32encode(stamp + secrets.token_bytes(6)).decode("ascii").rstrip("=").lower()
