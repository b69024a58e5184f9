"""What pages show in place of the codes in a record's free columns (指标编码 and the like): what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.utils.translation import gettext as _

from mingheng.facts.registry import names_of_fact_kinds
from mingheng.ledger.values import display_text
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field
from mingheng.scoring.projection import Value
from mingheng.sheets.record_columns import naming_fields


class CodeNames:
    """The names that rulebooks give to codes: asked for once for a page, and only where a record has a code."""

    @cached_property
    def _by_fact_kind(self) -> Mapping[str, str]:
        return names_of_fact_kinds()

    def told(self, kind: Kind, column: Field, value: Value) -> tuple[str, str]:
        """Heading and text of a field: the name of what reads its code, or the code where nothing reads it."""
        if column.code in naming_fields(kind):
            named = [spec.named(str(value)) for spec in kind.facts if spec.named_by == column.code]
            names = [self._by_fact_kind[fact_kind] for fact_kind in named if fact_kind in self._by_fact_kind]
            if names:
                return _("用于"), names[0]
        return column.heading, display_text(column, value)
