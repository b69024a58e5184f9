"""Start the child for one file, and take its answer. Whatever becomes of the child, the site goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from threading import BoundedSemaphore
from typing import IO

from mingheng.ledger.file_reading.limits import WALL_SECONDS
from mingheng.ledger.file_reading.refusing import Refusal

AT_ONCE = 2
"""So many children of one server process: what they may use together stays within what a small machine has."""
WAITING_SECONDS = 60
_ANSWER_BYTES = 10_000

slots = BoundedSemaphore(AT_ONCE)


def read_apart(file: IO[bytes], kind: str, cleaned: IO[bytes]) -> None:
    """Have the child read an open file. What must be kept in its place then stands in `cleaned`. Raises Refusal.

    A picture always; a document where its photos told more than one sees.
    """
    if not slots.acquire(timeout=WAITING_SECONDS):
        raise Refusal("busy")
    try:
        _read(file, kind, cleaned)
    finally:
        slots.release()


def _read(file: IO[bytes], kind: str, cleaned: IO[bytes]) -> None:
    file.flush()
    file.seek(0)
    target = cleaned.fileno()
    command = [sys.executable, "-I", "-m", "mingheng.ledger.file_reading", kind, str(target)]
    with tempfile.TemporaryFile() as answer:
        try:
            ended = subprocess.run(  # noqa: S603 - nothing in the command comes from outside
                command,
                stdin=file,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                pass_fds=(target,),
                env={"LC_ALL": "C.UTF-8"},
                timeout=WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refusal("gave_up") from None
        answer.seek(0)
        said = answer.read(_ANSWER_BYTES)
    # It was stopped by a limit, or fell over something that nobody thought of.
    if ended.returncode != 0:
        raise Refusal("gave_up")
    told = json.loads(said)
    if told["code"]:
        raise Refusal(told["code"], **told["params"])
