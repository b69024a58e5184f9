"""Read a rulebook folder: join its files, read every part, say what is wrong.

Only the form is read here; whether the parts make sense together is the checker's question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mingheng.scoring.documents import Document, Path_, read_document
from mingheng.scoring.language.reader import CODE, Pieces, Reader
from mingheng.scoring.language.rulebook import (
    Consequence,
    Effect,
    Grading,
    Head,
    Node,
    Period,
    Rule,
    Rulebook,
    fact_kinds_of,
)
from mingheng.scoring.problems import Place, Problem, nearest

LISTS: dict[str, tuple[Any, str]] = {
    "nodes": (Node, "node"),
    "rules": (Rule, "rule"),
    "effects": (Effect, "effect"),
    "consequences": (Consequence, "consequence"),
}
KEYS = ("rulebook", "periods", "grading", *LISTS)


@dataclass(slots=True)
class Sources:
    """Where each part of a rulebook stands, for the checker's problems."""

    documents: list[Document] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[Document, Path_]] = field(default_factory=dict)
    pieces: Pieces = field(default_factory=dict)

    def place(self, piece: Any, *inside: str | int) -> Place:
        """The place of a piece of the rulebook, or of a key inside it. A period and other pieces without keys of their
        own are named: ("periods", "quarter").
        """
        document, path = self.places[piece] if isinstance(piece, tuple) else self.pieces[id(piece)]
        return document.place((*path, *inside))


@dataclass(slots=True)
class Draft:
    """A rulebook being read."""

    sources: Sources
    problems: list[Problem] = field(default_factory=list)
    head: Head | None = None
    periods: dict[str, Period] = field(default_factory=dict)
    grading: Grading | None = None
    parts: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in LISTS})


def read_folder(folder: Path) -> tuple[Rulebook | None, Sources, list[Problem]]:
    """Read the form of a rulebook folder. The rulebook is None when its form has errors."""
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        return None, Sources(), [Problem("folder_empty", Place(file=folder.name))]
    rulebook, sources, problems = read_documents([read_document(path) for path in paths])
    if rulebook is None:
        return None, sources, problems
    if rulebook.id != folder.name:
        place = sources.place(rulebook.head, "id")
        problems.append(Problem("id_differs", place, {"id": rulebook.id, "folder": folder.name}))
    return _with_checksum(rulebook, paths), sources, problems


def read_plain(value: Mapping[str, Any]) -> tuple[Rulebook | None, Sources, list[Problem]]:
    """Read a rulebook given as one plain mapping (numbers int or Decimal, days date)."""
    return read_documents([Document(file="", value=dict(value))])


def read_documents(documents: Iterable[Document]) -> tuple[Rulebook | None, Sources, list[Problem]]:
    """Read the form of already parsed files, in their order."""
    draft = Draft(Sources(documents=list(documents)))
    for document in draft.sources.documents:
        if not document.problems:
            _read_file(document, draft)
    problems = [problem for document in draft.sources.documents for problem in document.problems] + draft.problems
    if draft.head is None:
        if not any(problem.is_error for problem in problems):
            problems.append(Problem("head_missing", Place()))
        return None, draft.sources, problems
    if any(problem.is_error for problem in problems):
        return None, draft.sources, problems
    return _assemble(draft, draft.head), draft.sources, problems


def _read_file(document: Document, draft: Draft) -> None:
    reader = Reader(document, draft.sources.pieces)
    if not isinstance(document.value, dict):
        reader.refuse("needs_mapping", ())
        return
    for key, value in document.value.items():
        if key in LISTS:
            _read_list(reader, key, value, draft)
        elif key == "periods":
            _read_periods(reader, value, draft)
        elif key in ("rulebook", "grading"):
            _read_once(reader, key, value, draft)
        else:
            near = nearest(key, KEYS)
            reader.refuse("word_unknown", (key,), word=key, near=f"是不是“{near}”？" if near else "")


def _read_once(reader: Reader, key: str, value: Any, draft: Draft) -> None:
    if (key, "") in draft.sources.places:
        reader.refuse("key_repeated", (key,), word=key)
        return
    draft.sources.places[(key, "")] = (reader.document, (key,))
    if key == "rulebook":
        draft.head = reader.read(Head, value, (key,))
    else:
        draft.grading = reader.read(Grading, value, (key,))


def _read_periods(reader: Reader, value: Any, draft: Draft) -> None:
    if not isinstance(value, dict):
        reader.refuse("needs_mapping", ("periods",))
        return
    for name, item in value.items():
        path = ("periods", name)
        if not CODE.match(name):
            reader.refuse("code_malformed", path, word=name)
        if name in draft.periods:
            reader.refuse("key_repeated", path, word=name)
        draft.sources.places[path] = (reader.document, path)
        period = reader.read(Period, item, path)
        if period is not None:
            draft.periods[name] = period


def _read_list(reader: Reader, key: str, value: Any, draft: Draft) -> None:
    kind, code_key = LISTS[key]
    if not isinstance(value, list):
        reader.refuse("needs_list", (key,))
        return
    for index, item in enumerate(value):
        written = item.get(code_key) if isinstance(item, dict) else None
        if isinstance(written, str) and CODE.match(written):
            reader.document.names[key, index] = written
        part = reader.read(kind, item, (key, index))
        if part is None:
            continue
        code = getattr(part, code_key)
        if not CODE.match(code):
            reader.refuse("code_malformed", (key, index, code_key), word=code)
        known = [name for name in ("nodes", "rules") if key in ("nodes", "rules")] or [key]
        if any(code in draft.parts[name] for name in known):
            reader.refuse("code_repeated", (key, index, code_key), word=code)
        draft.sources.places[(key, code)] = (reader.document, (key, index))
        draft.parts[key][code] = part


def _assemble(draft: Draft, head: Head) -> Rulebook:
    parts = draft.parts
    everything = [parts, draft.grading]
    return Rulebook(
        head=head,
        periods={"year": Period(is_cycle="cycle"), **draft.periods},
        nodes=parts["nodes"],
        rules=parts["rules"],
        grading=draft.grading,
        effects=tuple(parts["effects"].values()),
        consequences=tuple(parts["consequences"].values()),
        fact_kinds=fact_kinds_of(everything),
    )


def _with_checksum(rulebook: Rulebook, paths: Iterable[Path]) -> Rulebook:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return replace(rulebook, checksum=digest.hexdigest())
