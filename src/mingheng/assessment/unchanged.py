"""Why a record that counts changed no score: one reason for each rule that reads it, from the rule's own explanation.

In: the source of facts (`entry:<id>`). Out: sentences. Computes no points: it compares what the kernel looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from django.utils.translation import gettext as _

from mingheng.assessment.asking import day_words, span_text
from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.live import current_cycle, score_now
from mingheng.assessment.models import Cycle, Standing
from mingheng.facts.models import Fact
from mingheng.facts.sources import of_source
from mingheng.ledger.record_kinds import all_kinds
from mingheng.scoring import Outcome
from mingheng.scoring.days import as_date
from mingheng.scoring.exact import Integers
from mingheng.scoring.fact_notes import explained_candidates, why_left_out
from mingheng.scoring.language.measures import Selection, Shortfall
from mingheng.scoring.language.rulebook import Rule, fact_kinds_of, parts_of
from mingheng.scoring.pipeline import passes
from mingheng.scoring.selection import Candidates, Reason
from mingheng.scoring.statuses import IS_GONE, Status
from mingheng.ui.figures import figure_text

_SAME = (Reason.COUNTED, Reason.MERGED)


@dataclass(frozen=True, slots=True)
class _Look:
    """One rule that looks at the record."""

    outcome: Outcome
    subject: int
    rule: Rule
    prefix: str

    def own(self, found: Candidates) -> Integers:
        """The rows of the record itself among what the rule looks at."""
        sources, mine = self.outcome.view.facts.source, np.flatnonzero(found.owner == self.subject)
        return mine[[sources[fact].startswith(self.prefix) for fact in found.facts[mine].tolist()]]


def why_unchanged(source: str) -> list[str]:
    """The reasons; one that concerns the whole record, or one for each rule that reads it."""
    cycle = current_cycle()
    if cycle is None:
        return [_("还没有启动考核周期，启动以后才计分。")]
    facts = list(Fact.objects.filter(of_source(source), withdrawn_on=None).select_related("subject"))
    whole = _of_the_whole(cycle, facts)
    if whole:
        return [whole]
    subject, read = facts[0].subject, {fact.kind for fact in facts} & connected_facts(cycle)
    live = score_now(cycle, [subject.pk], Standing.objects.get(cycle=cycle, subject=subject).as_of)
    position = live.outcome.view.subjects.positions[subject.code]
    rules = [rule for rule in rulebook_of(cycle).rules.values() if read & fact_kinds_of(rule)]
    looks = [_Look(live.outcome, position, rule, f"{source}:") for rule in rules]
    found = dict.fromkeys(f"{look.rule.label}：{reason}" for look in looks for reason in _reasons(look))
    return list(found) or [_("细则没有指标用到这条记录。")]


def _of_the_whole(cycle: Cycle, facts: list[Fact]) -> str:
    """A reason that lies before any rule."""
    if not facts:
        return _("发生那天，这个组织不属于任何考核单位，或者记录里没有可以计数的内容。")
    wanted = {fact.kind for fact in facts} & rulebook_of(cycle).fact_kinds
    if not wanted:
        return _("细则没有指标用到这类记录。")
    if not wanted & connected_facts(cycle):
        titles = [kind.title for kind in all_kinds().values() if any(kind.yields(fact) for fact in wanted)]
        return _("“%(titles)s”没有接入本周期的考核，不计分也不扣分。") % {"titles": "、".join(titles)}
    if not Standing.objects.filter(cycle=cycle, subject=facts[0].subject).exists():
        return _("这个单位现在不是考核对象，或者要等下一次全体重算。")
    return ""


def _reasons(look: _Look) -> Iterator[str]:
    """Why one rule's line stayed as it was; nothing from parts of it that do not look at the record."""
    rule, outcome = look.rule, look.outcome
    lines = outcome.rollup.lines[rule.rule]
    if rule.rule in passes(outcome.rulebook)[2]:
        yield _("要与同类单位比较，等下一次全体重算")
        return
    if IS_GONE[int(lines.status[look.subject])]:
        yield _("本项不适用于这个单位，或者经批准不要求")
        return
    for selection in parts_of(rule):
        if isinstance(selection, Selection):
            found = explained_candidates(selection, outcome.view)
            rows = look.own(found)
            if len(rows):
                yield _of_row(look, selection, found, int(rows[0]))
                return


def _of_row(look: _Look, selection: Selection, found: Candidates, row: int) -> str:
    reason, view = int(found.reason[row]), look.outcome.view
    if reason not in _SAME:
        return why_left_out(selection, found.spans, int(found.facts[row]), reason, view)
    others = _others(look, selection, found, row)
    if isinstance(selection, Shortfall):
        enough = _enough(selection, found, row, others)
        if enough:
            return enough
    if reason == Reason.MERGED:
        return _("与%(days)s的记录算同一项，只计一次") % {"days": _days(others) or _("另一条")}
    return _of_line(look)


def _others(look: _Look, selection: Selection, found: Candidates, row: int) -> list[date]:
    """The days of other records that count for the same sub-period, and for the same branch where it counts by case."""
    facts, own = look.outcome.view.facts, set(look.own(found).tolist())
    is_by_case = isinstance(selection, Shortfall) and selection.quantity == ("case",)
    days = []
    for other in np.flatnonzero((found.owner == look.subject) & (found.span == found.span[row])).tolist():
        is_alike = not is_by_case or facts.case[found.facts[other]] == facts.case[found.facts[row]]
        if other not in own and found.reason[other] in _SAME and is_alike:
            days.append(as_date(int(facts.day[found.facts[other]])))
    return sorted(day for day in days if day)


def _enough(selection: Shortfall, found: Candidates, row: int, others: list[date]) -> str:
    """Where the sub-period had what it needs without the record."""
    first, last = (as_date(int(column[found.span[row]])) for column in (found.spans.first, found.spans.last))
    if not others or first is None or last is None:
        return ""
    words = {"span": span_text(first, last), "days": _days(others)}
    if selection.quantity == ("case",):
        return _("该组织%(span)s已有%(days)s一次，一个时段只计一次") % words
    return _("%(span)s已有%(days)s的记录，应有的次数已经够了") % words


def _days(days: list[date]) -> str:
    return "、".join(day_words(day) for day in days)


def _of_line(look: _Look) -> str:
    """Where it counts and the line gives no more for it."""
    lines = look.outcome.rollup.lines[look.rule.rule]
    points = Fraction(int(lines.points[look.subject]), lines.scale)
    status = Status(int(lines.status[look.subject]))
    if status == Status.MISSING:
        return _("已计入，但本项还缺别的数据，暂不计分")
    if status == Status.NOT_YET_DUE:
        return _("已计入，本项还没有到期，暂不计分")
    if lines.max_points[look.subject] == lines.points[look.subject] and points > 0:
        return _("已计入；本项原来就是满分%(points)s分，不再增加") % {"points": figure_text(points)}
    limit = look.rule.cap
    if limit is not None and points >= limit:
        return _("已计入；本项已到上限%(points)s分，不再增加") % {"points": figure_text(points)}
    return _("已计入，还没有达到得分变化的一档")
