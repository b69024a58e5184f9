"""Scores as systems read them: the stored figures, exactly, and the records that a line rests on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mingheng.api.models import ApiKey
from mingheng.assessment.compared import measure_for
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.live import score_now
from mingheng.assessment.models import CurrentLine, Cycle, Standing
from mingheng.assessment.queries import depths_of
from mingheng.facts.sources import EntrySource
from mingheng.ledger.queries import entries_within
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import ancestors_of
from mingheng.reports.records import RecordRow, Records
from mingheng.reports.wording import STATUSES
from mingheng.scoring import Rulebook
from mingheng.scoring.exact import decimal_text


def cycle_answer(cycle: Cycle) -> dict[str, Any]:
    """The running cycle."""
    return {
        "title": cycle.title,
        "rulebook": cycle.rulebook_code,
        "checksum": cycle.rulebook_checksum,
        "starts_on": cycle.starts_on,
        "ends_on": cycle.ends_on,
    }


def score_answers(cycle: Cycle, standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Total and nodes of units, in one query."""
    rulebook = rulebook_of(cycle)
    nodes = [code for code in depths_of(rulebook) if code in rulebook.nodes]
    units = [one.subject_id for one in standings]
    found = CurrentLine.objects.filter(cycle=cycle, subject__in=units, code__in=nodes)
    lines = {(line.subject_id, line.code): line for line in found}
    return [
        {
            "unit": one.subject.code,
            "as_of": one.as_of,
            "total": _figures(rulebook, lines[one.subject_id, rulebook.head.total]),
            "nodes": [
                _figures(rulebook, lines[one.subject_id, code]) for code in nodes if (one.subject_id, code) in lines
            ],
        }
        for one in standings
    ]


def line_answers(key: ApiKey, cycle: Cycle, standing: Standing) -> list[dict[str, Any]]:
    """A unit's lines in the order of the rulebook. The kernel runs once more to say which records each rests on."""
    rulebook = rulebook_of(cycle)
    stored = {line.code: line for line in CurrentLine.objects.filter(cycle=cycle, subject=standing.subject_id)}
    records = _records_by_rule(cycle, standing.subject, standing)
    named = _within_reach(key, [row for rows in records.values() for row in rows])
    # As of persons in the 工委: the key of the top of the tree, and of units below it.
    may_rank = not ancestors_of(key.unit_id) and standing.subject_id != key.unit_id
    return [
        {
            **_figures(rulebook, stored[code]),
            "article": (rulebook.rules.get(code) or rulebook.nodes[code]).article,
            "depth": depth,
            "is_rule": code in rulebook.rules,
            "measure": measure_for(stored[code], rulebook, may_rank=may_rank),
            **_resting_on(records.get(code, []), named),
        }
        for code, depth in depths_of(rulebook).items()
        if code in stored
    ]


def _records_by_rule(cycle: Cycle, unit: Unit, standing: Standing) -> dict[str, list[RecordRow]]:
    outcome = score_now(cycle, [unit.pk], standing.as_of).outcome
    if unit.code not in outcome.view.subjects.positions:
        return {}
    records = Records(outcome, all_kinds())
    return {code: records.of(unit.code, code) for code in outcome.leaves}


def _within_reach(key: ApiKey, rows: Sequence[RecordRow]) -> frozenset[str]:
    wanted = {source.entry_id for source in map(EntrySource.read, (row.source for row in rows)) if source}
    found = entries_within([key.unit_id]).filter(pk__in=wanted)
    return frozenset(found.values_list("pk", flat=True))


def _resting_on(rows: Sequence[RecordRow], named: frozenset[str]) -> dict[str, Any]:
    """A record may yield several facts for one rule: it is named once, as counted where one of them counted."""
    counted: dict[str, bool] = {}
    for row in rows:
        counted[row.source] = counted.get(row.source, False) or not row.reason
    sources = [source for source in map(EntrySource.read, counted) if source]
    shown = [source for source in sources if source.entry_id in named]
    return {
        "records": [
            {"entry": source.entry_id, "number": source.number, "counted": counted[source.text]} for source in shown
        ],
        "records_elsewhere": len(counted) - len(shown),
    }


def _figures(rulebook: Rulebook, line: CurrentLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": rulebook.label_of(line.code),
        "status": line.status,
        "status_label": STATUSES[line.status].text,
        "points": _points(line, line.points),
        "maximum": _points(line, line.max_points),
        "earned": _points(line, line.worst),
        "best": _points(line, line.best),
        "forecast": _points(line, line.forecast),
    }


def _points(line: CurrentLine, number: int | None) -> dict[str, Any] | None:
    if number is None:
        return None
    return {"text": decimal_text(Fraction(number, line.scale)), "integer": number, "scale": line.scale}
