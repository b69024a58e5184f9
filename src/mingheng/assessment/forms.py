"""What begins a cycle."""

from __future__ import annotations

from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng.content import bundled_rulebooks
from mingheng.ledger import record_kinds
from mingheng.scoring import Kind, load_rulebook


@cache
def rulebook_choices() -> list[tuple[str, str]]:
    """The rulebooks that this version brings, by their titles; those that cannot be read are not offered."""
    found = ((name, load_rulebook(folder)[0]) for name, folder in bundled_rulebooks().items())
    return [(name, f"{rulebook.title}（{name}）") for name, rulebook in found if rulebook]


def ledger_choices() -> list[tuple[str, str]]:
    """The record kinds that can come in here: entered on pages, or imported."""
    kept = [*record_kinds.offered_kinds(), *record_kinds.all_kinds().values()]
    return [(code, title) for code, title in {kind.code: kind.title for kind in kept if _comes_in(kind)}.items()]


def _comes_in(kind: Kind) -> bool:
    """Registers of their own come later; until then nothing would ever stand in their ledgers."""
    return kind.kept_by != "register"


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


class SwitchForm(forms.Form):
    """Why a ledger is switched off or on."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        help_text=_("写明依据和情况，例如：本年度改由组织部系统登记，工委第5次会议同意。理由记入操作日志。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
