"""How many requests a key may make in a minute. Counted in memory: one process serves SQLite, as `operations` says.

Where several processes serve a site on PostgreSQL, each counts by itself, and a key has so many turns in each.
"""

from __future__ import annotations

import math
import time
from threading import Lock

from django.utils.translation import gettext as _

from mingheng.api.problems import Problem

PER_MINUTE = 300
_WINDOW = 60.0

_lock = Lock()
taken_by_key: dict[int, tuple[float, int]] = {}
"""By key: when its minute began, and how many turns were taken in it."""


def take_turn(key_id: int) -> None:
    """Take one. Problem with the time to wait where all are taken."""
    now = time.monotonic()
    with _lock:
        begun, taken = taken_by_key.get(key_id, (now, 0))
        if now - begun >= _WINDOW:
            begun, taken = now, 0
        taken_by_key[key_id] = (begun, taken + 1)
    if taken >= PER_MINUTE:
        wait = max(1, math.ceil(begun + _WINDOW - now))
        text = _("每把密钥每分钟最多{most}次请求。请{wait}秒以后再试。").format(most=PER_MINUTE, wait=wait)
        raise Problem("too-many", text, headers={"Retry-After": str(wait)})
