"""Read YAML files strictly: plain values with the line of every key.

Numbers stay exact (int or Decimal, never float). Anchors, aliases, tags, repeated keys and deep nesting are refused,
so that a hostile file can neither grow nor hide anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from mingheng.scoring.problems import Place, Problem

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser written in C where there is one: reading a rulebook is most of the time of a short command."""

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
    names: dict[Path_, str] = field(default_factory=dict)
    """What an item of a list is called, by its path: a person finds `talks` sooner than the ninth rule."""

    def place(self, path: Path_) -> Place:
        """The place of a path, or of its nearest known ancestor."""
        # A list of one item may be written as the item alone: `class: 甲类`.
        while path and isinstance(path[-1], int) and path not in self.lines:
            path = path[:-1]
        probe = path
        while probe and probe not in self.lines:
            probe = probe[:-1]
        return Place(file=self.file, key=self.key(path), line=self.lines.get(probe))

    def key(self, path: Path_) -> str:
        """A path as people read it."""
        name = self.names.get(path[:2])
        return dotted((path[0], name, *path[2:]) if name else path)


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
        document.value = _Builder(document, yaml.parse(text, Loader=LOADER)).whole()
    except yaml.reader.ReaderError as error:
        return _refuse(document, "yaml_sign", text.count("\n", 0, text.find(chr(error.character))) + 1)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return _refuse(document, *_yaml_fault(text, error), reason="这里读不懂")
    return document


_KEY_GLUED = re.compile(r"\s*(- )?[a-z_]+(：|:(?=[^\s:]))")
_FULL_WIDTH = re.compile(r"(?<=[a-z_])：|[，｛｝［］](?=\s*([a-z_]+\s*[:：]|$))")
_YAML_FAULTS: tuple[tuple[str, str], ...] = (
    (r"tab character|'\\t'", "yaml_tab"),
    (r"end of stream|scanning a (double-|single-)?quoted scalar.*document", "yaml_quote"),
    (r"parsing a flow|',' or '[]}]'", "yaml_bracket"),
    (r"expected '-' indicator|<block end>|block sequence entries|expected key|indentation", "yaml_indentation"),
    (r"could not find expected ':'", "yaml_colon"),
    (r"mapping values are not allowed", "yaml_two_colons"),
    (r"cannot start any token|alphabetic or numeric|unknown escape", "yaml_start"),
)
"""What the parser says, and the problem it stands for; the first that fits."""


def _yaml_fault(text: str, error: Exception) -> tuple[str, int | None]:
    """The problem and its line. The parser often notices one line late, and what is never closed only at the end."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "yaml_broken", None
    said = f"{error.context or ''} {error.problem or ''}"
    line = error.problem_mark.line + 1
    first = error.context_mark.line + 1 if error.context_mark else line
    written = text.splitlines()
    at = written[line - 1] if line <= len(written) else ""
    code = next((code for pattern, code in _YAML_FAULTS if re.search(pattern, said)), "yaml_broken")
    if code in ("yaml_start", "yaml_indentation") and at[: len(at) - len(at.lstrip())].count("\t"):
        return "yaml_tab", line
    if code in ("yaml_quote", "yaml_tab"):
        return code, first if code == "yaml_quote" else line
    glued = _glued_key(written, line)
    if glued:
        return glued
    if code == "yaml_bracket":
        return _bracket_fault(written, first, line)
    if code == "yaml_two_colons" and _is_deeper(written, line):
        return "yaml_indentation", line
    return code, first if code == "yaml_colon" else line


def _glued_key(written: list[str], line: int) -> tuple[str, int] | None:
    """A key without a proper colon on the line or shortly before it."""
    for number in range(line, max(line - 3, 0), -1):
        found = _KEY_GLUED.match(written[number - 1]) if number <= len(written) else None
        if found:
            return "yaml_colon_full_width" if found[2] == "：" else "yaml_colon_glued", number
    return None


def _bracket_fault(written: list[str], first: int, line: int) -> tuple[str, int]:
    if first > len(written):
        unclosed = (number for number, text in enumerate(written, 1) if _brackets(text))
        first = next(unclosed, len(written))
    for number in range(first, min(line, len(written)) + 1):
        if _FULL_WIDTH.search(written[number - 1]):
            return "yaml_full_width", number
    return "yaml_bracket", first


def _brackets(text: str) -> int:
    """How many more brackets a line opens than it closes."""
    return sum(text.count(sign) for sign in "[{") - sum(text.count(sign) for sign in "]}")


def _is_deeper(written: list[str], line: int) -> bool:
    """Whether a line with one colon is indented below a complete `key: value`."""
    before = [text for text in written[: line - 1] if text.strip() and not text.lstrip().startswith("#")]
    at = written[line - 1]
    begins = len(before[-1]) - len(before[-1].lstrip(" -")) if before else 0
    return len(at) - len(at.lstrip(" -")) > begins and at.count(": ") + at.rstrip().endswith(":") <= 1


def _refuse(document: Document, code: str, line: int | None = None, **params: Any) -> Document:
    document.problems.append(Problem(code, Place(file=document.file, line=line), params))
    return document


class _Builder:
    """Turn YAML events into plain values, noting lines and refusing what is not plain.

    Events, not YAML's own nodes: they come one by one, so that no nesting is too deep to be refused.
    """

    def __init__(self, document: Document, events: Iterator[yaml.Event]) -> None:
        self.document, self.events = document, events

    def whole(self) -> Any:
        """The value of the only document in the stream."""
        value, started = None, False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if started:
                    self.refuse("yaml_broken", (), reason="一个文件里有几段以---分开的内容")
                    return None
                started = True
            elif isinstance(event, yaml.NodeEvent):
                value = self.value(event, ())
        return value

    def value(self, event: yaml.Event, path: Path_) -> Any:
        self.document.lines.setdefault(path, _line(event))
        if not _is_plain(event) or len(path) > MAX_DEPTH:
            self.pass_over(event)
            return self.refuse("yaml_forbidden", path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return event.value if event.style else scalar(event.value)

    def sequence(self, path: Path_) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            result.append(self.value(event, (*path, len(result))))
        return result

    def mapping(self, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or not _is_plain(event):
                self.refuse("yaml_forbidden", path)
                self.pass_over(event)
                self.pass_over(next(self.events))
                continue
            inner = (*path, event.value)
            self.document.lines[inner] = _line(event)
            if event.value in result:
                self.refuse("key_repeated", inner, word=event.value)
            result[event.value] = self.value(next(self.events), inner)
        return result

    def pass_over(self, event: yaml.Event) -> None:
        """Leave out whatever an event begins."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            event = next(self.events)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def refuse(self, code: str, path: Path_, **params: Any) -> None:
        self.document.problems.append(Problem(code, self.document.place(path), params))


def _is_plain(event: yaml.Event) -> bool:
    """Whether an event begins a value without alias, anchor or tag."""
    if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
        return False
    return event.anchor is None and event.tag is None


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1


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
