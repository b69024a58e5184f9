"""Measure the site: acceptances beside bare commits of the same database, and the full run with what it costs others."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from multiprocessing.synchronize import Event
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measuring import MEGABYTE, Spread, seconds
from bench.site.worlds import actor, submitted_meetings
from mingheng.accounts.models import Account
from mingheng.assessment.live import current_cycle, day_of
from mingheng.assessment.models import CurrentLine, ScoreChange, Standing
from mingheng.assessment.passes import run_full
from mingheng.demo.site_world import FOUNDERS
from mingheng.ledger.domain import accept
from mingheng.ledger.models import Entry, State
from mingheng.organisation.models import Unit
from tests.people import sign_in

FIRST = 10
"""So many are not counted: after them the rulebook is read and everything is warm."""
PAUSE = 0.02
"""Between two bare commits of the process that looks how long others wait."""
ACCEPTER = FOUNDERS[0].username


def acceptances(times: int, by_http: int, first_pages: int) -> dict[str, Any]:
    """Acceptances and bare commits, turn by turn so that both meet the same disk; then some through the whole site."""
    entries = submitted_meetings(FIRST + times + by_http + first_pages)
    by, before = actor(ACCEPTER), ScoreChange.objects.count()
    taken: dict[str, list[float]] = {"accept": [], "bare": [], "cpu": []}
    for entry in entries[: FIRST + times - 1]:
        taken["bare"].append(seconds(_bare_commit))
        start = time.process_time()
        taken["accept"].append(seconds(lambda entry=entry: accept(entry, read_at=entry.version, by=by)))
        taken["cpu"].append(time.process_time() - start)
    counted = entries[FIRST + times - 1]
    with CaptureQueriesContext(connection) as captured:
        accept(counted, read_at=counted.version, by=by)
    queries = len(captured)
    changes = ScoreChange.objects.count() - before
    return {
        **{name: asdict(Spread.of(values[FIRST:])) for name, values in taken.items()},
        "http": asdict(Spread.of(_through_the_site(entries[FIRST + times :])[first_pages:])),
        "organisations": Unit.objects.count(),
        "queries": queries,
        "changed": changes / (FIRST + times),
    }


def _bare_commit() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (day) VALUES (1)")


def _through_the_site(entries: list[Entry]) -> list[float]:
    client = Client()
    sign_in(client, Account.objects.get(username=ACCEPTER))
    return [seconds(lambda entry=entry: _post(client, entry)) for entry in entries]


def _post(client: Client, entry: Entry) -> None:
    answer = client.post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": entry.version})
    assert answer.status_code == 200, answer.status_code
    assert Entry.objects.get(pk=entry.pk).state == State.ACCEPTED


def everybody() -> dict[str, Any]:
    """A full run as of yesterday that stores everything, and today's, which stores what the day has changed."""
    cycle = current_cycle()
    assert cycle is not None
    # Neither is truth; a run makes both again.
    CurrentLine.objects.all().delete()
    Standing.objects.all().delete()
    today = day_of(cycle)
    first = beside_others(lambda: run_full(cycle, cause="cycle_started", day=today - timedelta(days=1)))
    second = beside_others(lambda: run_full(cycle, cause="day_passed", day=today))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return {
        "organisations": Unit.objects.count(),
        "lines": CurrentLine.objects.count(),
        "first": first,
        "next day": second,
        "megabytes": memory,
    }


def beside_others(work: Callable[[], object]) -> dict[str, float]:
    """How long the work takes, and the longest that a bare commit of another process had to wait meanwhile."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    ready, ended = context.Event(), context.Event()
    other = context.Process(target=_commit_until, args=(ready, ended, sending))
    other.start()
    ready.wait(60)
    before = time.process_time()
    taken = seconds(work)
    cpu = time.process_time() - before
    ended.set()
    longest = receiving.recv()
    other.join()
    return {"wall": taken, "cpu": cpu, "longest wait": longest}


def _commit_until(ready: Event, ended: Event, sending: Any) -> None:
    longest, measured = 0.0, multiprocessing.parent_process()
    assert measured is not None
    _bare_commit()
    ready.set()
    # If the work is killed, nobody says that it has ended.
    while not ended.wait(PAUSE) and measured.is_alive():
        longest = max(longest, seconds(_bare_commit))
    sending.send(longest)
