"""What is asked before a record is submitted: on its page, of the rows of a sheet, by the interface. One place for all.

It looks like one that is there, such organisations do not usually do it, its numbers do not meet, or it lacks what is
always kept. A question and never a refusal: who confirms submits. Drafts are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from mingheng.ledger.content_checks import PlacementOn, overcount_in, unusual_in
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import said_between
from mingheng.ledger.record_kinds import TITLE_FIELD, kind_of, usually_told
from mingheng.ledger.values import Content, day_of, title_of
from mingheng.organisation.queries import placement_of
from mingheng.scoring import Kind

Likeness = tuple[int, date, str]
"""Unit, day and title: by these one record looks like another."""


class Asked(NamedTuple):
    """A record that is to be submitted, and the row where it stands in a sheet."""

    entry: Entry
    content: Content
    row: int = 0


class Question(NamedTuple):
    """What should be looked at once more: the field it is about, and why."""

    code: str
    text: str


class Repetition(Question):
    """Whether the record is there already: among many, such a one can be left out."""


def questions_of(entry: Entry, content: Content) -> list[Question]:
    """The questions about one record."""
    asked = Asked(entry, content)
    return Questionnaire(kind_of(entry.kind), [asked]).about(asked)


class Questionnaire:
    """The questions about several records of one kind, each compared with the others: one query for all of them.

    `placement_on` finds the organisation of a day, where the caller has read all of them before.
    """

    def __init__(self, kind: Kind, asked: Sequence[Asked], placement_on: PlacementOn = placement_of) -> None:
        self.kind, self.placement_on = kind, placement_on
        self._likenesses = _Likenesses(kind, asked)

    def about(self, asked: Asked) -> list[Question]:
        """The questions about one of the records."""
        return [
            *_unusual(asked, self.placement_on),
            *self._likenesses.questions(asked),
            *_overcount(self.kind, asked.content),
            *_untold(self.kind, asked.content),
        ]

    def leave_out(self, repeating: Iterable[Asked]) -> list[Asked]:
        """Go on without these, which repeat others: what they would have changed is there as it is.

        The records that look like one of those and did not look like anything there before: they are to be asked again.
        """
        return [one for asked in repeating for one in self._likenesses.leave_out(asked)]


def _unusual(asked: Asked, placement_on: PlacementOn) -> Iterator[Question]:
    text = _("填报的组织是{organisation}，一般没有“{choice}”。请核对{heading}，或改由召开的组织填报。")
    for column, choice, organisation in unusual_in(asked.entry, asked.content, placement_on):
        told = text.format(organisation=organisation, choice=choice, heading=column.heading)
        yield Question(column.code, told)


class _Likenesses:
    """What looks alike: the entries that are there, and the records among those asked about.

    Without a title of their own, entries of one day are often alike: one talk beside the other. They are not compared.
    """

    def __init__(self, kind: Kind, asked: Sequence[Asked]) -> None:
        self.kind = kind
        self.alike: dict[Likeness, list[Asked]] = {}
        self.there: dict[Likeness, str] = {}
        self.changed: dict[str, tuple[Likeness, str]] = {}
        """What the records asked about would change, as it is now."""
        for one in asked:
            likeness = self._of(one)
            if likeness:
                self.alike.setdefault(likeness, []).append(one)
        if self.alike:
            self._look(asked)

    def _look(self, asked: Sequence[Asked]) -> None:
        units, days = {one.entry.unit_id for one in asked}, [day for _unit, day, _title in self.alike]
        # What the sheet itself changes is compared as the sheet has it.
        own = {one.entry.pk for one in asked}
        for key, unit_id, day, title, state in said_between(self.kind.code, units, min(days), max(days)):
            if key in own:
                self.changed[key] = (unit_id, day, title), state
            else:
                self.there.setdefault((unit_id, day, title), state)

    def leave_out(self, asked: Asked) -> list[Asked]:
        """What looks like the entry that is not changed now; nothing where it looked like another one already."""
        likeness, state = self.changed.pop(asked.entry.pk, (None, ""))
        if likeness is None or likeness in self.there:
            return []
        self.there[likeness] = state
        return self.alike.get(likeness, [])

    def questions(self, asked: Asked) -> Iterator[Question]:
        """Whether it looks like one that is there, or else like one that was asked about before."""
        likeness = self._of(asked)
        if likeness is None:
            return
        first = self.alike[likeness][0].row
        if likeness in self.there:
            text = _("同一组织同一天已有一条“{title}”（{state}）。请核对是否重复填报。")
            state = State(self.there[likeness]).label
            yield Repetition(TITLE_FIELD, text.format(title=likeness[2], state=state))
        elif first != asked.row:
            text = _("与第{row}行的组织、日期、{heading}都相同。请核对是否重复填报。")
            yield Repetition(TITLE_FIELD, text.format(row=first, heading=self.kind.fields[TITLE_FIELD].heading))

    def _of(self, asked: Asked) -> Likeness | None:
        values = asked.content.values
        day = day_of(self.kind, values) if TITLE_FIELD in self.kind.fields else None
        return (asked.entry.unit_id, day, title_of(self.kind, values)) if day else None


def _overcount(kind: Kind, content: Content) -> Iterator[Question]:
    counts = overcount_in(kind, content.values)
    if counts and kind.attendance:
        yield Question(kind.attendance.actual, counts.told + _("请核对人数和名单。"))


def _untold(kind: Kind, content: Content) -> Iterator[Question]:
    columns = [column for column in usually_told(kind) if column.code not in content.values]
    if columns:
        headings = "、".join(column.heading for column in columns)
        yield Question(columns[0].code, _("没有填写{headings}。请核对是否漏填。").format(headings=headings))
