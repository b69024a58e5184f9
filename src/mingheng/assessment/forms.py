"""What begins a cycle."""

from __future__ import annotations

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng.content import bundled_rulebooks
from mingheng.ledger import imports, record_kinds
from mingheng.scoring import load_rulebook


@cache
def rulebook_choices() -> list[tuple[str, str]]:
    """The rulebooks that this version brings, by their titles; those that cannot be read are not offered."""
    found = ((name, load_rulebook(folder)[0]) for name, folder in bundled_rulebooks().items())
    return [(name, f"{rulebook.title}（{name}）") for name, rulebook in found if rulebook]


def ledger_choices() -> list[tuple[str, str]]:
    """The record kinds that can come in here: entered on pages, or imported."""
    kept = (*record_kinds.OFFERED_KINDS, *imports.OFFERED_KINDS)
    return [(code, record_kinds.kind_of(code).title) for code in kept]


class CycleForm(forms.Form):
    """Which rulebook, and which ledgers are kept here."""

    rulebook = forms.ChoiceField(
        choices=rulebook_choices,
        label=_("评分细则"),
        help_text=_("细则文本从启动之日起固定下来，软件升级不会改动它。"),
    )
    connected = forms.MultipleChoiceField(
        choices=ledger_choices,
        label=_("在本系统登记的台账"),
        help_text=_("没有勾选的台账，相关指标显示“缺数据”，不会因此扣分。"),
        widget=forms.CheckboxSelectMultiple,
        initial=["meeting"],
    )
