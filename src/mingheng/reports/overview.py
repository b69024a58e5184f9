"""The first page: key figures, what is missing, what follows from the results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingheng.reports.addresses import Addresses
from mingheng.reports.records import Records
from mingheng.reports.wording import STATUSES, Word
from mingheng.scoring import Outcome, Subject
from mingheng.scoring.language.rulebook import fact_kinds_of


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: a number, what it counts, and a remark."""

    label: str
    number: str
    unit: str
    remark: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A subject and its page."""

    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Unconnected:
    """A ledger that is not connected, and the rules that wait for it."""

    kind: str
    rules: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rule without points for some subjects, because something is missing or contradictory."""

    label: str
    status: Word
    subjects: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """A consequence and those for whom it holds."""

    label: str
    article: str
    then: str
    note: str
    subjects: tuple[Link, ...]


def key_figures(outcome: Outcome) -> list[Figure]:
    """Counts only: how many are assessed, graded, still open, without data."""
    subjects = list(outcome.assessed)
    statuses = [outcome.line(one.id, code).status for one in subjects for code in outcome.rulebook.rules]
    waiting, missing, failed = (statuses.count(word) for word in ("not_yet_due", "missing", "failed"))
    open_scores = sum(outcome.line(one.id, outcome.rulebook.head.total).open != 0 for one in subjects)
    figures = [
        Figure("考核对象", str(len(subjects)), "个", f"{len(outcome.rulebook.rules)}条评分规则"),
        Figure("得分未定", str(open_scores), "个", _why_open(waiting, open_scores)),
        _fault("缺数据", missing, "不作扣分，暂不定等", "warning"),
        _fault("无法计算", failed, "数据与规则矛盾", "alarm"),
    ]
    if outcome.rulebook.grading is not None:
        graded = sum(outcome.grade(one.id).grade is not None for one in subjects)
        figures.insert(1, Figure("已定等次", str(graded), "个", f"未定等{len(subjects) - graded}个"))
    return [*figures, Figure("所据事实", str(int(outcome.view.in_view.sum())), "条", "截至日以前发生并已录入")]


def _fault(label: str, number: int, remark: str, tone: str) -> Figure:
    return Figure(label, str(number), "项次", remark if number else "没有", tone if number else "")


def _why_open(waiting: int, open_scores: int) -> str:
    if waiting:
        return f"未到期的指标{waiting}项次"
    return "有指标缺数据或无法计算" if open_scores else "各项均已到期"


def unconnected(outcome: Outcome, records: Records) -> list[Unconnected]:
    """Fact kinds the rulebook reads and nobody delivers."""
    rulebook = outcome.rulebook
    absent = sorted(rulebook.fact_kinds - outcome.view.facts.connected)
    readers = {kind: [rule.label for rule in rulebook.rules.values() if kind in fact_kinds_of(rule)] for kind in absent}
    elsewhere = "定等、影响等次或结果运用的条件"
    return [Unconnected(records.kind_label(kind), "、".join(readers[kind]) or elsewhere) for kind in absent]


def unknowns(outcome: Outcome, addresses: Addresses) -> Iterator[Unknown]:
    """Rules that are missing or failed for somebody."""
    for code, rule in outcome.rulebook.rules.items():
        by_status: dict[str, list[Subject]] = {"failed": [], "missing": []}
        for subject in outcome.assessed:
            status = outcome.line(subject.id, code).status
            if status in by_status:
                by_status[status].append(subject)
        for status, subjects in by_status.items():
            if subjects:
                links = tuple(_link(one, addresses, code) for one in subjects)
                yield Unknown(rule.label, STATUSES[status], links)


def follows(outcome: Outcome, addresses: Addresses) -> list[Follow]:
    """Every consequence the rulebook knows, also those that hold for nobody."""
    holding: dict[str, list[Link]] = {part.consequence: [] for part in outcome.rulebook.consequences}
    for subject in outcome.assessed:
        for code, _, _ in outcome.consequences(subject.id):
            holding[code].append(_link(subject, addresses))
    return [
        Follow(part.label, part.article, part.then, part.note, tuple(holding[part.consequence]))
        for part in outcome.rulebook.consequences
    ]


def _link(subject: Subject, addresses: Addresses, code: str = "") -> Link:
    return Link(subject.name or subject.id, addresses.page(subject.id) + (f"#line-{code}" if code else ""))
