"""What can be asked of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng.audit.labels import action_labels
from mingheng.ui.fields import DayField


class SearchForm(forms.Form):
    """Every field may stay empty."""

    field_order = ("person", "action", "unit", "row", "since", "until")

    person = forms.CharField(label=_("操作人"), required=False, max_length=100)
    unit = forms.CharField(label=_("单位"), required=False, max_length=100)
    row = forms.CharField(
        label=_("对象"), required=False, max_length=110, help_text=_("点结果中的“对象”，即列出它的全部操作。")
    )
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = sorted((str(label), code) for code, label in action_labels().items())
        self.fields["action"] = forms.ChoiceField(
            label=_("操作"), required=False, choices=[("", _("全部")), *((code, label) for label, code in labels)]
        )

    def clean(self) -> dict[str, Any]:
        """The days must stand in their order."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("since") and values.get("until") and values["since"] > values["until"]:
            self.add_error("until", _("结束日期早于开始日期，请改正其中一个。"))
        return values
