"""The list of what is still missing, as a page shows it: whose, what, by when, and where it is entered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingheng.assessment.asking import (
    amount_text,
    grace_text,
    in_state,
    matter_text,
    may_still_count,
    state_of,
    urgent_first,
)
from mingheng.assessment.due import address_of
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import Cycle, OpenRequirement
from mingheng.assessment.submitted import covers, submitted_address, submitted_for, submitted_text
from mingheng.organisation.naming import name_of, names_on
from mingheng.organisation.queries import units_ever_within, units_named, within
from mingheng.reports.wording import Word

LABELS = {"overdue": _("已逾期"), "due": _("临近到期"), "later": _("时段未完")}
"""How pressing it is."""
_TONES = {"overdue": "alarm", "due": "warning", "later": "waiting"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of them the list is to show."""

    state: str = ""
    unit: str = ""
    subject: str = ""
    line: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Asked:
        """From an address; what is not known is not asked."""
        state = sent.get("state", "")
        return cls(
            state=state if state in LABELS else "",
            unit=sent.get("unit", "").strip(),
            subject=sent.get("subject", ""),
            line=sent.get("line", ""),
        )

    @property
    def query(self) -> str:
        """As an address asks for it."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def told(self, pinned: Mapping[str, str]) -> list[str]:
        """The same as people read it, with the names of what is pinned."""
        state = str(LABELS[self.state]) if self.state else ""
        return [text for text in (state, self.unit, *pinned.values()) if text]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One row of the list. `line` is empty where the score is out of reach, `entry` where nothing is to be entered.

    `submitted` says how many entries for it wait for acceptance, `waiting` leads to the first of them.
    """

    unit: str
    subject: str
    matter: str
    missing: str
    until: str
    status: Word
    article: str
    line: str
    entry: str
    submitted: str
    waiting: str


def pinned_by(cycle: Cycle, asked: Asked, reach: Collection[int], day: date) -> dict[str, str]:
    """What a link from another page has fixed, by its name in the address: what the unit and the indicator are called.

    A unit out of reach is called by the code that was asked.
    """
    unit = units_ever_within(reach).filter(code=asked.subject).first() if asked.subject else None
    rule = rulebook_of(cycle).rules.get(asked.line)
    fixed = {
        "subject": name_of(unit, day) if unit else asked.subject,
        "line": rule.label if rule else asked.line,
    }
    return {key: name for key, name in fixed.items() if name}


def asked_within(cycle: Cycle, reach: Collection[int], day: date, asked: Asked) -> QuerySet[OpenRequirement]:
    """What is missing of units within reach, or of branches within reach of a unit above; the most urgent first."""
    of_them = within(reach, "subject") | within(reach, "unit")
    found = OpenRequirement.objects.filter(of_them, cycle=cycle)
    if asked.state:
        found = found.filter(in_state(asked.state, day))
    if asked.unit:
        named = units_named(asked.unit, day)
        found = found.filter(Q(subject__in=named) | Q(unit__in=named))
    if asked.line:
        found = found.filter(code=asked.line)
    if asked.subject:
        found = found.filter(subject__code=asked.subject)
    # Where one state is asked, this is the same order, and an index serves it.
    order = {"": urgent_first(day), "overdue": ("-due_on",)}.get(asked.state, ("due_on",))
    return found.select_related("subject", "unit").order_by(*order, "code", "subject__code", "unit__code")


def asked_rows(
    cycle: Cycle, rows: Iterable[OpenRequirement], reach: Collection[int], day: date, *, may_write: bool
) -> list[AskedRow]:
    """The rows of one page: four queries."""
    found, rulebook = list(rows), rulebook_of(cycle)
    names = names_on({row.unit_id for row in found} | {row.subject_id for row in found}, day)
    reached = units_ever_within(reach).filter(pk__in={row.subject_id for row in found} | {row.unit_id for row in found})
    seen = set(reached.values_list("pk", flat=True))
    submitted, made = submitted_for(rulebook, found), []
    for row in found:
        rule = rulebook.rules[row.code]
        waiting = submitted.get(row.pk, ())
        may_enter = may_write and row.unit_id in seen and not covers(row, waiting)
        entry = address_of(rule, row) if may_enter else ""
        line = reverse("assessment:line", args=[row.subject.code, row.code]) if row.subject_id in seen else ""
        made.append(
            AskedRow(
                unit=names.get(row.unit_id, row.unit.code),
                subject=names.get(row.subject_id, row.subject.code) if row.subject_id != row.unit_id else "",
                matter=matter_text(rule, row),
                missing=amount_text(rule, Fraction(row.missing)),
                until=grace_text(row, day),
                status=_status(state_of(row, day)),
                article=rule.article,
                line=line,
                entry=entry if entry != line and may_still_count(rulebook, row, day) else "",
                submitted=submitted_text(waiting),
                waiting=submitted_address(waiting) if row.unit_id in seen else "",
            )
        )
    return made


def _status(state: str) -> Word:
    return Word(str(LABELS[state]), _TONES[state])
