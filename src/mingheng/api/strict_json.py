"""JSON as it is sent: one meaning for every text, or none."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class StrictJson(Parser):
    """Refuses what JSON does not know (NaN), names that stand twice, and signs that cannot be stored."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value. ValueError for what is no JSON; ninja turns it into a refusal."""
        text = request.body.decode("utf-8")
        read = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
        if any(unicodedata.category(sign) == "Cs" or sign == "\0" for one in _texts(read) for sign in one):
            raise ValueError("a sign that is none")
        return read


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
