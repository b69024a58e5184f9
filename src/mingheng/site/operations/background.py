"""What is done between requests: sign the audit log when it is due; score again what waits for its peers or the day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connection

from mingheng.assessment.passes import run_due
from mingheng.audit.checkpoints import checkpoint_if_due

INTERVAL = 10.0
"""Seconds between two looks. A look that finds nothing due costs a few small queries."""
JOBS: tuple[tuple[str, Callable[[], object]], ...] = (("checkpoint", checkpoint_if_due), ("assessment", run_due))

_log = logging.getLogger("mingheng.background")


class Background(threading.Thread):
    """One thread that looks after each job in turn. A job that fails is logged and tried again; the others go on."""

    def __init__(self, jobs: Sequence[tuple[str, Callable[[], object]]] = JOBS, interval: float = INTERVAL) -> None:
        super().__init__(name="background", daemon=True)
        self._jobs, self._interval = jobs, interval
        self._is_ending = threading.Event()

    def run(self) -> None:
        """Look, wait, look again, until told to stop."""
        while not self._is_ending.is_set():
            for name, job in self._jobs:
                if not self._is_ending.is_set():
                    _attempt(name, job)
            self._is_ending.wait(self._interval)
        connection.close()

    def stop(self) -> None:
        """Let the job that runs finish, for half a minute at most; what it has not committed is done next time."""
        self._is_ending.set()
        self.join(30)


def _attempt(name: str, job: Callable[[], object]) -> None:
    close_old_connections()
    try:
        job()
    except Exception:  # noqa: BLE001 - whatever it was, the thread must go on
        _log.exception("The background job %s failed; it is tried again.", name)
