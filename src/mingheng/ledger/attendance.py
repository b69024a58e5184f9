"""Who came, ticked off against the roll of members: from ticks to an entry's counts and lists of names, and back.

Of those who came only the number is kept. Names that are not on the roll are typed beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from mingheng.organisation.models import Unit
from mingheng.organisation.queries import running_on
from mingheng.people.models import Membership
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Attendance
from mingheng.scoring.projection import Value

Values = Mapping[str, Value]


class Presence(TextChoices):
    """Whether a member came."""

    PRESENT = "present", _("到会")
    ON_LEAVE = "on_leave", _("请假")
    ABSENT = "absent", _("缺席")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roll."""

    person_id: str
    name: str


Ticks = Mapping[str, str]
"""From the id of a member to a `Presence`."""


def roll_of(unit: Unit, day: date, *, ticked: Collection[str] = ()) -> list[Member]:
    """Who belonged to the unit itself on the day; and who was ticked and belongs to it on another day."""
    belongs = running_on(day) | Q(person_id__in=ticked)
    found = Membership.objects.filter(belongs, unit=unit).select_related("person").order_by("person__name", "person_id")
    names = {membership.person_id: membership.person.name for membership in found}
    return [Member(person_id, name) for person_id, name in names.items()]


def calls_everybody(kind: Kind, chosen: Mapping[str, str]) -> bool:
    """Whether all members are to come by these choices; or may be, as long as none is made."""
    everybody = kind.attendance.everybody if kind.attendance else {}
    return bool(everybody) and all(
        code not in chosen or kind.fields[code].choices[chosen[code]] in codes for code, codes in everybody.items()
    )


def unticked(
    attendance: Attendance, values: Values, roll: Collection[Member]
) -> tuple[dict[str, str], dict[str, Value]]:
    """What a form begins with: a tick for everybody on the roll, and the values without the names that are ticked."""
    left = {code: list(_names(values, code)) for code in (attendance.on_leave, attendance.absent)}
    ticks: dict[str, str] = {}
    for member in roll:
        presence = Presence.PRESENT
        for code, away in ((attendance.on_leave, Presence.ON_LEAVE), (attendance.absent, Presence.ABSENT)):
            if presence is Presence.PRESENT and member.name in left[code]:
                left[code].remove(member.name)
                presence = away
        ticks[member.person_id] = str(presence)
    rest = {code: value for code, value in values.items() if code not in left}
    return ticks, rest | {code: tuple(names) for code, names in left.items() if names}


def ticked_off(attendance: Attendance, values: Values, roll: Collection[Member], ticks: Ticks) -> dict[str, Value]:
    """The values with the names of those who are ticked away, and the counts where they were left empty.

    Who is ticked as present and typed as away is away: somebody typed the name on purpose. Who is away was expected.
    """
    told = with_names(attendance, values, roll, ticks)
    present = Counter(member.name for member in roll if ticks.get(member.person_id) == Presence.PRESENT)
    away = [_names(told, code) for code in (attendance.on_leave, attendance.absent)]
    came = present.total()
    for code in (attendance.on_leave, attendance.absent):
        came -= (Counter(_names(values, code)) & present).total()
    if any(member.person_id in ticks for member in roll):
        told.setdefault(attendance.expected, max(came, 0) + sum(map(len, away)))
        told.setdefault(attendance.actual, max(came, 0))
    return told


def with_names(attendance: Attendance, values: Values, roll: Collection[Member], ticks: Ticks) -> dict[str, Value]:
    """The values with the names of those who are ticked away. Nobody is counted."""
    told = dict(values)
    for code, away in ((attendance.on_leave, Presence.ON_LEAVE), (attendance.absent, Presence.ABSENT)):
        ticked = [member.name for member in roll if ticks.get(member.person_id) == away]
        names = [*ticked, *_without(list(_names(values, code)), ticked)]
        if names:
            told[code] = tuple(names)
    return told


def _names(values: Values, code: str) -> tuple[str, ...]:
    names = values.get(code, ())
    return names if isinstance(names, tuple) else ()


def _without(names: list[str], taken: list[str]) -> list[str]:
    """The names less one of each that is there already."""
    left = Counter(names) - Counter(taken)
    kept = []
    for name in names:
        if left[name]:
            left[name] -= 1
            kept.append(name)
    return kept
