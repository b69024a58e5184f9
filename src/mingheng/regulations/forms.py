"""What may be searched for among the values of the regulations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng.regulations.documents import CHECKED, UNCHECKED


class ParameterSearchForm(forms.Form):
    """Words, and whether only what has been checked or has not."""

    q = forms.CharField(label=_("名称、文件或条号"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("核对"), required=False, choices=[("", _("全部")), (UNCHECKED, UNCHECKED), (CHECKED, CHECKED)]
    )
