"""The full run: everybody's lines, with ranks, grades and what depends on the peers.

It is due when facts have changed, when a day has passed, or when the organisation has changed since the last one. It
computes outside any transaction and writes a portion of units at a time, each in a short transaction with its event, so
that nobody waits long for it. Units whose lines changed meanwhile are left to the next run, which is due then; so it is
when a run breaks off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Sum

from mingheng import clock
from mingheng.assessment.frozen import connected_facts, rulebook_of
from mingheng.assessment.lights import renew_lights, renew_medians
from mingheng.assessment.lines import LineReader, Pair, StoredLine, changed_lines, differences, lines_by_code, store
from mingheng.assessment.live import current_cycle, day_of, score_change_of
from mingheng.assessment.models import (
    CurrentLine,
    Cycle,
    GroupPass,
    Light,
    OpenRequirement,
    ScoreChange,
    Standing,
)
from mingheng.assessment.requirements import RequirementReader, RequirementRow, replace_requirements
from mingheng.assessment.settling import settle_facts
from mingheng.assessment.subjects import Scored, subjects_on
from mingheng.audit.actors import SYSTEM, Actor
from mingheng.audit.changes import Change, recording
from mingheng.audit.models import AuditedModel, Event
from mingheng.facts.reading import all_facts
from mingheng.facts.registry import Cause
from mingheng.organisation.models import Placement, Succession, Unit
from mingheng.people.models import Membership
from mingheng.scoring import Outcome, Subject, assess
from mingheng.scoring.explain import grade_sentences

PORTION = 200
"""So many units are written at a time."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Start:
    """What the run was made from."""

    changes: int
    last_change: int
    organisation: str
    tree: str


@dataclass(frozen=True, slots=True)
class _Run:
    """One run on its way; `units` are the ids by code."""

    cycle: Cycle
    start: _Start
    units: dict[str, int]
    outcome: Outcome
    cause: Cause
    by: Actor
    lines: LineReader
    requirements: RequirementReader


@dataclass(frozen=True, slots=True)
class _Made:
    """What a run says of one unit: the lines that are not what they were, and where it stands."""

    unit_id: int
    pairs: list[Pair]
    standing: Standing
    history: ScoreChange | None
    requirements: list[RequirementRow]


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
    """Why the full run is due, as a word of `pages.CAUSES`; empty when it is not.

    Of records that were accepted one by one the history tells already; those that were imported count with this run.
    """
    last = GroupPass.objects.filter(cycle=cycle).first()
    if last is None or last.as_of is None:
        return "cycle_started"
    if last.as_of < day_of(cycle):
        return "day_and_import" if _was_imported_since(last) else "day_passed"
    if last.organisation != organisation_digest():
        return "organisation"
    if last.seen == last.changes:
        return ""
    return "import" if _was_imported_since(last) else "group_pass"


def _was_imported_since(last: GroupPass) -> bool:
    """Whether records have been imported since the last run was complete."""
    if last.seen == last.changes or last.finished_at is None:
        return False
    return Event.objects.filter(action="ledger.entries.imported", at__gte=last.finished_at).exists()


def organisation_digest() -> str:
    """Changes whenever a placement, a unit, a succession or a membership does."""
    return _digest(Placement, Unit, Succession, Membership)


def tree_digest() -> str:
    """Changes whenever a placement does, and with it perhaps for whom a record counts."""
    return _digest(Placement)


def _digest(*tables: type[AuditedModel]) -> str:
    marks = [
        table._default_manager.aggregate(rows=Count("pk"), last=Max("pk"), versions=Sum("version")) for table in tables
    ]
    return hashlib.sha256(json.dumps(marks).encode()).hexdigest()


def run_full(cycle: Cycle, *, cause: str, by: Actor = SYSTEM, day: date | None = None) -> None:
    """Score everybody as of a day (today) and store what is not what it was, with the history.

    The event of the last portion says that the run is complete; those before it tell of their units only.
    """
    day = day or day_of(cycle)
    last, _ = GroupPass.objects.get_or_create(cycle=cycle)
    tree = tree_digest()
    if _settled(last, tree, day):
        last.refresh_from_db()
    newest = ScoreChange.objects.aggregate(newest=Max("id"))["newest"] or 0
    start = _Start(last.changes, newest, organisation_digest(), tree)
    scored, outcome = score_everybody(cycle, day)
    units = {code: unit for unit, code in scored.codes.items()}
    lines, requirements = LineReader(outcome, cycle, with_peers=True), RequirementReader(outcome, cycle, units)
    run = _Run(cycle, start, units, outcome, Cause(cause, ""), by, lines, requirements)
    assessed = list(outcome.assessed)
    *earlier, final = _portions(assessed)
    changed = 0
    for portion in earlier:
        made = _made(run, portion)
        with recording("assessment.pass.stored", by, about=cycle) as change:
            stored = _store(change, run, made)
            change.note(as_of=day.isoformat(), units=len(portion), changed=stored)
        changed += stored
    made = _made(run, final)
    with recording("assessment.pass.completed", by, about=cycle) as change:
        _drop_unassessed(cycle, {run.units[subject.id] for subject in assessed})
        changed += _store(change, run, made)
        change.note(as_of=day.isoformat(), units=len(assessed), changed=changed)
        GroupPass.objects.filter(cycle=cycle).update(
            as_of=day, finished_at=clock.now(), seen=start.changes, organisation=start.organisation, tree=start.tree
        )
    renew_medians(cycle)
    renew_lights(cycle, day)


def _settled(last: GroupPass, tree: str, day: date) -> int:
    """How many facts had to go to another unit: looked for after a reorganisation, and on every new day."""
    if last.tree != tree or last.finished_at is None:
        return settle_facts()
    # An acceptance may have read the tree just before a reorganisation and come in after its run.
    return settle_facts(since=last.finished_at - A_DAY) if last.as_of != day else 0


def score_everybody(cycle: Cycle, day: date) -> tuple[Scored, Outcome]:
    """The outcome of all units as of a day, from what is known now."""
    scored = subjects_on(cycle, day)
    facts = all_facts(scored.codes, scored.subjects, connected_facts(cycle), day)
    return scored, assess(rulebook_of(cycle), facts, scored.subjects, day)


def _drop_unassessed(cycle: Cycle, assessed: set[int]) -> None:
    """Whoever is no longer assessed has no lines; what its score was stays in the history."""
    for table in (CurrentLine, Standing, OpenRequirement, Light):
        known = set(table.objects.filter(cycle=cycle).values_list("subject_id", flat=True).distinct())
        table.objects.filter(cycle=cycle, subject__in=known - assessed).delete()


def _portions(subjects: Sequence[Subject]) -> list[Sequence[Subject]]:
    """The units, so many at a time; one empty portion where there are none."""
    return [subjects[start : start + PORTION] for start in range(0, len(subjects), PORTION)] or [()]


def _made(run: _Run, portion: Sequence[Subject]) -> list[_Made]:
    """What is not what it was: worked out before the transaction, in which others wait."""
    ids = [run.units[subject.id] for subject in portion]
    before = lines_by_code(run.cycle, ids)
    return [_made_of(run, subject.id, unit_id, before[unit_id]) for unit_id, subject in zip(ids, portion, strict=True)]


def _made_of(run: _Run, code: str, unit_id: int, before: dict[str, StoredLine]) -> _Made:
    pairs = differences(before, run.lines.of(code, unit_id))
    lines, as_of = changed_lines(pairs), run.outcome.view.as_of
    return _Made(
        unit_id,
        pairs,
        _standing(run.cycle, run.outcome, code, unit_id),
        score_change_of(run.cycle, Unit(id=unit_id), as_of, run.cause, run.by.name, lines) if lines else None,
        list(run.requirements.of(code)),
    )


def _store(change: Change, run: _Run, made: Sequence[_Made]) -> int:
    """Write what was made of units that nobody has changed meanwhile. Returns of how many the score has changed."""
    # As an act that changes facts does, so that one of the two waits for the other.
    GroupPass.objects.select_for_update().get(cycle=run.cycle)
    overtaken = set(
        ScoreChange.objects.filter(
            cycle=run.cycle, id__gt=run.start.last_change, subject__in=[one.unit_id for one in made]
        ).values_list("subject_id", flat=True)
    )
    kept = [one for one in made if one.unit_id not in overtaken]
    store(pair for one in kept for pair in one.pairs)
    replace_requirements(run.cycle, [one.unit_id for one in kept], (row for one in kept for row in one.requirements))
    Standing.objects.bulk_create(
        [one.standing for one in kept],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["cycle", "subject"],
        update_fields=[
            "as_of", "made_at", "group_as_of", "grade", "grade_reason", "rank", "peers", "steps", "consequences",
        ],
    )  # fmt: skip
    history = [one.history for one in kept if one.history]
    change.save_all(history)
    return len(history)


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
