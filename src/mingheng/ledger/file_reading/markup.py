"""Look through one part of XML: is it well formed, does it declare types or entities, what does it point to?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat

from mingheng.ledger.file_reading.refusing import Refusal

_CHUNK = 1 << 18
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_LOCAL = re.compile(r"(?:file:/{0,3})?[a-z]:[\\/]", re.IGNORECASE)
_TO_CLICK = ("http:", "https:", "mailto:", "ftp:", "tel:")
_PAGES = ("html", "svg", "script")


def is_markup(start: bytes) -> bool:
    """Whether a part begins as XML does, whatever it is called."""
    return start.startswith(_BYTE_ORDER_MARKS) or start.lstrip()[:1] == b"<"


def check_markup(content: IO[bytes], name: str) -> None:
    """Read the part once. Raises Refusal."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_types
    if name.endswith(".rels"):
        parser.StartElementHandler = _check_relationship
    elif "externallinks/" in name:
        parser.StartElementHandler = _check_linked
    else:
        parser.StartElementHandler = _first_only(parser)
    try:
        while piece := content.read(_CHUNK):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refusal("broken") from None


def _refuse_types(*_declared: object) -> None:
    raise Refusal("types_declared")


def _local_name(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _first_only(parser: expat.XMLParserType) -> Callable[[str, dict[str, str]], None]:
    def check(name: str, _attributes: dict[str, str]) -> None:
        if _local_name(name) in _PAGES:
            raise Refusal("nested")
        # The others pass without a call: a sheet has millions.
        parser.StartElementHandler = None

    return check


def _check_linked(name: str, _attributes: dict[str, str]) -> None:
    if _local_name(name) in ("ddelink", "olelink"):
        raise Refusal("linked_program")


def _check_relationship(name: str, attributes: dict[str, str]) -> None:
    if _local_name(name) != "relationship":
        return
    target = unquote(attributes.get("Target", "")).strip()
    is_outside = attributes.get("TargetMode", "").lower() == "external" or _SCHEME.match(target)
    is_far = target.startswith(("\\\\", "//"))
    if not (is_outside or is_far) or _LOCAL.match(target):
        return
    is_link = attributes.get("Type", "").endswith("/hyperlink")
    if is_link and target.lower().startswith(_TO_CLICK):
        return
    if is_far or target.startswith(("/", "\\")) or _SCHEME.match(target):
        raise Refusal("linked_outside", target=target[:80])
