"""What a day must keep to, and which refusal of the database means that two spans overlap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.organisation.queries import placement_of
from mingheng.organisation.refusals import Refused
from mingheng.people.identity import FOUNDING
from mingheng.people.queries import WITHOUT_MEMBERS

ONE_DAY = timedelta(days=1)


def fit_day(day: date, field: str) -> date:
    """A day on which something of this part can have happened; at most a year ahead."""
    if not FOUNDING <= day <= clock.today() + 366 * ONE_DAY:
        raise Refused(_("日期%(day)s不合情理。请核对年份。") % {"day": day}, field)
    return day


def standing_unit(unit: Unit, day: date, field: str) -> Placement:
    """Where the unit stands on the day. Refused where it does not exist then."""
    placement = placement_of(unit, day)
    if placement is None:
        words = {"day": day, "first": unit.founded_on}
        if unit.closed_on and day > unit.closed_on:
            raise Refused(_("该组织在%(day)s已经撤销。请另选组织，或选择更早的日期。") % words, field)
        raise Refused(_("该组织%(first)s才成立，%(day)s还不能有成员。请选择以后的日期。") % words, field)
    return placement


def unit_for_members(unit: Unit, day: date, field: str) -> Placement:
    """As `standing_unit`, of a kind that has members of its own."""
    placement = standing_unit(unit, day, field)
    if placement.kind in WITHOUT_MEMBERS:
        words = {"name": placement.name, "kind": UnitKind(placement.kind).label}
        raise Refused(_("“%(name)s”是%(kind)s，党员应当编入党支部、党小组等基层组织。请另选组织。") % words, "unit")
    return placement


@contextmanager
def refusing_overlap(sentence: str, field: str = "starts_on") -> Iterator[None]:
    """Say the sentence where the database refuses two spans that hold on the same day."""
    try:
        yield
    except IntegrityError as fault:
        if "overlap" not in str(fault):
            raise
        raise Refused(sentence, field) from fault
