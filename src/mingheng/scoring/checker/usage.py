"""What is declared and never used, who is never assessed, and which records a rulebook asks for in vain."""

from __future__ import annotations

from collections.abc import Callable

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.references import everything
from mingheng.scoring.language.measures import Attribute, Children, Selection, Shortfall
from mingheng.scoring.language.rulebook import Applies, Rulebook, fact_kinds_of
from mingheng.scoring.language.words import AmountBySize, AmountFromAttribute
from mingheng.scoring.problems import nearest


def check_usage(rulebook: Rulebook, notes: Notes) -> None:
    """Unused periods and attributes, and classes or kinds of unit that no rule applies to."""
    periods, attributes = {"year"}, set()
    for _, piece in everything(rulebook):
        match piece:
            case Shortfall():
                periods.add(piece.owed_over)
            case Selection():
                periods.add(piece.period)
            case Attribute(name=name) | AmountFromAttribute(attribute=name) | AmountBySize(by=name):
                attributes.add(name)
            case Applies(attributes=named):
                attributes.update(named)
            case Children(weighted_by=name):
                attributes.add(name)
    for name in rulebook.periods:
        if name not in periods:
            notes.warning("unused", ("periods", name), what="时段", word=name)
    for name in rulebook.attributes:
        if name not in attributes:
            notes.warning("unused", ("rulebook", ""), "attributes", what="属性", word=name)
    check_reach(rulebook, notes)


def check_reach(rulebook: Rulebook, notes: Notes) -> None:
    """Every class and kind of unit has rules."""
    rules = rulebook.rules.values()
    for word in rulebook.classes:
        if all(rule.applies.classes and word not in rule.applies.classes for rule in rules):
            notes.warning("nobody_assessed", ("rulebook", ""), "classes", word=word)
    for word in rulebook.unit_kinds:
        if all(rule.applies.kinds and word not in rule.applies.kinds for rule in rules):
            notes.warning("nobody_assessed", ("rulebook", ""), "unit_kinds", word=word)


def check_fact_kinds(rulebook: Rulebook, notes: Notes, yields: Callable[[str], bool]) -> None:
    """Record kinds are the white list: what no record kind yields (clicks, minutes on line) cannot be scored."""
    for code, rule in rulebook.rules.items():
        for kind in sorted(fact_kinds_of(rule)):
            if not yields(kind):
                notes.error("fact_kind_unknown", ("rules", code), "measure", word=kind, near=_near(kind, rulebook))
    for part, whole in [(("grading", ""), rulebook.grading), (("effects", ""), rulebook.effects)]:
        for kind in sorted(fact_kinds_of(whole)):
            if not yields(kind):
                notes.error("fact_kind_unknown", part, word=kind, near=_near(kind, rulebook))


def _near(kind: str, rulebook: Rulebook) -> str:
    near = nearest(kind, [known for known in rulebook.fact_kinds if known != kind])
    return f"是不是“{near}”？" if near else ""
