"""What is typed when a key is given or revoked."""

from __future__ import annotations

import ipaddress
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.api.scopes import LABELS, Scope
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import placements_on
from mingheng.ui.fields import DayField

LONGEST = timedelta(days=365)
HALF_A_YEAR = timedelta(days=182)
MOST_ADDRESSES = 20


class KeyForm(forms.Form):
    """A new key."""

    name = forms.CharField(
        label=_("系统名称"), max_length=40, help_text=_("如“机关办公系统”。它填报的记录会写明由这个系统办理。")
    )
    unit = forms.CharField(
        label=_("组织"), max_length=100, help_text=_("填写组织编码或全称。密钥管这个组织和它的全部下级。")
    )
    scopes = forms.MultipleChoiceField(
        label=_("权限"),
        choices=[(scope.value, label) for scope, label in LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = DayField(
        label=_("最后有效日"),
        initial=lambda: clock.today() + HALF_A_YEAR,
        help_text=_("最长一年，到期以前另发一把替换。"),
    )
    addresses = forms.CharField(
        label=_("来源地址"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("每行一个地址或网段，如10.1.2.3或10.1.2.0/24；不填表示不限。建议填写。"),
    )

    def clean_unit(self) -> Unit:
        """The unit that stands today and is called so."""
        text = self.cleaned_data["unit"]
        found = list(placements_on(clock.today()).filter(Q(unit__code=text) | Q(name=text))[:2])
        if len(found) != 1:
            raise ValidationError(_("没有或不止一个组织叫“%(text)s”。请填写组织树上的编码。"), params={"text": text})
        return found[0].unit

    def clean_scopes(self) -> list[Scope]:
        """What the key may do. Who may read what is sensitive may read the rest."""
        scopes = [Scope(word) for word in self.cleaned_data["scopes"]]
        if Scope.ENTRIES_READ_SENSITIVE in scopes and Scope.ENTRIES_READ not in scopes:
            raise ValidationError(_("读取敏感栏目的，也要勾选“读取台账”。"))
        return scopes

    def clean_expires_on(self) -> date:
        """A day from today on, within a year."""
        day: date = self.cleaned_data["expires_on"]
        if not clock.today() <= day <= clock.today() + LONGEST:
            raise ValidationError(_("最后有效日要在今天以后、一年以内。到期以前可以另发一把。"))
        return day

    def clean_addresses(self) -> list[str]:
        """Addresses and networks, each as it is written shortest."""
        words = self.cleaned_data["addresses"].replace(",", " ").replace("，", " ").split()
        if len(words) > MOST_ADDRESSES:
            raise ValidationError(_("最多%(most)d个地址或网段。"), params={"most": MOST_ADDRESSES})
        return [_network(word) for word in words]


def _network(word: str) -> str:
    try:
        network = ipaddress.ip_network(word)
    except ValueError:
        text = _("“%(word)s”不是地址或网段。请写成10.1.2.3或10.1.2.0/24的样子。")
        raise ValidationError(text, params={"word": word}) from None
    return str(network.network_address if network.num_addresses == 1 else network)


class RevokeForm(forms.Form):
    """A key is taken away."""

    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("记入操作日志，例如“系统停用”。"))
