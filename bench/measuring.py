"""Seconds, processor seconds and memory of a piece of work, and the tables they are shown in."""

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | float
MEGABYTE = 1024
"""`ru_maxrss` counts kilobytes."""


@dataclass(frozen=True)
class Spread:
    """Many short measurements, in milliseconds. The best says what the work takes when nobody else is at it."""

    best: float
    median: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Spread":
        ordered = sorted(seconds)
        return cls(ordered[0] * 1000, statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000)


@dataclass(frozen=True)
class Effort:
    """One long measurement. `megabytes` is the most memory its processes held, `parts` what they say of themselves."""

    wall: float
    cpu: float
    megabytes: float
    parts: dict[str, float]


def spread(work: Callable[[], object], times: int, first: int = 5) -> Spread:
    """How long a short piece of work takes, once it is warm."""
    return Spread.of([seconds(work) for _ in range(first + times)][first:])


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def effort(work: Callable[..., dict[str, float]], *arguments: Any, workers: int = 0) -> Effort:
    """Measure work in a process of its own, so that nothing else's memory is counted; imports are not counted either."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(sending, work, arguments, workers))
    process.start()
    # Only the child may hold the sending end: if the child fails, receiving ends at once instead of waiting for ever.
    sending.close()
    try:
        result: Effort = receiving.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{work.__name__} ended with {process.exitcode}; its reason stands above") from None
    process.join()
    return result


def _measure(sending: Any, work: Callable[..., dict[str, float]], arguments: tuple[Any, ...], workers: int) -> None:
    before, start = _cpu(), time.perf_counter()
    parts = work(*arguments)
    wall = time.perf_counter() - start
    own, below = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sending.send(Effort(wall, _cpu() - before, (own + workers * below) / MEGABYTE, parts))


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def table(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Plain text, one column under the other; numbers to three significant digits."""
    cells = [list(headings), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    lines = [
        "  ".join(_aligned(cell, width, at) for at, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _aligned(cell: str, width: int, position: int) -> str:
    return cell.rjust(width) if position else cell.ljust(width)


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell:.0f}" if cell >= 100 else f"{cell:.3g}"
