"""Do grades, quotas, effects and consequences make sense, and is what the source leaves open declared?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.ranges import covered, gaps_and_overlaps, text
from mingheng.scoring.language.rulebook import Effect, Grading, Level, PercentByLevel, Rulebook


def check_grading(rulebook: Rulebook, notes: Notes) -> None:
    """Thresholds, quotas, second keys, effects; and the declared choices."""
    check_declared(rulebook, notes)
    grading = rulebook.grading
    if grading is None:
        for effect in rulebook.effects:
            notes.error("effect_without_grading", effect)
        return
    for key, codes in (("by", [grading.by]), ("rank_by", [grading.rank_by]), ("then_by", grading.then_by)):
        for code in codes:
            if code and code not in rulebook.nodes and code not in rulebook.rules:
                notes.unknown("指标", code, [*rulebook.nodes, *rulebook.rules], grading, key)
    check_levels(rulebook, grading, notes)
    for effect in rulebook.effects:
        check_effect(effect, grading, notes)


def check_declared(rulebook: Rulebook, notes: Notes) -> None:
    """Rounding and ties have defaults; a rulebook that leaves them unsaid is told which apply."""
    written = _written(notes, "rulebook")
    if "rounding" not in written:
        notes.warning("rounding_undeclared", rulebook.head)
    grading = rulebook.grading
    has_quota = grading is not None and any(level.quota for level in grading.levels)
    if has_quota:
        for name in ("ties", "quota_rounding"):
            if name not in written.get("choices", {}):
                value = getattr(rulebook.choices, name)
                notes.warning("choice_undeclared", rulebook.head, "choices", word=name, value=value)
    if grading is not None and rulebook.choices.ties == "second_key" and not grading.then_by:
        notes.error("second_key_missing", grading)


def _written(notes: Notes, key: str) -> dict[str, dict[str, object]]:
    known = notes.sources.places.get((key, ""))
    value = known[0].value[key] if known else {}
    return value if isinstance(value, dict) else {}


def check_levels(rulebook: Rulebook, grading: Grading, notes: Notes) -> None:
    """Names once, an article each, no gap that is not declared, no level that can never be reached."""
    names = [level.grade for level in grading.levels]
    for position, level in enumerate(grading.levels):
        if names.index(level.grade) != position:
            notes.error("code_repeated", level, word=level.grade)
        if not level.article:
            notes.error("article_missing", level)
        check_quota(level, notes)
    if all(not level.is_given for level in grading.levels):
        return
    check_reachable(rulebook, grading, notes)
    if any(not level.is_given for level in grading.levels):
        return
    gaps, _ = gaps_and_overlaps(grading.levels, whole=False, least=Fraction(0))
    for stretch in gaps:
        where = stretch.words(whole=False, percent=False, single="不属于任何等次")
        tell = notes.error if grading.on_gap is None else notes.warning
        tell("grades_gap" if grading.on_gap is None else "grades_gap_declared", grading.levels[stretch.at], where=where)


def check_quota(level: Level, notes: Notes) -> None:
    """A quota is a percentage or a number of heads, and not more than everybody."""
    quota = level.quota
    if quota is None:
        return
    if (quota.percent is None) == (quota.heads is None):
        notes.error("needs_one_key", quota, options="percent、heads")
    shares: list[Fraction | None] = [quota.percent] if isinstance(quota.percent, Fraction) else []
    if isinstance(quota.percent, PercentByLevel):
        shares = [*quota.percent.table.values(), quota.percent.otherwise]
    if any(share is not None and not 0 <= share <= 1 for share in shares):
        notes.error("percent_impossible", quota, "percent")


def check_reachable(rulebook: Rulebook, grading: Grading, notes: Notes) -> None:
    """A level is out of reach when earlier ones take all its values or the score never gets there.

    An effect, a step down, a quota or a gate may still lead to it; thresholds that stand the wrong way are told anyway.
    """
    led_to = set(_led_to(rulebook, grading))
    most = _most(rulebook, grading.by)
    for position, level in enumerate(grading.levels):
        low, earlier = level.lower, grading.levels[:position]
        taken = next((other for other in earlier if not other.is_given or covered(level, [other])), None)
        if taken is None and earlier and covered(level, earlier):
            taken = earlier[-1]
        if taken is not None and level.grade not in led_to:
            notes.error("grade_unreachable", level, grade=level.grade, why=f"分数线不低于前面的“{taken.grade}”")
        elif taken is not None and taken.is_given and low is not None:
            notes.warning("grade_not_below", level, grade=level.grade, other=taken.grade)
        elif level.grade not in led_to and most is not None and _lies_above(level, most):
            notes.error("grade_unreachable", level, grade=level.grade, why=f"最多只能得{text(most)}分")


def _lies_above(level: Level, most: Fraction) -> bool:
    low = level.lower
    return low is not None and (low[0] > most or (low[0] == most and not low[1]))


def _led_to(rulebook: Rulebook, grading: Grading) -> Iterator[str]:
    """The grades to which something other than the thresholds can lead."""
    steps_down = any(effect.then.down for effect in rulebook.effects)
    for effect in rulebook.effects:
        if effect.then.recorded_in:
            yield from (level.grade for level in grading.levels)
        yield from (word for word in (effect.then.grade, effect.then.at_best, effect.then.at_least) if word)
    for position, level in enumerate(grading.levels):
        pushes = any(other.quota or other.gates for other in grading.levels[:position])
        if pushes or (steps_down and position > 0):
            yield level.grade


def _most(rulebook: Rulebook, code: str) -> Fraction | None:
    part = rulebook.nodes.get(code) or rulebook.rules.get(code)
    if part is None:
        return None
    return part.cap if part.cap is not None else part.max_points


def check_effect(effect: Effect, grading: Grading, notes: Notes) -> None:
    """An effect does exactly one thing, to grades that exist."""
    then = effect.then
    ways = (then.grade, then.at_best, then.at_least, then.down, then.recorded_in)
    if sum(way is not None for way in ways) != 1 or then.down == 0:
        notes.error("needs_one_key", then, options="grade、at_best、at_least、down、recorded_in")
    names = [level.grade for level in grading.levels]
    for key, word in (("grade", then.grade), ("at_best", then.at_best), ("at_least", then.at_least)):
        if word is not None and word not in names:
            notes.unknown("等次", word, names, then, key)
