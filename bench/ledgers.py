"""A clerk's sheet entered beside somebody else who saves; and every page of a site with a great many entries."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.accepting import Measured, Site, tree
from bench.measuring import table

ROWS = 5_000
ENTRIES = 1_000_000
TIMES = 20
FEW = tree(20)


def measure_sheet(world: Sequence[object] = FEW, *, rows: int = ROWS) -> Measured:
    """One sheet on SQLite, where one process writes at a time."""
    with TemporaryDirectory(prefix="mh-bench-") as folder:
        site = Site(Path(folder), "")
        site.step(*world)
        return site.step("import", rows)


def measure_pages(world: Sequence[object], *, entries: int = ENTRIES, times: int = TIMES) -> Measured:
    """Every page as the 工委 and as a clerk see it, after a full run, in a site of its own."""
    with TemporaryDirectory(prefix="mh-bench-") as folder:
        site = Site(Path(folder), "")
        site.step(*world)
        run = site.step("run")
        site.step("entries", entries)
        return {"organisations": run["organisations"], "entries": entries, "pages": site.step("pages", times)}


def print_sheet(found: Measured) -> None:
    entering: dict[str, Any] = found["entering"]
    headings = ("a sheet", "check s", "enter s", "cpu s", "another's save waits s", "peak MB")
    row = [f"{found['rows']:,} rows", found["checking"], entering["wall"], entering["cpu"], entering["longest wait"]]
    print(table(headings, [[*row, found["megabytes"]]]), "\n")


def print_pages(found: Measured) -> None:
    """The slowest first."""
    headings = (
        f"{found['organisations']:,} organisations, {found['entries']:,} entries: ms",
        "median",
        "p95",
        "queries",
    )
    slowest = sorted(found["pages"].items(), key=lambda one: -one[1]["p95"])
    rows = [(name, page["median"], page["p95"], float(page["queries"])) for name, page in slowest]
    print(table(headings, rows), "\n")
