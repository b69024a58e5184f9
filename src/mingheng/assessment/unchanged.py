"""Why a record that counts changed no score: one reason for each rule that reads it, from the rule's own explanation.

In: sources of facts (`entry:<id>`). Out: sentences for each. Computes no points: it compares what the kernel looked at.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import or_

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
from mingheng.scoring.exact import THOUSANDTHS, Integers
from mingheng.scoring.fact_notes import explained_candidates, why_left_out
from mingheng.scoring.language.measures import Count, Levels, PerColumn, Selection, Shortfall
from mingheng.scoring.language.rulebook import Rule, fact_kinds_of, parts_of
from mingheng.scoring.language.shapes import Flat, PerItem, Proportional, Shape, Table, Tiers
from mingheng.scoring.measures.grouping import key_column
from mingheng.scoring.measures.shortfalls import owed_spans
from mingheng.scoring.pipeline import passes
from mingheng.scoring.selection import Candidates, Reason, Selected
from mingheng.scoring.statuses import IS_GONE, Status
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View, amounts
from mingheng.ui.figures import figure_text

_SAME = (Reason.COUNTED, Reason.MERGED)


@dataclass(frozen=True, slots=True)
class _Look:
    """One rule that looks at the record."""

    outcome: Outcome
    subject: int
    rule: Rule
    source: str
    """What its facts name: the record, whatever its version, or one version of it."""

    def own(self, found: Candidates) -> Integers:
        """The rows of the record itself among what the rule looks at."""
        sources, mine = self.outcome.view.facts.source, np.flatnonzero(found.owner == self.subject)
        return mine[[self._is_own(sources[fact]) for fact in found.facts[mine].tolist()]]

    def _is_own(self, source: str) -> bool:
        # With the colon: version 1 is not version 10.
        return source == self.source or source.startswith(f"{self.source}:")


def why_unchanged(sources: Sequence[str]) -> dict[str, list[str]]:
    """The reasons for each; one that concerns the whole record, or one for each rule that reads it.

    A unit is scored once, however many of the records are its own.
    """
    cycle = current_cycle()
    if cycle is None or not sources:
        return {source: [_("还没有启动考核周期，启动以后才计分。")] for source in sources}
    found: dict[str, list[Fact]] = {source: [] for source in sources}
    of_any = reduce(or_, (of_source(source) for source in sources))
    for fact in Fact.objects.filter(of_any, withdrawn_on=None).select_related("subject").order_by("pk"):
        found[fact.source.rpartition(":")[0]].append(fact)
    subjects = {fact.subject_id for facts in found.values() for fact in facts}
    standings = dict(Standing.objects.filter(cycle=cycle, subject__in=subjects).values_list("subject_id", "as_of"))
    scored = {unit: score_now(cycle, [unit], day).outcome for unit, day in standings.items()}
    return {source: _of_record(cycle, source, facts, scored) for source, facts in found.items()}


def _of_record(cycle: Cycle, source: str, facts: list[Fact], scored: Mapping[int, Outcome]) -> list[str]:
    """The reasons of one record with these facts."""
    whole = _of_the_whole(cycle, facts, scored)
    if whole:
        return [whole]
    subject, read = facts[0].subject, {fact.kind for fact in facts} & connected_facts(cycle)
    outcome = scored[subject.pk]
    position = outcome.view.subjects.positions[subject.code]
    rules = [rule for rule in rulebook_of(cycle).rules.values() if read & fact_kinds_of(rule)]
    looks = [_Look(outcome, position, rule, source) for rule in rules]
    found = dict.fromkeys(f"{look.rule.label}：{reason}" for look in looks for reason in _reasons(look))
    return list(found) or [_("细则没有指标用到这条记录。")]


def _of_the_whole(cycle: Cycle, facts: list[Fact], scored: Container[int]) -> str:
    """A reason that lies before any rule."""
    if not facts:
        return _("发生那天，这个组织不属于任何考核单位，或者记录里没有可以计数的内容。")
    wanted = {fact.kind for fact in facts} & rulebook_of(cycle).fact_kinds
    if not wanted:
        return _("细则没有指标用到这类记录。")
    if not wanted & connected_facts(cycle):
        titles = [kind.title for kind in all_kinds().values() if any(kind.yields(fact) for fact in wanted)]
        return _("“%(titles)s”没有接入本周期的考核，不计分也不扣分。") % {"titles": "、".join(titles)}
    if facts[0].subject_id not in scored:
        return _("这个单位现在不是考核对象，或者要等下一次全体重算。")
    return ""


def _reasons(look: _Look) -> Iterator[str]:
    """Why one rule's line stayed as it was; nothing from parts of it that do not look at the record."""
    rule, outcome = look.rule, look.outcome
    lines = outcome.rollup.lines[rule.rule]
    if rule.rule in passes(outcome.rulebook).from_peers:
        yield _("要与同类单位比较，等下一次全体重算")
        return
    if IS_GONE[int(lines.status[look.subject])]:
        yield _("本项不适用于这个单位，或者经批准不要求")
        return
    for selection in parts_of(rule):
        if isinstance(selection, Selection):
            found = explained_candidates(selection, outcome.view)
            rows = look.own(found).tolist()
            if rows:
                yield _of_row(
                    look, selection, found, next((row for row in rows if found.reason[row] in _SAME), rows[0])
                )
                return


def _of_row(look: _Look, selection: Selection, found: Candidates, row: int) -> str:
    reason, view = int(found.reason[row]), look.outcome.view
    if reason not in _SAME:
        return why_left_out(selection, found.spans, int(found.facts[row]), reason, view)
    alike = _beside(look, selection, found, row, _counted_once_by(selection))
    told = _of_span(look, selection, found, row, alike) if isinstance(selection, Shortfall) else ""
    if told:
        return told
    if reason == Reason.MERGED:
        taken = [other for other in alike if found.reason[other] == Reason.COUNTED]
        return _("与%(days)s的记录算同一项，只计一次") % {"days": _days(found, taken, view) or _("另一条")}
    return _of_line(look)


def why_merged(outcome: Outcome, unit: str, rule: Rule, source: str) -> str:
    """With which record of the unit this one counts once; empty where the rule takes the best or the newest."""
    look = _Look(outcome, outcome.view.subjects.positions[unit], rule, source)
    for selection in parts_of(rule):
        if isinstance(selection, Count | Shortfall):
            found = explained_candidates(selection, outcome.view)
            merged = [row for row in look.own(found).tolist() if found.reason[row] == Reason.MERGED]
            if merged:
                return _of_merged(look, selection, found, merged[0])
    return ""


def _of_merged(look: _Look, selection: Count | Shortfall, found: Candidates, row: int) -> str:
    alike = _beside(look, selection, found, row, _counted_once_by(selection))
    taken = [other for other in alike if found.reason[other] == Reason.COUNTED and other < row]
    if not taken:
        return ""
    told = ""
    if isinstance(selection, Shortfall) and selection.quantity == ("case",):
        told = _of_span(look, selection, found, row, taken)
    days = _days(found, taken, look.outcome.view)
    return told or _("与%(days)s的记录算同一项，只计一次") % {"days": days}


def _counted_once_by(selection: Selection) -> tuple[PerColumn, ...]:
    """The columns in which facts that count only once together are the same."""
    match selection:
        case Count(per=columns):
            return columns
        case Shortfall(quantity=tuple() as columns):
            return columns
        case Levels(per="case"):
            return ("case",)
    return ()


def _beside(
    look: _Look, selection: Selection, found: Candidates, row: int, columns: tuple[PerColumn, ...]
) -> list[int]:
    """The rows of other records that count, alike in these columns, in the order in which the kernel takes them."""
    view, own = look.outcome.view, set(look.own(found).tolist())
    rows = Selected(found.facts, found.owner, found.reckoned, found.span, found.spans)
    here = (found.owner == look.subject) & np.isin(found.reason, _SAME)
    if isinstance(selection, Shortfall):
        here &= found.span == found.span[row]
    for keys in (key_column(name, rows, view) for name in columns):
        here &= keys == keys[row]
    return [other for other in np.flatnonzero(here).tolist() if other not in own]


def _of_span(look: _Look, selection: Shortfall, found: Candidates, row: int, alike: list[int]) -> str:
    """What the record is to the need of its sub-period: not needed after those before it, or one of several of which
    fewer would do. Of records that fill one need the kernel takes the first.
    """
    view, span = look.outcome.view, int(found.span[row])
    first, last = (as_date(int(column[span])) for column in (found.spans.first, found.spans.last))
    if first is None or last is None or (selection.early or view.rulebook.choices.early) == "carries":
        return ""
    words = {"span": span_text(first, last)}
    if not owed_spans(found.spans, view, look.rule.rule)[0][look.subject, span]:
        return _("%(span)s不要求这个单位做，不影响得分") % words
    if selection.quantity == ("case",) and alike:
        if alike[0] < row:
            text = _("该组织%(span)s已有%(days)s一次，一个时段只计一次")
            return text % (words | {"days": _days(found, alike[:1], view)})
        text = _("已计入；该组织%(span)s另有%(days)s的记录，一个时段只计一次")
        return text % (words | {"days": _days(found, alike, view)})
    return _of_need(look, selection, found, row, words)


def _of_need(look: _Look, selection: Shortfall, found: Candidates, row: int, words: dict[str, str]) -> str:
    """Whether the need of the sub-period was met before the record, or would be without it."""
    view, others = look.outcome.view, _beside(look, selection, found, row, ())
    need, there = amounts(selection.required, view)
    if not there[look.subject]:
        return ""
    required = Fraction(int(need.top[look.subject]), int(need.bottom[look.subject]))
    earlier = [other for other in others if other < row]
    if earlier and _held(selection, found, earlier, view) >= required:
        text = _("%(span)s已有%(days)s的记录，应有的次数已经够了")
        return text % (words | {"days": _days(found, earlier, view)})
    if others and _held(selection, found, others, view) >= required:
        text = _("已计入；%(span)s另有%(days)s的记录，应有的次数没有这一条也够")
        return text % (words | {"days": _days(found, others, view)})
    return ""


def _held(selection: Shortfall, found: Candidates, rows: list[int], view: View) -> Fraction:
    """What these rows add up to."""
    counted = [int(found.facts[row]) for row in rows if found.reason[row] == Reason.COUNTED]
    if selection.quantity == "actual":
        given = view.facts.actual[counted]
        held = Fraction(int(given[given != MISSING].sum()), THOUSANDTHS)
    else:
        held = Fraction(len(counted))
    return min(held, Fraction(1)) if (selection.several or view.rulebook.choices.several) == "one" else held


def _days(found: Candidates, rows: list[int], view: View) -> str:
    days = {as_date(int(view.facts.day[found.facts[row]])) for row in rows}
    return "、".join(day_words(day) for day in sorted(day for day in days if day))


def _of_line(look: _Look) -> str:
    """Where it counts and the line gives no more for it."""
    rule, lines = look.rule, look.outcome.rollup.lines[look.rule.rule]
    points = Fraction(int(lines.points[look.subject]), lines.scale)
    status = Status(int(lines.status[look.subject]))
    if status == Status.MISSING:
        return _("已计入，但本项还缺别的数据，暂不计分")
    if status == Status.NOT_YET_DUE:
        return _("已计入，本项还没有到期，暂不计分")
    words = {"points": figure_text(points)}
    if lines.max_points[look.subject] == lines.points[look.subject] and points > 0:
        return _("已计入；本项已是满分%(points)s分，不再增加") % words
    if rule.cap is not None and points >= rule.cap:
        return _("已计入；本项已到上限%(points)s分，不再增加") % words
    if rule.floor is not None and points <= rule.floor:
        return _("已计入；本项已到下限%(points)s分，不再减少") % words
    if points > 0 and _is_highest(rule.shape, points):
        return _("已计入；本项已是最高一档%(points)s分，不再增加") % words
    if isinstance(rule.shape, PerItem | Proportional):
        return _("已计入；本项现得%(points)s分") % words
    return _("已计入；本项现得%(points)s分，够下一档才会再变") % words


def _is_highest(shape: Shape, points: Fraction) -> bool:
    """Whether further records cannot lift the points, whatever the measure becomes."""
    match shape:
        case Flat(give=give):
            return give is not None
        case Tiers(tiers=tiers):
            return points >= max(tier.give or Fraction(0) for tier in tiers)
        case Table(give=give) if give:
            return points >= max(give.values())
        case Proportional(give=Fraction() as give):
            return points >= give
    return False
