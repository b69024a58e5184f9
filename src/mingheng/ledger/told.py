"""What rows, codes and values of this part are called when the log tells of them. Nothing sealed is opened."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from mingheng.audit.labels import Names, Reading, Words
from mingheng.ledger.models import Entry, EntryVersion, Sample
from mingheng.ledger.record_kinds import all_kinds
from mingheng.organisation.naming import UnitNames
from mingheng.scoring.kinds import Field


def kind_word(code: str) -> str | None:
    """The title of a record kind."""
    return all_kinds()[code].title if code in all_kinds() else None


def entry_titles(keys: Collection[str]) -> dict[str, str]:
    """What lists call the entries."""
    return dict(Entry.objects.filter(pk__in=keys).exclude(title="").values_list("pk", "title"))


def version_titles(keys: Collection[int]) -> dict[int, str]:
    """The entry and the number of the version."""
    found = EntryVersion.objects.filter(pk__in=keys).exclude(entry__title="").select_related("entry")
    text = _("%(title)s（第%(number)d版）")
    return {one.pk: text % {"title": one.entry.title, "number": one.number} for one in found}


def sample_names(keys: Collection[int]) -> dict[int, str]:
    """From whose records the samples were drawn, and of which days these are."""
    found = list(Sample.objects.filter(pk__in=keys))
    names = UnitNames(one.unit_id for one in found)
    return {one.pk: f"{names.on(one.unit_id)}（{one.starts_on}—{one.ends_on}）" for one in found}


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


WORDS: dict[tuple[str, str], Words] = {("entry", "kind"): kind_word, ("closing_day", "kind"): kind_word}

NAMES: dict[str, Names] = {"entry": entry_titles, "entry_version": version_titles, "sample": sample_names}

READINGS: dict[tuple[str, str], Reading] = {("entry_version", "values"): read_entry_values}
