"""Measure the pages of a large site: every list, as the 工委 and as one unit's clerk see it.

The entries are written without events, which would take longer than everything that is measured.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measuring import Spread, seconds
from bench.site.measuring import ACCEPTER
from mingheng import clock
from mingheng.accounts.domain import NewAccount, create_accounts
from mingheng.accounts.models import Account
from mingheng.audit.actors import COMMAND
from mingheng.ledger.models import Decision, Entry, EntryVersion, State
from mingheng.ledger.values import Content, write_values
from mingheng.organisation.domain import grant_role
from mingheng.organisation.models import Unit
from mingheng.policy import Role
from mingheng.vault.identifiers import new_id
from tests.people import sign_in

PORTION = 5_000
WAITING_EACH = 50
"""One entry of so many waits for acceptance."""
UNIT = "U00007"
CLERK = "bench-clerk"
FIRST = 2
"""So many are not counted: they read the templates."""


def make_entries(count: int) -> dict[str, int]:
    """So many meetings of all branches, spread over the year; most of them accepted."""
    branches = list(Unit.objects.filter(code__endswith="B").order_by("code"))
    for start in range(0, count, PORTION):
        numbers = range(start, min(start + PORTION, count))
        entries = [_entry(branches[number % len(branches)], number) for number in numbers]
        Entry.objects.bulk_create(entries)
        EntryVersion.objects.bulk_create([_version(entry) for entry in entries])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    create_accounts([NewAccount(CLERK, "填报员")], by=COMMAND)
    clerk = Account.objects.get(username=CLERK)
    grant_role(clerk, Unit.objects.get(code=UNIT), Role.UNIT_CLERK, starts_on=date(2026, 1, 1), by=COMMAND)
    return {"entries": Entry.objects.count()}


def _entry(unit: Unit, number: int) -> Entry:
    day = date(clock.today().year, 1, 1) + timedelta(days=number % 300)
    waits = number % WAITING_EACH == 0
    return Entry(
        pk=new_id(), unit=unit, kind="meeting", state=State.SUBMITTED if waits else State.ACCEPTED, latest=1,
        accepted=None if waits else 1, happened_on=day, title=f"学习讨论{number}", entered_on=day, version=1,
    )  # fmt: skip


def _version(entry: Entry) -> EntryVersion:
    version = EntryVersion(
        entry=entry, number=1, written_by="测速", written_at=clock.now(), version=1,
        decision="" if entry.accepted is None else Decision.ACCEPTED, counts_from=entry.entered_on,
    )  # fmt: skip
    values = {
        "type": "支部党员大会",
        "title": entry.title,
        "held_on": entry.happened_on,
        "expected": 12,
        "attended": 11,
    }
    write_values(version, Content(values))
    return version


def pages(times: int) -> dict[str, Any]:
    """Every page so many times: milliseconds, and how many queries it asks."""
    found: dict[str, Any] = {}
    for who, username in (("工委", ACCEPTER), ("填报员", CLERK)):
        client = Client()
        sign_in(client, Account.objects.get(username=username))
        for name, url in _urls(who):
            found[f"{who} {name}"] = _measured(lambda client=client, url=url: _get(client, url), times)
    return found


def _urls(who: str) -> list[tuple[str, str]]:
    unit = Unit.objects.get(code=UNIT)
    branch = Unit.objects.get(code=f"{UNIT}B")
    entry = Entry.objects.filter(unit=branch).first()
    assert entry is not None
    both = [
        ("首页", "/"),
        ("待办", reverse("reminders:todo")),
        ("台账", reverse("ledger:entries")),
        ("台账，一个组织", f"{reverse('ledger:entries')}?unit={branch.code}"),
        ("台账，按主题", f"{reverse('ledger:entries')}?words=学习讨论777"),
        ("台账目录", reverse("ledger:registers")),
        ("记录", reverse("ledger:entry", args=[entry.pk])),
        ("单位得分", reverse("assessment:scores")),
        ("一个单位", reverse("assessment:unit", args=[UNIT])),
        ("还缺的记录", reverse("assessment:requirements")),
        ("工作手册", reverse("books:books")),
        ("一本手册", reverse("books:book", args=[branch.pk, clock.today().year])),
        ("组织", reverse("organisation:unit", args=[unit.pk])),
        ("党员", reverse("people:members")),
    ]
    if who == "填报员":
        return [*both, ("新增会议", reverse("ledger:new_entry", args=[branch.pk, "meeting"]))]
    return [
        *both,
        ("待审核", reverse("ledger:waiting")),
        ("总览", reverse("assessment:overview")),
        ("拼音查组织", f"{reverse('books:books')}?q=csdw777"),
        ("任务交办", reverse("assignments:given")),
        ("提醒记录", reverse("reminders:told")),
    ]


def _get(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _measured(get: Callable[[], None], times: int) -> dict[str, Any]:
    for _ in range(FIRST):
        get()
    with CaptureQueriesContext(connection) as captured:
        get()
    queries = len(captured)
    return {**asdict(Spread.of([seconds(get) for _ in range(times)])), "queries": queries}
