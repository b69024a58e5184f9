"""The full run: everybody's lines, with ranks, grades and what depends on the peers.

It is due when facts have changed, when a day has passed, or when the organisation has changed since the last one. It
computes outside any transaction and writes in one; units whose lines changed meanwhile are left to the next run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Sum

from mingheng import clock
from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.lines import changed_lines, differences, rows_of, store
from mingheng.assessment.live import current_cycle, day_of, score_change_of
from mingheng.assessment.models import CurrentLine, Cycle, GroupPass, ScoreChange, Standing
from mingheng.assessment.subjects import Scored, subjects_on
from mingheng.audit.actors import SYSTEM, Actor
from mingheng.audit.changes import recording
from mingheng.facts.reading import all_facts
from mingheng.facts.registry import Cause
from mingheng.organisation.models import Placement, Succession, Unit
from mingheng.people.models import Membership
from mingheng.scoring import Outcome, assess
from mingheng.scoring.explain import grade_sentences


@dataclass(frozen=True, slots=True)
class _Start:
    """What the run was made from."""

    changes: int
    last_change: int
    organisation: str


def run_due(by: Actor = SYSTEM) -> bool:
    """Run the full run if it is due. Returns whether it ran."""
    cycle = current_cycle()
    if cycle is None:
        return False
    reason = why_due(cycle)
    if not reason:
        return False
    run_full(cycle, cause=reason, by=by)
    return True


def why_due(cycle: Cycle) -> str:
    """Why the full run is due: `cycle_started`, `day_passed`, `organisation`, `group_pass`; empty when it is not."""
    last = GroupPass.objects.filter(cycle=cycle).first()
    if last is None or last.as_of is None:
        return "cycle_started"
    if last.as_of < day_of(cycle):
        return "day_passed"
    if last.organisation != organisation_digest():
        return "organisation"
    return "group_pass" if last.seen != last.changes else ""


def organisation_digest() -> str:
    """Changes whenever a placement, a unit, a succession or a membership does."""
    marks = [
        table.objects.aggregate(rows=Count("pk"), last=Max("pk"), versions=Sum("version"))
        for table in (Placement, Unit, Succession, Membership)
    ]
    return hashlib.sha256(json.dumps(marks).encode()).hexdigest()


def run_full(cycle: Cycle, *, cause: str, by: Actor = SYSTEM, day: date | None = None) -> None:
    """Score everybody as of a day (today) and store what is not what it was, with the history, in one event."""
    last, _ = GroupPass.objects.get_or_create(cycle=cycle)
    newest = ScoreChange.objects.aggregate(newest=Max("id"))["newest"] or 0
    start = _Start(last.changes, newest, organisation_digest())
    day = day or day_of(cycle)
    scored, outcome = score_everybody(cycle, day)
    with recording("assessment.pass.completed", by, about=cycle) as change:
        overtaken = set(
            ScoreChange.objects.filter(cycle=cycle, id__gt=start.last_change).values_list("subject_id", flat=True)
        )
        history = _store(cycle, scored, outcome, overtaken, Cause(cause, ""), by)
        change.save_all(history)
        change.note(as_of=day.isoformat(), units=len(outcome.view.subjects), changed=len(history))
        GroupPass.objects.filter(cycle=cycle).update(
            as_of=day, finished_at=clock.now(), seen=start.changes, organisation=start.organisation
        )


def score_everybody(cycle: Cycle, day: date) -> tuple[Scored, Outcome]:
    """The outcome of all units as of a day, from what is known now."""
    scored = subjects_on(cycle, day)
    facts = all_facts(scored.codes, scored.subjects, connected_facts(cycle), day)
    return scored, assess(rulebook_of(cycle), facts, scored.subjects, day)


def _store(
    cycle: Cycle, scored: Scored, outcome: Outcome, overtaken: set[int], cause: Cause, by: Actor
) -> list[ScoreChange]:
    units = {code: unit for unit, code in scored.codes.items()}
    before: dict[int, dict[str, CurrentLine]] = {}
    for line in CurrentLine.objects.filter(cycle=cycle).iterator(5_000):
        before.setdefault(line.subject_id, {})[line.code] = line
    history, pairs, standings = [], [], []
    for subject in outcome.assessed:
        unit_id = units[subject.id]
        if unit_id in overtaken:
            continue
        rows = rows_of(outcome, cycle, subject.id, unit_id, with_peers=True)
        different = differences(before.get(unit_id, {}), rows)
        pairs += different
        standings.append(_standing(cycle, outcome, subject.id, unit_id))
        lines = changed_lines(different)
        if lines:
            history.append(score_change_of(cycle, Unit(id=unit_id), outcome.view.as_of, cause, by.name, lines))
    store(pairs)
    Standing.objects.bulk_create(
        standings,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["cycle", "subject"],
        update_fields=[
            "as_of", "made_at", "group_as_of", "grade", "grade_reason", "rank", "peers", "steps", "consequences",
        ],
    )  # fmt: skip
    return history


def _standing(cycle: Cycle, outcome: Outcome, subject: str, unit_id: int) -> Standing:
    grade = outcome.grade(subject)
    return Standing(
        cycle=cycle,
        subject_id=unit_id,
        as_of=outcome.view.as_of,
        made_at=clock.now(),
        group_as_of=outcome.view.as_of,
        grade=grade.grade or "",
        grade_reason=grade.reason,
        rank=grade.rank,
        peers=grade.peers,
        steps=json.dumps(grade_sentences(outcome, subject), ensure_ascii=False),
        consequences=json.dumps(outcome.consequences(subject), ensure_ascii=False),
    )
