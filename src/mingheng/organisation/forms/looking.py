"""Looking at the tree: on which day, and for what."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.ui.fields import DayField


class TreeForm(forms.Form):
    """A day and a name; what cannot be read is said at its field, and today's tree is shown."""

    day_asked = DayField(label=_("查看哪一天"), required=False)
    q = forms.CharField(label=_("名称或编码"), required=False, max_length=100)

    def day(self) -> date:
        """The day that was asked for, or today."""
        asked: date | None = self.cleaned_data.get("day_asked") if self.is_bound and self.is_valid() else None
        return asked or clock.today()

    def text(self) -> str:
        """What is looked for."""
        return str(self.cleaned_data.get("q", "")).strip() if self.is_bound and self.is_valid() else ""
