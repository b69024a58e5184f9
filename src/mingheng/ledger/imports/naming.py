"""Find the unit that a cell names, by its code or by what it is called today or was called on the record's day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.organisation.models import Placement, Unit
from mingheng.people.finding import Register
from mingheng.sheets.cells import plain, shown


class Named(NamedTuple):
    """The unit, or what is wrong."""

    unit: Unit | None = None
    fault: str = ""


class Units:
    """All units that may be named, with all their names. `within`: the keys of those that may; None: all."""

    def __init__(self, within: Collection[int] | None) -> None:
        placements = Placement.objects.select_related("unit").order_by("unit__code", "starts_on")
        self._placements = [one for one in placements if within is None or one.unit_id in within]
        self._units = {one.unit.code: one.unit for one in self._placements}
        self._names: dict[int, set[str]] = {}
        self._placed: dict[int, list[Placement]] = {}
        for one in self._placements:
            self._placed.setdefault(one.unit_id, []).append(one)
            self._names.setdefault(one.unit_id, set()).add(plain(one.name))
        self._registers: dict[date, Register] = {}

    def find(self, text: str, day: date) -> Named:
        """The unit of this code or name. The name of the day goes before that of today."""
        if text in self._units:
            return Named(self._units[text])
        then = self._register(day).names.get(plain(text), [])
        if len(then) > 1:
            words = {"value": shown(text), "codes": "、".join(then[:5])}
            return Named(fault=_("有几个组织都叫“%(value)s”（编号%(codes)s）。请改填编号。") % words)
        if then:
            return Named(self._units[then[0]])
        found = self._register(clock.today()).find(text)
        return Named(self._units[found.code]) if found.code else Named(fault=found.fault)

    def only(self) -> Unit | None:
        """The unit that is meant where none is named: the only one there is."""
        return next(iter(self._units.values())) if len(self._units) == 1 else None

    def is_called(self, unit: Unit, text: str) -> bool:
        """Whether this is the unit's code, or a name that it bears or ever bore."""
        return text == unit.code or plain(text) in self._names.get(unit.pk, ())

    def placement_on(self, unit: Unit, day: date) -> Placement | None:
        """Where the unit stood on the day, as `organisation.queries.placement_of` says, without a query."""
        placed = self._placed.get(unit.pk, ())
        return next((one for one in placed if _is_running(one, day)), None)

    def name_of(self, unit: Unit) -> str:
        """The unit's newest name."""
        return self._placed[unit.pk][-1].name

    def _register(self, day: date) -> Register:
        if day not in self._registers:
            register = self._registers[day] = Register()
            for one in self._placements:
                if _is_running(one, day):
                    register.add(one.unit.code, one.name)
        return self._registers[day]


def _is_running(placement: Placement, day: date) -> bool:
    return placement.starts_on <= day and (placement.ends_on is None or placement.ends_on >= day)
