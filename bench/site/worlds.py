"""Sites to measure: the demonstration's county, or a regular tree of any size with two members to a branch.

The tree is imported by the site's own verbs. Its facts are not: they are written without entries behind them, because half
a million entries would take longer than everything that is measured.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.assessment.domain import start_cycle
from mingheng.assessment.frozen import connected_facts
from mingheng.assessment.models import Cycle
from mingheng.audit.actors import COMMAND, Actor
from mingheng.content import bundled_rulebooks
from mingheng.demo.county import County
from mingheng.demo.site_world import FOUNDERS, LONG_AGO, OFFICE, RULEBOOK, build_world
from mingheng.demo.units import CLASSES
from mingheng.facts.domain import add_facts
from mingheng.facts.registry import KnownFact
from mingheng.ledger.domain import submit
from mingheng.ledger.models import Entry, State
from mingheng.ledger.record_kinds import all_kinds
from mingheng.ledger.values import Content
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.people.imports import MemberRow, UnitRow, import_members, import_units
from mingheng.people.sealed import PersonDetails
from mingheng.scoring import FactRow
from mingheng.site.operations.founding import Founding, found_site

MEMBERS_EACH = 2
FACTS_EACH = 30
ROWS_OF_A_PORTION = 10_000


def make_county() -> None:
    """The demonstration's county with a year of entries."""
    build_world(County())
    _tidy()


def make_tree(units: int) -> None:
    """A 工委, below it units with a class, below each of them one branch."""
    found_site(Founding(name=OFFICE, code="0", since=LONG_AGO, people=FOUNDERS, address="http://127.0.0.1"))
    import_units([row for number in range(units) for row in _unit_rows(number)], by=COMMAND)
    branches = dict(Unit.objects.filter(code__endswith="B").values_list("code", "pk"))
    members = [row for number in range(units) for row in _member_rows(branches[_code(number) + "B"])]
    for start in range(0, len(members), ROWS_OF_A_PORTION):
        import_members(members[start : start + ROWS_OF_A_PORTION], by=COMMAND)
    cycle = start_cycle(bundled_rulebooks()[RULEBOOK], connected=list(all_kinds()), by=COMMAND)
    add_facts(_facts(units, sorted(connected_facts(cycle)), cycle))
    _tidy()


def _code(number: int) -> str:
    return f"U{number:05}"


def _unit_rows(number: int) -> Iterator[UnitRow]:
    code = _code(number)
    unit = UnitRow(
        row=0, code=code, name=f"测速单位{number}", kind=UnitKind.PARTY_GROUP, parent="0", founded_on=LONG_AGO,
        is_assessed=True, assessment_class=CLASSES[number % len(CLASSES)], staff=20,
    )  # fmt: skip
    yield unit
    yield UnitRow(
        row=0, code=f"{code}B", name=f"测速单位{number}党支部", kind=UnitKind.BRANCH, parent=code, founded_on=LONG_AGO,
        is_assessed=False, assessment_class="", staff=None,
    )  # fmt: skip


def _member_rows(branch: int) -> Iterator[MemberRow]:
    for _ in range(MEMBERS_EACH):
        yield MemberRow(
            row=0, details=PersonDetails(name="测试党员"), unit_id=branch, starts_on=LONG_AGO, full_on=LONG_AGO, workplace=""
        )  # fmt: skip


def _facts(units: int, kinds: list[str], cycle: Cycle) -> Iterator[KnownFact]:
    span = (clock.today() - cycle.starts_on).days
    for number in range(units):
        for at in range(FACTS_EACH):
            day = cycle.starts_on + timedelta(days=(number + at * 37) % span)
            kind = kinds[(number + at * 7) % len(kinds)]
            row = FactRow(_code(number), kind, day, expected=20, actual=18, source=f"bench:{number}:{at}")
            yield KnownFact(row, day)


def _tidy() -> None:
    """What PostgreSQL would do by itself within minutes: look at the tables that have just been filled."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (day INTEGER)")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


def actor(username: str) -> Actor:
    """One of the site's people."""
    account = Account.objects.get(username=username)
    return Actor(account.pk, account.display_name, strength="totp")


def submitted_meetings(count: int) -> list[Entry]:
    """Meetings of branches that wait for acceptance, each of another branch as long as there are any."""
    branches = list(
        Placement.objects.filter(kind=UnitKind.BRANCH, ends_on=None)
        .select_related("unit")
        .order_by("position", "pk")[:count]
    )
    writer, day = actor(FOUNDERS[1].username), clock.today()
    made = [
        submit(
            Entry(unit=branches[number % len(branches)].unit, kind="meeting"),
            _meeting(day, number),
            read_at=0,
            by=writer,
        )
        for number in range(count)
    ]
    return list(Entry.objects.filter(state=State.SUBMITTED, pk__in=[one.pk for one in made]).select_related("unit"))


def _meeting(today: date, number: int) -> Content:
    values = {
        "type": "支部党员大会",
        "title": "学习传达会议精神",
        "held_on": today - timedelta(days=number % 60),
        "expected": 12,
        "attended": 11,
        "topics": ("意识形态",),
        "absent": ("赵文华",),
    }
    return Content(values)
