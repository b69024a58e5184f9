"""Which rules of the running assessment an entry serves. The assessment lies above: it registers who can say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from mingheng.ledger.record_kinds import UNIT_FIELD, narrowed
from mingheng.scoring import Kind, Record, project
from mingheng.scoring.projection import Value


@dataclass(frozen=True, slots=True)
class ServedRule:
    """One rule, as pages name it."""

    label: str
    article: str


RulesByFact = Mapping[str, tuple[ServedRule, ...]]
Provider = Callable[[], RulesByFact | None]
"""The rules by the fact kinds they read and get; None while nothing is assessed."""

_providers: list[Provider] = []


def register_rules(provider: Provider) -> None:
    """Let a part say which rules read which facts."""
    if provider not in _providers:
        _providers.append(provider)


@dataclass(frozen=True, slots=True)
class Served:
    """What an entry is for. `is_assessed` is False while no assessment runs: then nobody can say."""

    rules: tuple[ServedRule, ...]
    is_assessed: bool


def rules_of_kind(kind: Kind, chosen: Mapping[str, str]) -> Served:
    """All rules that entries of the kind can serve once these choices are made."""
    by_fact, left = _rules_by_fact(), narrowed(kind, chosen)
    return _served(by_fact, {name for name in by_fact or () if left.yields(name)})


def rules_of_values(kind: Kind, values: Mapping[str, Value]) -> Served:
    """The rules that an entry with these values serves."""
    record = Record(subject="-", values={code: value for code, value in values.items() if code != UNIT_FIELD})
    return _served(_rules_by_fact(), {row.kind for row in project(kind, [record])})


def _rules_by_fact() -> RulesByFact | None:
    return next((told for told in (provider() for provider in _providers) if told is not None), None)


def _served(by_fact: RulesByFact | None, facts: Collection[str]) -> Served:
    rules = dict.fromkeys(rule for name in sorted(facts) for rule in (by_fact or {}).get(name, ()))
    return Served(tuple(rules), by_fact is not None)
