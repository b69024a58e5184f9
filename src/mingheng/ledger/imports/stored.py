"""What is entered already: the records whose keys a sheet carries, and those that say the same as a new row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max

from mingheng.ledger.models import Entry, EntryVersion, State
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.values import Content, content_of, masked_values, to_json
from mingheng.scoring.projection import Value

Standing = dict[int, tuple[int, str]]

CHUNK = 500
_KEY = re.compile(r"([0-9a-z]{20})-([1-9]\d{0,5})\Z")


def key_text(entry: Entry) -> str:
    """What the hidden column of an exported sheet says of an entry: its id, and the version that was exported."""
    return f"{entry.pk}-{entry.latest}"


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry whose key stands in a row, as it is now. `masks` is what somebody reads who may not see a value."""

    entry: Entry
    content: Content
    masks: Mapping[str, Value]
    exported: int = 0
    """Number of the version that the row was exported from."""


def entries_there(kind_code: str, unit_ids: Collection[int] | None) -> Standing:
    """What tells that somebody has entered records of a unit since: how many there are, and the newest."""
    entries = Entry.objects.filter(kind=kind_code)
    if unit_ids is not None:
        entries = entries.filter(unit__in=unit_ids)
    counted = entries.order_by().values_list("unit_id").annotate(Count("pk"), Max("pk"))
    return {unit_id: (count, newest) for unit_id, count, newest in counted}


class StoredEntries:
    """The entries of a kind that the keys of a sheet name; of other units' entries nothing is known."""

    def __init__(self, kind_code: str, keys: Iterable[str], within: Collection[int] | None) -> None:
        found = (_KEY.match(key) for key in keys)
        wanted = sorted({match[1] for match in found if match})
        self._stored: dict[str, Stored] = {}
        for at in range(0, len(wanted), CHUNK):
            entries = Entry.objects.filter(kind=kind_code, pk__in=wanted[at : at + CHUNK], latest__gt=0)
            for version in _latest_versions(entries, within):
                self._stored[version.entry_id] = Stored(version.entry, content_of(version), masked_values(version))

    def of_key(self, key: str) -> Stored | None:
        """The entry of a key. None for a key of nothing that is within reach."""
        match = _KEY.match(key)
        stored = self._stored.get(match[1]) if match else None
        return replace(stored, exported=int(match[2])) if match and stored else None


def _latest_versions(entries: Any, within: Collection[int] | None) -> Iterable[EntryVersion]:
    versions = EntryVersion.objects.newest().filter(entry__in=entries).select_related("entry__unit")
    return [version for version in versions if within is None or version.entry.unit_id in within]


class Twins:
    """The entries of a kind, by what they say: a row that says nothing else is there already.

    `without` are the keys of those that will say something else. Sealed values are opened only for entries whose open
    ones are the same.
    """

    def __init__(self, kind_code: str, unit_ids: Collection[int], without: Collection[str]) -> None:
        self._kind = kind_of(kind_code)
        self._by_open: dict[tuple[int, str], list[EntryVersion]] = {}
        living = Entry.objects.filter(kind=kind_code, unit__in=unit_ids).exclude(state=State.WITHDRAWN)
        versions = EntryVersion.objects.newest().filter(entry__in=living).select_related("entry")
        for version in versions.iterator(2_000):
            if version.entry_id not in without:
                self._by_open.setdefault((version.entry.unit_id, version.values), []).append(version)

    def has(self, unit_id: int, content: Content) -> bool:
        """Whether one of the unit's entries says exactly this."""
        sensitive = {code for code in content.values if self._kind.fields[code].sensitive}
        said = to_json({code: value for code, value in content.values.items() if code not in sensitive})
        alike = self._by_open.get((unit_id, said), ())
        return any(content_of(version) == content for version in alike)
