"""Form fields and widgets that the site's forms need beyond Django's: a day, as clerks write it; a sheet."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mingheng.sheets.plain_sheets import MAX_BYTES

_WRITTEN = re.compile(r"(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?|(\d{2})(\d{2}))")


class DayInput(forms.DateInput):
    """The browser's date picker, or a text box as long as it holds what no picker could show: nothing typed is lost.

    What a picker holds in part, or a 30 February, would be sent as nothing: the script keeps it here, and says why.
    """

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As Django's, with the type that the value allows."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        text = _("日期没有填全，或者没有这一天（例如2月没有30日）。请改成实际日期。")
        context["widget"]["attrs"]["data-no-day"] = text
        if shown and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", shown):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A day: 2026-05-01 from a picker, or typed as 2026.5.1, 2026/5/1, 20260501 or 2026年5月1日, full width too."""

    widget = DayInput
    default_error_messages = {  # noqa: RUF012  (Django declares it so)
        "invalid": _("“%(value)s”不是日期。请写成2026-05-01或2026年5月1日。"),
    }

    def to_python(self, value: Any) -> date | None:
        """Read what was typed."""
        if value in self.empty_values or isinstance(value, date):
            day: date | None = super().to_python(value)
            return day
        text = "".join(chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char for char in str(value)).strip()
        found = _WRITTEN.fullmatch(text)
        try:
            if found:
                return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))
        except ValueError:
            pass
        raise ValidationError(self.error_messages["invalid"], code="invalid", params={"value": value})


class SheetField(forms.FileField):
    """A sheet to be checked: what is too large is refused before it is kept."""

    default_error_messages = {  # noqa: RUF012  (Django declares it so)
        "too_large": _("文件超过%(limit)d兆字节，不能导入。请检查是否选错了文件，或分成几份。"),
    }

    def __init__(self) -> None:
        super().__init__(
            label=_("填好的表格"),
            help_text=_("xlsx或csv，不超过20兆字节。先检查，不会立即导入。"),
            widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file."""
        file = super().clean(data, initial)
        if file.size > MAX_BYTES:
            words = {"limit": MAX_BYTES // 1024 // 1024}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=words)
        return file
