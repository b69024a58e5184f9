"""Take values out of a document's mappings, reporting what does not fit with its place.

Every method gives a usable value even after a fault, so that one reading finds all faults.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mingheng.scoring.documents import Document, Path_
from mingheng.scoring.problems import Problem, nearest

CODE = re.compile(r"[a-z][a-z0-9_]*\Z")


class MappingReader:
    """Strict access to one document."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def report(self, code: str, path: Path_, **params: Any) -> None:
        """Note a fault at `path`."""
        self.document.problems.append(Problem(code, self.document.place(path), params))

    def mapping(self, path: Path_, value: Any, known: Collection[str] | None = None) -> dict[str, Any]:
        """The mapping itself; keys that are not `known` are reported."""
        if not isinstance(value, dict):
            self.report("kind_value_wrong", path, word=path[-1] if path else "文件", wanted="“键: 值”")
            return {}
        for key in value:
            if known is not None and key not in known:
                self.report("kind_key_unknown", (*path, key), word=key, hint=hint(key, known))
        return value

    def needed(self, given: Mapping[str, Any], path: Path_, key: str) -> Any:
        """The value of a key that must be there and not be empty; None when it is not."""
        if given.get(key) in (None, "", [], {}):
            self.report("kind_word_missing", (*path, key), word=key)
            return None
        return given[key]

    def text(self, given: Mapping[str, Any], path: Path_, key: str, *, required: bool = True) -> str:
        """A text; an empty one when it is absent or faulty."""
        if key not in given and not required:
            return ""
        value = self.needed(given, path, key)
        if value is not None and not isinstance(value, str):
            self.report("kind_value_wrong", (*path, key), word=key, wanted="文字")
        return value if isinstance(value, str) else ""

    def texts(self, value: Any, path: Path_) -> tuple[str, ...]:
        """A list of texts."""
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.report("kind_value_wrong", path, word=path[-1], wanted="文字列表")
            return ()
        return tuple(value)

    def flag(self, given: Mapping[str, Any], path: Path_, key: str) -> bool:
        """A yes or no; no when it is absent."""
        value = given.get(key, False)
        if not isinstance(value, bool):
            self.report("kind_value_wrong", (*path, key), word=key, wanted="true或false")
        return value is True

    def one_of(self, given: Mapping[str, Any], path: Path_, key: str, words: Collection[str]) -> Any:
        """One of the given words."""
        value = self.text(given, path, key)
        if value and value not in words:
            self.word_unknown((*path, key), value, words)
        return value

    def word_unknown(self, path: Path_, word: Any, words: Collection[str]) -> None:
        """Report a word outside a closed list."""
        self.report("kind_word_unknown", path, word=word, known="、".join(words), hint=hint(str(word), words))

    def code(self, path: Path_, value: Any) -> str:
        """A code; an empty text when it is faulty."""
        if not isinstance(value, str) or not CODE.match(value):
            if value != "":
                self.report("kind_code_wrong", path, word=value)
            return ""
        return value


def hint(word: str, known: Iterable[str]) -> str:
    """A question that offers the known word most like `word`, or nothing."""
    near = nearest(word, known)
    return f"是否想写“{near}”？" if near else ""
