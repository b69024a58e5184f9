"""The rows behind the session cookies: how long they live, and how they end."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from mingheng import clock
from mingheng.accounts.digests import digest_of
from mingheng.accounts.models import Account, Session

IDLE = timedelta(minutes=30)
IDLE_WITH_POWER = timedelta(minutes=15)
"""For accounts that need a second factor."""
ABSOLUTE = timedelta(hours=12)
WAITING = timedelta(minutes=10)
"""Between the password and the second factor."""
FRESH = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
"""How exactly `seen_at` is kept: not every request writes."""

TWO_FACTORS = frozenset({"totp", "recovery code"})
DEMONSTRATION = "demo"


def live_session(key: str) -> Session | None:
    """The session of a cookie, if it still holds; a dead one is deleted."""
    row = Session.objects.select_related("account", "waiting_for").filter(digest=digest_of(key)).first()
    if row is None or _is_live(row):
        return row
    row.delete()
    return None


def mark_seen(row: Session) -> None:
    """The idle time begins anew."""
    now = clock.now()
    if now - row.seen_at >= SEEN_EVERY:
        row.seen_at = now
        Session.objects.filter(pk=row.pk).update(seen_at=now)


def is_fresh(row: Session) -> bool:
    """Whether the second factor, or the password of an account without one, was given in the last ten minutes."""
    return row.confirmed_at is not None and timedelta(0) <= clock.now() - row.confirmed_at <= FRESH


def end_sessions_of(account: Account, *, keep: Session | None = None) -> None:
    """End what is signed in or about to be, at once. Part of other verbs (role changes, resets); no event."""
    ended = Session.objects.filter(Q(account=account) | Q(waiting_for=account))
    if keep is not None:
        ended = ended.exclude(pk=keep.pk)
    ended.delete()


def delete_expired() -> None:
    """Forget rows that are dead in any case."""
    Session.objects.filter(created_at__lt=clock.now() - ABSOLUTE).delete()


def remembered(row: Session, name: str) -> Any:
    """What the session remembers under a name; None where it is nothing."""
    return json.loads(row.values).get(name)


def remember(row: Session, name: str, value: Any) -> None:
    """Remember it as long as the session lasts. Nothing secret unless it is sealed."""
    row.values = json.dumps(json.loads(row.values) | {name: value}, ensure_ascii=False)
    row.save(update_fields=["values"])


def _is_live(row: Session) -> bool:
    age, idle = clock.now() - row.created_at, clock.now() - row.seen_at
    if min(age, idle) < -SEEN_EVERY:
        return False  # the clock was set back; nobody's session grows by that
    if row.waiting_for is not None:
        return age < WAITING and row.waiting_for.closed_on is None
    account = row.account
    if account is None or account.closed_on is not None:
        return False
    if row.strength == DEMONSTRATION and not settings.MINGHENG_DEMO:
        return False  # the demonstration asks nobody for anything, and runs nowhere else
    if account.needs_second_factor and row.strength not in (*TWO_FACTORS, DEMONSTRATION):
        return False
    return age < ABSOLUTE and idle < (IDLE_WITH_POWER if account.needs_second_factor else IDLE)
