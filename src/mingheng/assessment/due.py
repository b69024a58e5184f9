"""What is due for whom, read from the stored open requirements; the provider that `reminders` asks.

One query each for the rows and the names, and two for what has been submitted for them, however many organisations are
asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from mingheng.assessment.asking import may_still_count, title_of
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import Cycle, OpenRequirement
from mingheng.assessment.submitted import covers, submitted_address, submitted_for, submitted_text
from mingheng.assessment.thresholds import limits
from mingheng.ledger.record_kinds import all_kinds, offered_kinds
from mingheng.organisation.naming import names_on
from mingheng.organisation.queries import of_units
from mingheng.reminders.registry import DueItem
from mingheng.scoring import Kind
from mingheng.scoring.kinds import FactSpec
from mingheng.scoring.language.measures import Measure, Selection
from mingheng.scoring.language.rulebook import Rule, fact_kinds_of


def due_requirements(day: date, unit_ids: Collection[int] | None) -> Iterator[DueItem]:
    """What ends soon, stands in its grace, or has lately run out and still counts when it comes."""
    cycle = current_cycle()
    if cycle is None:
        return
    rulebook, rows = rulebook_of(cycle), _once_each(pressing(cycle, day, unit_ids))
    names = names_on({row.unit_id for row in rows.values()}, day)
    submitted = submitted_for(rulebook, rows.values())
    for key, row in rows.items():
        waiting = submitted.get(row.pk, ())
        if may_still_count(rulebook, row, day):
            yield DueItem(
                key=key,
                unit_id=row.unit_id,
                due_on=due_day(row, day),
                title=title_of(rulebook, row, names, day, submitted_text(waiting)),
                article=rulebook.rules[row.code].article,
                address=(
                    submitted_address(waiting) if covers(row, waiting) else address_of(rulebook.rules[row.code], row)
                ),
            )


def due_day(row: OpenRequirement, day: date) -> date:
    """Until the sub-period ends, its last day: by then it is to be done. After that the end of the grace: by then it is
    to be entered. Who is told of the first deadline is told of the second one anew.
    """
    return row.last_on if day <= row.last_on else row.due_on


def _once_each(rows: Iterable[OpenRequirement]) -> dict[str, OpenRequirement]:
    """By key: a branch below two assessed units owes a record to both, and enters it once."""
    return {f"{row.cycle_id}:{row.code}:{row.first_on.isoformat()}:{row.unit_id}": row for row in rows}


def pressing(cycle: Cycle, day: date, unit_ids: Collection[int] | None) -> Iterable[OpenRequirement]:
    """The open requirements near their end, of these organisations, or of branches of these."""
    now = limits()
    soon, ago = (timedelta(days=int(limit.value)) for limit in (now.remind_days, now.overdue_days))
    found = OpenRequirement.objects.filter(cycle=cycle, last_on__lte=day + soon, due_on__gte=day - ago)
    found = found.select_related("subject").order_by("last_on", "code", "unit_id")
    return of_units(found, "unit_id", unit_ids)


def address_of(rule: Rule, row: OpenRequirement) -> str:
    """Where it is done: the form for the record, with what the rule asks for chosen in it; or the page of the line,
    where the record comes another way.
    """
    kind = entered_as(fact_kinds_of(rule.measure))
    if kind:
        chosen = urlencode(asked_choices(rule.measure, all_kinds()[kind]))
        return reverse("ledger:new_entry", args=[row.unit_id, kind]) + (f"?{chosen}" if chosen else "")
    return reverse("assessment:line", args=[row.subject.code, row.code])


@lru_cache(maxsize=200)
def entered_as(facts: frozenset[str]) -> str:
    """The record kind that units enter and that yields one of these facts; empty where there is none."""
    kept = [kind.code for kind in offered_kinds() if kind.kept_by == "unit"]
    return next((code for code in kept if any(all_kinds()[code].yields(fact) for fact in sorted(facts))), "")


def asked_choices(measure: Measure, kind: Kind) -> dict[str, str]:
    """What a record of the kind has to choose, by field, so that the measure counts it; nothing where it may choose
    between several.
    """
    if not isinstance(measure, Selection):
        return {}
    levels = measure.where.level or ()
    ways = [_choices_of(kind, spec, fact, levels) for fact in measure.of for spec in specs_of(kind, fact)]
    return {code: word for code, word in ways[0].items() if all(way.get(code) == word for way in ways)} if ways else {}


def specs_of(kind: Kind, fact: str) -> list[FactSpec]:
    """How records of the kind give this fact."""
    return [spec for spec in kind.facts if replace(kind, facts=(spec,)).yields(fact)]


def _choices_of(kind: Kind, spec: FactSpec, fact: str, levels: tuple[str, ...]) -> dict[str, str]:
    """The choices that lead to the fact in one way: the one that names it, its condition, its level."""
    wanted: dict[str, tuple[str | bool, ...]] = dict(spec.when)
    if spec.named_by:
        words = kind.fields[spec.named_by].choices
        wanted[spec.named_by] = tuple(word for word, code in words.items() if spec.named(code) == fact)[:1]
    if spec.level:
        wanted.setdefault(spec.level, levels)
    offered = {code: column.choices for code, column in kind.fields.items() if column.type == "choice"}
    single = {code: str(words[0]) for code, words in wanted.items() if len(words) == 1}
    return {code: word for code, word in sorted(single.items()) if word in offered.get(code, ())}
