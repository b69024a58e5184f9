"""List the record kinds: what clerks keep, and which fact kinds a rulebook can read from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mingheng.scoring import Kind
from mingheng.scoring.kinds import FactSpec
from mingheng.sheets.record_columns import offered


def kinds_text(kinds: Iterable[Kind]) -> Iterator[str]:
    """The lines of the list: each kind with its columns, then its fact kinds."""
    for kind in kinds:
        yield f"{kind.title}（{kind.code}）"
        yield f"  栏目：{'、'.join(column.heading for column in kind.fields.values())}"
        for spec in kind.facts:
            yield from (f"  {line}" for line in fact_kind_lines(kind, spec))


def fact_kind_lines(kind: Kind, spec: FactSpec) -> list[str]:
    """A fact kind, or one line for each choice that completes it."""
    if not spec.named_by:
        return [spec.kind]
    column = kind.fields[spec.named_by]
    if not column.choices:
        return [f"{spec.named('〈编码〉')}　“{column.heading}”由细则定"]
    return [f"{spec.named(column.choices[word])}　{column.heading}：{word}" for word in offered(column)]
