"""The child: one file on the standard input, one answer as JSON on the standard output, then the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import IO

from mingheng.ledger.file_reading.limits import hold
from mingheng.ledger.file_reading.packages import look_through_package
from mingheng.ledger.file_reading.pdf_files import look_through_pdf
from mingheng.ledger.file_reading.refusing import Refusal

READERS: dict[str, Callable[[IO[bytes]], None]] = {
    "pdf": look_through_pdf,
    "docx": lambda file: look_through_package(file, "docx"),
    "xlsx": lambda file: look_through_package(file, "xlsx"),
}


def main(kind: str, target: int) -> None:
    """Read the file as what it is said to be; a picture is written anew to the open file `target`."""
    hold()
    try:
        if kind in READERS:
            READERS[kind](sys.stdin.buffer)
        else:
            # Only where there is a picture: half of the child's start is the library's.
            from mingheng.ledger.file_reading.pictures import write_anew  # noqa: PLC0415 - as said above

            with open(target, "wb") as cleaned:
                write_anew(sys.stdin.buffer, cleaned, kind)
        answer: dict[str, object] = {"code": "", "params": {}}
    except Refusal as refusal:
        answer = {"code": refusal.code, "params": refusal.params}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
