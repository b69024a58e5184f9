"""Why a line is as it is: the kernel runs again for the one unit, and must give the stored figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from mingheng.assessment.asking import grace_text, missing_text, span_text
from mingheng.assessment.compared import sentence_for
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.judging import whose_text
from mingheng.assessment.lines import SHOWN, LineReader
from mingheng.assessment.live import score_now
from mingheng.assessment.models import CurrentLine, Cycle, OpenRequirement, Standing
from mingheng.assessment.unchanged import why_merged
from mingheng.facts.sources import EntrySource
from mingheng.ledger.models import EntryVersion
from mingheng.ledger.projection import source_of
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import Unit
from mingheng.organisation.naming import names_on
from mingheng.reports.records import RecordRow, Records
from mingheng.reports.unit_page import TreeLine, TreeWriter
from mingheng.scoring import Outcome
from mingheng.scoring.phrases import say
from mingheng.scoring.pipeline import passes
from mingheng.scoring.selection import Reason

_HASH = re.compile(r"[0-9a-f]{64}")
"""What `vault.keyed_hash` gives."""


@dataclass(frozen=True, slots=True)
class SourcedRecord:
    """A record behind a line, with the entry it came from and who wrote and accepted that."""

    row: RecordRow
    version: EntryVersion | None


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A rule's line with everything it rests on."""

    line: TreeLine
    counted: list[SourcedRecord]
    left_out: list[SourcedRecord]
    is_current: bool
    """Whether running the kernel again gave the stored figures; if not, a new run is on its way."""
    as_of: date
    of_group: str
    """How the last full run explained a line that depends on other units, to this reader; empty for all others."""
    gaps: list[str]
    """What the rule still asks for, sub-period by sub-period."""


def explain_line(cycle: Cycle, unit: Unit, code: str, *, may_rank: bool) -> ExplainedLine | None:
    """Explain one line of an assessed unit to who may see its rank, or may not; None where there is no such line."""
    stored = CurrentLine.objects.filter(cycle=cycle, subject=unit, code=code).first()
    standing = Standing.objects.filter(cycle=cycle, subject=unit).first()
    if stored is None or standing is None:
        return None
    live = score_now(cycle, [unit.id], standing.as_of)
    _make_readable(live.outcome)
    writer = TreeWriter(live.outcome, Records(live.outcome, all_kinds()))
    subject = live.outcome.view.subjects.rows[live.outcome.view.subjects.positions[unit.code]]
    line = writer.line(subject, code)
    basis = line.basis
    return ExplainedLine(
        line=line,
        counted=sourced(basis.counted if basis else ()),
        left_out=sourced(_precise(live.outcome, unit, code, basis.left_out) if basis else ()),
        is_current=_is_current(cycle, unit, live.outcome, stored),
        gaps=gaps_of(cycle, unit, code, standing.as_of),
        as_of=standing.as_of,
        of_group=sentence_for(stored, may_rank=may_rank) if code in passes(rulebook_of(cycle)).from_peers else "",
    )


def _precise(outcome: Outcome, unit: Unit, code: str, rows: Iterable[RecordRow]) -> Iterator[RecordRow]:
    """The rows, those that count once with another one in the words of the page on which records are accepted."""
    merged, rule = say(f"reason_{int(Reason.MERGED)}"), outcome.rulebook.rules[code]
    for row in rows:
        told = why_merged(outcome, unit.code, rule, row.source) if row.reason == merged else ""
        yield replace(row, reason=told or row.reason)


def gaps_of(cycle: Cycle, unit: Unit, code: str, day: date) -> list[str]:
    """第三季度还缺2次（甲支部、乙支部），9月30日到期: the open requirements of one line."""
    found = OpenRequirement.objects.filter(cycle=cycle, subject=unit, code=code).order_by("first_on", "unit__code")
    groups: dict[date, list[OpenRequirement]] = {}
    for row in found:
        groups.setdefault(row.first_on, []).append(row)
    names = names_on({row.unit_id for rows in groups.values() for row in rows}, day)
    rule = rulebook_of(cycle).rules.get(code)
    return [
        _("%(span)s%(missing)s%(whose)s，%(until)s")
        % {
            "span": span_text(first, rows[0].last_on),
            "missing": missing_text(rule, sum((Fraction(row.missing) for row in rows), Fraction(0))),
            "whose": whose_text(rows, names),
            "until": grace_text(rows[0], day),
        }
        for first, rows in groups.items()
        if rule
    ]


def _is_current(cycle: Cycle, unit: Unit, outcome: Outcome, stored: CurrentLine) -> bool:
    again = {row.code: row for row in LineReader(outcome, cycle, with_peers=False).of(unit.code, unit.pk)}
    row = again.get(stored.code)
    return row is None or all(getattr(row, figure) == getattr(stored, figure) for figure in SHOWN)


def _make_readable(outcome: Outcome) -> None:
    """Show organisations by their names, and nothing in place of a person: facts hold codes and hashes.

    The lines are made already; only the words that pages print change.
    """
    facts, names = outcome.view.facts, {row.id: row.name for row in outcome.view.subjects.rows}
    facts.persons = [""] * len(facts.persons)
    facts.cases = ["" if _HASH.fullmatch(case) else names.get(case, case) for case in facts.cases]


def sourced(rows: Iterable[RecordRow]) -> list[SourcedRecord]:
    """The rows with the entry version that each came from."""
    found = list(rows)
    entries = {source.entry_id for source in map(EntrySource.read, (row.source for row in found)) if source}
    versions = {
        source_of(version): version
        for version in EntryVersion.objects.filter(entry_id__in=entries).select_related("entry")
    }
    return [SourcedRecord(row, versions.get(row.source)) for row in found]
