"""What all tests share: the site's settings."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests.databases import ENGINE, PrivatePostgres, programs_of_run

SAMPLED = {
    "tests/site/test_matrix.py": 4,
    "tests/site/test_lists.py": 3,
    "tests/site/test_events.py": 3,
    "tests/site/test_gate.py": 2,
    "tests/site/test_help.py": 2,
    "tests/site/test_settings.py": 2,
    "tests/site/test_side_doors.py": 2,
    "tests/ledger/test_forms_of_kinds.py": 3,
    "tests/ledger/test_sheet_round_trip.py": 4,
    "tests/ledger/test_uploads.py": 2,
}
"""Where one test is asked for every route, kind or file: by day one in so many of its cases, by night all."""

DATABASES = ("sqlite", "postgres")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if find_spec("django"):
    # pytest-django has looked for the settings before this file was read.
    import_module("django").setup()

if find_spec("hypothesis"):
    from hypothesis import HealthCheck, settings

    # How long an example takes is the machine's matter, and a fixture is not made anew for each.
    ignored = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    settings.register_profile("any machine", deadline=None, suppress_health_check=ignored)
    settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the night what the sample does not hold. The same cases every day, so that all workers agree."""
    for item in items:
        if _is_left_to_the_night(item):
            item.add_marker("nightly")


def _is_left_to_the_night(item: pytest.Item) -> bool:
    name, _, case = item.nodeid.partition("[")
    database = item.callspec.params.get("site") if hasattr(item, "callspec") else None
    if name.startswith("tests/operations/") and database in DATABASES:
        # What runs the whole program asks by day one of the two databases, by night both.
        return database != DATABASES[crc32(name.encode()) % 2]
    return bool(case and crc32(item.nodeid.encode(errors="surrogatepass")) % SAMPLED.get(name.partition("::")[0], 1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for each process: playwright's loop cannot run twice. Skipped where there is none."""
    program = shutil.which("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    if program is None:
        pytest.skip("no chromium here")
    with playwright.sync_playwright() as runner:
        # The browser's own words, in date fields for one, as an office sees them.
        options = {"args": ["--no-sandbox", "--lang=zh-CN"], "env": {"LANGUAGE": "zh_CN"}}
        opened = runner.chromium.launch(executable_path=program, **options)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL server that this process started; nobody else's."""
    server = PrivatePostgres(programs_of_run())
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - each worker has a database of its own
) -> None:
    """Where MINGHENG_TEST_DATABASE asks for PostgreSQL, the tests' database is made on a server of their own."""
    if ENGINE != "sqlite":
        from django.conf import settings  # noqa: PLC0415 - the scoring library's tests run without Django

        settings.DATABASES["default"]["HOST"] = str(request.getfixturevalue("postgres").folder)


@pytest.fixture(scope="session", autouse=True)
def _keys_of_tests() -> None:
    """The keys of the tests' home; several processes may share it, and then the first makes them."""
    if find_spec("django"):
        keys = import_module("mingheng.vault.keys")
        with contextlib.suppress(keys.KeysExist, OSError):
            keys.create_keys(keys.key_folder())


@pytest.fixture
def own_home(settings: Any, tmp_path: Path) -> Path:
    """A home of the test's own for evidence and uploads; the keys were read before and stay as they are."""
    (tmp_path / "keys").symlink_to(settings.MINGHENG_HOME / "keys")
    settings.MINGHENG_HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def _walls_of_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits has its tables emptied afterwards, which the triggers on the log would refuse."""
    commits = bool({"transactional_db", "live_server"} & set(request.fixturenames)) or any(
        mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db")
    )
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    walls, connection = import_module("mingheng.audit.walls"), import_module("django.db").connection
    walls.build_walls(connection)
    yield
    walls.take_down_walls(connection)
