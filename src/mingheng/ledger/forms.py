"""The form of an entry, made from its kind; and the small forms around it. What was typed stays as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.ledger.attendance import Member, Presence, calls_everybody, roll_of, ticked_off, unticked, with_names
from mingheng.ledger.content_checks import faults_of
from mingheng.ledger.controls import FilesField, control_of
from mingheng.ledger.evidence_files import StoredFile, store_all
from mingheng.ledger.free_codes import codes_offered, words_offered
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import DISCARDED, twin_of
from mingheng.ledger.questions import Question, questions_of
from mingheng.ledger.readers import reader_of, typed_text
from mingheng.ledger.record_kinds import all_kinds, chosen_in, day_field, kind_of, own_fields
from mingheng.ledger.values import Content, day_of, title_of
from mingheng.ledger.verified import VerificationState, verified_as
from mingheng.organisation.unit_fields import SoughtUnit, sought
from mingheng.scoring import Kind
from mingheng.sheets.cells import CellFault
from mingheng.ui.fields import DayField

COMMON_FIELDS = ("read_at", "belongs_year", "belongs_month", "evidence", "correction_reason", "confirmed")
"""What the form has besides the kind's own fields; no kind may call a field so."""

PRESENCE = "presence_"
"""Before the id of a member: the control that says whether this person came."""


class EntryForm(forms.Form):
    """An entry's content. As a draft anything readable will do; to be submitted it must have no faults."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    """The version of the row at which the form was drawn."""

    def __init__(
        self,
        entry: Entry,
        data: Any = None,
        *args: Any,
        is_final: bool = False,
        needs_reason: bool = False,
        words: Mapping[str, Sequence[str]] | None = None,
        **options: Any,
    ) -> None:
        """`words` are what the organisation wrote before, by field."""
        super().__init__(data, *args, **options)
        self.entry, self.is_final = entry, is_final
        self.kind = kind_of(entry.kind)
        self.asked: list[str] = []
        """The fields about which it asks; the answer is `confirmed`."""
        self.twin = twin_of(entry, entry.happened_on, entry.title) if entry.latest else None
        """Another entry that says the same."""
        self.own_codes = [column.code for column in own_fields(self.kind)]
        self._add_own_fields(words or {})
        self.roll = self._roll()
        self._add_roll()
        self._add_common_fields()
        if needs_reason:
            hint = _("采纳过的记录改了什么、为什么改，以后都查得到。")
            self.fields["correction_reason"] = forms.CharField(label=_("更正原因"), max_length=500, help_text=hint)

    def _add_own_fields(self, words: Mapping[str, Sequence[str]]) -> None:
        for column in own_fields(self.kind):
            codes = codes_offered(self.kind, column, self.text_of(column.code))
            suggested = words.get(column.code) or words_offered(self.kind, column)
            self.fields[column.code] = control_of(column, codes=codes, words=suggested)
            if column.required:
                self.fields[column.code].help_text = _("提交时必填。")

    def _add_common_fields(self) -> None:
        self.fields["belongs_year"] = forms.IntegerField(
            label=_("归属年度"), required=False, min_value=1900, max_value=2999
        )
        self.fields["belongs_month"] = forms.IntegerField(
            label=_("归属月份"), required=False, min_value=1, max_value=12
        )
        self.fields["evidence"] = FilesField(label=_("佐证材料"), required=False)
        self.fields["confirmed"] = forms.BooleanField(label=_("已经核对，确实如此"), required=False)

    def text_of(self, code: str) -> str:
        """What the control begins with, or what was sent for it."""
        sent = self.data.get(code) if self.is_bound else self.initial.get(code)
        return sent if isinstance(sent, str) else ""

    def _roll(self) -> list[Member]:
        """The members of the day that the form speaks of; those of today while it has none.

        The roll is there whatever is chosen, so that choosing anew loses no tick; `is_roll_shown` says when it is seen.
        """
        if not self.kind.attendance or not self.kind.attendance.everybody:
            return []
        told = self.data if self.is_bound else self.initial
        ticked = [name.removeprefix(PRESENCE) for name in told if name.startswith(PRESENCE)]
        return roll_of(self.entry.unit, self._day(), ticked=ticked)

    def _day(self) -> date:
        code = day_field(self.kind)
        try:
            day = reader_of(self.kind.fields[code])(self.text_of(code).strip())
        except CellFault:
            day = ""
        return day if isinstance(day, date) else self.entry.happened_on or clock.today()

    def _add_roll(self) -> None:
        for member in self.roll:
            self.fields[PRESENCE + member.person_id] = forms.ChoiceField(
                label=member.name,
                required=False,
                choices=Presence.choices,
                initial=Presence.PRESENT,
                widget=forms.RadioSelect,
            )
        attendance = self.kind.attendance
        for code, codes in attendance.everybody.items() if attendance and self.roll else ():
            words = [word for word, one in self.kind.fields[code].choices.items() if one in codes]
            # The script asks whether the roll is for what is chosen; while nothing is, it may be.
            self.fields[code].widget.attrs["data-all"] = " ".join(["", *words])
        if attendance and self.is_roll_shown:
            for code in (attendance.expected, attendance.actual):
                self.fields[code].help_text = _("全体党员参加的，不填则按下面的名单计算。")
            for code in (attendance.on_leave, attendance.absent):
                self.fields[code].help_text = _("名单以外的人写在这里，用顿号隔开。")

    @property
    def is_for_everybody(self) -> bool:
        """Whether all members are to come, by what is chosen; or may be, as long as nothing is."""
        return calls_everybody(self.kind, chosen_in(self.kind, {code: self.text_of(code) for code in self.own_codes}))

    @property
    def is_roll_shown(self) -> bool:
        """Where some members only are to come the roll is not offered; who was ticked away in it stays to be seen."""
        is_away = any(one.value() not in ("", None, Presence.PRESENT) for one in self.presences)
        return bool(self.roll) and (self.is_for_everybody or is_away)

    @property
    def presences(self) -> list[forms.BoundField]:
        """The controls of the roll."""
        return [self[PRESENCE + member.person_id] for member in self.roll]

    def clean(self) -> dict[str, Any]:
        """All faults at once when it is to be submitted. Files are kept only where everything else is in order."""
        cleaned = super().clean() or self.cleaned_data
        values = self.content().values
        self.twin = twin_of(self.entry, day_of(self.kind, values), title_of(self.kind, values))
        if self.is_final:
            for code, sentences in faults_of(self.entry, self.content()).items():
                if code not in self.errors:
                    self.add_error(code, sentences)
            self._ask(questions_of(self.entry, self.content()))
        stored, refusals = store_all(cleaned.get("evidence") or []) if not self.errors else ([], [])
        for refusal in refusals:
            self.add_error("evidence", refusal)
        self.stored: list[StoredFile] = stored
        return cleaned

    def _ask(self, questions: list[Question]) -> None:
        """Ask once about each field; nothing more where it was confirmed."""
        self.asked = [question.code for question in questions]
        answer = gettext("确实无误的，请勾选“已经核对，确实如此”，再提交。")
        for question in questions if not self.cleaned_data["confirmed"] else ():
            self.add_error(question.code, question.text + answer)

    @property
    def confirmed_after(self) -> str:
        """The last of the fields about which it asks: the box stands below it."""
        return next((code for code in reversed(self.own_codes) if code in self.asked), "")

    def _sent_presences(self) -> list[str]:
        return [name for name in (PRESENCE + member.person_id for member in self.roll) if name in self.data]

    def content(self) -> Content:
        """What was typed, read; without what could not be read."""
        cleaned: Mapping[str, Any] = self.cleaned_data
        values = {code: cleaned[code] for code in self.own_codes if cleaned.get(code) is not None}
        if self.kind.attendance and self.roll:
            ticks = {name.removeprefix(PRESENCE): self.data.get(name, "") for name in self._sent_presences()}
            told = ticked_off if self.is_for_everybody else with_names
            values = told(self.kind.attendance, values, self.roll, ticks)
        return Content(values, cleaned.get("belongs_year"), cleaned.get("belongs_month"))


def initial_of(kind: Kind, content: Content, read_at: int, roll: Sequence[Member] = ()) -> dict[str, Any]:
    """What a form begins with, or would send, when it says what the content says."""
    typed: dict[str, Any] = {"read_at": read_at}
    values = content.values
    if kind.attendance and roll:
        ticks, values = unticked(kind.attendance, values, roll)
        typed |= {PRESENCE + person_id: presence for person_id, presence in ticks.items()}
    for code, value in values.items():
        column = kind.fields[code]
        typed[code] = list(value) if isinstance(value, tuple) and column.choices else typed_text(value)
    common = {"belongs_year": content.year, "belongs_month": content.month}
    return typed | {name: number for name, number in common.items() if number is not None}


class ReasonForm(forms.Form):
    """An act that needs a reason, on an entry read at a version."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea({"rows": 2}))


class ActForm(forms.Form):
    """An act without words, on an entry read at a version."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class EvidenceForm(forms.Form):
    """Files for an entry; with a reason once it was accepted."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    evidence = FilesField(label=_("选择文件"))
    reason = forms.CharField(label=_("原因"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Check and keep the files."""
        cleaned = super().clean() or self.cleaned_data
        self.stored, refusals = store_all(cleaned.get("evidence") or []) if not self.errors else ([], [])
        for refusal in refusals:
            self.add_error("evidence", refusal)
        return cleaned


class RemovalForm(forms.Form):
    """A file to be marked as removed; with a reason once its entry was accepted."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("原因"), max_length=500, required=False)


class FilterForm(forms.Form):
    """What a list shows."""

    kind = forms.ChoiceField(label=_("台账"), required=False)
    unit = SoughtUnit(label=_("党组织"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *State.choices])
    verification = forms.ChoiceField(
        label=_("核实情况"), required=False, choices=[("", _("全部")), *VerificationState.choices]
    )
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)
    words = forms.CharField(label=_("主题"), required=False, max_length=100)

    def __init__(self, reach: frozenset[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        unit = self.fields["unit"]
        assert isinstance(unit, SoughtUnit)
        unit.offer(reach, empty=str(_("全部")))
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("全部")), *((one.code, one.title) for one in all_kinds().values())]

    def clean(self) -> dict[str, Any]:
        """Days that can never be found are no condition: neither of the two."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("since", _("起始日期晚于截止日期。"))
            del cleaned["until"]
        return cleaned

    def conditions(self) -> Q:
        """What is asked for; what cannot be read is told beside its field and leaves the list as it is.

        Discarded drafts are there for who looks for what was withdrawn.
        """
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        columns = {
            "kind": "kind",
            "state": "state",
            "since": "happened_on__gte",
            "until": "happened_on__lte",
            "words": "title__contains",
        }
        found = Q(**{column: asked[name] for name, column in columns.items() if name in asked})
        if asked.get("state") != State.WITHDRAWN:
            found &= ~DISCARDED
        if "verification" in asked:
            found &= verified_as(VerificationState(asked["verification"]))
        return found & sought(asked["unit"]) if "unit" in asked else found
