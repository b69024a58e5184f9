"""What an organisation wrote in its recent entries of a kind: offered again, so that nobody types it twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mingheng.ledger.models import EntryVersion, State
from mingheng.ledger.record_kinds import SAME_EVERY_TIME, own_fields
from mingheng.ledger.values import Content, content_of
from mingheng.organisation.models import Unit
from mingheng.scoring import Kind
from mingheng.scoring.projection import Value

RECENT = 10
"""So many entries are looked at."""


def recent_contents(unit: Unit, kind: Kind) -> list[Content]:
    """What the unit's last entries of the kind say, newest first. Ids grow with time."""
    versions = EntryVersion.objects.newest().filter(entry__unit=unit, entry__kind=kind.code)
    standing = versions.exclude(entry__state=State.WITHDRAWN).select_related("entry").order_by("-entry__pk")
    return [content_of(version) for version in standing[:RECENT]]


def remembered_words(kind: Kind, contents: Iterable[Content]) -> dict[str, list[str]]:
    """By field, the different texts that were written in it, newest first."""
    found: dict[str, dict[str, None]] = {}
    for content in contents:
        for column in own_fields(kind):
            if column.remember and not column.choices and column.code in content.values:
                found.setdefault(column.code, {})[str(content.values[column.code])] = None
    return {code: list(words) for code, words in found.items()}


def begun_with(kind: Kind, contents: Sequence[Content]) -> dict[str, Value]:
    """What a new entry of a meeting begins with: where it was last time, who led it and who wrote it down."""
    last = contents[0].values if contents and kind.attendance else {}
    return {code: last[code] for code in SAME_EVERY_TIME if code in last}


def as_last_time(kind: Kind, contents: Sequence[Content]) -> dict[str, Value]:
    """The last entry as the beginning of a new one: without days, without who came, without minutes and names."""
    last = contents[0].values if contents else {}
    who_came = kind.attendance.fields if kind.attendance else frozenset()
    return {
        column.code: last[column.code]
        for column in own_fields(kind)
        if column.code in last
        and column.code not in who_came
        and column.type != "date"
        and (column.remember or not column.sensitive)
    }
