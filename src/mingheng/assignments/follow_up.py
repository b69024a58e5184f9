"""What is missing of units, as the beginning of an assignment: what the form says, and whom it asks.

In: what an address asks of the list of what is missing. Nothing is taken from it but which rows are meant; they are
read anew within the reach of whoever gives out. Out: values with which the two forms begin; all of them can be changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assessment.asked import Asked, asked_within
from mingheng.assessment.asking import grace_text, matter_text, title_of
from mingheng.assessment.due import entered_as
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.live import current_cycle, day_of
from mingheng.assessment.models import Cycle, OpenRequirement
from mingheng.assignments.models import Wanted
from mingheng.assignments.permissions import GIVERS
from mingheng.organisation.models import Grant
from mingheng.organisation.naming import names_on
from mingheng.organisation.standing import fitting_grants
from mingheng.scoring.language.rulebook import fact_kinds_of

MOST_ROWS, MOST_UNITS, MOST_MATTERS = 1000, 100, 20
"""How much of a long list is followed up at once, the most urgent first."""
_TITLE_LENGTH = 200


def follow_up_form(grants: Iterable[Grant], asked: Asked, unit_id: int | None) -> str:
    """The form of a new assignment for these rows; empty for those who give nothing out, or not to this unit."""
    may_give_out = fitting_grants(grants, GIVERS, unit_id, clock.today())
    return f"{reverse('assignments:new')}?{asked.query}" if may_give_out else ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The rows that are followed up, and for each the unit that is asked."""

    cycle: Cycle
    day: date
    rows: list[tuple[OpenRequirement, int]]

    @classmethod
    def read(cls, sent: Mapping[str, str], givers: Collection[int]) -> FollowUp | None:
        """What an address asks, of units below these; None where it asks for nothing, or nothing is missing any more.

        The assessed unit is asked; what a unit lacks that gives out itself, those below it are asked.
        """
        asked, cycle = Asked.read(sent), current_cycle()
        if not asked.state or cycle is None:
            return None
        day = day_of(cycle)
        found = asked_within(cycle, givers, day, asked)[:MOST_ROWS]
        to_ask = [(row, row.unit_id if row.subject_id in givers else row.subject_id) for row in found]
        kept = set(list(dict.fromkeys(unit for _row, unit in to_ask if unit not in givers))[:MOST_UNITS])
        rows = [(row, unit) for row, unit in to_ask if unit in kept]
        return cls(cycle, day, rows) if rows else None

    @property
    def units(self) -> list[int]:
        """Who is asked, each once."""
        return list(dict.fromkeys(unit for _row, unit in self.rows))

    def initial(self) -> dict[str, Any]:
        """What the form of the assignment begins with. Several units are not told what each of them lacks."""
        rules, codes = rulebook_of(self.cycle).rules, {row.code for row, _unit in self.rows}
        kinds = {entered_as(fact_kinds_of(rules[code].measure)) for code in codes}
        kind = kinds.pop() if len(kinds) == 1 else ""
        return {
            "title": self._title()[:_TITLE_LENGTH],
            "text": self._text(),
            "wanted": (Wanted.ENTRY if kind else Wanted.WRITTEN).value,
            "kind": kind,
            "indicator": codes.pop() if len(codes) == 1 else "",
        }

    def _title(self) -> str:
        rules = rulebook_of(self.cycle).rules
        matters = {matter_text(rules[row.code], row) for row, _unit in self.rows}
        labels = {rules[row.code].label for row, _unit in self.rows}
        for said in (matters, labels):
            if len(said) == 1:
                return _("督办：{matter}").format(matter=said.pop())
        if len(self.units) == 1:
            return _("督办：{unit}还缺的记录").format(unit=names_on(self.units, self.day)[self.units[0]])
        return _("督办：还缺的记录")

    def _text(self) -> str:
        """The matters line by line, and what to do about them."""
        matters = self._matters()
        begin = _("以下记录到现在还没有：")
        if len(self.units) > 1:
            begin = _("以下要求，有的单位到现在还没有记录。请对照本单位的“还缺的记录”核实：")
        more = [_("等共{n}项。").format(n=len(matters))] if len(matters) > MOST_MATTERS else []
        end = _("确已开展的，请登记并上传佐证；没有开展的，不要补做记录，请说明原因。")
        return "\n".join([begin, *matters[:MOST_MATTERS], *more, end])

    def _matters(self) -> list[str]:
        rulebook, only = rulebook_of(self.cycle), len(self.units) == 1
        names = names_on({row.unit_id for row, _unit in self.rows}, self.day) if only else {}
        told = (
            title_of(rulebook, row, names, self.day, "")
            if only
            else _("{matter}（{until}）").format(
                matter=matter_text(rulebook.rules[row.code], row), until=grace_text(row, self.day)
            )
            for row, _unit in self.rows
        )
        return list(dict.fromkeys(told))
