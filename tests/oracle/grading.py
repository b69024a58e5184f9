"""Grades, effects, quotas and ranks (section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .figures import half_up, lies_in, number, whole
from .measures import holds, peers_of
from .tree import line
from .world import Subject, World

Graded = tuple[str | None, str | None, int | None]


@dataclass
class Standing:
    """One subject on its way to a grade. `place` is the index of its level; len(levels) is past the last one."""

    subject: Subject
    place: int | None = None
    reason: str | None = None
    before: int | None = None
    vetoed: bool = False
    fixed: bool = False
    outside: bool = False
    settled: bool = False


class Grading:
    def __init__(self, world: World) -> None:
        self.world = world
        self.rules: dict[str, Any] = world.rulebook["grading"]
        self.levels: list[dict[str, Any]] = self.rules["levels"]
        self.names = [level["grade"] for level in self.levels]
        self.by = self.rules["by"]
        self.rank_by = self.rules.get("rank_by", self.by)
        self.among = self.rules.get("among", "class")

    def grades(self) -> dict[str, Graded]:
        standings = {subject.id: self._by_threshold(subject) for subject in self.world.assessed()}
        for standing in standings.values():
            self._apply_effects(standing)
        for group in self._groups():
            self._apply_quotas([standings[subject.id] for subject in group])
        return {key: (*self._named(one), self._rank(one.subject)) for key, one in standings.items()}

    def _groups(self) -> list[list[Subject]]:
        groups: dict[tuple[str, ...], list[Subject]] = {}
        for subject in self.world.assessed():
            group = peers_of(self.world, subject, self.among)
            groups[tuple(one.id for one in group)] = group
        return list(groups.values())

    def compared(self, subject: Subject, code: str) -> Fraction | None:
        """The figure that thresholds and orders look at; None when the line is not scored."""
        own = line(self.world, subject, code)
        if own.status not in ("scored", "for_reference"):
            return None
        shown = self.world.choice("decides") == "shown"
        return half_up(own.points, self.world.decimals("total")) if shown else own.points

    def _by_threshold(self, subject: Subject) -> Standing:
        own = line(self.world, subject, self.by)
        if own.status not in ("scored", "for_reference") or own.open != 0:
            reason = {"scored": "not_yet_due", "for_reference": "not_yet_due", "exempt": "not_applicable"}.get(
                own.status, own.status
            )
            return Standing(subject, reason=reason)
        place = self._place(self.compared(subject, self.by))
        if place is None:
            return Standing(subject, reason="gap")
        place = self._through_gates(subject, place)
        return Standing(subject, place=place, before=place, reason="gate" if place == len(self.levels) else None)

    def _place(self, value: Fraction) -> int | None:
        for place, level in enumerate(self.levels):
            if lies_in(value, level):
                return place
        on_gap = self.rules.get("on_gap", "open")
        if on_gap == "lower":
            return next((at for at, level in enumerate(self.levels) if _wholly_below(level, value)), None)
        if on_gap == "higher":
            above = [at for at, level in enumerate(self.levels) if _wholly_above(level, value)]
            return above[-1] if above else None
        return None

    def _through_gates(self, subject: Subject, place: int) -> int:
        while place < len(self.levels) and not self._passes(subject, self.levels[place]):
            place += 1
        return place

    def _passes(self, subject: Subject, level: dict[str, Any]) -> bool:
        return all(holds(self.world, subject, gate) is True for gate in level.get("gates", []))

    def _apply_effects(self, standing: Standing) -> None:
        if standing.place is None and standing.reason != "gap":
            return
        for effect in self.world.rulebook.get("effects", []):
            if "when" in effect and holds(self.world, standing.subject, effect["when"]) is not True:
                continue
            target = self._target(standing, effect["then"])
            if target is None or standing.fixed:
                continue
            fixes = "grade" in effect["then"] or "recorded_in" in effect["then"]
            if target == standing.place and not fixes:
                continue
            if fixes or target < standing.place:
                # A later step down does not take back that the level was given outside the quota.
                standing.outside = bool(effect.get("outside_quota"))
            standing.vetoed |= standing.place is not None and target > standing.place
            standing.place, standing.fixed, standing.reason = target, fixes, None

    def _target(self, standing: Standing, then: dict[str, Any]) -> int | None:
        """The place this effect asks for; None when it asks for nothing."""
        if "recorded_in" in then:
            return self._recorded(standing.subject, then["recorded_in"])
        if "grade" in then:
            return self.names.index(then["grade"])
        if standing.place is None:
            return None
        if "down" in then:
            last = max(standing.place, len(self.levels) - 1)
            return min(standing.place + then["down"], last)
        if "at_best" in then:
            return max(standing.place, self.names.index(then["at_best"]))
        return min(standing.place, self.names.index(then["at_least"]))

    def _recorded(self, subject: Subject, kind: str) -> int | None:
        level = latest_level(self.world, subject.id, kind)
        return self.names.index(level) if level in self.names else None

    def _apply_quotas(self, group: list[Standing]) -> None:
        base = [one for one in group if self._in_base(one)]
        for place, level in enumerate(self.levels):
            if "quota" in level:
                slots = self._slots(level["quota"], group, len(base))
                self._fill(group, place, slots)

    def _in_base(self, one: Standing) -> bool:
        graded = one.place is not None or one.reason == "gap"
        if not graded and not self.world.choice("without_score_in_base"):
            return False
        return not one.vetoed or self.world.choice("vetoed_in_base")

    def _slots(self, quota: dict[str, Any], group: list[Standing], base: int) -> int:
        if "heads" in quota:
            return int(self._quota_figure(quota["heads"], group))
        percent = self._quota_figure(quota["percent"], group)
        return int(whole(percent * base, self.world.choice("quota_rounding")))

    def _quota_figure(self, raw: Any, group: list[Standing]) -> Fraction:
        if not isinstance(raw, dict):
            return number(raw)
        first = group[0].subject
        if "by_level_of" in raw:
            owner = first.parent if self.among == "parent" else first.id
            key = latest_level(self.world, owner, raw["by_level_of"])
        else:
            key = first.class_ if raw["by"] == "class" else first.kind
        return number(raw["table"].get(key, raw.get("otherwise", 0)))

    def _fill(self, group: list[Standing], place: int, slots: int) -> None:
        here = [one for one in group if one.place == place and not one.settled]
        slots -= sum(1 for one in here if one.fixed and not one.outside)
        ordinary = [one for one in here if not one.fixed and not one.outside]
        ghosts = []
        if self.world.choice("vetoed_slot") == "used_up":
            ghosts = [one for one in group if one.vetoed and one.before == place and one.place != place]
        inside, tied = self._border(ordinary + ghosts, max(0, slots))
        for one in ordinary:
            if one in tied:
                one.place, one.reason, one.settled = None, "tie", True
            elif one not in inside:
                one.place, one.reason = self._through_gates(one.subject, place + 1), "quota"

    def _border(self, queue: list[Standing], slots: int) -> tuple[list[Standing], list[Standing]]:
        """Who gets the level, and who gets no grade because of a tie at the border."""
        ties = self.world.choice("ties")
        second = self.rules.get("then_by", []) if ties == "second_key" else []
        inside, tied = self._cut(queue, slots, [self.rank_by])
        if tied and second:
            more, tied = self._cut(tied, slots - len(inside), second)
            inside = inside + more
        if ties == "include":
            return inside + tied, []
        return inside, [] if ties == "exclude" else tied

    def _cut(self, queue: list[Standing], slots: int, codes: list[str]) -> tuple[list[Standing], list[Standing]]:
        queue = sorted(queue, key=lambda one: self._key(one, codes), reverse=True)
        if len(queue) <= slots or slots == 0:
            return queue[:slots], []
        border = self._key(queue[slots], codes)
        if self._key(queue[slots - 1], codes) != border:
            return queue[:slots], []
        inside = [one for one in queue if self._key(one, codes) > border]
        return inside, [one for one in queue if self._key(one, codes) == border]

    def _key(self, one: Standing, codes: list[str]) -> list[tuple[bool, Fraction]]:
        """A line that is not scored stands behind every number."""
        figures = [self.compared(one.subject, code) for code in codes]
        return [(figure is not None, figure or Fraction(0)) for figure in figures]

    def _named(self, one: Standing) -> tuple[str | None, str | None]:
        if one.place is None:
            return None, one.reason
        if one.place < len(self.levels):
            return self.names[one.place], None
        below = self.rules.get("below")
        return (below, None) if below is not None else (None, one.reason)

    def _rank(self, subject: Subject) -> int | None:
        own = self.compared(subject, self.rank_by)
        if own is None:
            return None
        others = [self.compared(peer, self.rank_by) for peer in peers_of(self.world, subject, self.among)]
        return 1 + sum(1 for other in others if other is not None and other > own)


def latest_level(world: World, subject_id: str | None, kind: str) -> str | None:
    facts = [fact for fact in world.facts if fact.subject == subject_id and fact.kind == kind]
    return max(facts, key=lambda fact: fact.day).level if facts else None


def _wholly_below(level: dict[str, Any], value: Fraction) -> bool:
    uppers = [number(level[key]) for key in ("at_most", "less_than", "equals") if key in level]
    return any(upper <= value for upper in uppers) and not lies_in(value, level)


def _wholly_above(level: dict[str, Any], value: Fraction) -> bool:
    lowers = [number(level[key]) for key in ("at_least", "more_than", "equals") if key in level]
    return any(lower >= value for lower in lowers) and not lies_in(value, level)
