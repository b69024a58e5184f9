"""The ledger's county and its people."""

from tests.ledger.conftest import county, fixed_day, people

__all__ = ["county", "fixed_day", "people"]
