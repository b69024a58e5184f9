"""Worked cases: a Chinese sentence, facts, and the points that follow from the text. They run as tests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from mingheng.scoring.checker import load_rulebook
from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.records import near_kind
from mingheng.scoring.checker.rules import lines_below
from mingheng.scoring.documents import Document, read_document
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.facts import FactRow, Facts
from mingheng.scoring.language.loading import Sources
from mingheng.scoring.language.measures import Children, Peers
from mingheng.scoring.language.reader import Pieces, Reader
from mingheng.scoring.language.rulebook import Rulebook, parts_of
from mingheng.scoring.language.words import Exact
from mingheng.scoring.outcome import Outcome
from mingheng.scoring.pipeline import assess
from mingheng.scoring.problems import FaultyInput, Problem
from mingheng.scoring.subjects import Subject, Subjects


@dataclass(frozen=True, kw_only=True)
class CaseSubject:
    """A subject of a case, as in the subject sheet."""

    group: str = field(default="", metadata={"key": "class"})
    kind: str = ""
    parent: str = ""
    unit: str = ""
    scored_with: str = ""
    founded: date | None = None
    closed: date | None = None
    assessed: bool = True
    attributes: Mapping[str, Exact] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CaseFact:
    """A fact of a case; `on` lists several days of otherwise equal facts."""

    kind: str
    subject: str = ""
    on: tuple[date, ...] = ()
    day: date | None = None
    belongs: date | None = None
    end: date | None = None
    expected: Exact | None = None
    actual: Exact | None = None
    level: str = ""
    person: str = ""
    case: str = ""
    verified: bool = False
    known: date | None = None
    withdrawn: date | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One worked case of a rulebook."""

    case: str
    as_of: date | None = None
    known_on: date | None = None
    subjects: Mapping[str, CaseSubject] = field(default_factory=dict)
    facts: tuple[CaseFact, ...] = ()
    connected: tuple[str, ...] | None = None
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case went; `differences` says what came out otherwise."""

    name: str
    file: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as the case says."""
        return not self.differences


def read_cases(
    folder: Path, rulebook: Rulebook | None = None, yields: Callable[[str], bool] | None = None
) -> tuple[list[tuple[str, Case]], list[Problem]]:
    """All cases of a rulebook folder with the file each stands in, and what is wrong with the files.

    With the rulebook, the words of each case are checked against it.
    """
    found: list[tuple[str, Case]] = []
    problems: list[Problem] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        document, notes = read_document(path), Notes(Sources())
        cases = list(_cases_in(document, notes.sources.pieces))
        if rulebook is not None:
            for case in cases:
                check_case(rulebook, case, notes, yields)
        found += [(path.name, case) for case in cases]
        problems += [*document.problems, *notes.problems]
    return found, problems


def check_case(rulebook: Rulebook, case: Case, notes: Notes, yields: Callable[[str], bool] | None = None) -> None:
    """The words of a case are the rulebook's, and every fact has its subject and day."""
    for subject in case.subjects.values():
        _check_subject(rulebook, subject, notes)
    for fact in case.facts:
        if not fact.subject and len(case.subjects) > 1:
            notes.error("fact_without_subject", fact, subjects="、".join(case.subjects))
        if bool(fact.on) == (fact.day is not None):
            notes.error("needs_one_key", fact, options="on、day")
    if yields is None:
        return
    known = rulebook.fact_kinds | {f"exemption.{code}" for code in rulebook.rules}
    named: list[tuple[Any, str, str]] = [(fact, "kind", fact.kind) for fact in case.facts]
    for piece, key, kind in [*named, *((case, "connected", kind) for kind in case.connected or ())]:
        # Records can name any rule as excepted; here the rules are known.
        if kind not in known and (kind.startswith("exemption.") or not yields(kind)):
            notes.error("fact_kind_unknown", piece, key, word=kind, near=near_kind(kind, yields, known))


def _check_subject(rulebook: Rulebook, subject: CaseSubject, notes: Notes) -> None:
    words = (
        ("class", "类别", subject.group, rulebook.classes),
        ("kind", "组织类型", subject.kind, rulebook.unit_kinds),
    )
    for key, what, word, declared in words:
        if word and declared and word not in declared:
            notes.unknown(what, word, declared, subject, key)
    for name in subject.attributes:
        if name not in rulebook.attributes:
            notes.unknown("属性", name, rulebook.attributes, subject, "attributes", name)


def _cases_in(document: Document, pieces: Pieces) -> Iterator[Case]:
    if document.problems:
        return
    reader = Reader(document, pieces)
    value = document.value
    if not isinstance(value, dict) or list(value) != ["cases"] or not isinstance(value["cases"], list):
        reader.refuse("needs_cases", ())
        return
    for index, item in enumerate(value["cases"]):
        case = reader.read(Case, _with_plain_facts(item), ("cases", index))
        if case is not None:
            yield case


def _with_plain_facts(item: Any) -> Any:
    """An empty list of facts or subjects says the same as none."""
    empty: tuple[Any, ...] = ([], {}, None)
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key not in ("facts", "subjects") or value not in empty}


def run_case(rulebook: Rulebook, case: Case, file: str = "") -> CaseResult:
    """Score a case and compare every figure it expects."""
    names = list(case.subjects) or ["甲"]
    nested = all(isinstance(value, dict) for value in case.expect.values())
    wanted = case.expect if nested else {names[0]: case.expect}
    try:
        outcome = _assessed(narrowed(rulebook, {code for figures in wanted.values() for code in figures}), case)
    except FaultyInput as fault:
        return CaseResult(case.case, file, tuple(str(problem) for problem in fault.problems))
    differences = [
        difference
        for subject, figures in wanted.items()
        for code, expected in figures.items()
        for difference in _difference(outcome, subject, code, expected)
    ]
    return CaseResult(case.case, file, tuple(differences))


def narrowed(rulebook: Rulebook, asked: Collection[str]) -> Rulebook:
    """The rulebook with the rules and nodes that the lines asked for need, and no others.

    Rules see each other only through peers and children, so what is asked for comes out the same, many times faster.
    """
    if "grade" in asked or "rank" in asked:
        return rulebook
    needed: set[str] = set()
    waiting = list(asked)
    while waiting:
        lines = [line for line in lines_below(rulebook, waiting.pop()) if line not in needed]
        needed.update(lines)
        rules = [rulebook.rules[line] for line in lines if line in rulebook.rules]
        waiting += [part.of for part in parts_of(rules) if isinstance(part, Peers | Children)]
    rules_needed = {code: rule for code, rule in rulebook.rules.items() if code in needed}
    needed |= {rulebook.head.total, *(rule.node for rule in rules_needed.values())}
    above = {code: node.parent for code, node in rulebook.nodes.items() if node.parent}
    while not needed.issuperset(more := {above[code] for code in needed if code in above}):
        needed |= more
    nodes_needed = {code: node for code, node in rulebook.nodes.items() if code in needed}
    return replace(rulebook, nodes=nodes_needed, rules=rules_needed, grading=None, effects=(), consequences=())


def _assessed(rulebook: Rulebook, case: Case) -> Outcome:
    table = case.subjects or {"甲": CaseSubject()}
    rows = [Subject(id=name, name=name, **vars(subject)) for name, subject in table.items()]
    subjects = Subjects.of(rows, tuple(rulebook.attributes))
    only = next(iter(table))
    facts = [row for fact in case.facts for row in _fact_rows(fact, only)]
    exemptions = {fact.kind for fact in case.facts if fact.kind.startswith("exemption.")}
    connected = rulebook.fact_kinds if case.connected is None else frozenset(case.connected)
    columns = Facts.of(facts, subjects, connected | exemptions)
    return assess(rulebook, columns, subjects, case.as_of or rulebook.cycle_to, case.known_on)


def _fact_rows(fact: CaseFact, only: str) -> Iterator[FactRow]:
    days = fact.on or ((fact.day,) if fact.day else ())
    for day in days:
        own = {name: value for name, value in vars(fact).items() if name not in ("on", "day", "subject")}
        yield FactRow(subject=fact.subject or only, day=day, source=fact.kind, **own)


def _difference(outcome: Outcome, subject: str, code: str, expected: Any) -> Iterator[str]:
    known = outcome.view.subjects.positions
    if subject not in known or code not in (*outcome.codes, "grade", "rank"):
        yield f"{subject} {code}：没有这个考核对象或指标"
        return
    if code == "grade":
        grade = outcome.grade(subject)
        got: Any = grade.grade or grade.reason
    elif code == "rank":
        got = outcome.grade(subject).rank
    else:
        line = outcome.line(subject, code)
        if isinstance(expected, str):
            got = line.status
        else:
            got, expected = line.points, Fraction(expected)
    if got != expected:
        yield f"{subject} {code}：应为{_shown(expected)}，实为{_shown(got)}" + _status_of(outcome, subject, code)


def _shown(value: Any) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else str(value)


def _status_of(outcome: Outcome, subject: str, code: str) -> str:
    return "" if code in ("grade", "rank") else f"（{outcome.line(subject, code).status}）"


def run_cases(folder: Path, yields: Callable[[str], bool] | None = None) -> list[CaseResult]:
    """Run every case of a rulebook folder. Faulty rulebooks or case files raise FaultyInput.

    `yields` is as in `load_rulebook`; with it the fact kinds that cases name are checked too.
    """
    rulebook, problems = load_rulebook(folder, yields)
    cases, faults = read_cases(folder, rulebook, yields)
    errors = [problem for problem in (*problems, *faults) if problem.is_error]
    if rulebook is None or errors:
        raise FaultyInput(errors)
    return [run_case(rulebook, case, file) for file, case in cases]
