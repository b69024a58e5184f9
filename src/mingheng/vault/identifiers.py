"""Keys of rows that are known before the row is written, because what is sealed in it is bound to them."""

from __future__ import annotations

import secrets
import time
from base64 import b32hexencode
from threading import Lock

_BYTES = 12
_lock = Lock()
_newest = 0


def new_id() -> str:
    """Twenty small letters and digits that sort by time: six bytes of milliseconds, then six of chance.

    Of two made by one process the later one is always the greater, also within a millisecond: what was entered first
    is listed first (RFC 9562 §6.2, method 2).
    """
    global _newest
    milliseconds = time.time_ns() // 1_000_000
    fresh = (milliseconds << 48) | secrets.randbits(48)
    with _lock:
        _newest = fresh if fresh > _newest else _newest + 1 + secrets.randbits(32)
        number = _newest
    return b32hexencode(number.to_bytes(_BYTES, "big")).decode("ascii").rstrip("=").lower()
