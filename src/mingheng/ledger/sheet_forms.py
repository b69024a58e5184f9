"""The forms by which sheets come in and go out."""

from __future__ import annotations

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

ARRIVALS = {
    State.SUBMITTED: _("提交审核：由另一位审核人采纳后计入"),
    State.DRAFT: _("存为草稿：可以不完整，以后再提交"),
    State.ACCEPTED: _("视为已采纳：从今天起计入"),
}


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
        """Whether what the sheet asks is confirmed, or nothing is asked; what to do about it is told at the box."""
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
