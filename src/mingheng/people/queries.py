"""Who belongs where on a day, and how many they are.

Two counters, because the regulations count differently: 党员 includes those on probation, 正式党员 does not.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from mingheng import clock
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.organisation.queries import running_on, units_within
from mingheng.people.models import Membership, Person, Post
from mingheng.pinyin import named
from mingheng.vault import blind_index

ID_NUMBER = "person.id_number"
"""What the blind index of identity numbers is for."""

WITHOUT_MEMBERS = frozenset({UnitKind.WORK_COMMITTEE, UnitKind.PARTY_GROUP})
"""Kinds of organisations to which nobody belongs directly."""

_FEW = 500
"""So many units are looked up one by one; for more the whole tree is counted at once, which is then quicker."""


class Headcount(NamedTuple):
    """How many belong to a unit and to everything below it."""

    members: int
    """党员, those on probation included."""
    full: int
    """正式党员."""


def members_of(unit: Unit, day: date | None = None) -> QuerySet[Membership]:
    """The memberships that run in the unit itself on the day, with their persons, by name."""
    return _running(day).filter(unit=unit)


def members_within(unit_ids: Collection[int], day: date | None = None) -> QuerySet[Membership]:
    """The memberships that run on the day in the units and everything below them."""
    return _running(day).filter(unit__in=units_within(unit_ids, day))


def search_members(memberships: QuerySet[Membership], words: str) -> QuerySet[Membership]:
    """Those whose name has the words in it, or whose identity number is exactly this."""
    index = blind_index(words, purpose=ID_NUMBER)
    return memberships.filter(named(words, "person__name", "person__initials") | Q(person__id_number_index=index))


def membership_on(person: Person, day: date | None = None) -> Membership | None:
    """Where the person belongs on the day."""
    return Membership.objects.filter(running_on(day or clock.today()), person=person).select_related("unit").first()


def latest_membership(person_id: str, day: date | None = None) -> Membership | None:
    """The membership that runs on the day, else the last that began before it, else the first to come."""
    on = day or clock.today()
    own = Membership.objects.filter(person_id=person_id).select_related("unit", "person")
    return own.filter(starts_on__lte=on).order_by("-starts_on").first() or own.order_by("starts_on").first()


def memberships_of(person: Person) -> QuerySet[Membership]:
    """All memberships of a person, newest first."""
    return Membership.objects.filter(person=person).select_related("unit").order_by("-starts_on")


def posts_of(person: Person) -> QuerySet[Post]:
    """All posts of a person, newest first."""
    return Post.objects.filter(person=person).select_related("unit").order_by("-starts_on", "pk")


def person_with_id_number(number: str) -> Person | None:
    """Who has this identity number."""
    index = blind_index(number, purpose=ID_NUMBER)
    return Person.objects.filter(id_number_index=index).first() if index else None


def units_to_join(unit_ids: Collection[int], day: date | None = None) -> list[Placement]:
    """The organisations within these units that may have members of their own on the day, in the order of the code."""
    on = day or clock.today()
    standing = Placement.objects.filter(running_on(on), unit__in=units_within(unit_ids, on))
    return list(standing.exclude(kind__in=WITHOUT_MEMBERS).select_related("unit").order_by("unit__code"))


def units_standing(unit_ids: Collection[int], day: date | None = None) -> list[Placement]:
    """The organisations within these units on the day, in the order of the code."""
    on = day or clock.today()
    standing = Placement.objects.filter(running_on(on), unit__in=units_within(unit_ids, on))
    return list(standing.select_related("unit").order_by("unit__code"))


def headcounts(unit_ids: Collection[int], day: date) -> dict[int, Headcount]:
    """For each of the units: who belongs to it and to everything below it on the day.

    Units without a single member are in it too, with zeros, if they stand on the day.
    """
    placements = Placement.objects.filter(running_on(day))
    running = Membership.objects.filter(running_on(day))
    below = None if len(unit_ids) > _FEW else units_below(unit_ids, day)
    if below is not None and len(below) <= _FEW:
        placements, running = placements.filter(unit__in=below), running.filter(unit__in=below)
    counts = _summed_up(running, dict(placements.values_list("unit_id", "parent_id")), day)
    return {unit: counts[unit] for unit in unit_ids if unit in counts}


def headcount_within(unit_ids: Collection[int], day: date | None = None) -> Headcount:
    """Who belongs to any of the units, or to anything below them, each counted once."""
    on = day or clock.today()
    counts = members_within(unit_ids, on).aggregate(of_all=Count("pk"), of_full=Count("pk", filter=_full_on(on)))
    return Headcount(counts["of_all"], counts["of_full"])


def units_below(unit_ids: Collection[int], day: date) -> set[int]:
    """The keys of the units and of everything below them on the day."""
    return set(units_within(unit_ids, day).values_list("pk", flat=True))


def _summed_up(running: QuerySet[Membership], parents: dict[int, int | None], day: date) -> dict[int, Headcount]:
    own = running.values("unit_id").annotate(of_all=Count("pk"), of_full=Count("pk", filter=_full_on(day)))
    sums = {unit: [0, 0] for unit in parents}
    for unit_id, members, full in own.values_list("unit_id", "of_all", "of_full"):
        at: int | None = unit_id
        while at is not None and at in sums:
            sums[at][0] += members
            sums[at][1] += full
            at = parents[at]
    return {unit: Headcount(members, full) for unit, (members, full) in sums.items()}


def _full_on(day: date) -> Q:
    return Q(full_on__isnull=False, full_on__lte=day)


def _running(day: date | None) -> QuerySet[Membership]:
    running = Membership.objects.filter(running_on(day or clock.today())).select_related("person", "unit")
    return running.order_by("person__initials", "person__name", "pk")
