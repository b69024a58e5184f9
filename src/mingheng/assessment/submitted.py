"""Which entries that wait are for an open requirement: of its organisation, its fact kinds and levels, its sub-period.

Whether they meet it, the kernel says once they are accepted: further conditions of the rule are not looked at. An
entry of a branch is not looked for where the requirement leaves open which branch is to do it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assessment.models import OpenRequirement
from mingheng.ledger.models import EntryVersion, State
from mingheng.ledger.record_kinds import BY_UNIT, all_kinds
from mingheng.ledger.values import open_values
from mingheng.scoring import FactRow, Record, Rulebook, project
from mingheng.scoring.language.measures import Selection
from mingheng.scoring.language.rulebook import parts_of

MOST_NAMED = 500
"""Databases take only so many ids in one question; beyond, all that waits is read."""


def submitted_for(rulebook: Rulebook, rows: Collection[OpenRequirement]) -> dict[int, list[str]]:
    """By open requirement the entries that wait, those that wait longest first. One query for all of them."""
    if not rows:
        return {}
    waiting: dict[int, list[tuple[str, list[FactRow]]]] = {}
    for version in _waiting({row.unit_id for row in rows}):
        record = Record(subject="-", values=open_values(version), year=version.year, month=version.month)
        facts = list(project(all_kinds()[version.entry.kind], [record]))
        waiting.setdefault(version.entry.unit_id, []).append((version.entry_id, facts))
    found = {
        row.pk: [key for key, facts in waiting.get(row.unit_id, ()) if _meets(rulebook, row, facts)] for row in rows
    }
    return {key: entries for key, entries in found.items() if entries}


def _waiting(units: Collection[int]) -> Iterable[EntryVersion]:
    """The newest versions of what these organisations have submitted. What the 工委 keeps is no matter of theirs."""
    kinds = [kind.code for kind in all_kinds().values() if kind.kept_by == BY_UNIT]
    found = EntryVersion.objects.filter(
        entry__state=State.SUBMITTED, entry__accepted=None, entry__kind__in=kinds, number=F("entry__latest")
    )
    if len(units) <= MOST_NAMED:
        found = found.filter(entry__unit__in=units)
    return found.select_related("entry").order_by("entry__entered_on", "entry_id")


def _meets(rulebook: Rulebook, row: OpenRequirement, facts: Iterable[FactRow]) -> bool:
    selections = [part for part in parts_of(rulebook.rules[row.code].measure) if isinstance(part, Selection)]
    return any(_takes(selection, fact, row.first_on, row.last_on) for selection in selections for fact in facts)


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
