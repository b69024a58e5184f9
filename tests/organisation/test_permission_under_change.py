"""Rights while everything moves: roles are given, run out, are revoked, stood in for and handed over; units move and merge.

After every step the rights of drawn accounts at drawn units equal those of a model in plain Python.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django import conf
from django.db import transaction

from mingheng.accounts.models import Account
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import (
    Refused,
    grant_role,
    hand_over,
    merge_unit,
    move_unit,
    name_deputy,
    revoke_role,
)
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import grants_of
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import ANYWHERE, WITHIN, Relation, Role
from tests.organisation.county import County
from tests.people import make_account

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
DAY = timedelta(days=1)
ROLES = (Role.UNIT_ADMIN, Role.UNIT_CLERK, Role.LEADER, Role.AUDIT_ADMIN, Role.DISCIPLINE_OFFICER)
APART = {Role.UNIT_ADMIN, Role.UNIT_CLERK, Role.LEADER}
"""What may not meet with the audit administrator, of the roles drawn here."""
ROWS = (
    {Role.UNIT_ADMIN: WITHIN},
    {Role.LEADER: WITHIN, Role.DISCIPLINE_OFFICER: WITHIN, Role.AUDIT_ADMIN: ANYWHERE},
    {Role.UNIT_CLERK: frozenset({Relation.SAME_UNIT})},
    {Role.UNIT_CLERK: frozenset({Relation.SAME_UNIT, Relation.FORMER}), Role.LEADER: frozenset({Relation.ANCESTOR})},
    {Role.LEADER: frozenset({Relation.UNRELATED}), Role.UNIT_ADMIN: frozenset({Relation.DESCENDANT})},
)
WHY = "人手不够"
"""With a reason somebody may come to verify his own unit; what is refused without one is looked at elsewhere."""
ACTS = ("give",) * 4 + ("stand_in",) * 3 + ("revoke",) * 2 + ("hand_over", "move", "merge", "wait")


class Undone(Exception):
    """Takes back what one sequence has written."""


@dataclass
class Held:
    """A role as the model knows it. Days are numbers."""

    holder: str
    unit: str
    role: Role
    starts: date
    ends: date | None
    deputy_of: int | None = None
    revoked: bool = False

    def lasts(self, on: date) -> bool:
        return not self.revoked and (self.ends is None or self.ends >= on)

    def end(self, on: date) -> None:
        if self.starts >= on:
            self.revoked = True
        else:
            self.ends = on - DAY


class Rights:
    """Who may what, in plain Python: parents by unit, roles by the key of their row."""

    def __init__(self) -> None:
        self.parents: dict[str, str | None] = {}
        self.closed: set[str] = set()
        self.held: dict[int, Held] = {}

    def line(self, unit: str | None) -> list[str]:
        return [unit, *self.line(self.parents[unit])] if unit else []

    def relation(self, held: Held, place: str, today: date) -> Relation:
        if not held.lasts(today) or held.starts > today:
            return Relation.FORMER
        if held.unit == place:
            return Relation.SAME_UNIT
        if held.unit in self.line(place):
            return Relation.DESCENDANT
        return Relation.ANCESTOR if place in self.line(held.unit) else Relation.UNRELATED

    def clashes(self, new: Held) -> bool:
        for old in self.held.values():
            meets = old.lasts(new.starts) and (new.ends is None or old.starts <= new.ends)
            if old.holder != new.holder or not meets:
                continue
            if (old.unit, old.role) == (new.unit, new.role):
                return True
            if Role.AUDIT_ADMIN in (old.role, new.role) and APART & {old.role, new.role}:
                return True
        return False

    def merge(self, unit: str, into: str, today: date) -> None:
        for child in [one for one, parent in self.parents.items() if parent == unit and one not in self.closed]:
            self.parents[child] = into
        self.closed.add(unit)
        for held in self.held.values():
            if held.unit == unit and held.lasts(today):
                held.end(today)


class Play:
    """One sequence, in the database and in the model at once."""

    def __init__(self, seed: int, accounts: dict[str, Account]) -> None:
        self.dice, self.accounts, self.today = random.Random(seed), accounts, FIRST
        self.rights = Rights()
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        codes = {unit.pk: code for code, unit in self.units.items()}
        for code, unit in self.units.items():
            self.rights.parents[code] = codes.get(unit.placements.get().parent_id)

    def step(self) -> None:
        self.today += self.dice.randrange(1, 20) * DAY
        conf.settings.MINGHENG_FIXED_DAY = self.today
        getattr(self, self.dice.choice(ACTS))()
        for holder in self.accounts:
            self.compare(holder, self.any(self.units))

    def compare(self, holder: str, place: str) -> None:
        row, place_id = self.dice.choice(ROWS), self.units[place].pk
        grants = list(Grant.objects.filter(account=self.accounts[holder]))
        relations = {
            key: self.rights.relation(held, place, self.today)
            for key, held in self.rights.held.items()
            if held.holder == holder
        }
        for relation in Relation:
            of_relation = fitting_grants(grants, dict.fromkeys(Role, frozenset({relation})), place_id, self.today)
            assert {grant.pk for grant in of_relation} == {key for key, one in relations.items() if one is relation}
        expected = {key for key, relation in relations.items() if relation in row.get(self.rights.held[key].role, ())}
        assert {grant.pk for grant in fitting_grants(grants, row, place_id, self.today)} == expected
        current = {key for key in expected if relations[key] is not Relation.FORMER}
        held_today = grants_of(self.accounts[holder])
        assert {grant.pk for grant in fitting_grants(held_today, row, place_id, self.today)} == current

    def give(self) -> None:
        starts = self.today + self.dice.randrange(0, 10) * DAY
        ends = self.dice.choice([None, starts + self.dice.randrange(0, 60) * DAY])
        new = Held(self.any(self.accounts), self.any(self.units), self.dice.choice(ROLES), starts, ends)
        grant = attempt(
            lambda: grant_role(
                self.accounts[new.holder],
                self.units[new.unit],
                new.role,
                starts_on=new.starts,
                ends_on=new.ends,
                by=COMMAND,
                reason=WHY,
            )
        )
        assert (grant is not None) is not (self.rights.clashes(new) or new.unit in self.rights.closed)
        if grant:
            self.rights.held[grant.pk] = new

    def revoke(self) -> None:
        """Mostly somebody for whom others stand in: what is taken from one is then taken from several."""
        principals = [one.deputy_of for one in self.rights.held.values() if one.deputy_of and one.lasts(self.today)]
        key = self.dice.choice(principals) if principals else self.any_role()
        if key is None:
            return
        held = self.rights.held[key]
        done = attempt(lambda: revoke_role(Grant.objects.get(pk=key), by=COMMAND) or True)
        assert (done is not None) is not held.revoked
        if done:
            for one in [held, *(one for one in self.rights.held.values() if one.deputy_of == key)]:
                one.revoked = True

    def stand_in(self) -> None:
        if (key := self.any_role()) is None:
            return
        held, deputy = self.rights.held[key], self.any(self.accounts)
        new = Held(deputy, held.unit, held.role, self.today, self.today + self.dice.randrange(0, 40) * DAY, key)
        grant = attempt(
            lambda: name_deputy(
                Grant.objects.get(pk=key),
                self.accounts[deputy],
                starts_on=new.starts,
                ends_on=new.ends,
                by=COMMAND,
                reason=WHY,
            )
        )
        is_within_time = held.lasts(new.ends) and held.starts <= new.starts
        possible = is_within_time and held.deputy_of is None and deputy != held.holder and not self.rights.clashes(new)
        assert (grant is not None) is possible
        if grant:
            self.rights.held[grant.pk] = new

    def hand_over(self) -> None:
        if (key := self.any_role()) is None:
            return
        held, successor = self.rights.held[key], self.any(self.accounts)
        on = self.today + self.dice.randrange(0, 10) * DAY
        taken = attempt(
            lambda: hand_over(Grant.objects.get(pk=key), self.accounts[successor], on=on, by=COMMAND, reason=WHY)
        )
        if not taken:
            return
        assert successor != held.holder
        leaving = {
            number: one
            for number, one in self.rights.held.items()
            if (one.holder, one.unit, one.deputy_of) == (held.holder, held.unit, None) and one.lasts(on)
        }
        new = [Held(successor, one.unit, one.role, max(on, one.starts), one.ends) for one in leaving.values()]
        for one in self.rights.held.values():
            if one in leaving.values() or (one.deputy_of in leaving and one.lasts(on)):
                one.end(on)
        assert not any(self.rights.clashes(one) for one in new)
        by_role = {(grant.role, grant.starts_on): grant.pk for grant in taken}
        assert len(by_role) == len(new)
        self.rights.held |= {by_role[one.role, one.starts]: one for one in new}

    def move(self) -> None:
        unit, parent = self.any(self.units), self.any(self.units)
        if attempt(lambda: move_unit(self.units[unit], parent=self.units[parent], on=self.today, by=COMMAND)):
            self.rights.parents[unit] = parent

    def merge(self) -> None:
        unit, into = self.any(self.units), self.any(self.units)
        if attempt(lambda: merge_unit(self.units[unit], into=self.units[into], on=self.today, by=COMMAND)):
            self.rights.merge(unit, into, self.today)

    def wait(self) -> None:
        """Only the days go by: roles begin and run out."""

    def any(self, things: dict[str, object]) -> str:
        return self.dice.choice(sorted(things))

    def any_role(self) -> int | None:
        return self.dice.choice(sorted(self.rights.held)[-4:]) if self.rights.held else None


def attempt(verb: Callable[[], Any]) -> Any:
    try:
        return verb()
    except Refused:
        return None


def play_many(seeds: range, steps: int, settings) -> None:
    # Once through the fixture, which takes it back at the end; it would keep a layer for each of thousands of days.
    settings.MINGHENG_FIXED_DAY = FIRST
    County(date(2025, 1, 1))
    accounts = {name: make_account(name) for name in ("wang", "li", "zhao")}
    for seed in seeds:
        try:
            with transaction.atomic():
                game = Play(seed, accounts)
                for _ in range(steps):
                    game.step()
                raise Undone
        except Undone:
            continue
        except AssertionError as fault:
            raise AssertionError(f"seed {seed}: {fault}") from fault


def test_rights_follow_thirty_sequences_of_changes(settings):
    play_many(range(30), 12, settings)


@pytest.mark.nightly
@pytest.mark.parametrize("start", range(0, 2000, 250))
def test_rights_follow_thousands_of_sequences(start, settings):
    play_many(range(1000 + start, 1250 + start), 50, settings)
