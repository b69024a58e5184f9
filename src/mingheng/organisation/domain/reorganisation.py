"""The verbs that change the tree, each from a day on. What was asked of an earlier day is answered as before.

Every verb writes one event. `Refused` says what is not possible and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.organisation.domain.steps import (
    children_from,
    end,
    follow,
    last_state,
    refuse_parent,
    reorganising,
    wait_for_others,
)
from mingheng.organisation.models import Closing, Placement, Succession, Unit, UnitKind
from mingheng.organisation.names import fit_code, fit_name
from mingheng.organisation.queries import last_placement_of
from mingheng.organisation.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be founded."""

    code: str
    name: str
    kind: str
    is_assessed: bool = False
    assessment_class: str = ""
    staff: int | None = None


def found_unit(
    code: str,
    name: str,
    *,
    kind: str,
    parent: Unit | None,
    on: date,
    by: Actor,
    is_assessed: bool = False,
    assessment_class: str = "",
    staff: int | None = None,
) -> Unit:
    """Found a unit below another, or at the top."""
    unit = Unit(code=fit_code(code), founded_on=on)
    new = NewUnit(
        code=code, name=name, kind=kind, is_assessed=is_assessed, assessment_class=assessment_class, staff=staff
    )
    with reorganising("organisation.unit.founded", by, about=unit, above=parent, on=on) as change:
        if parent:
            refuse_parent(None, parent, on)
        _found(change, unit, new, parent_id=parent.pk if parent else None)
    return unit


def rename_unit(unit: Unit, name: str, *, on: date, by: Actor) -> Placement:
    """Give it another name from the day on."""
    with reorganising("organisation.unit.renamed", by, about=unit, above=unit, on=on) as change:
        return follow(change, unit, on, name=fit_name(name))


def move_unit(unit: Unit, *, parent: Unit, on: date, by: Actor) -> Placement:
    """Put it, with all that is below it, below another unit from the day on."""
    with reorganising("organisation.unit.moved", by, about=unit, above=unit, on=on) as change:
        refuse_parent(unit, parent, on)
        return follow(change, unit, on, parent_id=parent.pk)


def change_class(
    unit: Unit, assessment_class: str, *, is_assessed: bool, staff: int | None, on: date, by: Actor
) -> Placement:
    """Assess it in another class, or no longer, or for the first time; and how many work there."""
    label = assessment_class.strip()
    if is_assessed and not label:
        raise Refused(_("纳入考核的组织须有考核分类。请选择或填写分类，例如“一类单位”。"), "assessment_class")
    values = {"is_assessed": is_assessed, "assessment_class": label if is_assessed else "", "staff": staff}
    with reorganising("organisation.unit.reclassed", by, about=unit, above=unit, on=on) as change:
        return follow(change, unit, on, **values)


def change_kind(unit: Unit, kind: str, *, on: date, by: Actor) -> Placement:
    """Let it be of another kind, for instance a general branch that becomes a committee."""
    with reorganising("organisation.unit.changed", by, about=unit, above=unit, on=on) as change:
        return follow(change, unit, on, kind=UnitKind(kind).value)


def merge_unit(unit: Unit, *, into: Unit, on: date, by: Actor) -> Succession:
    """Close a unit the day before and let its work and its children go on in another."""
    with reorganising("organisation.unit.merged", by, about=unit, above=unit, on=on) as change:
        refuse_parent(unit, into, on)
        for child in children_from(unit, on):
            follow(change, child, on, parent_id=into.pk)
        end(change, unit, on)
        succession = Succession(predecessor=unit, successor=into, kind=Succession.Kind.MERGED, on_day=on)
        change.save(succession)
    return succession


def split_unit(unit: Unit, parts: Sequence[tuple[str, str]], *, on: date, by: Actor) -> list[Unit]:
    """Found units (code, name) beside it that take over a part of its work. It goes on, with its children."""
    if not parts:
        raise Refused(_("没有填写分设出的组织。请至少填写一个组织的编码和名称。"), "parts")
    with reorganising("organisation.unit.split", by, about=unit, above=unit, on=on) as change:
        state = last_state(unit, on)
        _refuse_beside(state)
        founded = []
        for code, name in parts:
            new = NewUnit(
                code=code,
                name=name,
                kind=state.kind,
                is_assessed=state.is_assessed,
                assessment_class=state.assessment_class,
            )
            part = Unit(code=fit_code(code), founded_on=on)
            _found(change, part, new, parent_id=state.parent_id)
            change.save(Succession(predecessor=unit, successor=part, kind=Succession.Kind.SPLIT, on_day=on))
            founded.append(part)
    return founded


def close_unit(unit: Unit, *, on: date, by: Actor) -> None:
    """Close it: the day before is its last. Refused while anything stands below it."""
    with reorganising("organisation.unit.closed", by, about=unit, above=unit, on=on) as change:
        below = children_from(unit, on)
        if below:
            names = "、".join(last_placement_of(child).name for child in below[:3])
            words = {"count": len(below), "names": names}
            raise Refused(
                _("还有 %(count)d 个下级组织（%(names)s 等）。请先调整它们的隶属关系，或改用“合并”。") % words
            )
        end(change, unit, on)


def close_organisation(*, through: date, by: Actor) -> Closing:
    """Let nothing change any more up to this day. It cannot be undone, and a later day may follow."""
    with recording("organisation.history.closed", by) as change:
        change.note(through=through.isoformat())
        wait_for_others()
        last = Closing.objects.aggregate(last=Max("through"))["last"]
        if last and through <= last:
            raise Refused(_("组织沿革已封存到 %(last)s。请选择以后的日子。") % {"last": last}, "through")
        closing = Closing(through=through)
        change.save(closing)
    return closing


def _refuse_beside(state: Placement) -> None:
    if state.parent and state.parent.closed_on:
        words = {"name": last_placement_of(state.parent).name, "last": state.parent.closed_on}
        raise Refused(
            _("上级“%(name)s”只存续到 %(last)s，分设出的组织届时没有上级。请先调整本组织的隶属关系，再分设。") % words
        )


def _found(change: Change, unit: Unit, new: NewUnit, *, parent_id: int | None) -> None:
    if Unit.objects.filter(code=unit.code).exists():
        raise Refused(_("编码“%(code)s”已被使用，撤销的组织也保留编码。请换一个编码。") % {"code": unit.code}, "code")
    if new.is_assessed and not new.assessment_class.strip():
        raise Refused(_("纳入考核的组织须有考核分类。请选择或填写分类，例如“一类单位”。"), "assessment_class")
    last = Placement.objects.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"]
    change.save(unit)
    change.save(
        Placement(
            unit=unit,
            starts_on=unit.founded_on,
            name=fit_name(new.name),
            kind=UnitKind(new.kind).value,
            parent_id=parent_id,
            is_assessed=new.is_assessed,
            assessment_class=new.assessment_class.strip() if new.is_assessed else "",
            staff=new.staff,
            position=0 if last is None else last + 1,
        )
    )
