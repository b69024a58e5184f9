"""The demonstration's rulebook asks for nothing to be written down that no rule reads."""

from mingheng.scoring.kinds import Kind
from tests.rulebooks.bundled import KINDS, LOADED

RULEBOOK = LOADED["demo-2026"][0]
assert RULEBOOK is not None
# The register of approved exceptions is read for every rule, whatever the rule measures.
READ = RULEBOOK.fact_kinds | {f"exemption.{rule}" for rule in RULEBOOK.rules}


def is_read(kind: Kind) -> bool:
    return any(kind.yields(fact_kind) for fact_kind in READ)


def test_each_kind_kept_by_units_or_by_the_committee_feeds_at_least_one_rule() -> None:
    entered = [kind for kind in KINDS if kind.kept_by in ("unit", "committee")]
    assert len(entered) == 25
    assert [kind.code for kind in entered if not is_read(kind)] == []
