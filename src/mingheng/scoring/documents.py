"""Read YAML files strictly: plain values with the line of every key.

Numbers stay exact (int or Decimal, never float). Anchors, aliases, tags, repeated keys and deep nesting are refused,
so that a hostile file can neither grow nor hide anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from mingheng.scoring.problems import Place, Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class Document:
    """One YAML file: its value, the line of each path, and what was wrong with it."""

    file: str
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path_) -> Place:
        """The place of a path, or of its nearest known ancestor."""
        probe = path
        while probe and probe not in self.lines:
            probe = probe[:-1]
        return Place(file=self.file, key=dotted(path), line=self.lines.get(probe))


def dotted(path: Path_) -> str:
    """`("rules", 3, "shape")` as `rules[4].shape`; people count from one."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def read_document(path: Path) -> Document:
    """Read one file; every fault is in `problems`, nothing is raised."""
    document = Document(file=path.name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        return _refuse(document, "file_unreadable", reason=error.strerror or str(error))
    if len(raw) > MAX_BYTES:
        return _refuse(document, "file_too_large", limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refuse(document, "file_not_utf8")
    return read_text(text, document)


def read_text(text: str, document: Document) -> Document:
    """Read YAML text into `document`."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return _refuse(document, "yaml_broken", mark.line + 1 if mark else None, reason=error.problem or "")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return _refuse(document, "yaml_broken", reason=str(error)[:120])
    if root is not None:
        document.value = _Builder(document).value(root, ())
    return document


def _refuse(document: Document, code: str, line: int | None = None, **params: Any) -> Document:
    document.problems.append(Problem(code, Place(file=document.file, line=line), params))
    return document


class _Builder:
    """Turn YAML nodes into plain values, noting lines and refusing what is not plain."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path_) -> Any:
        self.document.lines.setdefault(path, node.start_mark.line + 1)
        # The same node object met twice is an alias.
        plain = node.tag.startswith("tag:yaml.org,2002:") and id(node) not in self.seen
        if not plain or len(path) > MAX_DEPTH:
            return self.refuse("yaml_forbidden", path)
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return scalar(node.value) if node.style is None else node.value

    def mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse("yaml_forbidden", path)
                continue
            key = str(key_node.value)
            self.document.lines.setdefault((*path, key), key_node.start_mark.line + 1)
            if key in result:
                self.refuse("key_repeated", (*path, key), word=key)
            result[key] = self.value(value_node, (*path, key))
        return result

    def refuse(self, code: str, path: Path_, **params: Any) -> None:
        self.document.problems.append(Problem(code, self.document.place(path), params))


def scalar(text: str) -> Any:
    """A plain (unquoted) scalar: whole number, exact decimal, date, yes/no word or text."""
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return _WORDS.get(text, text)
