"""What is due for somebody, and what was told to whom.

In: the roles that somebody holds, a day. Out: matters, the first due first. Providers are asked once for all units
within reach; names are looked up for the rows of one page only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mingheng.accounts.digests import digest_of
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant
from mingheng.organisation.naming import names_on
from mingheng.organisation.queries import units_ever_within, units_named, within
from mingheng.organisation.roles import role_label
from mingheng.pinyin import named
from mingheng.policy import Role
from mingheng.reminders.models import CalendarFeed, Delivery, Reminder
from mingheng.reminders.permissions import WATCHES
from mingheng.reminders.plan import Plan, current_plan
from mingheng.reminders.recipients import Holders, Seat
from mingheng.reminders.registry import DueItem, due_items, kinds_of_matters
from mingheng.reminders.stages import effective_day

_SUNDAY = 6
MOST_WATCHED = 1_000
"""Of more organisations nobody reads matter by matter; there are lists of their own for them."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One open matter, as somebody meets it."""

    item: DueItem
    effective_on: date
    seat: Seat
    is_mine: bool
    """Whether it is for the asker to do, before others."""

    @property
    def kind(self) -> str:
        """The provider's name."""
        return self.item.key.partition(":")[0]

    @property
    def is_moved(self) -> bool:
        """Whether a holiday has moved its day."""
        return self.effective_on != self.item.due_on


class Todo:
    """What is due within the reach of an account on a day."""

    def __init__(self, account: Account, grants: Iterable[Grant], day: date, plan: Plan | None = None) -> None:
        self.day, self._account, self._plan = day, account, plan or current_plan()
        self._grants = list(grants)
        self._holders = Holders(day)

    @cached_property
    def matters(self) -> list[Matter]:
        """Everything within reach, or only what is for the account to do where that would be too much."""
        return self.own_alone() if self.is_too_much else self._found(None)

    @property
    def mine(self) -> list[Matter]:
        """What is for the account to do."""
        return [matter for matter in self.matters if matter.is_mine]

    def own_alone(self) -> list[Matter]:
        """The same for who does not need the others: who has nothing of a kind to do causes no question about it."""
        return [matter for matter in self._found({Role(grant.role) for grant in self._grants}) if matter.is_mine]

    @cached_property
    def is_too_much(self) -> bool:
        """Whether too many organisations are within reach to name all that is due in them."""
        reached = self._unit_ids
        return (self._holders.count if reached is None else len(reached)) > MOST_WATCHED

    def of_group(self, matters: Iterable[Matter], group: str) -> list[Matter]:
        """Those that are overdue, due this week, or later."""
        return [matter for matter in matters if self.group_of(matter) == group]

    def group_of(self, matter: Matter) -> str:
        """overdue, week or later."""
        if matter.effective_on < self.day:
            return "overdue"
        sunday = self.day + timedelta(days=_SUNDAY - self.day.weekday())
        return "week" if matter.effective_on <= sunday else "later"

    @property
    def watched(self) -> frozenset[int]:
        """The units at which the account may see everything that is due."""
        return frozenset(grant.unit_id for grant in self._grants if grant.role in WATCHES)

    def knows_holders(self, unit_id: int) -> bool:
        """Whether the account may know who holds roles in the unit."""
        return any(above in self.watched for above in self._holders.line(unit_id))

    def _found(self, roles: Collection[Role] | None) -> list[Matter]:
        """What is due within reach; what can only be for other roles is left out."""
        items = due_items(self.day, self._unit_ids, roles=roles) if self._grants else ()
        found = [self._matter(item) for item in items if self._is_seen(item)]
        return sorted(found, key=lambda matter: (matter.effective_on, matter.item.key))

    @cached_property
    def _unit_ids(self) -> Collection[int] | None:
        """The units within reach; None where that is the whole tree."""
        held = {grant.unit_id for grant in self._grants}
        if any(len(list(self._holders.line(unit_id))) == 1 for unit_id in held):
            return None
        return frozenset(units_ever_within(held, self.day).values_list("pk", flat=True))

    def _is_seen(self, item: DueItem) -> bool:
        line = set(self._holders.line(item.unit_id))
        return any(
            grant.unit_id in line and (grant.role in WATCHES or Role(grant.role) in item.roles)
            for grant in self._grants
        )

    def _matter(self, item: DueItem) -> Matter:
        seat = self._holders.seat_of(item)
        return Matter(item, effective_day(item.due_on, self._plan), seat, self._account.pk in seat.accounts)


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter in a list."""

    matter: Matter
    group: str
    kind_label: str
    unit_name: str
    doers: str
    """Who does it: the reader, or organisation and roles, with the names of colleagues where the reader may know them;
    where nobody can, of whom there is none.
    """
    from_below: str
    """The unit above to which it falls, for want of anybody in the unit itself; empty where there is somebody."""
    days_late: int

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds a role that it is for."""
        return not self.matter.seat.unit_id


def chosen(matters: Iterable[Matter], *, kind: str, words: str, day: date) -> list[Matter]:
    """The matters of a kind, of organisations in whose name the words stand or whose code they are."""
    found = [matter for matter in matters if not kind or matter.kind == kind]
    if not words:
        return found
    units = set(units_named(words, day).values_list("unit_id", flat=True))
    return [matter for matter in found if matter.item.unit_id in units]


def matter_rows(matters: Sequence[Matter], todo: Todo, account: Account) -> list[MatterRow]:
    """The rows of one page: two queries."""
    names = names_on({unit for one in matters for unit in (one.item.unit_id, one.seat.unit_id)}, todo.day)
    known = {one.seat.unit_id for one in matters if one.seat.unit_id and todo.knows_holders(one.seat.unit_id)}
    holders = {key for one in matters if one.seat.unit_id in known for key in one.seat.accounts} - {account.pk}
    people = dict(Account.objects.filter(pk__in=holders).order_by("pk").values_list("pk", "display_name"))
    kinds = kinds_of_matters()
    return [
        MatterRow(
            matter=one,
            group=todo.group_of(one),
            kind_label=kinds.get(one.kind, one.kind),
            unit_name=names.get(one.item.unit_id, ""),
            doers=_doers(one, names, [people[key] for key in sorted(one.seat.accounts) if key in people]),
            from_below=names.get(one.seat.unit_id, "") if one.seat.unit_id != one.item.unit_id else "",
            days_late=max((todo.day - one.effective_on).days, 0),
        )
        for one in matters
    ]


def _doers(matter: Matter, names: dict[int, str], colleagues: Sequence[str]) -> str:
    """Who is to act. Colleagues of whom the reader may know nothing are spoken of by their role."""
    roles = _("或").join(role_label(role) for role in Role if role in matter.item.roles)
    if not matter.seat.unit_id:
        return _("无人担任%(roles)s") % {"roles": roles}
    if matter.is_mine:
        if len(matter.seat.accounts) == 1:
            return _("您")
        others = "、".join(colleagues) or _("同组织的其他%(roles)s") % {"roles": roles}
        return _("您，或%(others)s") % {"others": others}
    seat = _("%(unit)s的%(roles)s") % {"unit": names.get(matter.seat.unit_id, ""), "roles": roles}
    return _("%(names)s（%(seat)s）") % {"names": "、".join(colleagues), "seat": seat} if colleagues else seat


def reminders_of(account: Account) -> QuerySet[Reminder]:
    """What the account was told, newest first."""
    return Reminder.objects.filter(account=account).order_by("-told_on", "effective_on", "pk")


def still_due(reminders: Iterable[Reminder], todo: Todo) -> list[tuple[Reminder, bool, str]]:
    """Each with whether its matter is open today, and the page on which it is done now, which may have changed.

    Where not all that is due is known, none is taken for done.
    """
    pages = {matter.item.key: matter.item.address for matter in todo.matters}
    found = [(one, todo.is_too_much or one.matter in pages) for one in reminders]
    return [(one, is_due, pages.get(one.matter, one.address) if is_due else "") for one, is_due in found]


def reminders_within(reach: Collection[int], *, words: str = "") -> QuerySet[Reminder]:
    """What was told of the units within reach, newest first; of those persons or matters in which the words stand."""
    found = Reminder.objects.filter(within(reach)).select_related("account").order_by("-told_on", "account_id", "pk")
    for word in words.split():
        found = found.filter(named(word, "account__display_name", "account__initials") | Q(title__icontains=word))
    return found


def deliveries_of(reminders: Iterable[Reminder]) -> dict[tuple[int, date], list[Delivery]]:
    """The messages that carried these reminders, by person and day."""
    listed = list(reminders)
    persons, days = {one.account_id for one in listed}, {one.told_on for one in listed}
    carried: dict[tuple[int, date], list[Delivery]] = {}
    for one in Delivery.objects.filter(account__in=persons, told_on__in=days).order_by("channel"):
        carried.setdefault((one.account_id, one.told_on), []).append(one)
    return carried


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of a key, while its holder's account is open. Found by its hash: no time tells how near a guess is."""
    found = CalendarFeed.objects.select_related("account").filter(digest=digest_of(token), account__closed_on=None)
    return found.first()
