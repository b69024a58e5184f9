"""Questions to one record whose cells are all readable: are they possible together, and does the rulebook know them?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingheng.scoring.facts import FactRow
from mingheng.scoring.kinds import Kind
from mingheng.scoring.problems import nearest
from mingheng.sheets.cells import near
from mingheng.sheets.days import DayRange, Reckoning
from mingheng.sheets.record_columns import OWN, names_a_month, naming_fields, word_fields
from mingheng.sheets.repeated import Values
from mingheng.sheets.tables import Table
from mingheng.sheets.vocabulary import Vocabulary, Words

_SEVERAL_PERSONS = re.compile(r"[、，,；;]")


@dataclass(slots=True)
class RecordChecks:
    """The questions to the records of one sheet. Answers go to the table's problems."""

    kind: Kind
    table: Table
    words: Mapping[str, Words]
    labels: Mapping[str, str]
    windows: Mapping[str, DayRange]
    reckoning: Reckoning
    pairs: list[tuple[str, str]] = field(init=False)
    persons: list[str] = field(init=False)
    happened: list[str] = field(init=False)
    naming: list[str] = field(init=False)
    worded: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        columns = self.kind.fields
        self.pairs = _attendances(self.kind)
        self.persons = [code for code, column in columns.items() if column.type == "person"]
        # What ends or falls due may be entered before its day; what happened may not.
        days = {spec.day for spec in self.kind.facts if not spec.end}
        self.happened = sorted(code for code in days if not names_a_month(columns[code]))
        self.naming = naming_fields(self.kind)
        self.worded = word_fields(self.kind)

    def accepts(self, row: int, values: Values, entered: date | None) -> bool:
        """Whether the record can be used; `values` are those of the kind's own fields."""
        is_good = all([self._is_possible(row, values), self._has_known_words(row, values)])
        for code in self.naming:
            self._ask_for_code(row, code, values.get(code))
        for code in self.persons:
            if code in values and _SEVERAL_PERSONS.search(values[code]):
                self._warn("sheet_several_persons", row, code, value=values[code])
        for code in self.happened:
            if entered and code in values and entered < values[code]:
                heading = self.table.heading(OWN + code)
                self._warn("sheet_entered_before", row, code, entered=entered, heading=heading, day=values[code])
        return is_good

    def _is_possible(self, row: int, values: Values) -> bool:
        is_good = True
        for expected, actual in self.pairs:
            if values.get(actual, 0) > values.get(expected, values.get(actual, 0)):
                self.table.problems.report(
                    "sheet_more_than_expected",
                    row,
                    self.table.heading(OWN + actual),
                    actual=values[actual],
                    expected=values[expected],
                    heading=self.table.heading(OWN + actual),
                    other=self.table.heading(OWN + expected),
                )
                is_good = False
        return is_good

    def _ask_for_code(self, row: int, code: str, value: str | None) -> None:
        if value is not None and value not in self.labels:
            self._warn("sheet_code_unread", row, code, value=value, near=near(value, sorted(self.labels)))

    def _has_known_words(self, row: int, values: Values) -> bool:
        """Whether the levels and groups are words that the rulebook names for this code."""
        named = next((values[code] for code in self.naming if code in values), None)
        kinds = [spec.named(named) for spec in self.kind.facts] if named else []
        known = next((self.words[kind] for kind in kinds if kind in self.words), None)
        if named is None or known is None:
            return True
        label = self.labels.get(named) or known.label or named
        checks = [
            self._is_known(row, code, values.get(code), known.levels if which == "levels" else known.groups, label)
            for code, which in self.worded.items()
        ]
        return all(checks)

    def _is_known(self, row: int, code: str, value: str | None, vocabulary: Vocabulary, label: str) -> bool:
        words = vocabulary.words
        if value in words or not words:
            return True
        heading = self.kind.fields[code].heading
        listed = "、".join(words)
        if value is None:
            if vocabulary.is_closed:
                self._warn("sheet_word_missing", row, code, label=label, heading=heading, known=listed)
            return True
        if not vocabulary.is_closed:
            close = nearest(value, words)
            if close:
                self._warn("sheet_word_unread", row, code, value=value, label=label, near=close, heading=heading)
            return True
        params: dict[str, Any] = {"value": value, "label": label, "heading": heading, "known": listed}
        place = self.table.heading(OWN + code)
        self.table.problems.report("sheet_word_unknown", row, place, **params, near=near(value, words))
        return False

    def is_out_of_sight(self, row: int, fact: FactRow, *, is_reckoned: bool) -> bool:
        """Warn of a fact whose day no measure reads. `is_reckoned`: the record names its year or month itself."""
        window = self.windows.get(fact.kind)
        day = fact.belongs or fact.day
        if window is None:
            return False
        year = None if is_reckoned else self.reckoning.year_meant(fact.kind, day)
        specs = (spec for spec in self.kind.facts if _is_named(spec.kind, fact.kind))
        code = next((spec.day for spec in specs), "")
        if not window.holds(day):
            advice = f"属{year}年度的，请在“归属年度”填{year}；" if year else ""
            self._warn("sheet_date_unread", row, code, value=day, first=window.first, last=window.last, advice=advice)
        elif year:
            self._warn("sheet_date_next_year", row, code, value=day, year=year)
        else:
            return False
        return True

    def _warn(self, sentence: str, row: int, code: str, **params: Any) -> None:
        self.table.problems.report(sentence, row, self.table.heading(OWN + code), is_error=False, **params)


def _attendances(kind: Kind) -> list[tuple[str, str]]:
    """Pairs of fields of which the second cannot exceed the first: who was expected, who came."""
    pairs = {
        (str(spec.expected), str(spec.actual))
        for spec in kind.facts
        if not spec.kind.startswith("tally.") and spec.expected in kind.fields and spec.actual in kind.fields
    }
    return sorted(pair for pair in pairs if all(kind.fields[code].type == "count" for code in pair))


def _is_named(template: str, fact_kind: str) -> bool:
    return template == fact_kind or ("{" in template and template.partition(".")[0] == fact_kind.partition(".")[0])
