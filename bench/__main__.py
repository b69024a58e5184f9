"""`python -m bench`: one run, everything in it, as ratios to floors measured in the same run."""

import argparse
import json
import os
import platform
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from bench.accepting import COUNTY, measure_sites, print_sites, tree
from bench.batch import PROCESSES, count_rows, score_everybody, touch_every_column
from bench.fact_files import FACTS_EACH, FILE_SUBJECTS, fact_files
from bench.ledgers import measure_pages, measure_sheet, print_pages, print_sheet
from bench.live import database, kernel_alone, transactions
from bench.measuring import Effort, effort, table
from bench.sixty_rules import sixty_rules
from mingheng.scoring import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "output" / "bench"
LARGE_UNITS = 15_000
"""Each with a branch."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="30,000 subjects instead of 300,000")
    parser.add_argument("--runs", type=int, default=3, help="the best of so many runs of each long measurement")
    parser.add_argument("--only", choices=["kernel", "site"], help="leave the other half out")
    parser.add_argument(
        "--large", action="store_true", help="also sites with 30,000 organisations, one with a million entries: an hour"
    )
    options = parser.parse_args()
    figures: dict[str, Any] = {"machine": machine()}
    if options.only != "site":
        figures |= kernel(30_000 if options.small else 300_000, options.runs)
    if options.only != "kernel":
        figures["sites"] = measure_sites([COUNTY, tree(LARGE_UNITS)] if options.large else [COUNTY])
        print_sites(figures["sites"])
        figures["sheet"] = measure_sheet()
        print_sheet(figures["sheet"])
        if options.large:
            figures["pages"] = measure_pages(tree(LARGE_UNITS))
            print_pages(figures["pages"])
    target = OUTPUT / ("figures_small.json" if options.small else "figures.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{target.relative_to(ROOT)}")


def kernel(subjects: int, runs: int) -> dict[str, Any]:
    """The library without a site: one subject, and everybody."""
    start = time.perf_counter()
    paths = fact_files(OUTPUT, subjects)
    written = time.perf_counter() - start
    print(
        f"{subjects:,} subjects, {subjects * FACTS_EACH:,} facts in {len(paths)} files; ready after {written:.1f} s\n"
    )
    return {"subjects": subjects, "live": live(paths[0]), "batch": batch(paths, runs)}


def machine() -> dict[str, Any]:
    """What the figures depend on; how busy others kept it is `load`."""
    versions = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "duckdb": duckdb.__version__,
        "pyarrow": pa.__version__,
    }
    return versions | {"processors": os.cpu_count(), "load": os.getloadavg()}


def live(path: Path) -> dict[str, Any]:
    """One subject, in milliseconds, and as multiples of a bare commit."""
    rulebook = sixty_rules()
    demo, problems = load_rulebook(ROOT / "rulebooks" / "demo-2026")
    assert demo is not None, problems
    rows = {
        f"kernel alone, {len(demo.rules)} rules and {len(demo.nodes)} nodes (demo-2026)": kernel_alone(demo, 200),
        f"kernel alone, {len(rulebook.rules)} rules and {len(rulebook.nodes)} nodes": kernel_alone(rulebook, 200),
    }
    connection = database(OUTPUT / "live.sqlite", path)
    rows |= transactions(connection, rulebook, FILE_SUBJECTS, 300)
    connection.close()
    floor = rows["bare commit"].median
    headings = ("one subject (ms)", "best", "median", "p95", "x bare commit")
    print(
        table(headings, [(name, row.best, row.median, row.p95, row.median / floor) for name, row in rows.items()]), "\n"
    )
    return {name: asdict(row) for name, row in rows.items()}


def batch(paths: list[Path], runs: int) -> dict[str, Any]:
    """Everybody, best of the runs; the floors and the kernel take turns, so that all meet the same neighbours."""
    works = {
        "DuckDB, bare GROUP BY": (count_rows, 0),
        "DuckDB, GROUP BY touching every column": (touch_every_column, 0),
        f"kernel in {PROCESSES} processes, and quota pass": (score_everybody, PROCESSES),
    }
    taken: dict[str, list[Effort]] = {name: [] for name in works}
    for _ in range(runs):
        for name, (work, workers) in works.items():
            taken[name].append(effort(work, paths, workers=workers))
    best = {name: min(efforts, key=lambda one: one.wall) for name, efforts in taken.items()}
    count, touch, scored = best.values()
    headings = ("everybody", "wall s", "slowest", "cpu s", "peak MB", "x count", "x every column")
    rows = [
        (
            name,
            one.wall,
            max(other.wall for other in taken[name]),
            one.cpu,
            one.megabytes,
            one.wall / count.wall,
            one.wall / touch.wall,
        )
        for name, one in best.items()
    ]
    print(table(headings, rows), "\n")
    print(table(("of the kernel's run", "seconds"), list(scored.parts.items())), "\n")
    return {name: [asdict(one) for one in efforts] for name, efforts in taken.items()}


if __name__ == "__main__":
    main()
