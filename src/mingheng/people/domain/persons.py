"""Enter a person, correct what is kept of one, and open a sealed column for a reason."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of
from mingheng.organisation.refusals import Refused
from mingheng.people.domain.memberships import new_membership
from mingheng.people.models import Person
from mingheng.people.queries import latest_membership, person_with_id_number
from mingheng.people.sealed import COLUMNS, PersonDetails, opened, write_details

SHORTEST_REASON = 5


def add_person(
    unit: Unit,
    details: PersonDetails,
    *,
    starts_on: date,
    full_on: date | None = None,
    workplace: str = "",
    by: Actor,
) -> Person:
    """Enter a person as a member of the unit from a day. Refused where the identity number is entered already."""
    _refuse_known_number(details.id_number, None)
    person = Person()
    write_details(person, details)
    membership = new_membership(person, unit, starts_on=starts_on, full_on=full_on, workplace=workplace)
    path = path_of(unit, starts_on)
    with recording("people.person.added", by, unit_path=path, about=person) as change:
        change.save(person)
        change.save(membership)
    return person


def correct_person(person: Person, details: PersonDetails, *, reason: str, by: Actor) -> Person:
    """Correct what is kept of a person. `Outdated` where somebody else did so since it was read."""
    _refuse_short(reason, _("请写明更正的理由，至少%(least)d个字。"))
    _refuse_known_number(details.id_number, person)
    write_details(person, details)
    path = _path(person)
    with recording("people.person.corrected", by, unit_path=path, about=person, reason=reason.strip()) as change:
        change.save(person)
    return person


def reveal(person: Person, column: str, *, reason: str, by: Actor) -> str:
    """The text of a sealed column. No row is changed; the log says who looked, at whom and why.

    个人信息保护法第五十一条: access to what is sensitive is limited and can be followed.
    """
    _refuse_short(reason, _("请写明查看的理由，至少%(least)d个字，例如“核对入党志愿书上的身份证号”。"))
    if column not in COLUMNS:
        raise Refused(_("没有这一栏。请返回重新选择。"), "column")
    path = _path(person)
    with recording("people.person.revealed", by, unit_path=path, about=person, reason=reason.strip()) as change:
        change.note(column=column)
        return opened(person, column)


def _path(person: Person) -> str:
    membership = latest_membership(person.pk)
    return path_of(membership.unit) if membership else ""


def _refuse_short(reason: str, sentence: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(sentence % {"least": SHORTEST_REASON}, "reason")


def _refuse_known_number(id_number: str, person: Person | None) -> None:
    known = person_with_id_number(id_number)
    if known and (person is None or known.pk != person.pk):
        raise Refused(
            _("这个身份证号的人员已经登记在册。请不要重复登记；从别处调入的，请办理组织关系转接。"), "id_number"
        )
