"""Switch a ledger off or on during the year. What is not connected is never a deduction."""

from __future__ import annotations

import json

from django.db.models import F
from django.utils.translation import gettext as _

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import Cycle, GroupPass
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.ledger.record_kinds import all_kinds
from mingheng.scoring import Kind
from mingheng.scoring.language.rulebook import Rule, fact_kinds_of


class SwitchRefused(Exception):
    """The ledger stands already as was asked for; the message says so."""


def connect_ledger(cycle: Cycle, kind: Kind, *, reason: str, by: Actor) -> None:
    """Let the records of a ledger count from the next full run on, all that there are."""
    if kind.code in connected_of(cycle):
        raise SwitchRefused(_("“%(title)s”已经接入。") % {"title": kind.title})
    _switch(cycle, kind, {*connected_of(cycle), kind.code}, "assessment.ledger.connected", reason, by)


def disconnect_ledger(cycle: Cycle, kind: Kind, *, reason: str, by: Actor) -> None:
    """Let nothing be asked of a ledger from the next full run on: its lines are not connected, and cost nothing."""
    if kind.code not in connected_of(cycle):
        raise SwitchRefused(_("“%(title)s”已经停用。") % {"title": kind.title})
    _switch(cycle, kind, connected_of(cycle) - {kind.code}, "assessment.ledger.disconnected", reason, by)


def connected_of(cycle: Cycle) -> set[str]:
    """The record kinds that are kept here."""
    return set(json.loads(cycle.connected))


def _switch(cycle: Cycle, kind: Kind, connected: set[str], action: str, reason: str, by: Actor) -> None:
    cycle.connected = json.dumps(sorted(connected))
    with recording(action, by, about=cycle, reason=reason) as change:
        change.note(ledger=kind.code)
        change.save(cycle)
        GroupPass.objects.filter(cycle=cycle).update(changes=F("changes") + 1)


def readers_of(cycle: Cycle, kind: Kind) -> list[Rule]:
    """The rules that read what a ledger yields."""
    rules = rulebook_of(cycle).rules.values()
    return [rule for rule in rules if any(kind.yields(fact) for fact in fact_kinds_of(rule))]


def ledgers_read(cycle: Cycle) -> list[tuple[Kind, bool, list[Rule]]]:
    """Every ledger that some rule reads: whether it is connected, and the rules."""
    connected = connected_of(cycle)
    found = ((kind, kind.code in connected, readers_of(cycle, kind)) for kind in all_kinds().values())
    return [row for row in found if row[2]]
