"""Turn plain YAML values into the dataclasses of the language, by their type hints.

Every fault is noted with its place and reading goes on, so that an author sees all of them at once.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from mingheng.scoring.documents import Document, Path_
from mingheng.scoring.language import measures, rulebook, shapes, words
from mingheng.scoring.problems import Problem, nearest

CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_PERCENT = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?%\Z")
_FRACTION = re.compile(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}\Z")
_GLUED = re.compile(r"(?<=[a-z_])[:：]")
_FULL_WIDTH = re.compile(r"[％．－＋０-９]")
MAX_DECIMALS = 6
MAX_NUMBER = 10**12


Pieces = dict[int, tuple[Document, Path_]]
"""Where every piece of the language stands, by its identity; who keeps this keeps the pieces too."""


class _Refused(Exception):
    """The value was noted as faulty; its holder is left out."""


class Reader:
    """Reads one document; `problems` are noted in the document."""

    def __init__(self, document: Document, pieces: Pieces | None = None) -> None:
        self.document = document
        self.pieces: Pieces = {} if pieces is None else pieces

    def read(self, hint: Any, value: Any, path: Path_) -> Any | None:
        """`value` as `hint`, or None when it was faulty (and noted)."""
        try:
            return self._read(hint, value, path)
        except _Refused:
            return None

    def refuse(self, code: str, path: Path_, **params: Any) -> _Refused:
        """Note a problem; the caller raises what comes back."""
        self.document.problems.append(Problem(code, self.document.place(path), params))
        return _Refused()

    def _read(self, hint: Any, value: Any, path: Path_) -> Any:
        if hint is Any:
            return value
        if hint in _PLAIN:
            return _PLAIN[hint](self, value, path)
        if is_dataclass(hint):
            return self._record(hint, value, path)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            return self._word(arguments, value, path)
        if origin is tuple:
            return self._sequence(arguments, value, path)
        if origin in (Union, types.UnionType):
            return self._one_of(arguments, value, path)
        assert origin is Mapping, hint
        return self._mapping(arguments, value, path)

    def _record(self, kind: Any, value: Any, path: Path_) -> Any:
        if not isinstance(value, dict):
            raise self.refuse("needs_mapping", path)
        slots = keys_of(kind)
        ignored = {kind.TAG[0]} if hasattr(kind, "TAG") else set()
        faulty = False
        arguments: dict[str, Any] = {}
        for key, item in value.items():
            if key in ignored:
                continue
            if key not in slots:
                self.refuse("word_unknown", (*path, key), word=key, near=_hint(key, slots))
                faulty = True
                continue
            slot, hint = slots[key]
            try:
                arguments[slot.name] = self._read(hint, item, (*path, key))
            except _Refused:
                faulty = True
        glued = tuple(_GLUED.split(key)[0] for key in value if _GLUED.search(key))
        for key, (slot, _) in slots.items():
            if key not in glued and slot.name not in arguments and key not in value and _is_required(slot):
                self.refuse("key_missing", path, word=key)
                faulty = True
        if faulty:
            raise _Refused
        piece = kind(**arguments)
        self.pieces[id(piece)] = (self.document, path)
        return piece

    def _word(self, known: tuple[Any, ...], value: Any, path: Path_) -> Any:
        if value in known and isinstance(value, str):
            return value
        options = "、".join(str(word) for word in known)
        raise self.refuse("choice_unknown", path, word=value, near=_hint(str(value), map(str, known)), options=options)

    def _sequence(self, arguments: tuple[Any, ...], value: Any, path: Path_) -> tuple[Any, ...]:
        item_hint = arguments[0]
        if isinstance(value, str) and not is_dataclass(item_hint):
            value = [value]
        if not isinstance(value, list) or not value:
            raise self.refuse("needs_list", path)
        items = [self.read(item_hint, item, (*path, index)) for index, item in enumerate(value)]
        if any(item is None for item in items):
            raise _Refused
        return tuple(items)

    def _mapping(self, arguments: tuple[Any, ...], value: Any, path: Path_) -> dict[Any, Any]:
        key_hint, item_hint = arguments
        if not isinstance(value, dict):
            raise self.refuse("needs_mapping", path)
        result = {}
        for raw_key, item in value.items():
            key = str(raw_key)
            if key_hint is int and not (key.isascii() and key.isdigit() and len(key) < 7):
                raise self.refuse("needs_count", (*path, key), value=key)
            result[int(key) if key_hint is int else key] = self._read(item_hint, item, (*path, key))
        return result

    def _one_of(self, arguments: tuple[Any, ...], value: Any, path: Path_) -> Any:
        members = [member for member in arguments if member is not type(None)]
        records = [member for member in members if is_dataclass(member) and member not in _PLAIN]
        others = [member for member in members if member not in records]
        if isinstance(value, dict) and records:
            return self._record(self._choose(records, value, path), value, path)
        if not others:
            raise self.refuse("needs_mapping", path)
        for member in others:
            if _fits(member, value):
                return self._read(member, value, path)
        return self._read(others[-1], value, path)

    def _choose(self, records: list[Any], value: Mapping[str, Any], path: Path_) -> Any:
        if len(records) == 1:
            return records[0]
        if hasattr(records[0], "TAG"):
            tag = records[0].TAG[0]
            names = {record.TAG[1]: record for record in records}
            word = value.get(tag)
            if word in names and isinstance(word, str):
                return names[word]
            glued = next((key for key in value if _GLUED.search(key)), None)
            if tag not in value and glued is not None:
                raise self.refuse("word_unknown", (*path, glued), word=glued, near=_hint(glued, ()))
            if tag not in value:
                raise self.refuse("key_missing", path, word=tag)
            options = "、".join(names)
            raise self.refuse("choice_unknown", (*path, tag), word=word, near=_hint(str(word), names), options=options)
        marks = {record.MARK: record for record in records}
        present = [mark for mark in marks if mark in value]
        if len(present) > 1:
            present = [mark for mark in present if set(value) <= set(keys_of(marks[mark]))] or present
        if len(present) != 1:
            raise self.refuse("needs_one_key", path, options="、".join(marks))
        return marks[present[0]]


def _hint(word: str, known: Any) -> str:
    if "：" in word:
        return "这里用了全角冒号，请改成英文冒号，后面空一格。"
    if ":" in word:
        return "冒号后面要空一格。"
    near = nearest(word, list(known))
    return f"是不是“{near}”？" if near else ""


def _fits(member: Any, value: Any) -> bool:
    if get_origin(member) is Literal:
        return isinstance(value, str) and value in get_args(member)
    if get_origin(member) is tuple:
        return isinstance(value, list)
    return member is int and isinstance(value, int) and not isinstance(value, bool)


def _is_required(slot: Field[Any]) -> bool:
    return slot.default is MISSING and slot.default_factory is MISSING


@cache
def keys_of(kind: Any) -> dict[str, tuple[Field[Any], Any]]:
    """The YAML keys of a dataclass of the language, each with its field and type."""
    own = vars(sys.modules[kind.__module__])
    namespace = {**vars(words), **vars(measures), **vars(shapes), **vars(rulebook), **own}
    hints = get_type_hints(kind, globalns=namespace)
    return {slot.metadata.get("key", slot.name): (slot, hints[slot.name]) for slot in fields(kind)}


def _text(reader: Reader, value: Any, path: Path_) -> str:
    if not isinstance(value, str) or not value.strip():
        raise reader.refuse("needs_text", path, value=value)
    return value.strip()


def _number(reader: Reader, value: Any, path: Path_) -> Fraction:
    number: Fraction | None = None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Fraction(value)
    elif isinstance(value, str) and _PERCENT.match(value):
        number = Fraction(value[:-1]) / 100
    if number is None or abs(number) > MAX_NUMBER or (number * 10**MAX_DECIMALS).denominator != 1:
        hint = "这里用了全角的数字或符号，请改成半角（如95%）。" if _FULL_WIDTH.search(str(value)) else ""
        raise reader.refuse("needs_number", path, value=value, hint=hint)
    return number


def _quotient(reader: Reader, value: Any, path: Path_) -> words.Quotient:
    if isinstance(value, str) and _FRACTION.match(value):
        return words.Quotient(Fraction(value))
    return words.Quotient(_number(reader, value, path))


def _count(reader: Reader, value: Any, path: Path_) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10**6:
        raise reader.refuse("needs_count", path, value=value)
    return value


def _flag(reader: Reader, value: Any, path: Path_) -> bool:
    if not isinstance(value, bool):
        raise reader.refuse("needs_flag", path, value=value)
    return value


def _day(reader: Reader, value: Any, path: Path_) -> date:
    if not isinstance(value, date) or not 1900 <= value.year <= 2200:
        raise reader.refuse("needs_day", path, value=value)
    return value


_PLAIN: dict[Any, Callable[[Reader, Any, Path_], Any]] = {
    str: _text,
    Fraction: _number,
    words.Quotient: _quotient,
    int: _count,
    bool: _flag,
    date: _day,
}
