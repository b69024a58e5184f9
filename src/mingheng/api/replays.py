"""A request that changes something, sent again, has one effect and one answer.

The claim of the token, the effect and the answer stand in one transaction: a second request at the same moment waits
for the first one's commit and then finds its answer. A refusal changes nothing and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.digests import digest_of
from mingheng.api.models import KeptAnswer
from mingheng.api.problems import Problem

KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, and whether it was before."""

    status: int
    body: str
    is_replay: bool


def once(request: Any, work: Callable[[], tuple[int, str]]) -> Answer:
    """Do the work, unless a request with this token was carried out before. Problem where that was another request."""
    token = digest_of(request.headers["Idempotency-Key"])
    fingerprint = digest_of(f"{request.method} {request.path_info} {digest_of(request.body.decode('latin-1'))}")
    with transaction.atomic():
        now = clock.now()
        KeptAnswer.objects.filter(key=request.api_key, kept_at__lt=now - KEPT).delete()
        claim = {"fingerprint": fingerprint, "kept_at": now}
        kept, is_new = KeptAnswer.objects.get_or_create(key=request.api_key, token=token, defaults=claim)
        if is_new:
            kept.status, kept.body = work()
            kept.save(update_fields=["status", "body"])
        elif kept.fingerprint != fingerprint:
            text = _("这个Idempotency-Key在两天内已用于内容不同的请求。新的请求请换一个值。")
            raise Problem("token-reused", text)
    return Answer(kept.status, kept.body, not is_new)
