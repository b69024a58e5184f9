"""A record changed: the lines of the unit, and of those above it, change in the same request.

Lines that depend on the peers stand as the last full run left them; it follows after the request.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse

from mingheng import clock
from mingheng.assessment.frozen import connected_facts, fact_names, rulebook_of, rules_by_fact
from mingheng.assessment.lights import renew_lights
from mingheng.assessment.lines import LineReader, changed_lines, differences, lines_by_code, standing_lines, store
from mingheng.assessment.models import CurrentLine, Cycle, GroupPass, ScoreChange, Standing
from mingheng.assessment.queries import changed_lines_of, foremost
from mingheng.assessment.requirements import RequirementReader, replace_requirements
from mingheng.assessment.subjects import assessed_among, neighbourhood, subjects_on, touched_by
from mingheng.audit.changes import Change
from mingheng.facts.reading import facts_of
from mingheng.facts.registry import Cause, ScoreEffect
from mingheng.facts.sources import of_source
from mingheng.ledger.served_rules import ServedRule
from mingheng.organisation.models import Unit
from mingheng.scoring import Outcome
from mingheng.scoring.pipeline import assess_live, passes


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """A few units scored now: the kernel's answer, and which of them are assessed."""

    outcome: Outcome
    assessed: list[Unit]
    unit_ids: dict[str, int]
    """The id of each unit in the outcome by its code."""


def current_cycle() -> Cycle | None:
    """The cycle that is running, if one is."""
    return Cycle.objects.filter(is_current=True).first()


def names_of_fact_kinds() -> dict[str, str]:
    """What the rulebook of the running cycle calls the fact kinds it reads; nothing without a cycle."""
    cycle = current_cycle()
    return fact_names(rulebook_of(cycle)) if cycle else {}


def rules_by_fact_kind() -> dict[str, tuple[ServedRule, ...]] | None:
    """The rules of the running cycle by the fact kinds they read; None without a cycle."""
    cycle = current_cycle()
    return rules_by_fact(cycle) if cycle else None


def day_of(cycle: Cycle) -> date:
    """The day as of which the cycle is asked now: today, and never before it began."""
    return max(clock.today(), cycle.starts_on)


def score_now(cycle: Cycle, units: Iterable[int], day: date) -> LiveOutcome:
    """Score the assessed ones of some units from the facts as they are, and all whose rules read these facts."""
    rulebook = rulebook_of(cycle)
    from_peers = passes(rulebook).from_peers
    assessed = assessed_among(cycle, touched_by(set(units), day), day)
    scored = subjects_on(cycle, day, neighbourhood([unit.id for unit in assessed], day))
    stored = CurrentLine.objects.filter(cycle=cycle, subject__in=scored.codes, code__in=from_peers)
    facts = facts_of(scored.codes, scored.subjects, connected_facts(cycle), day)
    standing = standing_lines(stored, from_peers, list(scored.codes))
    outcome = assess_live(rulebook, facts, scored.subjects, day, standing)
    return LiveOutcome(outcome, assessed, {code: unit_id for unit_id, code in scored.codes.items()})


def on_facts_changed(change: Change, units: Sequence[int], cause: Cause) -> list[ScoreEffect]:
    """Recompute and store the lines of the units whose facts changed; the listener that `facts` tells."""
    cycle = current_cycle()
    if cycle is None:
        return []
    # First of all: of two acts at the same moment the second waits here, and then sees the facts of the first.
    _ask_for_full_run(cycle)
    if not units:
        return []
    live = score_now(cycle, units, day_of(cycle))
    made = [_store(change, cycle, live.outcome, unit, cause) for unit in live.assessed]
    ids = {unit.code: unit.pk for unit in live.assessed}
    reader = RequirementReader(live.outcome, cycle, live.unit_ids)
    replace_requirements(cycle, list(ids.values()), (row for code in ids for row in reader.of(code)))
    renew_lights(cycle, live.outcome.view.as_of, list(ids.values()))
    return [effect_of(score_change) for score_change in made if score_change]


def on_many_changed() -> None:
    """Let a full run be due: the notice that `facts` gives of an import or a rebuild."""
    cycle = current_cycle()
    if cycle is not None:
        _ask_for_full_run(cycle)


def _ask_for_full_run(cycle: Cycle) -> None:
    GroupPass.objects.filter(cycle=cycle).update(changes=F("changes") + 1)


def effects_of(source_prefix: str) -> list[ScoreEffect]:
    """All that one row of truth has done to scores; the history that `facts` asks."""
    found = ScoreChange.objects.filter(of_source(source_prefix)).select_related("cycle", "subject").order_by("-id")
    return [effect_of(score_change) for score_change in found]


def effect_of(score_change: ScoreChange) -> ScoreEffect:
    """A change of a score for pages: the total, the rules whose points changed most, and how many others."""
    told, others, nodes = foremost(changed_lines_of(score_change, rulebook_of(score_change.cycle)))
    address = reverse("assessment:unit", args=[score_change.subject.code])
    return ScoreEffect(score_change.subject_id, score_change.as_of, tuple(told), others, nodes, address)


def _store(change: Change, cycle: Cycle, outcome: Outcome, unit: Unit, cause: Cause) -> ScoreChange | None:
    before = lines_by_code(cycle, [unit.pk])[unit.pk]
    pairs = differences(before, LineReader(outcome, cycle, with_peers=False).of(unit.code, unit.pk))
    store(pairs)
    Standing.objects.filter(cycle=cycle, subject=unit).update(as_of=outcome.view.as_of, made_at=clock.now())
    lines = changed_lines(pairs)
    if not lines:
        return None
    score_change = score_change_of(cycle, unit, outcome.view.as_of, cause, change.by.name, lines)
    change.save(score_change)
    return score_change


def score_change_of(
    cycle: Cycle, unit: Unit, as_of: date, cause: Cause, by: str, lines: list[dict[str, Any]]
) -> ScoreChange:
    """The row of the history, not yet written."""
    return ScoreChange(
        cycle=cycle,
        subject=unit,
        at=clock.now(),
        as_of=as_of,
        cause=cause.kind,
        source=cause.source,
        by=by,
        lines=json.dumps(lines, ensure_ascii=False, separators=(",", ":")),
    )
