"""The controls of an entry's form, one for each type of field. What was typed stays as it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mingheng.ledger.readers import MAX_TEXT, reader_of
from mingheng.ledger.record_kinds import TITLE_FIELD
from mingheng.scoring.kinds import Field
from mingheng.scoring.messages import sentence
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import CellFault
from mingheng.sheets.record_columns import offered
from mingheng.ui.fields import DayInput

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


class SuggestingInput(forms.TextInput):
    """A line of text, with words that can be taken instead of being typed."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__({"autocomplete": "off"})
        self.words = words

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The control and its list."""
        listed = f"words_{name}"
        control = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        words = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', control, listed, words)


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
        hint = _(
            "可选多个文件：pdf、jpg、png、docx、xlsx，每个不超过20 MB。"
            "照片（包括文档里的照片）上传时会去掉拍摄地点、时间等信息；文档的作者等信息原样保留。"
        )
        super().__init__(widget=ManyFiles(attributes), help_text=hint, **options)

    def clean(self, data: Any, _initial: Any = None) -> list[UploadedFile]:
        """The files; a sentence when there are none and some are needed, or too many."""
        files = list(data or [])
        if self.required and not files:
            raise ValidationError(_("请先选择文件。"))
        if len(files) > MAX_FILES:
            raise ValidationError(_("一次最多上传%(limit)d个文件。"), params={"limit": MAX_FILES})
        return files


def control_of(column: Field, *, codes: Sequence[tuple[str, str]] = (), words: Sequence[str] = ()) -> forms.Field:
    """The control of a field. `codes` are those of a free column, with names; `words` what can be taken over."""
    if column.type == "list" and column.choices:
        return WordsField(column)
    if column.type in ("choice", "flag"):
        chosen = offered(column) if column.type == "choice" else ("是", "否")
        return CellField(column, widget=forms.Select(choices=[("", "——"), *((word, word) for word in chosen)]))
    if codes:
        return CellField(column, widget=forms.Select(choices=[("", "——"), *codes]))
    if column.type == "date":
        return CellField(column, widget=DayInput())
    if column.type in ("count", "number"):
        digits = forms.TextInput(
            {"inputmode": "numeric" if column.type == "count" else "decimal", "autocomplete": "off"}
        )
        return CellField(column, widget=digits)
    if column.type == "list":
        return CellField(column, widget=forms.Textarea({"rows": 2}), help_text=_("几项之间用顿号隔开。"))
    if column.type == "text" and column.sensitive and not column.remember:
        return CellField(column, widget=forms.Textarea({"rows": 8}))
    return CellField(column, widget=SuggestingInput(words)) if words else CellField(column)
