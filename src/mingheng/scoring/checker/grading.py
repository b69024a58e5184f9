"""Do grades, quotas, effects and consequences make sense, and is what the source leaves open declared?"""

from __future__ import annotations

from fractions import Fraction

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.ranges import bounds, gaps_and_overlaps
from mingheng.scoring.language.rulebook import Effect, Grading, Level, PercentByLevel, Rulebook

GRADING = ("grading", "")


def check_grading(rulebook: Rulebook, notes: Notes) -> None:
    """Thresholds, quotas, second keys, effects; and the declared choices."""
    check_declared(rulebook, notes)
    grading = rulebook.grading
    if grading is None:
        for effect in rulebook.effects:
            notes.error("effect_without_grading", ("effects", effect.effect))
        return
    for key, codes in (("by", [grading.by]), ("rank_by", [grading.rank_by]), ("then_by", grading.then_by)):
        for code in codes:
            if code and code not in rulebook.nodes and code not in rulebook.rules:
                notes.unknown("指标", code, [*rulebook.nodes, *rulebook.rules], GRADING, key)
    check_levels(rulebook, grading, notes)
    for effect in rulebook.effects:
        check_effect(effect, grading, notes)


def check_declared(rulebook: Rulebook, notes: Notes) -> None:
    """Rounding and ties have defaults; a rulebook that leaves them unsaid is told which apply."""
    written = _written(notes, "rulebook")
    if "rounding" not in written:
        notes.warning("rounding_undeclared", ("rulebook", ""))
    grading = rulebook.grading
    has_quota = grading is not None and any(level.quota for level in grading.levels)
    if has_quota:
        for name in ("ties", "quota_rounding"):
            if name not in written.get("choices", {}):
                notes.warning(
                    "choice_undeclared", ("rulebook", ""), "choices", word=name, value=getattr(rulebook.choices, name)
                )
    if grading is not None and rulebook.choices.ties == "second_key" and not grading.then_by:
        notes.error("second_key_missing", GRADING)


def _written(notes: Notes, key: str) -> dict[str, dict[str, object]]:
    known = notes.sources.places.get((key, ""))
    value = known[0].value[key] if known else {}
    return value if isinstance(value, dict) else {}


def check_levels(rulebook: Rulebook, grading: Grading, notes: Notes) -> None:
    """Names once, an article each, no gap that is not declared, no level that can never be reached."""
    names = [level.grade for level in grading.levels]
    for position, level in enumerate(grading.levels):
        inside = ("levels", position)
        if names.index(level.grade) != position:
            notes.error("code_repeated", GRADING, *inside, word=level.grade)
        if not level.article:
            notes.error("article_missing", GRADING, *inside)
        check_quota(level, position, notes)
    if all(not level.is_given for level in grading.levels):
        return
    check_reachable(rulebook, grading, notes)
    if any(not level.is_given for level in grading.levels):
        return
    gaps, _ = gaps_and_overlaps(grading.levels, whole=False, least=Fraction(0))
    for where in gaps:
        if grading.on_gap is None:
            notes.error("grades_gap", GRADING, "levels", where=where)
        else:
            notes.warning("grades_gap_declared", GRADING, "levels", where=where)


def check_quota(level: Level, position: int, notes: Notes) -> None:
    """A quota is a percentage or a number of heads, and not more than everybody."""
    quota, inside = level.quota, ("levels", position, "quota")
    if quota is None:
        return
    if (quota.percent is None) == (quota.heads is None):
        notes.error("needs_one_key", GRADING, *inside, options="percent、heads")
    shares: list[Fraction | None] = [quota.percent] if isinstance(quota.percent, Fraction) else []
    if isinstance(quota.percent, PercentByLevel):
        shares = [*quota.percent.table.values(), quota.percent.otherwise]
    if any(share is not None and not 0 <= share <= 1 for share in shares):
        notes.error("percent_impossible", GRADING, *inside)


def check_reachable(rulebook: Rulebook, grading: Grading, notes: Notes) -> None:
    """A level cannot be reached when earlier ones take all its values or the score never gets there.

    An effect, a step down, a quota or a gate may still lead to it.
    """
    named = {word for effect in rulebook.effects for word in (effect.then.grade, effect.then.at_best) if word}
    most = _most(rulebook, grading.by)
    for position, level in enumerate(grading.levels):
        by_step = position > 0 and any(effect.then.down for effect in rulebook.effects)
        by_quota = position > 0 and any(other.quota or other.gates for other in grading.levels[:position])
        if level.grade in named or by_step or by_quota:
            continue
        earlier = grading.levels[:position]
        covered = any(not other.is_given or _covers(other, level) for other in earlier)
        low = level.lower
        if covered or (most is not None and low is not None and (low[0] > most or (low[0] == most and not low[1]))):
            notes.error("grade_unreachable", GRADING, "levels", position, grade=level.grade)


def _covers(first: Level, second: Level) -> bool:
    (begin, end), (other_begin, other_end) = bounds(first, whole=False), bounds(second, whole=False)
    return begin <= other_begin and other_end <= end


def _most(rulebook: Rulebook, code: str) -> Fraction | None:
    part = rulebook.nodes.get(code) or rulebook.rules.get(code)
    if part is None:
        return None
    return part.cap if part.cap is not None else part.max_points


def check_effect(effect: Effect, grading: Grading, notes: Notes) -> None:
    """An effect does exactly one thing, to grades that exist."""
    part, then = ("effects", effect.effect), effect.then
    ways = (then.grade, then.at_best, then.at_least, then.down, then.recorded_in)
    if sum(way is not None for way in ways) != 1 or then.down == 0:
        notes.error("needs_one_key", part, "then", options="grade、at_best、at_least、down、recorded_in")
    names = [level.grade for level in grading.levels]
    for word in (then.grade, then.at_best, then.at_least):
        if word is not None and word not in names:
            notes.unknown("等次", word, names, part, "then")
