"""Read record kinds from a folder of YAML files, and report every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from mingheng.scoring.documents import Path_, read_document
from mingheng.scoring.kinds import Attendance, FactSpec, Field, FieldType, KeptBy, Kind
from mingheng.scoring.mappings import MappingReader, hint
from mingheng.scoring.problems import Place, Problem

COMMON_HEADINGS = ("单位", "编号", "归属年度", "归属月份", "录入日期", "撤回日期", "已核实")
"""The columns that every sheet of records has."""

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
