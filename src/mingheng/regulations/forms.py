"""What may be searched for among the values of the regulations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ParameterSearchForm(forms.Form):
    """Words, and whether only what has not been checked."""

    q = forms.CharField(label=_("名称、文件或条号"), required=False, max_length=100)
    unchecked = forms.BooleanField(label=_("只看待核的"), required=False)
