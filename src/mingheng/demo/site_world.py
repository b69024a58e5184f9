"""The fictitious county on the site: founded, imported and entered through the same verbs as a real one.

What the county's clerks have entered by the demonstration's day is accepted; what they entered last still waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from mingheng import clock
from mingheng.accounts.domain import NewAccount, create_accounts
from mingheng.accounts.models import Account
from mingheng.assessment.domain import start_cycle
from mingheng.assessment.passes import run_full
from mingheng.audit.actors import COMMAND, Actor
from mingheng.content import bundled_rulebooks
from mingheng.demo.assignments import give_assignments
from mingheng.demo.county import County
from mingheng.demo.units import CLASSES
from mingheng.demo.units import Unit as Office
from mingheng.ledger.domain import submit
from mingheng.ledger.domain.importing import Taken, import_records
from mingheng.ledger.models import Entry
from mingheng.ledger.values import Content
from mingheng.organisation.domain import close_unit, grant_role, merge_unit
from mingheng.organisation.models import Unit, UnitKind
from mingheng.people.imports import MemberRow, UnitRow, import_members, import_units
from mingheng.people.sealed import PersonDetails
from mingheng.policy import Role
from mingheng.reminders.domain import remind
from mingheng.scoring import Record
from mingheng.site.operations.founding import Founding, found_site

IMPORT = Actor(None, "批量导入（演示）", strength="command")
"""Who brought in, as accepted, what was there before the demonstration began."""
OFFICE = "示范县委县直机关工委"
RULEBOOK = "demo-2026"
LONG_AGO = date(2010, 1, 1)
"""From when on the county stands in the tree."""
STILL_WAITING = timedelta(days=6)
"""What was entered so shortly before the day has not been accepted yet."""
MOST_ASKED = 5
"""So many units are asked what the 工委 gives out."""
FOUNDERS = (
    NewAccount("demo-committee", "工委管理员 周敏"),
    NewAccount("demo-system", "系统管理员 吴迪"),
    NewAccount("demo-security", "安全管理员 郑洁"),
    NewAccount("demo-audit", "审计与纪检 王正"),
)
_KINDS = {"党组": UnitKind.PARTY_GROUP, "机关党委": UnitKind.COMMITTEE, "党总支": UnitKind.GENERAL_BRANCH}


def build_world(county: County) -> None:
    """Found the site in an empty home and fill it. The clock stands on the demonstration's day."""
    found_site(Founding(name=OFFICE, code="0", since=LONG_AGO, people=FOUNDERS, address="http://127.0.0.1"))
    import_units(list(unit_rows(county)), by=COMMAND)
    units = {unit.code: unit for unit in Unit.objects.all()}
    import_members(list(member_rows(county, units)), by=COMMAND)
    reorganise(county, units)
    clerk = appoint(units, county.offices)
    waiting = enter_records(county, units)
    cycle = start_cycle(bundled_rulebooks()[RULEBOOK], connected=list(county.records), by=COMMAND)
    for day in [*month_ends(cycle.starts_on, clock.today()), clock.today()]:
        run_full(cycle, cause="day_and_import", day=day)
    submit_waiting(waiting, clerk)
    give_assignments(units["0"], clerks_of(county.offices, units, clerk), by=committee())
    remind(by=COMMAND)


def unit_rows(county: County) -> Iterator[UnitRow]:
    """The register of organisations: the 工委 stands already; units, then what is in them."""
    for office in county.offices:
        top = office.id
        for subject in office.subjects():
            yield UnitRow(
                row=0,
                code=subject.id,
                name=subject.name,
                kind=_KINDS.get(subject.kind, UnitKind.BRANCH),
                parent="0" if subject.assessed else top,
                founded_on=subject.founded or LONG_AGO,
                is_assessed=subject.assessed,
                assessment_class=subject.group if subject.assessed else "",
                staff=office.staff if subject.assessed else None,
            )


def member_rows(county: County, units: Mapping[str, Unit]) -> Iterator[MemberRow]:
    """The register of members."""
    for office in county.offices:
        since = max(office.founded or LONG_AGO, LONG_AGO)
        for branch in office.branches:
            for member in branch.members:
                yield MemberRow(
                    row=0,
                    details=PersonDetails(name=member.name),
                    unit_id=units[branch.id].pk,
                    starts_on=since,
                    full_on=since if member.is_full else None,
                    workplace=office.name,
                )


def reorganise(county: County, units: Mapping[str, Unit]) -> None:
    """The mergers and closings of the year, as far as they have come."""
    for office in county.offices:
        if office.closed is None or office.closed >= clock.today():
            continue
        on = office.closed + timedelta(days=1)
        if office.scored_with:
            merge_unit(units[office.id], into=units[office.scored_with], on=on, by=COMMAND)
            continue
        for subject in list(office.subjects())[::-1]:
            close_unit(units[subject.id], on=on, by=COMMAND)


def appoint(units: Mapping[str, Unit], offices: Sequence[Office]) -> Actor:
    """Accounts for one large unit and one small one; the result is the small one's clerk."""
    large = offices[0]
    small = next(one for one in offices if one.group == CLASSES[2] and one.closed is None and one.founded is None)
    wanted = (
        ("demo-unit", f"单位管理员 {large.members[0].name}", large.id, Role.UNIT_ADMIN),
        ("demo-clerk", f"填报员 {large.members[1].name}", large.id, Role.UNIT_CLERK),
        ("demo-leader", f"单位领导 {large.members[2].name}", large.id, Role.LEADER),
        ("demo-small", f"填报员 {small.members[0].name}", small.id, Role.UNIT_CLERK),
        ("demo-member", f"党员 {small.members[1].name}", small.id, Role.MEMBER),
    )
    create_accounts([NewAccount(username, name) for username, name, _, _ in wanted], by=COMMAND)
    for username, _, unit, role in wanted:
        account = Account.objects.get(username=username)
        grant_role(account, units[unit], role, starts_on=clock.today(), by=COMMAND)
    clerk = Account.objects.get(username="demo-clerk")
    return Actor(clerk.pk, clerk.display_name, strength="demo")


def clerks_of(offices: Sequence[Office], units: Mapping[str, Unit], clerk: Actor) -> dict[Unit, Actor]:
    """Who answers for the first units that stand all year; for the large one the clerk of the demonstration."""
    standing = [one for one in offices if one.closed is None and one.founded is None][:MOST_ASKED]
    named = {units[one.id]: Actor(None, f"填报员 {one.members[1].name}", strength="demo") for one in standing}
    return named | {units[offices[0].id]: clerk}


def committee() -> Actor:
    """The administrator of the 工委."""
    account = Account.objects.get(username=FOUNDERS[0].username)
    return Actor(account.pk, account.display_name, strength="demo")


def enter_records(county: County, units: Mapping[str, Unit]) -> list[tuple[Unit, Record]]:
    """Import what counts by the day; the result is what the large unit entered last."""
    today, waiting = clock.today(), []
    branches = {branch.name: units[branch.id] for office in county.offices for branch in office.branches}
    large = county.offices[0].id
    for kind, records in county.records.items():
        taken = []
        for record in records:
            entered = record.entered or today
            if entered > today or (record.withdrawn and record.withdrawn <= today):
                continue
            unit = branches.get(str(record.values.get("organisation", "")), units[record.subject])
            if kind == "meeting" and record.subject == large and entered > today - STILL_WAITING:
                waiting.append((unit, record))
            else:
                taken.append(Taken(unit, record, counts_from=entered))
        import_records(kind, taken, by=IMPORT)
    return waiting


def submit_waiting(waiting: Sequence[tuple[Unit, Record]], clerk: Actor) -> None:
    """What the clerk has submitted and nobody has accepted yet."""
    for unit, record in waiting:
        values = {code: value for code, value in record.values.items() if code != "organisation"}
        submit(Entry(unit=unit, kind="meeting"), Content(values, record.year, record.month), read_at=0, by=clerk)


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last days of the months between two days, so that the history of a score has a past."""
    day = first.replace(day=28)
    while day < last:
        end = (day + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if end < last:
            yield end
        day = (end + timedelta(days=1)).replace(day=28)
