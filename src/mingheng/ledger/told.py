"""What rows, codes and values of this part are called when the log tells of them. Nothing sealed is opened."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mingheng.audit.labels import Names, Reading, Words
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import all_kinds
from mingheng.scoring.kinds import Field


def kind_word(code: str) -> str | None:
    """The title of a record kind."""
    return all_kinds()[code].title if code in all_kinds() else None


def entry_titles(keys: Collection[str]) -> dict[str, str]:
    """What lists call the entries."""
    return dict(Entry.objects.filter(pk__in=keys).exclude(title="").values_list("pk", "title"))


def read_entry_values(versions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The values by the headings of their fields, with what they are measured in."""
    kinds = dict(Entry.objects.filter(pk__in=[one["entry_id"] for one in versions]).values_list("pk", "kind"))
    return [_headed(kinds.get(one["entry_id"], ""), json.loads(one["values"])) for one in versions]


def _headed(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    fields = all_kinds()[kind].fields if kind in all_kinds() else {}
    ordered = [*(code for code in fields if code in values), *(code for code in values if code not in fields)]
    return {
        fields[code].heading if code in fields else code: _measured(fields.get(code), values[code]) for code in ordered
    }


def _measured(column: Field | None, value: Any) -> Any:
    return f"{value} {column.measured_in}" if column and column.measured_in else value


WORDS: dict[tuple[str, str], Words] = {("entry", "kind"): kind_word}

NAMES: dict[str, Names] = {"entry": entry_titles}

READINGS: dict[tuple[str, str], Reading] = {("entry_version", "values"): read_entry_values}
