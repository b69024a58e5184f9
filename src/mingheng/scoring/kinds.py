"""Record kinds: which ledgers exist, their columns, and which facts one record yields.

In: a folder of YAML files (`docs/record-kinds.md` is their meaning). Out: kinds by code, and every fault found.
Knows nothing of single records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args

from mingheng.scoring.documents import Path_, read_document
from mingheng.scoring.mappings import CODE, MappingReader, hint
from mingheng.scoring.problems import Place, Problem

FieldType = Literal["text", "date", "count", "number", "choice", "flag", "person", "subject", "list"]
KeptBy = Literal["unit", "committee", "register", "elsewhere"]

COMMON_HEADINGS = ("单位", "编号", "归属年度", "归属月份", "录入日期", "撤回日期", "已核实")
"""The columns that every sheet of records has."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TEMPLATE = re.compile(r"[a-z][a-z0-9_]*\.([a-z][a-z0-9_]*|\{[a-z][a-z0-9_]*\})\Z")
_STATES = ("已核", "待核")
_KIND_KEYS = ("kind", "title", "group", "kept_by", "article", "state", "help", "fields", "attendance", "facts")
_COLUMN_KEYS = ("heading", "also", "is", "required", "choices", "done_by", "measured_in", "sensitive", "remember")
_FLAGS: Mapping[Any, bool] = {"是": True, "否": False, True: True, False: False}

_SLOTS: Mapping[str, tuple[FieldType, ...]] = {
    "day": ("date",),
    "end": ("date",),
    "expected": ("count", "number"),
    "actual": ("count", "number"),
    "level": ("choice", "text"),
    "person": ("person", "text"),
    "case": ("text", "choice", "person"),
    "subject": ("subject",),
}
_PER_ELEMENT = ("level", "person", "case")
_CONDITIONAL = ("choice", "text", "flag", "list")
_NAMING = ("choice", "text")
_REMEMBERED = ("text", "person", "choice")
_ATTENDANCE: Mapping[str, FieldType] = {"expected": "count", "actual": "count", "on_leave": "list", "absent": "list"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a kind's sheet. `choices` are codes by Chinese choice; several choices may mean the same code.

    `done_by` are, by code of a choice, the kinds of organisation that usually do it; anybody does what is not in it.
    What an organisation wrote in a column to `remember` is offered to it again.
    """

    code: str
    heading: str
    type: FieldType
    also: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    done_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measured_in: str = ""
    sensitive: bool = False
    remember: bool = False

    def is_usual(self, choice: str, organisation_kind: str) -> bool:
        """Whether organisations of this kind, 党支部 or another, usually do what `choice` says."""
        code = self.choices[choice]
        return code not in self.done_by or organisation_kind in self.done_by[code]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """How one fact is made from a record. Its parts name fields; `expected` and `actual` may be numbers themselves."""

    kind: str
    day: str
    end: str = ""
    expected: str | Decimal = ""
    actual: str | Decimal = ""
    level: str = ""
    person: str = ""
    case: str = ""
    subject: str = ""
    for_each: str = ""
    when: Mapping[str, tuple[str | bool, ...]] = field(default_factory=dict)

    @property
    def named_by(self) -> str:
        """The field whose value completes the fact kind; empty when the kind is fixed."""
        found = _PLACEHOLDER.search(self.kind)
        return found[1] if found else ""

    def named(self, code: str) -> str:
        """The fact kind that `code` completes."""
        return _PLACEHOLDER.sub(code, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The fields that say who was to come, who came, who was excused and who was not: two counts and two lists.

    `everybody` is a choice field, with the codes of the choices to which all members are to come.
    """

    expected: str
    actual: str
    on_leave: str
    absent: str
    everybody: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One ledger that clerks keep. `group` is the heading it stands under among the other ledgers."""

    code: str
    title: str
    group: str
    kept_by: KeptBy
    article: str
    state: Literal["已核", "待核"]
    help: str
    fields: Mapping[str, Field]
    facts: tuple[FactSpec, ...]
    attendance: Attendance | None = None

    @property
    def naming(self) -> frozenset[str]:
        """The fields whose values complete fact kinds."""
        return frozenset(spec.named_by for spec in self.facts)

    def yields(self, fact_kind: str) -> bool:
        """Whether some record of this kind can yield facts of `fact_kind`."""
        return any(self._can_name(spec, fact_kind) for spec in self.facts)

    def _can_name(self, spec: FactSpec, fact_kind: str) -> bool:
        if not spec.named_by:
            return spec.kind == fact_kind
        code = fact_kind.partition(".")[2]
        choices = self.fields[spec.named_by].choices
        known = code in choices.values() if choices else CODE.match(code) is not None
        return known and spec.named(code) == fact_kind

    def levels_of(self, fact_kind: str) -> tuple[str, ...] | None:
        """Every level that this kind's records can give facts of `fact_kind`; None when it is free text.

        Of several words that mean the same, the first is the one that facts have.
        """
        found: dict[str, str] = {}
        for spec in self.facts:
            if spec.level and self._can_name(spec, fact_kind):
                if not self.fields[spec.level].choices:
                    return None
                for word, code in self.fields[spec.level].choices.items():
                    found.setdefault(code, word)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Yields:
    """What records can yield. Called with a fact kind it says whether any record kind yields it."""

    kinds: tuple[Kind, ...]

    @classmethod
    def of(cls, kinds: Mapping[str, Kind]) -> Yields:
        """What records of these kinds can yield."""
        return cls(tuple(kinds.values()))

    def __call__(self, fact_kind: str) -> bool:
        """Whether some record can yield facts of `fact_kind`."""
        return any(kind.yields(fact_kind) for kind in self.kinds)

    def levels_of(self, fact_kind: str) -> tuple[str, ...] | None:
        """Every level a fact of this kind can have, in the order of the ledger; None when it is free text."""
        found: dict[str, None] = {}
        for kind in self.kinds:
            if kind.yields(fact_kind):
                levels = kind.levels_of(fact_kind)
                if levels is None:
                    return None
                found |= dict.fromkeys(levels)
        return tuple(found)

    def names_like(self, fact_kind: str) -> list[str]:
        """Every fact kind that can be yielded; where a record completes the name, with the code of `fact_kind`."""
        code = fact_kind.partition(".")[2] or fact_kind
        names: dict[str, None] = {}
        for kind in self.kinds:
            for spec in kind.facts:
                choices = kind.fields[spec.named_by].choices.values() if spec.named_by else ()
                names |= dict.fromkeys(spec.named(one) for one in (choices or [code]))
        return list(names)


def load_kinds(folder: Path) -> tuple[dict[str, Kind], list[Problem]]:
    """Read every `*.yaml` of the folder, in name order. A kind with an error is left out; nothing is raised."""
    kinds: dict[str, Kind] = {}
    problems: list[Problem] = []
    titles: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        reader = _KindReader(read_document(path))
        kind = reader.kind(path.stem)
        first = titles.setdefault(kind.title, path.name) if kind and kind.title else path.name
        if first != path.name:
            reader.report("kind_title_repeated", ("title",), file=first)
        problems += reader.document.problems
        if kind and not reader.document.problems:
            kinds[kind.code] = kind
    if not kinds and not problems:
        problems.append(Problem("kind_none", Place(file=folder.name)))
    return kinds, problems


class _KindReader(MappingReader):
    """Turn one document into a kind, reporting every fault with its place."""

    def kind(self, stem: str) -> Kind | None:
        if self.document.problems:
            return None
        root = self.mapping((), self.document.value, _KIND_KEYS)
        if not root:
            return None
        code = self.code(("kind",), self.text(root, (), "kind"))
        if code and code != stem:
            self.report("kind_differs_from_file", ("kind",), word=code, file=stem)
        fields = self.fields(self.needed(root, (), "fields"))
        self.headings(fields)
        return Kind(
            code=code,
            title=self.text(root, (), "title"),
            group=self.text(root, (), "group"),
            kept_by=self.one_of(root, (), "kept_by", get_args(KeptBy)),
            article=self.text(root, (), "article"),
            state=self.one_of(root, (), "state", _STATES),
            help=self.text(root, (), "help", required=False),
            fields=fields,
            attendance=self.attendance(root["attendance"], fields) if "attendance" in root else None,
            facts=self.facts(self.needed(root, (), "facts"), fields),
        )

    def fields(self, value: Any) -> dict[str, Field]:
        declared = {} if value is None else self.mapping(("fields",), value)
        return {code: self.field(("fields", code), code, given) for code, given in declared.items()}

    def field(self, path: Path_, code: str, value: Any) -> Field:
        self.code(path, code)
        given = self.mapping(path, value, _COLUMN_KEYS)
        type_ = self.one_of(given, path, "is", get_args(FieldType))
        choices = self.choices(given, path, type_)
        if "measured_in" in given and type_ not in ("count", "number"):
            self.report("kind_word_misplaced", (*path, "measured_in"), word="measured_in", types="count、number")
        if "remember" in given and type_ not in _REMEMBERED:
            self.report("kind_word_misplaced", (*path, "remember"), word="remember", types="、".join(_REMEMBERED))
        return Field(
            code=code,
            heading=self.text(given, path, "heading"),
            type=type_,
            also=self.texts(given.get("also", []), (*path, "also")),
            required=self.flag(given, path, "required"),
            choices=choices,
            done_by=self.done_by(given, path, choices if type_ == "choice" else {}),
            measured_in=self.text(given, path, "measured_in", required=False),
            sensitive=self.flag(given, path, "sensitive"),
            remember=self.flag(given, path, "remember"),
        )

    def choices(self, given: Mapping[str, Any], path: Path_, type_: str) -> dict[str, str]:
        inner = (*path, "choices")
        if "choices" not in given:
            if type_ == "choice":
                self.report("kind_word_missing", inner, word="choices")
            return {}
        if type_ not in ("choice", "list"):
            self.report("kind_word_misplaced", inner, word="choices", types="choice、list")
        codes = self.mapping(inner, given["choices"])
        return {choice: self.code((*inner, choice), code) for choice, code in codes.items()}

    def done_by(self, given: Mapping[str, Any], path: Path_, choices: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        inner = (*path, "done_by")
        if "done_by" not in given:
            return {}
        if not choices:
            self.report("kind_word_misplaced", inner, word="done_by", types="choice")
            return {}
        found = {}
        for choice, kinds in self.mapping(inner, given["done_by"]).items():
            if choice not in choices:
                self.word_unknown((*inner, choice), choice, choices)
                continue
            found[choices[choice]] = self.texts(kinds, (*inner, choice))
        return found

    def headings(self, fields: Mapping[str, Field]) -> None:
        taken = dict.fromkeys(COMMON_HEADINGS, "各类台账共有的栏目")
        for code, column in fields.items():
            for heading in (column.heading, *column.also):
                if heading and heading in taken:
                    self.report("kind_heading_repeated", ("fields", code), word=heading, other=taken[heading])
                taken[heading] = f"字段“{code}”"

    def attendance(self, value: Any, fields: Mapping[str, Field]) -> Attendance:
        path = ("attendance",)
        given = self.mapping(path, value, (*_ATTENDANCE, "everybody"))
        found = {word: self.attending(given, path, word, fields) for word in _ATTENDANCE}
        return Attendance(**found, everybody=self.everybody(given.get("everybody", {}), (*path, "everybody"), fields))

    def attending(self, given: Mapping[str, Any], path: Path_, word: str, fields: Mapping[str, Field]) -> str:
        code = self.text(given, path, word)
        if code and self.known_field((*path, word), code, fields) and fields[code].type != _ATTENDANCE[word]:
            self.report("kind_field_unfit", (*path, word), word=word, field=code, type=fields[code].type)
        return code

    def everybody(self, value: Any, path: Path_, fields: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
        given = self.mapping(path, value)
        if len(given) > 1:
            self.report("kind_value_wrong", path, word="everybody", wanted="一个栏目")
            return {}
        found = {}
        for code, words in given.items():
            inner = (*path, code)
            if not self.known_field(inner, code, fields):
                continue
            if fields[code].type != "choice":
                self.report("kind_field_unfit", inner, word="everybody", field=code, type=fields[code].type)
                continue
            choices = fields[code].choices
            named = self.texts(words, inner)
            for word in named:
                if word not in choices:
                    self.word_unknown(inner, word, choices)
            found[code] = tuple(choices[word] for word in named if word in choices)
        return found

    def facts(self, value: Any, fields: Mapping[str, Field]) -> tuple[FactSpec, ...]:
        if value is not None and not isinstance(value, list):
            self.report("kind_value_wrong", ("facts",), word="facts", wanted="列表")
        items = value if isinstance(value, list) else []
        return tuple(self.fact(("facts", index), item, fields) for index, item in enumerate(items))

    def fact(self, path: Path_, value: Any, fields: Mapping[str, Field]) -> FactSpec:
        given = self.mapping(path, value, ("kind", *_SLOTS, "for_each", "when"))
        for_each = str(self.reference(given, path, "for_each", fields, lambda column: column.type == "list"))
        slots = {slot: self.slot(given, path, slot, fields, for_each) for slot in _SLOTS}
        if "day" not in given:
            self.report("kind_word_missing", (*path, "day"), word="day")
        spec = FactSpec(
            kind=self.text(given, path, "kind"),
            for_each=for_each,
            when=self.conditions(given.get("when", {}), (*path, "when"), fields),
            **slots,
        )
        self.template(spec, (*path, "kind"), fields)
        return spec

    def slot(self, given: Mapping[str, Any], path: Path_, slot: str, fields: Mapping[str, Field], for_each: str) -> Any:
        number = given.get(slot)
        if slot in ("expected", "actual") and isinstance(number, int | Decimal) and not isinstance(number, bool):
            return Decimal(number)

        def fits(column: Field) -> bool:
            return column.type in _SLOTS[slot] or (slot in _PER_ELEMENT and column.code == for_each)

        return self.reference(given, path, slot, fields, fits)

    def reference(
        self,
        given: Mapping[str, Any],
        path: Path_,
        slot: str,
        fields: Mapping[str, Field],
        fits: Callable[[Field], bool],
    ) -> str:
        code = self.text(given, path, slot, required=False)
        if code and self.known_field((*path, slot), code, fields) and not fits(fields[code]):
            self.report("kind_field_unfit", (*path, slot), word=slot, field=code, type=fields[code].type)
        return code

    def known_field(self, path: Path_, code: str, fields: Mapping[str, Field]) -> bool:
        if code not in fields:
            self.report("kind_field_unknown", path, word=code, hint=hint(code, fields))
        return code in fields

    def conditions(self, value: Any, path: Path_, fields: Mapping[str, Field]) -> dict[str, tuple[str | bool, ...]]:
        conditions = {}
        for code, wanted in self.mapping(path, value).items():
            inner = (*path, code)
            if not self.known_field(inner, code, fields):
                continue
            column = fields[code]
            if column.type not in _CONDITIONAL:
                self.report("kind_field_unfit", inner, word="when", field=code, type=column.type)
            elements = wanted if isinstance(wanted, list) else [wanted]
            conditions[code] = tuple(self.wanted(inner, column, element) for element in elements)
        return conditions

    def wanted(self, path: Path_, column: Field, value: Any) -> str | bool:
        known: Collection[Any] = _FLAGS if column.type == "flag" else column.choices or [value]
        if value not in known:
            texts = [word for word in known if isinstance(word, str)]
            self.word_unknown(path, value, texts)
            return str(value)
        return _FLAGS[value] if column.type == "flag" else str(value)

    def template(self, spec: FactSpec, path: Path_, fields: Mapping[str, Field]) -> None:
        if spec.kind and not _TEMPLATE.match(spec.kind):
            self.report("kind_template_wrong", path, word=spec.kind)
            return
        code = spec.named_by
        if not code or not self.known_field(path, code, fields):
            return
        column = fields[code]
        element_code = code == spec.for_each and column.choices
        if column.type not in _NAMING and not element_code:
            self.report("kind_field_unfit", path, word="kind", field=code, type=column.type)
