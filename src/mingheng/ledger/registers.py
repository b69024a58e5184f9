"""The registers: which kinds of entries are kept, what of each there is this year, and where one enters another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Max, Q

from mingheng import clock
from mingheng.ledger.models import State
from mingheng.ledger.queries import entries_within
from mingheng.ledger.record_kinds import offered_kinds
from mingheng.pinyin import is_named
from mingheng.scoring import Kind


@dataclass(frozen=True, slots=True)
class Register:
    """One kind, with how many entries of this year there are, and the day of the last one."""

    kind: Kind
    this_year: int
    last_on: date | None
    may_enter: bool


def registers_within(reach: Collection[int], keepers: Collection[str], words: str = "") -> list[Register]:
    """The kinds whose name, group or advice holds `words`. `keepers` are those for whom one may enter."""
    standing = entries_within(reach).exclude(state=State.WITHDRAWN).order_by()
    of_year = Count("pk", filter=Q(happened_on__year=clock.today().year))
    counted = standing.values("kind").annotate(this_year=of_year, last_on=Max("happened_on"))
    known = {one["kind"]: (one["this_year"], one["last_on"]) for one in counted}
    return [
        Register(kind, *known.get(kind.code, (0, None)), kind.kept_by in keepers)
        for kind in offered_kinds()
        if is_named(words, kind.title) or words in f"{kind.group} {kind.help} {_headings(kind)}"
    ]


def grouped(registers: Collection[Register]) -> list[tuple[str, list[Register]]]:
    """The registers under the headings of their groups."""
    return [(group, list(found)) for group, found in groupby(registers, key=lambda one: one.kind.group)]


def _headings(kind: Kind) -> str:
    return " ".join(word for column in kind.fields.values() for word in (*column.choices, column.heading))
