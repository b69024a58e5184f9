"""Belonging to an organisation: beginning, end, transfer, and becoming a full member."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of, running_on
from mingheng.organisation.refusals import Refused
from mingheng.people.domain.days import ONE_DAY, fit_day, refusing_overlap, unit_for_members
from mingheng.people.models import Membership, Person, Post


def new_membership(person: Person, unit: Unit, *, starts_on: date, full_on: date | None, workplace: str) -> Membership:
    """A membership that is not written yet. Refused where its days or its unit cannot be right."""
    unit_for_members(unit, fit_day(starts_on, "starts_on"), "starts_on")
    if full_on and fit_day(full_on, "full_on") > clock.today():
        raise Refused(_("转正日期不能在今天以后。尚未转正的请留空。"), "full_on")
    return Membership(person=person, unit=unit, starts_on=starts_on, full_on=full_on, workplace=workplace.strip())


def join_unit(
    person: Person, unit: Unit, *, starts_on: date, full_on: date | None = None, workplace: str = "", by: Actor
) -> Membership:
    """Let a person who is entered already belong to the unit from a day. Refused while another membership runs."""
    membership = new_membership(person, unit, starts_on=starts_on, full_on=full_on, workplace=workplace)
    sentence = _("这名党员在所填的日期仍属于另一个党组织。请改为办理组织关系转接，或先登记离开的日期。")
    path = path_of(unit, starts_on)
    with refusing_overlap(sentence), recording("people.membership.joined", by, unit_path=path, about=person) as change:
        change.save(membership)
    return membership


def leave_unit(membership: Membership, *, last_day: date, reason: str, by: Actor) -> Membership:
    """Let the membership end, and with it the posts held in the same unit."""
    fit_day(last_day, "last_day")
    _refuse_ended(membership, "last_day")
    if last_day < membership.starts_on:
        words = {"first": membership.starts_on}
        raise Refused(_("最后一天不能早于编入的日期%(first)s。请核对。") % words, "last_day")
    if not reason.strip():
        raise Refused(_("请写明离开的原因，例如“调出本系统”“去世”“除名”。"), "reason")
    path = path_of(membership.unit, last_day)
    person = membership.person
    with recording("people.membership.left", by, unit_path=path, about=person, reason=reason.strip()) as change:
        _end(change, membership, last_day)
    return membership


def transfer_member(membership: Membership, unit: Unit, *, on: date, workplace: str = "", by: Actor) -> Membership:
    """Let the person belong to another unit from the day on; the day before is the last in the old one."""
    fit_day(on, "on")
    _refuse_ended(membership, "on")
    if unit.pk == membership.unit_id:
        raise Refused(_("转入的就是现在所在的组织。请另选组织。"), "unit")
    if on <= membership.starts_on:
        words = {"first": membership.starts_on}
        raise Refused(_("转接日期须晚于编入现组织的日期%(first)s。请核对。") % words, "on")
    unit_for_members(unit, on, "on")
    person = membership.person
    new = Membership(person=person, unit=unit, starts_on=on, full_on=membership.full_on, workplace=workplace.strip())
    sentence = _("这名党员在所填日期以后已登记了别的组织关系。请先核对这名党员的组织关系。")
    path = path_of(membership.unit, on)
    with (
        refusing_overlap(sentence, "on"),
        recording("people.membership.transferred", by, unit_path=path, about=person) as change,
    ):
        change.note(to=path_of(unit, on), on=on.isoformat())
        _end(change, membership, on - ONE_DAY)
        change.save(new)
    return new


def become_full(membership: Membership, *, on: date, by: Actor) -> Membership:
    """Register the day from which a member on probation is a full one."""
    fit_day(on, "on")
    if membership.full_on:
        words = {"day": membership.full_on}
        raise Refused(_("这名党员已于%(day)s转正，不需要再登记。") % words, "on")
    _refuse_ended(membership, "on")
    if on > clock.today():
        raise Refused(_("转正日期不能在今天以后。请在转正以后登记。"), "on")
    if on < membership.starts_on:
        words = {"first": membership.starts_on}
        raise Refused(_("转正日期早于编入本组织的日期%(first)s。请核对。") % words, "on")
    path = path_of(membership.unit, on)
    with recording("people.membership.confirmed", by, unit_path=path, about=membership.person) as change:
        change.note(on=on.isoformat())
        membership.full_on = on
        change.save(membership)
    return membership


def _refuse_ended(membership: Membership, field: str) -> None:
    if membership.ends_on:
        words = {"last": membership.ends_on}
        raise Refused(_("这段组织关系已登记到%(last)s为止，不能再变动。") % words, field)


def _end(change: Change, membership: Membership, last_day: date) -> None:
    membership.ends_on = last_day
    change.save(membership)
    held = Post.objects.filter(person=membership.person, unit=membership.unit).filter(running_on(last_day))
    for post in held:
        post.ends_on = last_day
        change.save(post)
