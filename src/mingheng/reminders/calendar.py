"""Due days as a calendar (RFC 5545): a day each, with what is to be done and where. No names, no scores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mingheng.reminders.channels.messages import site_link
from mingheng.reminders.queries import Matter


def calendar_of(matters: Iterable[Matter], at: datetime) -> bytes:
    """The matters as a file that calendar programs read."""
    calendar = Calendar()
    calendar.add("prodid", "-//mingheng//reminders//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("明衡待办"))
    for matter in matters:
        calendar.add_component(_event(matter, at))
    return bytes(calendar.to_ical())


def _event(matter: Matter, at: datetime) -> Event:
    item, event = matter.item, Event()
    event.add("uid", f"{sha256(f'{item.key}/{item.unit_id}'.encode()).hexdigest()[:32]}@mingheng")
    event.add("dtstamp", at)
    event.add("dtstart", matter.effective_on)
    event.add("dtend", matter.effective_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", item.title_outside)
    lines = [item.article, _("原定%(day)s，节假日顺延。") % {"day": item.due_on} if matter.is_moved else ""]
    if text := "\n".join(line for line in lines if line):
        event.add("description", text)
    if item.address:
        event.add("url", site_link(item.address))
    return event
