"""What is declared and never used, and who is never assessed."""

from __future__ import annotations

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.references import everything
from mingheng.scoring.language.measures import Attribute, Children, Selection, Shortfall
from mingheng.scoring.language.rulebook import Applies, Rulebook
from mingheng.scoring.language.words import AmountBySize, AmountFromAttribute


def check_usage(rulebook: Rulebook, notes: Notes) -> None:
    """Unused periods and attributes, and classes or kinds of unit that no rule applies to."""
    periods, attributes = {"year"}, set()
    for piece in everything(rulebook):
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
            notes.warning("unused", rulebook.head, "attributes", name, what="属性", word=name)
    check_reach(rulebook, notes)


def check_reach(rulebook: Rulebook, notes: Notes) -> None:
    """Every class and kind of unit has rules."""
    rules = rulebook.rules.values()
    for word in rulebook.classes:
        if all(rule.applies.classes and word not in rule.applies.classes for rule in rules):
            notes.warning("nobody_assessed", rulebook.head, "classes", rulebook.classes.index(word), word=word)
    for word in rulebook.unit_kinds:
        if all(rule.applies.kinds and word not in rule.applies.kinds for rule in rules):
            notes.warning("nobody_assessed", rulebook.head, "unit_kinds", rulebook.unit_kinds.index(word), word=word)
