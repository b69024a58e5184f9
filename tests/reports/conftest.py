from datetime import date
from pathlib import Path

import pytest

from mingheng.content import bundled_rulebooks, kinds_folder
from mingheng.demo.county import County
from mingheng.reports import write_report
from mingheng.scoring import Facts, Kind, Outcome, Subjects, assess, load_kinds, load_rulebook, project

UNITS = 12


@pytest.fixture(scope="session")
def kinds() -> dict[str, Kind]:
    return load_kinds(kinds_folder())[0]


def county_outcome(kinds: dict[str, Kind], as_of: date, *, without: str = "") -> Outcome:
    """A small county scored by the demonstration rulebook; `without` leaves one ledger unconnected."""
    rulebook, _ = load_rulebook(bundled_rulebooks()["demo-2026"])
    county = County(units=UNITS)
    used = {code: kind for code, kind in kinds.items() if code != without}
    rows = [row for code, kind in used.items() for row in project(kind, county.records.get(code, ()))]
    connected = {name for name in rulebook.fact_kinds if any(kind.yields(name) for kind in used.values())}
    subjects = Subjects.of(county.subjects, tuple(rulebook.attributes))
    return assess(rulebook, Facts.of(rows, subjects, connected), subjects, as_of)


@pytest.fixture(scope="session")
def final(kinds) -> Outcome:
    """When everything has fallen due."""
    return county_outcome(kinds, date(2027, 1, 31))


@pytest.fixture(scope="session")
def midyear(kinds) -> Outcome:
    """In spring, with one ledger that nobody delivers."""
    return county_outcome(kinds, date(2026, 5, 31), without="dues")


@pytest.fixture(scope="session")
def final_site(final, kinds, tmp_path_factory) -> Path:
    return write_report(final, tmp_path_factory.mktemp("final"), kinds=kinds, title_note="数据均为虚构").parent


@pytest.fixture(scope="session")
def midyear_site(midyear, kinds, tmp_path_factory) -> Path:
    return write_report(midyear, tmp_path_factory.mktemp("midyear"), kinds=kinds).parent
