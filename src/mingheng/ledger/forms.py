"""The form of an entry, made from its kind; and the small forms around it. What was typed stays as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.ledger.content_checks import Unusual, faults_of, unusual_in
from mingheng.ledger.evidence_files import StoredFile, store_all
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import placements_within
from mingheng.ledger.readers import MAX_TEXT, reader_of, typed_text
from mingheng.ledger.record_kinds import TITLE_FIELD, kind_of, own_fields
from mingheng.ledger.values import Content
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field
from mingheng.scoring.messages import sentence
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import CellFault
from mingheng.sheets.record_columns import offered
from mingheng.ui.fields import DayField, DayInput

MAX_FILES = 10


class CellField(forms.CharField):
    """A field of a record kind: read as a cell of its sheet is. Its value is None when it is empty."""

    def __init__(self, column: Field, **options: Any) -> None:
        self.read = reader_of(column)
        limit = 200 if column.code == TITLE_FIELD else MAX_TEXT
        label = f"{column.heading}（{column.measured_in}）" if column.measured_in else column.heading
        super().__init__(label=label, required=False, strip=True, max_length=limit, **options)

    def clean(self, value: Any) -> Value | None:
        """The value that is meant; a sentence when nothing can be meant."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except CellFault as fault:
            raise ValidationError(sentence("problems", fault.code, fault.params), code=fault.code) from None


class WordsField(forms.MultipleChoiceField):
    """Several words of a list, as boxes to tick. Its value is None when none is ticked."""

    def __init__(self, column: Field) -> None:
        self.words = offered(column)
        choices = [(word, word) for word in self.words]
        super().__init__(label=column.heading, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)

    def clean(self, value: Any) -> tuple[str, ...] | None:
        """The words in the order of the list."""
        ticked = super().clean(value)
        return tuple(word for word in self.words if word in ticked) or None


class ManyFiles(forms.FileInput):
    """A control that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All of them."""
        chosen: list[UploadedFile] = files.getlist(name)
        return chosen


class FilesField(forms.FileField):
    """Evidence: checked and kept as the form is read, so that a refusal stands beside the field."""

    def __init__(self, **options: Any) -> None:
        attributes = {"multiple": True, "accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}
        hint = _("可选多个文件：pdf、jpg、png、docx、xlsx，每个不超过20 MB。")
        super().__init__(widget=ManyFiles(attributes), help_text=hint, **options)

    def clean(self, data: Any, _initial: Any = None) -> list[UploadedFile]:
        """The files; a sentence when there are none and some are needed, or too many."""
        files = list(data or [])
        if self.required and not files:
            raise ValidationError(_("请先选择文件。"))
        if len(files) > MAX_FILES:
            raise ValidationError(_("一次最多上传%(limit)d个文件。"), params={"limit": MAX_FILES})
        return files


def _control(column: Field) -> forms.Field:
    if column.type == "list" and column.choices:
        return WordsField(column)
    if column.type in ("choice", "flag"):
        words = offered(column) if column.type == "choice" else ("是", "否")
        return CellField(column, widget=forms.Select(choices=[("", "——"), *((word, word) for word in words)]))
    if column.type == "date":
        return CellField(column, widget=DayInput())
    if column.type in ("count", "number"):
        digits = forms.TextInput(
            {"inputmode": "numeric" if column.type == "count" else "decimal", "autocomplete": "off"}
        )
        return CellField(column, widget=digits)
    if column.type == "list":
        return CellField(column, widget=forms.Textarea({"rows": 2}), help_text=_("几项之间用顿号隔开。"))
    if column.type == "text" and column.sensitive:
        return CellField(column, widget=forms.Textarea({"rows": 8}))
    return CellField(column)


COMMON_FIELDS = ("read_at", "belongs_year", "belongs_month", "evidence", "reason", "confirmed")
"""What the form has besides the kind's own fields; no kind may call a field so."""


class EntryForm(forms.Form):
    """An entry's content. As a draft anything readable will do; to be submitted it must have no faults."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    """The version of the row at which the form was drawn."""

    def __init__(
        self, entry: Entry, *args: Any, is_final: bool = False, needs_reason: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.entry, self.is_final = entry, is_final
        self.kind = kind_of(entry.kind)
        self.asked: list[str] = []
        """The fields about which it asks; the answer is `confirmed`."""
        self.own_codes = [column.code for column in own_fields(self.kind)]
        for column in own_fields(self.kind):
            self.fields[column.code] = _control(column)
        self.fields["belongs_year"] = forms.IntegerField(
            label=_("归属年度"), required=False, min_value=1900, max_value=2999
        )
        self.fields["belongs_month"] = forms.IntegerField(
            label=_("归属月份"), required=False, min_value=1, max_value=12
        )
        self.fields["evidence"] = FilesField(label=_("佐证材料"), required=False)
        self.fields["confirmed"] = forms.BooleanField(label=_("已经核对，确实如此"), required=False)
        if needs_reason:
            hint = _("采纳过的记录改了什么、为什么改，以后都查得到。")
            self.fields["reason"] = forms.CharField(label=_("更正原因"), max_length=500, help_text=hint)
        for code in self.own_codes:
            if self.kind.fields[code].required:
                self.fields[code].help_text = _("提交时必填。")

    def clean(self) -> dict[str, Any]:
        """All faults at once when it is to be submitted. Files are kept only where everything else is in order."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_final:
            for code, sentences in faults_of(self.entry, self.content()).items():
                if code not in self.errors:
                    self.add_error(code, sentences)
            self._ask(unusual_in(self.entry, self.content()))
        stored, refusals = store_all(cleaned.get("evidence") or []) if not self.errors else ([], [])
        for refusal in refusals:
            self.add_error("evidence", refusal)
        self.stored: list[StoredFile] = stored
        return cleaned

    def _ask(self, found: list[Unusual]) -> None:
        """Ask once about each field; nothing more where it was confirmed."""
        self.asked = [one.column.code for one in found]
        question = gettext(
            "填报的组织是{organisation}，一般没有“{choice}”。请核对{heading}，或改由召开的组织填报；"
            "确实无误的，请勾选“已经核对，确实如此”，再提交。"
        )
        for column, choice, organisation in found if not self.cleaned_data["confirmed"] else ():
            text = question.format(organisation=organisation, choice=choice, heading=column.heading)
            self.add_error(column.code, text)

    def content(self) -> Content:
        """What was typed, read; without what could not be read."""
        cleaned: Mapping[str, Any] = self.cleaned_data
        values = {code: cleaned[code] for code in self.own_codes if cleaned.get(code) is not None}
        return Content(values, cleaned.get("belongs_year"), cleaned.get("belongs_month"))


def initial_of(kind: Kind, content: Content, read_at: int) -> dict[str, Any]:
    """What a form begins with, or would send, when it says what the content says."""
    typed: dict[str, Any] = {"read_at": read_at}
    for code, value in content.values.items():
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

    unit = forms.TypedChoiceField(label=_("党组织"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *State.choices])
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)
    words = forms.CharField(label=_("主题"), required=False, max_length=100)

    def __init__(self, reach: frozenset[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(placement.unit_id, placement.name) for placement in placements_within(reach)]
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = [("", _("全部")), *names]
