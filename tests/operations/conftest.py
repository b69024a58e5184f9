from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.databases import PrivatePostgres, programs_of
from tests.operations.sites import FOUNDING, Site, copy_of

TEMPLATE = "founded"


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[PrivatePostgres]:
    """A server that keeps what it acknowledges; tests may kill it if they start it again."""
    server = PrivatePostgres(programs_of(18), is_durable=True)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def founded_on_sqlite(tmp_path_factory) -> Site:
    site = Site(tmp_path_factory.mktemp("founded") / "home")
    site.done(*FOUNDING)
    return site


@pytest.fixture(scope="session")
def founded_on_postgres(tmp_path_factory, durable_postgres) -> Site:
    durable_postgres.create(TEMPLATE)
    site = Site(tmp_path_factory.mktemp("founded") / "home", durable_postgres.address(TEMPLATE))
    site.done(*FOUNDING)
    return site


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture(params=["sqlite", "postgres"])
def site(request, tmp_path) -> Site:
    """A site of the test's own, founded, on each of the two databases."""
    if request.param == "sqlite":
        return copy_of(request.getfixturevalue("founded_on_sqlite"), tmp_path / "home")
    template, server = request.getfixturevalue("founded_on_postgres"), request.getfixturevalue("durable_postgres")
    name = f"site_{next(request.getfixturevalue('numbers'))}"
    server.create(name, template=TEMPLATE)
    copied = copy_of(template, tmp_path / "home")
    return Site(copied.home, server.address(name))


@pytest.fixture
def sqlite_site(founded_on_sqlite, tmp_path) -> Site:
    return copy_of(founded_on_sqlite, tmp_path / "home")


@pytest.fixture
def empty_like(request, tmp_path) -> Callable[[Site], Site]:
    """A place to restore to: an empty home, and where the site is on PostgreSQL an empty database."""

    def make(site: Site) -> Site:
        number = next(request.getfixturevalue("numbers"))
        home: Path = tmp_path / f"empty-{number}"
        if not site.database:
            return Site(home)
        server = request.getfixturevalue("durable_postgres")
        server.create(f"empty_{number}")
        return Site(home, server.address(f"empty_{number}"))

    return make
