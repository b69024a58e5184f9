"""A wholly fictitious county: its units, organisations and members, and a year of records.

The same seed gives the same county, byte for byte. Whoever asks for more units gets a larger county.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random

from mingheng.demo import care, deeds, order, org_life, people, yearly
from mingheng.demo.desk import YEAR, Books, Desk
from mingheng.demo.oddities import untidy
from mingheng.demo.units import CLASSES, Member, Unit, make_units
from mingheng.demo.writing import write_records, write_subjects
from mingheng.scoring.projection import Record
from mingheng.scoring.subjects import Subject

_YEAR_OF_A_UNIT: tuple[Callable[[Desk], None], ...] = (
    org_life.book_meetings,
    org_life.book_study,
    people.book_training,
    people.book_talks,
    people.book_admissions,
    people.book_transfers,
    people.book_dues,
    people.book_terms,
    people.book_staffing,
    people.book_quizzes,
    deeds.book_activities,
    deeds.book_information,
    deeds.book_filings,
    deeds.book_honours,
    deeds.book_sanctions,
    deeds.book_findings,
    care.book_thinking,
    care.book_ideology,
    care.book_mass_work,
    care.book_visits_of_care,
    care.book_contact_points,
    care.book_projects,
    order.book_funds,
    order.book_places,
    order.book_inspections,
    order.book_secrecy,
    order.book_risks,
    order.book_nominations,
    order.book_appointments,
    yearly.book_tallies,
    yearly.book_marks,
    yearly.book_decisions,
    yearly.book_results,
    yearly.book_history,
)


@dataclass(frozen=True)
class County:
    """A county of `units` assessed units, made from `seed`."""

    seed: int = 2026
    units: int = 80

    @cached_property
    def offices(self) -> tuple[Unit, ...]:
        """The assessed units with all that belongs to them."""
        return make_units(self._chance("units"), self.units)

    @property
    def members(self) -> tuple[Member, ...]:
        """All members of the Party in the county."""
        return tuple(member for unit in self.offices for member in unit.members)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """The units, which are assessed, each followed by its organisations, which are not."""
        return tuple(subject for unit in self.offices for subject in unit.subjects())

    @cached_property
    def records(self) -> Mapping[str, tuple[Record, ...]]:
        """A year of records by kind, in the order in which they were booked."""
        books = Books()
        for unit in self.offices:
            for book in _YEAR_OF_A_UNIT:
                # A stream of chance for each ledger: a change in one leaves the others as they were.
                book(Desk(unit, self._chance(unit.id, book.__name__), books))
        self._book_rare_events(books)
        untidy(self._chance("oddities"), books, list(self.offices))
        return {kind: tuple(kept) for kind, kept in sorted(books.records.items())}

    def _book_rare_events(self, books: Books) -> None:
        """What happens to single units: a serious case, a false record, a decided grade, approved exceptions."""
        lasting = [unit for unit in self.offices if unit.founded is None and unit.closed is None]
        small = [unit for unit in lasting if unit.group == CLASSES[2]]
        serious, false, decided, late, moved = (
            Desk(unit, self._chance(unit.id, "rare"), books) for unit in self._chance("rare").sample(small, 5)
        )
        deeds.book_serious_case(serious)
        yearly.decide(serious, "serious_case", date(YEAR, 11, 20), "负有责任")
        yearly.decide(false, "falsification", date(YEAR, 12, 21), "属实")
        deeds.book_circular(late, "县")
        yearly.decide(decided, "final_grade", date(YEAR + 1, 1, 22), "较好")
        yearly.book_exemption(late, "election", date(YEAR, 1, 1), date(YEAR + 1, 12, 31))
        yearly.book_exemption(moved, "theme_days", date(YEAR, 5, 1), date(YEAR, 6, 30))

    def _chance(self, *names: str) -> Random:
        return Random("/".join((str(self.seed), *names)))  # noqa: S311 - a repeatable fiction, not a secret


def write_county(folder: Path, *, seed: int = 2026, units: int = 80) -> None:
    """Write the county as the sheets its clerks would hand in: one of subjects, one for each record kind."""
    county = County(seed=seed, units=units)
    folder.mkdir(parents=True, exist_ok=True)
    write_subjects(folder, county.subjects)
    write_records(folder, county.records)
