"""Fields and words that name an organisation, for the forms of every part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.queries import placements_on, running_on, units_named, units_within, within
from mingheng.pinyin import named

SHOWN = 5
"""How many near matches an error names."""
MOST_OFFERED = 200
"""Among more organisations nobody looks through a list of choices: they are named."""


class SoughtUnit(forms.CharField):
    """An organisation within reach: chosen from a list of few, by its code; among many its name or code is written."""

    choices: Sequence[tuple[str, str]] = ()

    def offer(self, reach: Collection[int], *, empty: str = "") -> None:
        """Make the control fit what is within reach today; `empty` is the choice of none, where there may be none."""
        standing = Placement.objects.filter(within(reach), running_on(clock.today())).order_by("name", "pk")
        found = list(standing.values_list("unit__code", "name", "unit_id")[: MOST_OFFERED + 1])
        own = sorted(found, key=lambda one: one[2] not in reach)
        if len(found) > MOST_OFFERED:
            self.widget = self._control(forms.TextInput(attrs={"placeholder": _("名称、拼音首字母或编码")}))
            return
        self.choices = ([("", empty)] if empty else []) + [(code, name) for code, name, _unit in own]
        self.widget = self._control(forms.Select(choices=self.choices))

    def _control(self, widget: forms.Widget) -> forms.Widget:
        widget.is_required = self.required
        return widget

    def clean(self, value: str) -> str:
        """What was chosen or written. Refused where it is not among the choices."""
        text: str = super().clean(value)
        if text and self.choices and text not in dict(self.choices):
            raise ValidationError(_("这里没有编码为“%(text)s”的党组织，请从列出的中选择。") % {"text": text})
        return text


def sought(text: str, column: str = "unit") -> Q:
    """The condition for what a `SoughtUnit` holds: the unit with that code, or else all that are called so."""
    if Unit.objects.filter(code=text).exists():
        return Q(**{f"{column}__code": text})
    return Q(**{f"{column}__in": units_named(text)})


def unit_named(text: str, day: date, *, reach: Collection[int] | None) -> Unit:
    """The unit that stands on the day, within reach, and is called so. ValidationError for none or several."""
    placements = placements_on(day)
    if reach is not None:
        placements = placements.filter(unit__in=units_within(reach, day))
    exact = list(placements.filter(unit__code=text)) or list(placements.filter(name=text)[: SHOWN + 1])
    if len(exact) == 1:
        return exact[0].unit
    like = placements.filter(named(text) | Q(unit__code__contains=text)).order_by("unit__code")
    near = exact or list(like[:SHOWN])
    names = "、".join(_called(one) for one in near)
    raise ValidationError(not_one(text, names, count=len(exact), kind=_("当日存续的组织")))


def _called(placement: Placement) -> str:
    return f"{placement.name}（{placement.unit.code}）"


def not_one(text: str, names: str, *, count: int, kind: str) -> str:
    """Why a text does not name exactly one of a kind, with the near ones."""
    words = {"text": text, "names": names, "kind": kind}
    if count:
        return _("有多个%(kind)s叫“%(text)s”：%(names)s。请填写括号中的编码。") % words
    if names:
        return _("没有%(kind)s叫“%(text)s”。相近的有：%(names)s。") % words
    return _("没有%(kind)s叫“%(text)s”。请核对后重新填写。") % words
