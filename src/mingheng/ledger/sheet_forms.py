"""The forms by which sheets come in and go out."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mingheng.ledger.forms import FilterForm
from mingheng.ledger.import_rights import ImportRight
from mingheng.ledger.imports import NO_MAPPING, CheckedSheet, Intake, Mapped, bundled_mappings, read_mapping
from mingheng.ledger.imports.mappings import MAX_BYTES as MAPPING_BYTES
from mingheng.ledger.models import State
from mingheng.ledger.record_kinds import all_kinds, in_groups
from mingheng.ui.fields import SheetField

SHOWN = 5
"""How many rows an error names."""

ARRIVALS = {
    State.SUBMITTED: _("提交审核：由另一位审核人采纳后计入"),
    State.DRAFT: _("存为草稿：可以不完整，以后再提交"),
    State.ACCEPTED: _("视为已采纳：从今天起计入"),
}


class RowNumbersField(forms.TypedMultipleChoiceField):
    """Rows of a sheet: each value one number, or several with commas. Which may be named, the sheet says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=lambda text: [int(number) for number in text.split(",")], **options)

    def valid_value(self, value: Any) -> bool:
        """Whether these are numbers of rows."""
        return re.fullmatch(r"[0-9]{1,7}(,[0-9]{1,7})*", str(value)) is not None

    def clean(self, value: Any) -> frozenset[int]:
        """All of them."""
        return frozenset(number for numbers in super().clean(value) for number in numbers)


class IntakeForm(forms.Form):
    """How the rows of a sheet arrive, how its columns are to be read, and why accepted records are corrected."""

    arrives = forms.ChoiceField(label=_("导入以后"), widget=forms.RadioSelect)
    mapping = forms.ChoiceField(
        label=_("表格的来源"), required=False, help_text=_("其他系统导出的文件，选对应的读法；自己填的表不用选。")
    )
    reason = forms.CharField(
        label=_("更正原因"),
        required=False,
        max_length=500,
        help_text=_("只有表里改动了已采纳的记录才要填；每一条更正都记下这个原因，并重新审核。"),
    )
    mapping_text = forms.CharField(required=False, max_length=MAPPING_BYTES, widget=forms.HiddenInput)
    left_out = RowNumbersField(label=_("略去的行"), required=False)
    confirmed = forms.BooleanField(label=_("以上各项已核对，仍要导入"), required=False)

    def __init__(self, right: ImportRight, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.right = right
        arrives, mapping = self.fields["arrives"], self.fields["mapping"]
        assert isinstance(arrives, forms.ChoiceField)
        assert isinstance(mapping, forms.ChoiceField)
        arrives.choices = [(state.value, ARRIVALS[state]) for state in right.arrivals]
        arrives.initial = right.arrivals[0].value
        fitting = [one for one in bundled_mappings().values() if one.kind == right.kind.code]
        mapping.choices = [("", _("自己填的表")), *((one.code, one.title) for one in fitting)]

    def clean(self) -> dict[str, Any]:
        """Find the mapping; one of one's own is checked, and every fault of it told with its line."""
        cleaned = super().clean() or self.cleaned_data
        self.rows_left_out: frozenset[int] = cleaned.get("left_out", frozenset())
        self.mapped = bundled_mappings().get(cleaned.get("mapping", ""), NO_MAPPING)
        text = self._mapping_text(cleaned)
        if text:
            self.mapped = self._own_mapping(text)
        cleaned["mapping_text"] = text
        return cleaned

    def _mapping_text(self, cleaned: dict[str, Any]) -> str:
        return cleaned.get("mapping_text", "")

    def _own_mapping(self, text: str) -> Mapped:
        mapped, faults = read_mapping(text)
        for fault in faults:
            self.add_error(self._mapping_field, str(fault))
        if mapped and mapped.kind != self.right.kind.code:
            self.add_error(self._mapping_field, _("这份映射不是这种台账的：请看其中的kind。"))
        return mapped or NO_MAPPING

    _mapping_field = "mapping"

    def answers(self, checked: CheckedSheet) -> bool:
        """Whether everything that the sheet asks is answered; what to do about it is told at the box."""
        stray = sorted(self.rows_left_out - set(checked.repetitions))
        if stray:
            told = _("第%(rows)s行没有和别的记录重复，不能略去。请重新勾选；不要导入的行，请在表格里删去后重新检查。")
            self.add_error("left_out", told % {"rows": "、".join(map(str, stray[:SHOWN]))})
        elif not checked.rows:
            self.add_error("left_out", _("每一行都勾选了略去，没有可以导入的。请改正勾选；都不导入的，请点“取消”。"))
        count = len(checked.questions)
        if count and not self.cleaned_data["confirmed"]:
            text = ngettext(
                "还没有导入：有{count}处需要确认。请核对上面列出的各项，都无误的，勾选这一项再导入。",
                "还没有导入：有{count}处需要确认。请核对上面列出的各项，都无误的，勾选这一项再导入。",
                count,
            )
            self.add_error("confirmed", text.format(count=count))
        return not self.errors

    def intake(self) -> Intake:
        """What was chosen, for the reader of the sheet."""
        return Intake(
            self.right.kind.code,
            State(self.cleaned_data["arrives"]),
            self.right.within,
            self.cleaned_data["reason"].strip(),
            self.mapped,
            self.rows_left_out,
        )


class UploadForm(IntakeForm):
    """The same, with the sheet."""

    file = SheetField()
    own_mapping = forms.FileField(
        label=_("自己的映射文件"), required=False, help_text=_("yaml，不超过64千字节；不用可以不选。"),
        widget=forms.FileInput({"accept": ".yaml,.yml"}),
    )  # fmt: skip
    field_order = ("file", "arrives", "mapping", "own_mapping", "reason")

    _mapping_field = "own_mapping"

    def _mapping_text(self, cleaned: dict[str, Any]) -> str:
        file = cleaned.get("own_mapping")
        if file is None:
            return ""
        if file.size > MAPPING_BYTES:
            self.add_error("own_mapping", _("映射文件太大，请检查是否选错了文件。"))
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("own_mapping", _("映射文件要存为UTF-8编码。"))
            return ""


class ExportForm(FilterForm):
    """What of a register goes out, as what file: the conditions of the list, of one kind."""

    format = forms.ChoiceField(
        label=_("文件格式"), choices=[("xlsx", _("Excel 工作簿（xlsx）")), ("csv", _("CSV"))], initial="xlsx"
    )

    def __init__(self, reach: frozenset[int], *args: Any, **options: Any) -> None:
        super().__init__(reach, *args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.required = True
        kind.choices = [(one.code, one.title) for one in in_groups(all_kinds().values())]
