"""The forms of verification, samples and closing days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingheng.ledger.closing import LAST_DAY
from mingheng.ledger.models import Verdict
from mingheng.ledger.record_kinds import offered_kinds
from mingheng.ledger.sampling import Frame, classes_within
from mingheng.organisation.models import Unit
from mingheng.organisation.unit_fields import SoughtUnit, sought, unit_named
from mingheng.ui.fields import DayField


class VerdictForm(forms.Form):
    """A verdict on what counts, of an entry read at a version."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("核实意见"), choices=Verdict.choices)
    note = forms.CharField(label=_("说明"), max_length=500, required=False)
    own_unit_reason = forms.CharField(label=_("由您核实的理由"), max_length=500, required=False)
    sample = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What the unit says to a doubt."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    answer = forms.CharField(label=_("情况说明"), max_length=1000)


class SampleForm(forms.Form):
    """What is drawn from, and how many."""

    unit = SoughtUnit(label=_("从哪个组织抽（含下级）"), max_length=100)
    starts_on = DayField(label=_("记录日期从"))
    ends_on = DayField(label=_("到"))
    wanted = forms.IntegerField(label=_("抽几条"), required=False, min_value=1, max_value=10_000)
    share = forms.IntegerField(
        label=_("或抽百分之几"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("两项填一项。每个有记录的考核单位至少抽1条，所以抽出的可能更多。"),
    )
    assessment_class = forms.ChoiceField(label=_("单位类别"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("台账种类"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一项也不勾选，就从全部种类里抽。"),
    )
    seed = forms.CharField(
        label=_("抽签种子"),
        required=False,
        max_length=100,
        help_text=_("可以当众商定一句话或一个数。不填就由系统随机产生，并一直公开显示。"),
    )

    def __init__(self, reach: frozenset[int], day: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._reach, self._day = reach, day
        unit = self.fields["unit"]
        assert isinstance(unit, SoughtUnit)
        unit.offer(reach)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "assessment_class": [("", _("全部")), *((one, one) for one in classes_within(reach, day))],
            "kinds": [(kind.code, kind.title) for kind in offered_kinds()],
        }
        for name, offered in choices.items():
            asked = self.fields[name]
            assert isinstance(asked, forms.ChoiceField)
            asked.choices = offered

    def clean_unit(self) -> Unit:
        """The one organisation that is meant."""
        return unit_named(self.cleaned_data["unit"], self._day, reach=self._reach)

    def clean(self) -> dict[str, Any]:
        """Either so many or so many in a hundred; days in their order."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            if (cleaned.get("wanted") is None) == (cleaned.get("share") is None):
                self.add_error("wanted", ValidationError(_("请填抽几条，或者百分之几，只填一项。")))
            if cleaned["ends_on"] < cleaned["starts_on"]:
                self.add_error("ends_on", ValidationError(_("结束日早于开始日，请核对。")))
        return cleaned

    def frame(self) -> Frame:
        """What is drawn from."""
        cleaned = self.cleaned_data
        kinds, names = tuple(cleaned["kinds"]), ("starts_on", "ends_on", "assessment_class")
        return Frame(unit_id=cleaned["unit"].pk, kinds=kinds, **{name: cleaned[name] for name in names})


class ClosingDayForm(forms.Form):
    """每月N日前录入上月记录, from a day to a day."""

    kind = forms.ChoiceField(label=_("台账种类"), required=False)
    day = forms.IntegerField(label=_("次月几日前录入"), min_value=1, max_value=LAST_DAY)
    starts_on = DayField(label=_("适用的记录日期从"))
    ends_on = DayField(label=_("到"), required=False, help_text=_("不填就一直适用。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("全部种类")), *((one.code, one.title) for one in offered_kinds())]

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned["ends_on"] and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", ValidationError(_("结束日早于开始日，请核对。")))
        return cleaned


class EndingForm(forms.Form):
    """The last day for which a closing day holds."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    ends_on = DayField(label=_("停用日"))


class WaitingForm(forms.Form):
    """Which of the waiting entries are shown."""

    kind = forms.ChoiceField(label=_("台账种类"), required=False)
    unit = SoughtUnit(label=_("党组织"), required=False, max_length=100)

    def __init__(self, reach: frozenset[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind, unit = self.fields["kind"], self.fields["unit"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(unit, SoughtUnit)
        kind.choices = [("", _("全部")), *((one.code, one.title) for one in offered_kinds())]
        unit.offer(reach, empty=str(_("全部")))

    def conditions(self) -> Q:
        """What is asked for; what cannot be read is told beside its field and leaves the list as it is."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        kind = Q(kind=asked["kind"]) if "kind" in asked else Q()
        return kind & sought(asked["unit"]) if "unit" in asked else kind
