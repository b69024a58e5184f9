"""The site as a process of its own, as people meet it: the demonstration, or a site that was just founded."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from time import monotonic, sleep

from tests.operations.sites import INHERITED, PROGRAM

LONGEST_START = 240.0
"""Seconds in which the county must be there, on a machine that does much else."""


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration that runs as long as the block. It must have had nothing to complain of."""
    command = [sys.executable, "-c", PROGRAM, "demo", "--units=12", "--port=0"]
    with TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, env=INHERITED | {"PYTHONUTF8": "1"}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            yield address_in(said, process)
        finally:
            process.terminate()
            process.wait(60)
        said.seek(0)
        assert [line for line in said if line.startswith(("ERROR", "Traceback"))] == []


def address_in(said, process: subprocess.Popen) -> str:
    """What the server says of where it is, once it says it."""
    began = monotonic()
    while process.poll() is None and monotonic() - began < LONGEST_START:
        said.seek(0)
        found = [word for word in said.read().split() if word.startswith("http://127.0.0.1:")]
        if found:
            return found[0].rstrip("/")
        sleep(0.2)
    said.seek(0)
    raise AssertionError(said.read())
