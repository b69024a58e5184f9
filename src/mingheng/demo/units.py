"""The units of the county, their Party organisations and members.

Class decides what a unit has: 一类单位 a committee over several branches, 二类单位 a general branch over two,
三类单位 one branch. Sizes follow the regulations: 100 members and more, 50 to 99, fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from mingheng.demo.names import person_names, unit_names
from mingheng.scoring.subjects import Subject

FEWEST_UNITS = 12
CLASSES = ("一类单位", "二类单位", "三类单位")
_TOP = {"一类单位": "机关党委", "二类单位": "党总支"}
_MOST_IN_ONE_BRANCH = 49


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the Party; the name is a key, no two members share one."""

    name: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A Party branch of a unit and its members, the secretary first."""

    id: str
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One assessed unit. `care` is how well it keeps up with its duties, from 0 to 1; only the generator knows it."""

    id: str
    name: str
    group: str
    branches: tuple[Branch, ...]
    staff: int
    care: float
    founded: date | None = None
    closed: date | None = None
    scored_with: str = ""

    @property
    def members(self) -> tuple[Member, ...]:
        """All members, branch by branch."""
        return tuple(member for branch in self.branches for member in branch.members)

    def exists_on(self, day: date) -> bool:
        """Whether the unit is there on that day."""
        return (self.founded is None or self.founded <= day) and (self.closed is None or day <= self.closed)

    def subjects(self) -> Iterator[Subject]:
        """The unit, which is assessed, and its organisations, which are not."""
        yield Subject(
            id=self.id,
            name=self.name,
            group=self.group,
            kind="党组",
            scored_with=self.scored_with,
            founded=self.founded,
            closed=self.closed,
            attributes=_sizes(self.members, len(self.branches)) | {"staff": Decimal(self.staff)},
        )
        top = _TOP.get(self.group)
        if top:
            yield self._organisation(
                f"{self.id}-00", f"{self.name}{top}", top, _sizes(self.members, len(self.branches))
            )
        for branch in self.branches:
            yield self._organisation(branch.id, branch.name, "党支部", _sizes(branch.members, 1))

    def _organisation(self, id_: str, name: str, kind: str, sizes: dict[str, Decimal]) -> Subject:
        return Subject(
            id=id_,
            name=name,
            group=self.group,
            kind=kind,
            parent=self.id,
            founded=self.founded,
            closed=self.closed,
            assessed=False,
            attributes=sizes,
        )


def _sizes(members: Sequence[Member], branches: int) -> dict[str, Decimal]:
    full = sum(member.is_full for member in members)
    return {"members": Decimal(len(members)), "full_members": Decimal(full), "branches": Decimal(branches)}


def make_units(rng: Random, count: int) -> tuple[Unit, ...]:
    """`count` units with twice as many organisations and 125 members for every four units."""
    if count < FEWEST_UNITS:
        raise ValueError(f"a county has at least {FEWEST_UNITS} units, not {count}")
    groups = _groups(count)
    sizes = _sizes_of(rng, groups, count * 125 // 4)
    branches = _branch_counts(groups)
    names = iter(person_names(rng, sum(sizes)))
    cares = _cares(rng, count)
    units = []
    for index, (group, name) in enumerate(zip(groups, unit_names(), strict=False)):
        people = [Member(next(names), is_full=position < 3 or rng.random() > 0.03) for position in range(sizes[index])]
        units.append(
            Unit(
                id=f"D{index + 1:03d}",
                name=name,
                group=group,
                branches=_branches(f"D{index + 1:03d}", name, people, branches[index]),
                staff=round(sizes[index] * rng.uniform(1.3, 1.9)),
                care=cares[index],
            )
        )
    return _with_changes(rng, units)


def _groups(count: int) -> list[str]:
    large, middle = max(1, count * 6 // 80), max(1, count // 5)
    return [CLASSES[0]] * large + [CLASSES[1]] * middle + [CLASSES[2]] * (count - large - middle)


def _sizes_of(rng: Random, groups: Sequence[str], total: int) -> list[int]:
    """Members per unit, adding up to `total`; the small units take up the difference."""
    ranges = {CLASSES[0]: (100, 112), CLASSES[1]: (50, 60), CLASSES[2]: (6, 28)}
    sizes = [rng.randint(*ranges[group]) for group in groups]
    small = [index for index, group in enumerate(groups) if group == CLASSES[2]]
    while sum(sizes) != total:
        index = rng.choice(small)
        step = 1 if sum(sizes) < total else -1
        if 4 <= sizes[index] + step <= _MOST_IN_ONE_BRANCH:
            sizes[index] += step
    return sizes


def _branch_counts(groups: Sequence[str]) -> list[int]:
    """Branches per unit, so that all organisations together are twice as many as the units."""
    fixed = {CLASSES[1]: 2, CLASSES[2]: 1}
    large = groups.count(CLASSES[0])
    left = 2 * len(groups) - sum(fixed[group] + (group == CLASSES[1]) for group in groups if group in fixed) - large
    return [fixed.get(group) or left // large + (index < left % large) for index, group in enumerate(groups)]


def _branches(unit_id: str, unit_name: str, people: Sequence[Member], count: int) -> tuple[Branch, ...]:
    return tuple(
        Branch(
            id=f"{unit_id}-{number + 1:02d}",
            name=f"{unit_name}党支部" if count == 1 else f"{unit_name}第{number + 1}党支部",
            members=tuple(people[number::count]),
        )
        for number in range(count)
    )


def _cares(rng: Random, count: int) -> list[float]:
    """One unit in sixteen is neglectful and three in eight are middling, whatever the seed."""
    poor, middling = max(1, count // 16), count * 3 // 8
    cares = [rng.uniform(0.0, 0.12) for _ in range(poor)]
    cares += [rng.uniform(0.55, 0.8) for _ in range(middling)]
    cares += [rng.uniform(0.8, 0.97) for _ in range(count - poor - middling)]
    rng.shuffle(cares)
    return cares


def _with_changes(rng: Random, units: list[Unit]) -> tuple[Unit, ...]:
    """Some of the small units are founded or closed in the year, and some are merged into another."""
    small = [index for index, unit in enumerate(units) if unit.group == CLASSES[2]]
    each = max(1, len(units) // 80)
    changed = rng.sample(small, 4 * each)
    for number, index in enumerate(changed[: 3 * each]):
        unit = units[index]
        match number % 3:
            case 0:
                units[index] = replace(unit, founded=date(2026, rng.randint(3, 5), 1))
            case 1:
                units[index] = replace(unit, closed=date(2026, rng.randint(8, 9), 30))
            case _:
                partner = units[changed[3 * each + number // 3]].id
                units[index] = replace(unit, closed=date(2026, 6, 30), scored_with=partner)
    return tuple(units)
