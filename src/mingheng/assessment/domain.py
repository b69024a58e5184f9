"""Begin a cycle."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng.assessment.frozen import read_rulebook
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import Cycle, GroupPass
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.domain import close_organisation
from mingheng.organisation.models import Closing


class CycleRefused(Exception):
    """The cycle cannot begin; the message says why and what to do."""


def start_cycle(folder: Path, *, connected: Collection[str], by: Actor) -> Cycle:
    """Begin the cycle of a rulebook: its text is frozen here, and the organisation before its first day with it.

    `connected` are the record kinds that are kept here. FaultyInput when the rulebook has errors, CycleRefused when a
    cycle is running already.
    """
    running = current_cycle()
    if running is not None:
        raise CycleRefused(_("“%(title)s”正在进行，同一时间只能有一个考核周期。") % {"title": running.title})
    unknown = set(connected) - set(all_kinds())
    if unknown:
        raise CycleRefused(_("没有这些台账：%(codes)s。") % {"codes": "、".join(sorted(unknown))})
    rulebook, files = read_rulebook(folder)
    cycle = Cycle(
        title=rulebook.head.title,
        starts_on=rulebook.head.cycle.first,
        ends_on=rulebook.head.cycle.last,
        rulebook_code=rulebook.head.id,
        rulebook_files=files,
        rulebook_checksum=rulebook.checksum,
        connected=json.dumps(sorted(connected)),
    )
    with transaction.atomic():
        _close_history(cycle.starts_on - timedelta(days=1), by)
        with recording("assessment.cycle.started", by, about=cycle) as change:
            change.save(cycle)
            GroupPass.objects.create(cycle=cycle)
    return cycle


def _close_history(through: date, by: Actor) -> None:
    """What stood before the cycle stays as it was; another act, with an event of its own."""
    if not Closing.objects.filter(through__gte=through).exists():
        close_organisation(through=through, by=by)
