"""What time it is. The only place that asks; the demonstration stands on a day of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment, in UTC. Never moved: the audit's times are true also in the demonstration."""
    return datetime.now(UTC)


def today() -> date:
    """The day in Asia/Shanghai, or the day on which the demonstration stands."""
    fixed: date | None = settings.MINGHENG_FIXED_DAY
    return fixed or timezone.localdate()
