"""Looking at the tree: on which day, and for what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.ui.fields import DayField


class TreeForm(forms.Form):
    """A day and a name; what cannot be read is said at its field, and today's tree is shown."""

    day = DayField(label=_("查看哪一天"), required=False)
    q = forms.CharField(label=_("名称或编码"), required=False, max_length=100)

    def chosen_day(self) -> date:
        """The day that was asked for, or today."""
        day: date | None = self._read("day")
        return day or clock.today()

    def words(self) -> str:
        """What is looked for."""
        return self._read("q") or ""

    def _read(self, name: str) -> Any:
        if not self.is_bound:
            return None
        self.full_clean()
        return self.cleaned_data.get(name)
