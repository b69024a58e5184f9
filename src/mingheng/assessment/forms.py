"""What begins a cycle."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng.content import bundled_rulebooks
from mingheng.ledger.record_kinds import all_kinds


class CycleForm(forms.Form):
    """Which rulebook, and which ledgers are kept here."""

    rulebook = forms.ChoiceField(
        label=_("评分细则"),
        help_text=_("细则文本从启动之日起固定下来，软件升级不会改动它。"),
    )
    connected = forms.MultipleChoiceField(
        label=_("在本系统登记的台账"),
        help_text=_("没有勾选的台账，相关指标显示“缺数据”，不会因此扣分。"),
        widget=forms.CheckboxSelectMultiple,
        initial=["meeting"],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rulebook"].choices = [(name, name) for name in bundled_rulebooks()]
        self.fields["connected"].choices = [(code, kind.title) for code, kind in all_kinds().items()]
