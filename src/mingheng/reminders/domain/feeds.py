"""The address under which a calendar program reads one's due days: made, replaced, closed."""

from __future__ import annotations

from mingheng import clock
from mingheng.accounts.digests import digest_of, new_token
from mingheng.accounts.models import Account
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.reminders.models import CalendarFeed


def open_feed(account: Account, *, by: Actor) -> str:
    """A new key, told once and kept as its hash; an older one no longer works."""
    token = new_token()
    with recording("reminders.feed.opened", by) as change:
        feed = CalendarFeed.objects.filter(account=account).first() or CalendarFeed(account=account)
        feed.digest, feed.opened_at = digest_of(token), clock.now()
        change.save(feed)
    return token


def close_feed(account: Account, *, by: Actor) -> None:
    """No calendar reads it any more."""
    feed = CalendarFeed.objects.filter(account=account).first()
    if feed is None:
        return
    with recording("reminders.feed.closed", by) as change:
        change.delete(feed)
