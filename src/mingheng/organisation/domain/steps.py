"""The steps of which the verbs consist: what a day allows, who may stand above whom, how one state follows another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.organisation.models import Closing, Grant, Placement, Unit
from mingheng.organisation.queries import ancestors_of, path_of
from mingheng.organisation.refusals import Refused

ONE_DAY = timedelta(days=1)
_CARRIED = ("name", "kind", "parent_id", "is_assessed", "assessment_class", "staff", "position")


@contextmanager
def reorganising(action: str, by: Actor, *, about: Unit, above: Unit | None, on: date) -> Iterator[Change]:
    """Record one change of the tree from a day. `above` says where it belongs in the log.

    Changes follow each other, so that two of them at the same moment cannot put two units below each other.
    """
    path = path_of(above, on) if above else ""
    with recording(action, by, unit_path=path, about=about) as change:
        change.note(on=on.isoformat())
        wait_for_others()
        refuse_closed_days(on)
        yield change


def wait_for_others() -> None:
    """Let one change of the tree at a time through, where the database allows several writers."""
    list(Unit.objects.select_for_update().order_by("pk").values_list("pk")[:1])


def refuse_closed_days(on: date) -> None:
    """Refuse a day on which what was assessed stands."""
    through = Closing.objects.aggregate(last=Max("through"))["last"]
    if through and on <= through:
        words = {"through": through, "next": through + ONE_DAY}
        raise Refused(
            _("组织沿革已封存到 %(through)s，这一天以前的考核结果不再变动。请选择 %(next)s 或以后的日子。") % words
        )


def last_state(unit: Unit, on: date) -> Placement:
    """The placement that a change from this day ends. Refused where the unit does not exist, or has changed since."""
    history = list(Placement.objects.filter(unit=unit).order_by("starts_on"))
    first, last = history[0], history[-1]
    words = {"name": last.name, "first": first.starts_on, "last": last.ends_on, "next": last.starts_on}
    if on < first.starts_on:
        raise Refused(_("“%(name)s”自 %(first)s 起设立，不能登记更早的变动。请选择这一天或以后的日子。") % words)
    if last.ends_on and on > last.ends_on:
        raise Refused(_("“%(name)s”存续到 %(last)s，以后没有可变动的内容。请选择这一天或以前的日子。") % words)
    if on < last.starts_on:
        raise Refused(
            _("“%(name)s”已登记自 %(next)s 起的变动，不能再插入更早的变动。请选择这一天或以后的日子。") % words
        )
    return last


def follow(change: Change, unit: Unit, on: date, **values: Any) -> Placement:
    """End the running state the day before and begin a new one.

    A state that begins on the same day is corrected; the log keeps what it was.
    """
    running = last_state(unit, on)
    if all(getattr(running, name) == value for name, value in values.items()):
        raise Refused(_("所填内容与 %(on)s 的现状相同，没有需要变动的内容。") % {"on": on}, "")
    if running.starts_on == on:
        for name, value in values.items():
            setattr(running, name, value)
        change.save(running)
        return running
    carried = {name: getattr(running, name) for name in _CARRIED}
    new = Placement(unit=unit, starts_on=on, ends_on=running.ends_on, **(carried | values))
    running.ends_on = on - ONE_DAY
    change.save(running)
    change.save(new)
    return new


def end(change: Change, unit: Unit, on: date) -> None:
    """Let the unit exist for the last time the day before, and the roles in it end."""
    running = last_state(unit, on)
    fresh = Unit.objects.get(pk=unit.pk)
    if fresh.closed_on:
        words = {"name": running.name, "last": fresh.closed_on}
        raise Refused(_("“%(name)s”已登记存续到 %(last)s，不能再次撤销。") % words)
    if on == fresh.founded_on:
        raise Refused(_("“%(name)s”这一天才设立，撤销日须晚于设立日。请选择以后的日子。") % {"name": running.name})
    if running.starts_on == on:
        change.delete(running)
    else:
        running.ends_on = on - ONE_DAY
        change.save(running)
    unit.version, unit.closed_on = fresh.version, on - ONE_DAY
    change.save(unit)
    for grant in Grant.objects.filter(_lasting(on), unit=unit, revoked_at__isnull=True):
        end_grant(change, grant, on)


def end_grant(change: Change, grant: Grant, on: date) -> None:
    """Let the role be held for the last time the day before; one that would begin later never does."""
    if grant.starts_on >= on:
        grant.revoked_at = clock.now()
    else:
        grant.ends_on = on - ONE_DAY
    change.save(grant)


def children_from(unit: Unit, on: date) -> list[Unit]:
    """What stands directly below the unit on the day or on a later one."""
    below = Unit.objects.filter(_lasting(on, "placements__"), placements__parent=unit)
    return list(below.distinct().order_by("code"))


def refuse_parent(unit: Unit | None, parent: Unit, on: date) -> None:
    """Refuse a parent that does not exist from the day on, or stands below the unit on that day or later."""
    fresh = Unit.objects.get(pk=parent.pk)
    name = Placement.objects.filter(unit=parent).order_by("-starts_on")[0].name
    if on < fresh.founded_on:
        words = {"name": name, "first": fresh.founded_on}
        raise Refused(
            _("上级“%(name)s”自 %(first)s 起才设立。请选择这一天或以后的日子，或另选上级。") % words, "parent"
        )
    if fresh.closed_on:
        words = {"name": name, "last": fresh.closed_on}
        raise Refused(_("上级“%(name)s”只存续到 %(last)s，不能再接收下级。请另选上级。") % words, "parent")
    if unit is None:
        return
    if unit.pk == parent.pk:
        raise Refused(_("组织不能并入或隶属于自己。请另选一个组织。"), "parent")
    for day in _days_of_change(on):
        if unit.pk in ancestors_of(parent.pk, day):
            words = {"name": name, "day": day}
            raise Refused(_("“%(name)s”在 %(day)s 是本组织的下级，不能同时作上级。请另选上级。") % words, "parent")


def _days_of_change(on: date) -> list[date]:
    later = Placement.objects.filter(starts_on__gt=on).values_list("starts_on", flat=True)
    return [on, *later.distinct().order_by("starts_on")]


def _lasting(on: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
