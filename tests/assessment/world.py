"""A small county that is assessed, and a year of drawn records for it: entered and accepted one by one.

Its offices: U1 with U2 below it (both assessed), U3 into which U4 was merged, U5 which was closed, U6 founded late.
"""

import random
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from mingheng.assessment.domain import start_cycle
from mingheng.assessment.lines import FIGURES, LineReader
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import CurrentLine, Cycle
from mingheng.assessment.passes import run_due, score_everybody
from mingheng.audit.actors import COMMAND, Actor
from mingheng.content import bundled_rulebooks
from mingheng.demo.county import County
from mingheng.ledger.domain import accept, submit
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import all_kinds, day_field
from mingheng.ledger.values import Content
from mingheng.organisation.domain import close_unit, merge_unit
from mingheng.organisation.models import Unit, UnitKind
from mingheng.organisation.queries import placement_of
from mingheng.people.imports import MemberRow, UnitRow, import_members, import_units
from mingheng.people.sealed import PersonDetails
from tests.people import make_account

FOUNDED = date(2020, 1, 1)
LATE = date(2026, 4, 1)
MERGED_ON = date(2026, 6, 1)
CLOSED_ON = date(2026, 8, 1)
CLASSES = {"demo-2026": ("一类单位", "二类单位", "三类单位"), "forms": ("机关", "企业", "社区")}
OFFICES = {"U1": "0", "U2": "U1", "U3": "0", "U4": "0", "U5": "0", "U6": "0"}


class Scene:
    """The county with two people at work; the clock is the test's."""

    def __init__(self, rulebook: str = "demo-2026", *, has_reorganisations: bool = True) -> None:
        self.rulebook = rulebook
        import_units(list(_unit_rows(CLASSES[rulebook])), by=COMMAND)
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        import_members(list(_member_rows(self.units)), by=COMMAND)
        if has_reorganisations:
            merge_unit(self.units["U4"], into=self.units["U3"], on=MERGED_ON, by=COMMAND)
            close_unit(self.units["U5-1"], on=CLOSED_ON, by=COMMAND)
            close_unit(self.units["U5"], on=CLOSED_ON, by=COMMAND)
        self.clerk, self.judge = (acting(make_account(name)) for name in ("scene-clerk", "scene-judge"))

    def start(self, connected: tuple[str, ...] | None = None) -> Cycle:
        """Begin the cycle with all ledgers, or with these."""
        kinds = all_kinds() if connected is None else connected
        self.cycle = start_cycle(bundled_rulebooks()[self.rulebook], connected=list(kinds), by=COMMAND)
        return self.cycle

    def write(self, code: str, kind: str, content: Content) -> Entry:
        """Submit a record of a unit."""
        return submit(Entry(unit=self.units[code], kind=kind), content, read_at=0, by=self.clerk)

    def enter(self, code: str, kind: str, content: Content) -> list:
        """Submit a record and accept it; what it did to scores."""
        return self.accept(self.write(code, kind, content))

    def accept(self, entry: Entry) -> list:
        """Let it count; what it did to scores."""
        return accept(entry, read_at=entry.version, by=self.judge)

    def draw(self, dice: random.Random, today: date, kinds: tuple[str, ...] = ()) -> tuple[str, str, Content]:
        """A unit, a kind, and what a clerk could submit for it by the day."""
        while True:
            kind = dice.choice(kinds or tuple(drawn_records()))
            record = dice.choice(drawn_records()[kind])
            code = dice.choice(sorted(self.units))
            day = record.values.get(day_field(all_kinds()[kind]))
            if day and day <= today and code != "0" and placement_of(self.units[code], day):
                values = {name: value for name, value in record.values.items() if name != "organisation"}
                return code, kind, Content(values, record.year, record.month)


def meeting(day: date, **changes: object) -> Content:
    """An ordinary 支部党员大会 of that day."""
    values = {
        "type": "支部党员大会",
        "title": "学习讨论",
        "held_on": day,
        "expected": 12,
        "attended": 10,
        "topics": ("意识形态", "党风廉政"),
    }
    return Content(values | changes)


def acting(account) -> Actor:
    return Actor(account.pk, account.display_name, strength="totp")


@lru_cache
def drawn_records() -> dict:
    """What the clerks of the fictitious county wrote, by kind."""
    return {kind: records for kind, records in County(seed=5, units=12).records.items() if kind != "exemption"}


def _unit_rows(classes: tuple[str, ...]) -> Iterator[UnitRow]:
    yield _row("0", "示范县直属机关工委", UnitKind.WORK_COMMITTEE, "")
    for number, (code, parent) in enumerate(OFFICES.items()):
        label = classes[number // 2 % len(classes)]
        yield _row(code, f"{code}局党组", UnitKind.PARTY_GROUP, parent, label)
        yield _row(f"{code}-1", f"{code}局第一党支部", UnitKind.BRANCH, code)
    yield _row("U1-2", "U1局第二党支部", UnitKind.BRANCH, "U1")


def _row(code: str, name: str, kind: str, parent: str, label: str = "") -> UnitRow:
    return UnitRow(
        row=0,
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        founded_on=LATE if code.startswith("U6") else FOUNDED,
        is_assessed=bool(label),
        assessment_class=label,
        staff=20 if label else None,
    )


def _member_rows(units: dict[str, Unit]) -> Iterator[MemberRow]:
    for number, code in enumerate(code for code in sorted(units) if "-" in code):
        for person in range(2 + number % 3):
            since = units[code].founded_on
            details = PersonDetails(name=f"党员{number}之{person}")
            yield MemberRow(
                row=0, details=details, unit_id=units[code].pk, starts_on=since, full_on=since, workplace=""
            )


def stored_lines(cycle: Cycle) -> dict[tuple[str, str], tuple]:
    """Every stored line's figures by unit and code."""
    rows = CurrentLine.objects.filter(cycle=cycle).values_list("subject__code", "code", *FIGURES)
    return {(row[0], row[1]): row[2:] for row in rows}


def computed_lines(cycle: Cycle, day: date) -> dict[tuple[str, str], tuple]:
    """The same from a fresh full run, which stores nothing."""
    scored, outcome = score_everybody(cycle, day)
    units, lines = {code: unit for unit, code in scored.codes.items()}, LineReader(outcome, cycle, with_peers=True)
    return {
        (subject.id, row.code): tuple(getattr(row, figure) for figure in FIGURES)
        for subject in outcome.assessed
        for row in lines.of(subject.id, units[subject.id])
    }


def unequal(one: dict, other: dict) -> dict:
    """Where two sets of lines differ, with both."""
    return {key: (one.get(key), other.get(key)) for key in one | other if one.get(key) != other.get(key)}


def scene_of_meetings() -> Scene:
    """A running cycle that reads the meetings' ledger alone, with no record yet."""
    made = Scene(has_reorganisations=False)
    made.start(("meeting",))
    run_all()
    return made


def run_all() -> Cycle:
    """Run what is due."""
    run_due()
    cycle = current_cycle()
    assert cycle is not None
    return cycle
