"""The child: one file on the standard input, one answer as JSON on the standard output, then the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import IO

from mingheng.ledger.file_reading.limits import hold
from mingheng.ledger.file_reading.packages import look_through_package
from mingheng.ledger.file_reading.pdf_files import look_through_pdf
from mingheng.ledger.file_reading.refusing import Refusal
from mingheng.ledger.file_reading.traces import clean_package, clean_pdf


def read_pdf(file: IO[bytes], cleaned: IO[bytes]) -> None:
    """Look through a PDF, then take from its photos what they tell."""
    look_through_pdf(file)
    clean_pdf(file, cleaned)


def read_package(file: IO[bytes], cleaned: IO[bytes], kind: str) -> None:
    """The same for a docx or xlsx."""
    look_through_package(file, kind)
    clean_package(file, cleaned)


def read_picture(file: IO[bytes], cleaned: IO[bytes], kind: str) -> None:
    """Write a picture anew."""
    # Only where there is a picture: half of the child's start is the library's.
    from mingheng.ledger.file_reading.pictures import write_anew  # noqa: PLC0415 - as said above

    write_anew(file, cleaned, kind)


READERS: dict[str, Callable[[IO[bytes], IO[bytes]], None]] = {
    "pdf": read_pdf,
    "docx": partial(read_package, kind="docx"),
    "xlsx": partial(read_package, kind="xlsx"),
    "jpg": partial(read_picture, kind="jpg"),
    "png": partial(read_picture, kind="png"),
}


def main(kind: str, target: int) -> None:
    """Read the file as what it is said to be; what must be kept in its place is written to the open file `target`."""
    hold()
    try:
        with open(target, "wb") as cleaned:
            READERS[kind](sys.stdin.buffer, cleaned)
        answer: dict[str, object] = {"code": "", "params": {}}
    except Refusal as refusal:
        answer = {"code": refusal.code, "params": refusal.params}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
