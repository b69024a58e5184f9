"""What slows guessing down: one counter for the account, one for the address.

At an account the third failure makes the next try wait two seconds, each further one twice as long; the tenth brings
the full quarter of an hour, so that no fifteen minutes ever see more than ten guesses. Nobody is locked out for good.

A whole office stands behind one address, and must not wait for a colleague's typing errors. At one account a quarter of
an hour sees ten failures at most, so the address begins to wait at the thirtieth failure of a quarter of an hour: one
person who mistypes never brings it there, nor do two; somebody who tries name after name does, within a minute. Then it
waits as an account does, up to the full quarter of an hour at the thirty-seventh failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mingheng import clock
from mingheng.accounts.addresses import network_of
from mingheng.accounts.models import Attempt
from mingheng.vault import keyed_hash

FREE_AT_ACCOUNT = 3
FREE_AT_ADDRESS = 30
DOUBLINGS = 7
"""From the first wait of two seconds to the full one."""
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
    """What is counted, from which failure on it must wait, and how long the count lasts."""

    key: str
    free: int
    lasts: timedelta
    is_prolonged: bool
    """Whether the count lasts so long from its newest failure, or from its first."""

    @property
    def most(self) -> int:
        """The failure that brings the full wait."""
        return self.free + DOUBLINGS


def account_subject(username: str) -> Subject:
    """The counter of a name, whether there is such an account or not."""
    key = f"account:{keyed_hash(username, purpose='sign_in_attempt')}"
    return Subject(key, FREE_AT_ACCOUNT, lasts=KEPT, is_prolonged=True)


def address_subject(address: str) -> Subject:
    """The counter of an address. It begins anew each quarter of an hour: the errors of a morning must not add up."""
    return Subject(f"address:{network_of(address)}", FREE_AT_ADDRESS, lasts=FULL_WAIT, is_prolonged=False)


def wait_after(subject: Subject, failures: int) -> timedelta:
    """How long the next try must wait after so many failures."""
    if failures < subject.free:
        return NO_WAIT
    return FULL_WAIT if failures >= subject.most else timedelta(seconds=2 ** (failures - subject.free + 1))


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
        for subject, attempt in zip(subjects, attempts, strict=True):
            attempt.failures += 1
            if attempt.failures >= subject.most:
                attempt.blocked_until = now + FULL_WAIT
            attempt.save()


def fail(*subjects: Subject) -> tuple[int, timedelta]:
    """The try failed: how often by now, and how long the next one must wait."""
    now = clock.now()
    with transaction.atomic():
        attempts = [_attempt(subject, now) for subject in subjects]
        waits = [wait_after(subject, attempt.failures) for subject, attempt in zip(subjects, attempts, strict=True)]
        for subject, attempt, wait in zip(subjects, attempts, waits, strict=True):
            if subject.is_prolonged:
                attempt.last_at = now
            attempt.blocked_until = max(attempt.blocked_until or now, now + wait)
            attempt.save()
        Attempt.objects.filter(last_at__lt=now - KEPT).delete()
    return max(attempt.failures for attempt in attempts), max(waits)


def give_back(subject: Subject) -> None:
    """The try was right, but earlier failures still count: a right password must not buy guesses at the code."""
    with transaction.atomic():
        attempt = _attempt(subject, clock.now())
        if attempt.failures >= subject.most:
            attempt.blocked_until = None
        attempt.failures = max(attempt.failures - 1, 0)
        attempt.save()


def forget(subject: Subject) -> None:
    """Who has shown every factor begins anew."""
    Attempt.objects.filter(subject=subject.key).delete()


def _attempt(subject: Subject, now: datetime) -> Attempt:
    attempt, _is_new = Attempt.objects.select_for_update().get_or_create(subject=subject.key, defaults={"last_at": now})
    is_waiting = attempt.blocked_until is not None and attempt.blocked_until > now
    if now - attempt.last_at >= subject.lasts and not is_waiting:
        attempt.failures, attempt.last_at, attempt.blocked_until = 0, now, None
    return attempt
