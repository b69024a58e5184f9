"""What a measure can answer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NUMBER, ABSENT, FAILED = "number", "absent", "failed"
NOT_YET_DUE, NOT_APPLICABLE, EXEMPT = "not_yet_due", "not_applicable", "exempt"


@dataclass(frozen=True)
class Measured:
    state: str
    value: Fraction | None = None
    worst: Fraction | None = None
    """Of a shortfall: over all owed spans, due or not."""
    always_missing: bool = False
    """Absent in a way that `if_missing` and the due day do not soften."""
    nothing_due: bool = False
    """Of an absent shortfall: none of its owed spans has fallen due."""

    @property
    def compared(self) -> Fraction | None:
        """What a condition or a factor sees: where nothing is owed, a shortfall is 0."""
        if self.state in (NOT_APPLICABLE, EXEMPT):
            return Fraction(0)
        return self.value if self.state == NUMBER else None


def found(value: Fraction | int) -> Measured:
    return Measured(NUMBER, Fraction(value))


absent = Measured(ABSENT)
missing = Measured(ABSENT, always_missing=True)
failed = Measured(FAILED)
