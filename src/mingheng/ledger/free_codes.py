"""What can stand in a record's free columns (指标编码 and the words beside it): the running rulebook's own names."""

from __future__ import annotations

from collections import Counter

from mingheng.facts.registry import names_of_fact_kinds
from mingheng.ledger.imports.codes import known_codes
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field
from mingheng.sheets.record_columns import naming_fields, word_fields


def codes_offered(kind: Kind, column: Field, current: str = "") -> list[tuple[str, str]]:
    """Codes with what they are for; `current` stays even where nothing reads it. Empty for any other column."""
    if column.code not in naming_fields(kind):
        return []
    named = _running_codes(kind, column) or {code: known.label for code, known in known_codes(kind.code).items()}
    if named and current and current not in named:
        named = {current: "", **named}
    shared = Counter(named.values())
    return [(code, _told(code, label, is_shared=shared[label] > 1)) for code, label in named.items()]


def _told(code: str, label: str, *, is_shared: bool) -> str:
    """What a code is for; the code itself only where nothing else tells two apart."""
    if not label:
        return code
    return f"{label}（{code}）" if is_shared else label


def words_offered(kind: Kind, column: Field) -> list[str]:
    """The words that rulebooks read in a column beside a code: the options of a decision and the like."""
    if column.code not in word_fields(kind):
        return []
    words = (word for known in known_codes(kind.code).values() for word in known.words.get(column.code, ()))
    return list(dict.fromkeys(words))


def _running_codes(kind: Kind, column: Field) -> dict[str, str]:
    """The codes that the rulebook of the running assessment reads; none while nothing is assessed."""
    specs = [spec for spec in kind.facts if spec.named_by == column.code]
    found = {}
    for fact_kind, label in names_of_fact_kinds().items():
        code = fact_kind.partition(".")[2]
        if any(spec.named(code) == fact_kind for spec in specs):
            found[code] = label
    return found
