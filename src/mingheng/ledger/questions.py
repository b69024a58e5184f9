"""What is asked before a record is submitted: on its page, of the rows of a sheet, by the interface. One place for all.

It looks like one that is there, such organisations do not usually do it, its numbers do not meet, or it lacks what is
always kept. A question and never a refusal: who confirms submits. Drafts are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from mingheng.ledger.content_checks import PlacementOn, overcount_in, unusual_in
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import states_by_title
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
    return next(questions_about([Asked(entry, content)]))


def questions_about(asked: Sequence[Asked], placement_on: PlacementOn = placement_of) -> Iterator[list[Question]]:
    """The questions about each of several records of one kind, in their order: one query for all of them.

    `placement_on` finds the organisation of a day, where the caller has read all of them before.
    """
    if not asked:
        return
    kind = kind_of(asked[0].entry.kind)
    likenesses = _Likenesses(kind, asked)
    for one in asked:
        yield [
            *_unusual(one, placement_on),
            *likenesses.questions(one),
            *_overcount(kind, one.content),
            *_untold(kind, one.content),
        ]


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
        self.rows: dict[Likeness, int] = {}
        self.there: dict[Likeness, str] = {}
        found = [self._of(one) for one in asked] if TITLE_FIELD in kind.fields else []
        days = [likeness[1] for likeness in found if likeness]
        if days:
            units = {one.entry.unit_id for one in asked}
            # What the sheet itself changes is compared as the sheet has it.
            own = {one.entry.pk for one in asked}
            self.there = states_by_title(kind.code, units, min(days), max(days), without=own)

    def questions(self, asked: Asked) -> Iterator[Question]:
        """Whether it looks like one that is there, or else like one that was asked about before."""
        likeness = self._of(asked) if TITLE_FIELD in self.kind.fields else None
        if likeness is None:
            return
        first = self.rows.setdefault(likeness, asked.row)
        if likeness in self.there:
            text = _("同一组织同一天已有一条“{title}”（{state}）。请核对是否重复填报。")
            state = State(self.there[likeness]).label
            yield Repetition(TITLE_FIELD, text.format(title=likeness[2], state=state))
        elif first != asked.row:
            text = _("与第{row}行的组织、日期、{heading}都相同。请核对是否重复填报。")
            yield Repetition(TITLE_FIELD, text.format(row=first, heading=self.kind.fields[TITLE_FIELD].heading))

    def _of(self, asked: Asked) -> Likeness | None:
        values = asked.content.values
        day = day_of(self.kind, values)
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
