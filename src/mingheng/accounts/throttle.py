"""What slows guessing down: one counter for the account, one for the address.

After the third failure the next try must wait two seconds, and twice as long after each further one; the tenth brings
the full quarter of an hour, so that no fifteen minutes ever see more than ten guesses. Nobody is locked out for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mingheng import clock
from mingheng.accounts.addresses import network_of
from mingheng.accounts.models import Attempt
from mingheng.vault import keyed_hash

FREE_FAILURES = 3
MOST_GUESSES = 10
FULL_WAIT = timedelta(minutes=15)
NO_WAIT = timedelta(0)
KEPT = timedelta(days=1)


class MustWait(Exception):
    """The next try may not be made yet. Nothing was checked."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted, and after how long without a failure the count begins anew."""

    key: str
    forgets_after: timedelta


def account_subject(username: str) -> Subject:
    """The counter of a name, whether there is such an account or not."""
    return Subject(f"account:{keyed_hash(username, purpose='sign_in_attempt')}", KEPT)


def address_subject(address: str) -> Subject:
    """The counter of an address. It forgets sooner: a whole office may stand behind one."""
    return Subject(f"address:{network_of(address)}", FULL_WAIT)


def wait_after(failures: int) -> timedelta:
    """How long the next try must wait after so many failures."""
    if failures < FREE_FAILURES:
        return NO_WAIT
    return FULL_WAIT if failures >= MOST_GUESSES else timedelta(seconds=2 ** (failures - FREE_FAILURES + 1))


def claim(*subjects: Subject) -> None:
    """Take one try from every counter before anything is checked, so that many tries at once cannot pass together.

    Raises MustWait, and then takes none. Afterwards comes `fail`, `give_back` or `forget`.
    """
    now = clock.now()
    with transaction.atomic():
        attempts = [_attempt(subject, now) for subject in subjects]
        wait = max(attempt.blocked_until - now if attempt.blocked_until else NO_WAIT for attempt in attempts)
        if wait > NO_WAIT:
            raise MustWait(wait)
        for attempt in attempts:
            attempt.failures += 1
            if attempt.failures >= MOST_GUESSES:
                attempt.blocked_until = now + FULL_WAIT
            attempt.save()


def fail(*subjects: Subject) -> tuple[int, timedelta]:
    """The try failed: how often by now, and how long the next one must wait."""
    now = clock.now()
    with transaction.atomic():
        attempts = [_attempt(subject, now) for subject in subjects]
        for attempt in attempts:
            attempt.last_at = now
            attempt.blocked_until = max(attempt.blocked_until or now, now + wait_after(attempt.failures))
            attempt.save()
        Attempt.objects.filter(last_at__lt=now - KEPT).delete()
    return max(attempt.failures for attempt in attempts), max(wait_after(attempt.failures) for attempt in attempts)


def give_back(subject: Subject) -> None:
    """The try was right, but earlier failures still count: a right password must not buy guesses at the code."""
    with transaction.atomic():
        attempt = _attempt(subject, clock.now())
        if attempt.failures >= MOST_GUESSES:
            attempt.blocked_until = None
        attempt.failures = max(attempt.failures - 1, 0)
        attempt.save()


def forget(subject: Subject) -> None:
    """Who has shown every factor begins anew."""
    Attempt.objects.filter(subject=subject.key).delete()


def _attempt(subject: Subject, now: datetime) -> Attempt:
    attempt, _is_new = Attempt.objects.select_for_update().get_or_create(subject=subject.key, defaults={"last_at": now})
    if now - attempt.last_at >= subject.forgets_after:
        attempt.failures, attempt.last_at, attempt.blocked_until = 0, now, None
    return attempt
