"""Accepting a record on a whole site, on both databases, beside a bare commit of the same database; and the full run.

Every site is made in a temporary folder and goes with it. Each step runs in a process of its own, so that no memory is
counted but its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import table
from tests.databases import PrivatePostgres, programs_of

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-11-20"
SQLITE, POSTGRES = "SQLite", "PostgreSQL 18"
COUNTY: tuple[object, ...] = ("county",)
ACCEPTANCES = 200
BY_HTTP = 40
FIRST_PAGES = 10
"""Of those by HTTP so many are not counted: they read the templates."""
Measured = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """Where a site lies, and in which database; an empty address is SQLite."""

    home: Path
    address: str

    def step(self, *words: object) -> Any:
        """Run one step of `bench.site` to its end; what it measured."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MINGHENG_", "PG"))}
        environment = inherited | {
            "DJANGO_SETTINGS_MODULE": "mingheng.site.settings",
            "MINGHENG_HOME": str(self.home),
            "MINGHENG_DATABASE": self.address,
            "MINGHENG_DEMO": "1",
            "MINGHENG_DEMO_DAY": DAY,
            "MINGHENG_HOSTS": "testserver,127.0.0.1",
        }
        command = [sys.executable, "-m", "bench.site", *map(str, words)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, encoding="utf-8")
        return json.loads(done.stdout.splitlines()[-1])


def tree(units: int) -> tuple[object, ...]:
    """A site of so many units with one branch each."""
    return "tree", units


def measure_sites(
    worlds: Iterable[Sequence[object]],
    *,
    databases: Sequence[str] = (SQLITE, POSTGRES),
    times: int = ACCEPTANCES,
    by_http: int = BY_HTTP,
) -> list[Measured]:
    """All worlds on all databases, one after the other."""
    found = []
    with TemporaryDirectory(prefix="mh-bench-") as folder, servers(databases) as server:
        for number, world in enumerate(worlds):
            for database in databases:
                home = Path(folder) / f"{database.split()[0]}-{number}"
                site = Site(home, _address(server, f"site{number}") if database == POSTGRES else "")
                site.step(*world)
                busy = os.getloadavg()[0]
                # First the run: an acceptance changes lines that are there.
                figures = {"run": site.step("run")} | site.step("accept", times, by_http, FIRST_PAGES)
                found.append({"database": database, "load": (busy, os.getloadavg()[0])} | figures)
    return found


@contextmanager
def servers(databases: Sequence[str]) -> Iterator[PrivatePostgres | None]:
    """A PostgreSQL that really waits for its disk, where one is needed."""
    programs = programs_of(18)
    if POSTGRES not in databases:
        yield None
        return
    assert programs is not None, "There is no PostgreSQL 18 on this machine: run `make setup`."
    server = PrivatePostgres(programs, is_durable=True)
    server.start()
    try:
        yield server
    finally:
        server.remove()


def _address(server: PrivatePostgres | None, name: str) -> str:
    assert server is not None
    server.create(name)
    return server.address(name)


def print_sites(found: Sequence[Measured]) -> None:
    """Both tables."""
    headings = (
        "accepting a record (ms)", "organisations", "best", "median", "p95", "processor", "bare commit", "x bare", "queries",
        "by HTTP", "p95 ", "load",
    )  # fmt: skip
    print(table(headings, [_accepting_row(one) for one in found]), "\n")
    headings = (
        "full run", "organisations", "lines", "all new: s", "others wait s", "next day: s", "others wait s ", "cpu s", "peak MB"
    )  # fmt: skip
    print(table(headings, [_run_row(one) for one in found]))


def _accepting_row(one: Measured) -> list[str | float]:
    accept, bare, http = one["accept"], one["bare"], one["http"]
    return [
        one["database"], f"{one['organisations']:,}", accept["best"], accept["median"], accept["p95"], one["cpu"]["median"], bare["median"],
        accept["median"] / bare["median"], float(one["queries"]), http["median"], http["p95"],
        "–".join(f"{load:.1f}" for load in one["load"]),
    ]  # fmt: skip


def _run_row(one: Measured) -> list[str | float]:
    run = one["run"]
    new, later = run["first"], run["next day"]
    return [
        one["database"], f"{one['organisations']:,}", f"{run['lines']:,}", new["wall"], new["longest wait"],
        later["wall"], later["longest wait"], later["cpu"], run["megabytes"],
    ]  # fmt: skip
