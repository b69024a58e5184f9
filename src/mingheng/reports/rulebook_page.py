"""The rulebook as a table that people can read and hold against the printed document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingheng.reports.measure_text import measure_text
from mingheng.reports.records import Records
from mingheng.reports.wording import joined, period_text, quota_text, shown
from mingheng.scoring import Outcome, Rulebook
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.rulebook import Effect, Level, Node, Rule
from mingheng.scoring.phrases import interval_text


@dataclass(frozen=True, slots=True)
class TableRow:
    """A node or rule in the table."""

    code: str
    depth: int
    is_rule: bool
    label: str
    points: str
    article: str
    text: str
    measure: str
    state: str
    assessor: str
    note: str


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade with what it takes."""

    grade: str
    interval: str
    quota: str
    gates: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """What moves a grade."""

    label: str
    then: str
    article: str
    text: str
    note: str


def table_rows(outcome: Outcome, records: Records) -> Iterator[TableRow]:
    """The tree, each node before its children."""
    rulebook = outcome.rulebook
    depths: dict[str, int] = {}
    for code in outcome.codes:
        rule, node = rulebook.rules.get(code), rulebook.nodes.get(code)
        part = rule or rulebook.nodes[code]
        depths[code] = depths.get(rule.node if rule else rulebook.nodes[code].parent, -1) + 1
        yield TableRow(
            code=code,
            depth=depths[code],
            is_rule=rule is not None,
            label=part.label,
            points="，".join(_limits(part)) + (_share(node) if node else ""),
            article=part.article,
            text=joined(part.text),
            measure=measure_text(rule.measure, rulebook, records.kind_label) if rule else "",
            state=rule.state if rule else "",
            assessor=rule.assessor if rule else "",
            note=joined(part.note) + ("（仅供参考，不计入总分）" if part.reference else ""),
        )


def _limits(part: Node | Rule) -> Iterator[str]:
    if part.max_points is not None:
        yield shown(part.max_points)
    if part.cap is not None and part.cap != part.max_points:
        yield f"最多{shown(part.cap)}" if part.cap > 0 else "只扣不加"
    if part.floor is not None and part.floor < 0:
        yield f"最多扣{shown(-part.floor)}"


def _share(node: Node) -> str:
    return "" if node.share == 1 else f"，计{decimal_text(node.share * 100, 4)}%"


def grade_rows(rulebook: Rulebook) -> Iterator[GradeRow]:
    """The grades, best first."""
    for level in rulebook.grading.levels if rulebook.grading else ():
        yield GradeRow(
            grade=level.grade,
            interval=interval_text(level, "分") if level.is_given else "不设分数线",
            quota=_quota(level, rulebook),
            gates=tuple(gate.label for gate in level.gates if gate.label),
            article=level.article,
        )


def _quota(level: Level, rulebook: Rulebook) -> str:
    quota = level.quota
    if quota is not None and quota.heads is not None:
        return quota_text(quota.heads, "个", rulebook.attributes)
    if quota is not None and quota.percent is not None:
        return quota_text(quota.percent, "%", rulebook.attributes)
    return "不限"


def effect_rows(rulebook: Rulebook) -> Iterator[EffectRow]:
    """What moves a grade, in the order in which it is applied."""
    for effect in rulebook.effects:
        yield EffectRow(effect.label, _then(effect), effect.article, effect.text, effect.note)


def _then(effect: Effect) -> str:
    then = effect.then
    if then.grade:
        return f"定为“{then.grade}”"
    if then.at_best:
        return f"不得高于“{then.at_best}”"
    if then.at_least:
        return f"不低于“{then.at_least}”"
    if then.down:
        return f"降{then.down}等"
    return "按会议决定的等次"


def period_rows(rulebook: Rulebook) -> list[str]:
    """Every declared way to divide time, once."""
    return list(dict.fromkeys(period_text(period) for period in rulebook.periods.values()))


def unread_articles(rulebook: Rulebook) -> int:
    """How many rules stand on an article that nobody has read yet."""
    return sum(rule.state == "待核" for rule in rulebook.rules.values())
