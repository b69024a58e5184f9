"""Small worlds: a rulebook from a few words of YAML, subjects, facts on days of 2026, and what comes out as text."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from mingheng.scoring import FactRow, Facts, Outcome, Rulebook, Subject, Subjects, assess, parse_rulebook
from mingheng.scoring.documents import Document, read_text
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.explain import line_sentence

YEAR_END = "2026-12-31"
ANY = "meeting.any"
HEAD = {
    "id": "small",
    "title": "小细则",
    "issuer": "示范机关",
    "document": "示〔2026〕1号",
    "cycle": {"from": date(2026, 1, 1), "to": date(2026, 12, 31)},
    "rounding": {"leaf": 3, "group": 4, "total": 2},
}
RATIO = "{take: ratio, part: {take: attribute, name: part}, whole: {take: attribute, name: whole}}"


BOOKS: dict[str, Rulebook] = {}


def plain(value: Any) -> Any:
    """YAML text as the plain values a rulebook is read from; anything else as it is."""
    return _parsed(value) if isinstance(value, str) else value


@cache
def _parsed(value: str) -> Any:
    document = read_text(value, Document(file="text"))
    assert document.problems == []
    return document.value


def rule(
    code: str = "r",
    measure: Any = "{take: count, of: meeting.any}",
    shape: Any = "{form: per_item, give: 1}",
    **more: Any,
) -> dict[str, Any]:
    """One rule under the total, on article three."""
    words = {key: plain(value) if str(value).startswith(("{", "[")) else value for key, value in more.items()}
    fixed = {"rule": code, "label": f"规则{code}", "node": "total", "article": "第三条", "text": "原文"}
    return fixed | {"measure": plain(measure), "shape": plain(shape)} | words


def book(*rules: Mapping[str, Any], nodes: Any = "[]", head: Any = "{}", **parts: Any) -> Rulebook:
    """A checked rulebook; the same words give the same one, which saves time."""
    value = whole(*rules, nodes=nodes, head=head, **parts)
    known = repr(value)
    if known not in BOOKS:
        BOOKS[known] = parse_rulebook(value)
    return BOOKS[known]


def whole(*rules: Mapping[str, Any], nodes: Any = "[]", head: Any = "{}", **parts: Any) -> dict[str, Any]:
    """The plain mapping of a rulebook, unchecked."""
    given = plain(nodes)
    total = [] if any(node["node"] == "total" for node in given) else [{"node": "total", "label": "总分"}]
    return {
        "rulebook": HEAD | plain(head),
        "nodes": [*total, *given],
        "rules": list(rules),
        **{name: plain(part) for name, part in parts.items()},
    }


def on(text: str) -> date:
    """A day of 2026 (`03-05`) or of another year."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def fact(day: str, kind: str = ANY, subject: str = "甲", **more: Any) -> FactRow:
    """One fact; days and quantities are given as text or whole numbers."""
    days = {key: on(value) for key, value in more.items() if key in ("belongs", "end", "known", "withdrawn")}
    amounts = {key: Decimal(value) for key, value in more.items() if key in ("expected", "actual")}
    return FactRow(subject, kind, on(day), **{**more, **days, **amounts})


def subject(name: str = "甲", group: str = "", **more: Any) -> Subject:
    """One subject; days and attributes are given as text or whole numbers."""
    days = {key: on(value) for key, value in more.items() if key in ("founded", "closed")}
    numbers = {key: Decimal(value) for key, value in more.pop("attributes", {}).items()}
    return Subject(name, name, group, attributes=numbers, **{**more, **days})


def outcome(
    rulebook: Rulebook,
    rows: Iterable[FactRow] = (),
    subjects: Iterable[Subject] = (),
    as_of: str = YEAR_END,
    known_on: str = "",
    connected: Iterable[str] | None = None,
) -> Outcome:
    """Assess; without subjects there is one, 甲; without a list every kind is connected."""
    table = Subjects.of(list(subjects) or [subject()], tuple(rulebook.attributes))
    columns = Facts.of(rows, table, rulebook.fact_kinds if connected is None else connected)
    return assess(rulebook, columns, table, on(as_of), on(known_on) if known_on else None)


def text(number: Fraction | None) -> str:
    """Points as people write them."""
    return "" if number is None else decimal_text(number)


def got(result: Outcome, code: str = "r", name: str = "甲") -> str:
    """Points of a line, or its status where it has none."""
    line = result.line(name, code)
    return line.status if line.points is None else text(line.points)


def range_of(result: Outcome, code: str = "r", name: str = "甲") -> str:
    """Worst and best of a line."""
    line = result.line(name, code)
    return f"{text(line.worst)}..{text(line.best)}"


def told(result: Outcome, code: str = "r", name: str = "甲") -> str:
    """A line's sentence without its source."""
    return line_sentence(result, name, result.line(name, code)).partition("〔")[0]


def measured(
    measure: Any, *rows: FactRow, subjects: Iterable[Subject] = (), as_of: str = YEAR_END, **parts: Any
) -> str:
    """The exact number of a measure for 甲, or the status where there is none."""
    connected = parts.pop("connected", None)
    known_on = parts.pop("known_on", "")
    result = outcome(book(rule(measure=measure), **parts), rows, subjects, as_of, known_on, connected)
    line = result.line("甲", "r")
    return line.status if line.measure is None else str(line.measure)


def points(shape: Any, value: Any, **more: Any) -> str:
    """The points that a shape gives to a number (`3`, `1/3`), or the status where it gives none."""
    number = Fraction(value)
    parts = {name: more.pop(name) for name in ("head",) if name in more}
    head = {"attributes": {"part": "分子", "whole": "分母"}} | plain(parts.get("head", "{}"))
    attributes = {"part": number.numerator, "whole": number.denominator} | more.pop("attributes", {})
    one = subject(group=more.pop("group", ""), attributes=attributes)
    return got(outcome(book(rule(measure=RATIO, shape=shape, **more), head=head), subjects=[one]))
