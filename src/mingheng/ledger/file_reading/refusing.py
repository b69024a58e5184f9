"""Why a file is not taken: a code, with what the sentence about it names."""

from __future__ import annotations


class Refusal(Exception):
    """Ends the reading of a file. The site has a sentence for every code."""

    def __init__(self, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.code, self.params = code, params
