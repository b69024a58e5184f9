"""Which entries that wait are for an open requirement: of its organisation, its fact kinds and levels, its sub-period.

What is asked of a branch, that branch enters; what is asked of a unit itself, whatever would count for the unit, its
branches' records too. Whether an entry meets it, the kernel says once it is accepted: further conditions of the rule
are not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assessment.models import OpenRequirement
from mingheng.ledger.models import EntryVersion, State
from mingheng.ledger.projection import fact_rows
from mingheng.ledger.record_kinds import BY_UNIT, all_kinds
from mingheng.ledger.values import Content, open_values
from mingheng.organisation.assessed import AssessedUnits
from mingheng.organisation.queries import units_placed_within
from mingheng.scoring import FactRow, Rulebook
from mingheng.scoring.language.measures import Selection, Shortfall
from mingheng.scoring.language.rulebook import Rule, parts_of

MOST_NAMED = 500
"""Databases take only so many ids in one question; beyond, all that waits is read."""
_Waiting = tuple[str, list[FactRow]]
"""An entry, and the facts it would give."""


def submitted_for(rulebook: Rulebook, rows: Collection[OpenRequirement]) -> dict[int, list[str]]:
    """By open requirement the entries that wait, those that wait longest first. Two queries for all of them."""
    if not rows:
        return {}
    desk = _Desk.read(rows)
    found = {row.pk: list(_entries_for(rulebook.rules[row.code], row, desk.waiting_for(row))) for row in rows}
    return {key: entries for key, entries in found.items() if entries}


@dataclass(frozen=True, slots=True)
class _Desk:
    """What waits: by the organisation that entered it, and by the code of the unit it would count for."""

    entered: dict[int, list[_Waiting]] = field(default_factory=dict)
    credited: dict[str, list[_Waiting]] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[OpenRequirement]) -> _Desk:
        made, units = cls(), {unit for row in rows for unit in (row.unit_id, row.subject_id)}
        asked = units if len(units) <= MOST_NAMED else None
        assessed = AssessedUnits(asked)
        for version in _waiting(asked):
            content = Content(open_values(version), version.year, version.month)
            facts = fact_rows(version, assessed.code_for, content)
            made.entered.setdefault(version.entry.unit_id, []).append((version.entry_id, facts))
            if facts:
                made.credited.setdefault(facts[0].subject, []).append((version.entry_id, facts))
        return made

    def waiting_for(self, row: OpenRequirement) -> Sequence[_Waiting]:
        """What may be for a requirement: of the branch of which it is asked, or else whatever the unit is credited."""
        if row.unit_id != row.subject_id:
            return self.entered.get(row.unit_id, ())
        return self.credited.get(row.subject.code, ())


def _waiting(units: Collection[int] | None) -> Iterable[EntryVersion]:
    """The newest versions of what was submitted in these organisations or below them. What the 工委 keeps is no matter
    of theirs.
    """
    kinds = [kind.code for kind in all_kinds().values() if kind.kept_by == BY_UNIT]
    found = EntryVersion.objects.newest().filter(
        entry__state=State.SUBMITTED, entry__accepted=None, entry__kind__in=kinds
    )
    if units is not None:
        found = found.filter(entry__unit__in=units_placed_within(units))
    return found.select_related("entry__unit").order_by("entry__entered_on", "entry_id")


def _entries_for(rule: Rule, row: OpenRequirement, waiting: Iterable[_Waiting]) -> Iterable[str]:
    """The entries with a fact that the rule looks at; of a unit whose organisations are counted, one of each."""
    is_by_case = isinstance(rule.measure, Shortfall) and rule.measure.quantity == ("case",)
    seen: set[str] = set()
    for entry, facts in waiting:
        case = next((fact.case for fact in facts if _is_looked_at(rule, fact, row)), None)
        if case is not None and not (case in seen and is_by_case and row.unit_id == row.subject_id):
            seen.add(case)
            yield entry


def _is_looked_at(rule: Rule, fact: FactRow, row: OpenRequirement) -> bool:
    selections = (part for part in parts_of(rule.measure) if isinstance(part, Selection))
    return any(_takes(selection, fact, row.first_on, row.last_on) for selection in selections)


def _takes(selection: Selection, fact: FactRow, first: date, last: date) -> bool:
    """Whether the measure looks at such a fact in the sub-period."""
    levels, day = selection.where.level, fact.belongs if selection.by == "belongs" else fact.day
    return fact.kind in selection.of and (levels is None or fact.level in levels) and first <= (day or fact.day) <= last


def covers(row: OpenRequirement, entries: Collection[str]) -> bool:
    """Whether nothing is left to enter once all of these count."""
    return len(entries) >= Fraction(row.missing)


def submitted_text(entries: Collection[str]) -> str:
    """已提交1条，待审核; empty where nothing waits."""
    return _("已提交%(count)d条，待审核") % {"count": len(entries)} if entries else ""


def submitted_address(entries: Collection[str]) -> str:
    """The entry that has waited longest; empty where nothing waits."""
    return reverse("ledger:entry", args=[next(iter(entries))]) if entries else ""
