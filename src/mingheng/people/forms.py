"""What is typed on the pages of this part, turned into what the verbs take. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.audit.changes import Outdated
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.refusals import Refused
from mingheng.people.domain.persons import SHORTEST_REASON
from mingheng.people.finding import Register
from mingheng.people.models import Person
from mingheng.people.sealed import COLUMNS, PersonDetails, opened
from mingheng.ui.fields import DayField, SheetField

LABELS = {
    "id_number": gettext_lazy("身份证号"),
    "phone": gettext_lazy("联系电话"),
    "born_on": gettext_lazy("出生日期"),
}
"""What the sealed columns are called."""

_TITLES = (
    "书记", "副书记", "组织委员", "宣传委员", "纪检委员", "统战委员", "青年委员", "保密委员", "委员", "专职副书记",
    "专职党务干部", "党小组组长",
)  # fmt: skip


def attempt(form: forms.Form, verb: Callable[[], Any]) -> bool:
    """Run a verb; where it refuses, put its sentence beside the field that it names."""
    try:
        verb()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    except Outdated as outdated:
        form.add_error(None, _("%(fault)s请先看清现在的内容；再次保存将以您填的为准。") % {"fault": outdated})
        _take_newest_version(form, outdated.row)
    return form.is_valid()


def _take_newest_version(form: forms.Form, row: Any) -> None:
    """Let the form be sent once more: what was typed stays, the version is that of today's row."""
    if "version" in form.fields:
        version = type(row).objects.get(pk=row.pk).version
        form.data = MultiValueDict({**dict(cast(QueryDict, form.data).lists()), "version": [str(version)]})


class SearchForm(forms.Form):
    """Find members."""

    q = forms.CharField(
        label=gettext_lazy("姓名或身份证号"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("姓名可以只写一部分；身份证号须写全。"),
    )


class SizesForm(forms.Form):
    """Find what is said about an organisation."""

    q = forms.CharField(label=gettext_lazy("党组织"), required=False, max_length=100)


class UnitField(forms.CharField):
    """An organisation, by its code or its name, among those that are offered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, widget=forms.TextInput({"list": "units", "autocomplete": "off"}), **options)
        self.placements: list[Placement] = []

    def clean(self, value: str) -> Unit:
        """The unit that is meant."""
        text = super().clean(value)
        register = Register()
        for placement in self.placements:
            register.add(placement.unit.code, placement.name)
        found = register.find(text)
        if found.fault:
            raise forms.ValidationError(found.fault)
        return next(placement.unit for placement in self.placements if placement.unit.code == found.code)


class UnitForm(forms.Form):
    """A form that asks for an organisation within reach."""

    def __init__(self, data: Any = None, *, placements: Iterable[Placement], **options: Any) -> None:
        super().__init__(data, **options)
        self.placements = list(placements)
        cast(UnitField, self.fields["unit"]).placements = self.placements


class PersonForm(forms.Form):
    """What is kept of a person."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=100, strip=True)
    id_number = forms.CharField(
        label=LABELS["id_number"],
        required=False,
        max_length=40,
        help_text=gettext_lazy("可以不填；加密保存，页面上只显示一部分。"),
    )
    phone = forms.CharField(
        label=LABELS["phone"], required=False, max_length=40, help_text=gettext_lazy("可以不填；加密保存。")
    )
    born_on = DayField(label=LABELS["born_on"], required=False, help_text=gettext_lazy("可以不填；加密保存。"))

    def clean(self) -> dict[str, Any]:
        """Add `details`."""
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        try:
            values["details"] = self.details(values)
        except Refused as refusal:
            self.add_error(refusal.field, refusal.message)
        return values

    def details(self, values: dict[str, Any]) -> PersonDetails:
        """What was typed, checked. Refused where it cannot be right."""
        return PersonDetails.checked(**{name: values[name] for name in ("name", *COLUMNS)})


class AddForm(PersonForm):
    """Enter a person as a member."""

    starts_on = DayField(label=gettext_lazy("编入日期"))
    full_on = DayField(label=gettext_lazy("转正日期"), required=False, help_text=gettext_lazy("预备党员留空。"))
    workplace = forms.CharField(
        label=gettext_lazy("工作单位"), required=False, max_length=60, help_text=gettext_lazy("联合党支部的党员须填。")
    )


class CorrectForm(PersonForm):
    """Correct what is kept. A sealed column that is left empty stays as it is."""

    forget = forms.MultipleChoiceField(
        label=gettext_lazy("删去已保存的"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=gettext_lazy("更正的理由"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data, initial={"name": person.name, "version": person.version})
        self.person = person
        kept = [(column, LABELS[column]) for column in COLUMNS if getattr(person, column)]
        for column, _label in kept:
            self.fields[column].help_text = _("已保存；留空则不改。")
        # Somebody else may have forgotten it meanwhile: that is no mistake of who ticks it too.
        forget = cast(forms.MultipleChoiceField, self.fields["forget"])
        forget.choices = LABELS.items()
        forget.widget.choices = kept
        if not kept:
            del self.fields["forget"]

    def details(self, values: dict[str, Any]) -> PersonDetails:
        """What was typed over what is kept."""
        kept = PersonDetails(name=values["name"], **{column: opened(self.person, column) for column in COLUMNS})
        forgotten = values.get("forget", [])
        number = values["id_number"] or ("" if "id_number" in forgotten else kept.id_number)
        typed = PersonDetails.checked(
            name=values["name"], id_number=number, phone=values["phone"], born_on=values["born_on"]
        )
        rest = {name: "" if name in forgotten else getattr(kept, name) for name in ("phone", "born_on")}
        return PersonDetails(
            name=typed.name,
            id_number=typed.id_number,
            phone=typed.phone or rest["phone"],
            born_on=typed.born_on or rest["born_on"],
        )


class JoinForm(UnitForm):
    """Let somebody who had left belong to an organisation again."""

    unit = UnitField(
        label=gettext_lazy("编入的组织"), help_text=gettext_lazy("填编号或名称；只能是您管理范围内的组织。")
    )
    starts_on = DayField(label=gettext_lazy("编入日期"))
    full_on = DayField(label=gettext_lazy("转正日期"), required=False, help_text=gettext_lazy("预备党员留空。"))
    workplace = forms.CharField(label=gettext_lazy("工作单位"), required=False, max_length=60)


class TransferForm(UnitForm):
    """Let a member belong to another organisation."""

    unit = UnitField(
        label=gettext_lazy("转入的组织"),
        help_text=gettext_lazy("填编号或名称；只能是您管理范围内的组织。转到范围以外的，请由共同上级的管理员办理。"),
    )
    on = DayField(label=gettext_lazy("转入日期"), help_text=gettext_lazy("前一天是在原组织的最后一天。"))
    workplace = forms.CharField(label=gettext_lazy("工作单位"), required=False, max_length=60)


class LeaveForm(forms.Form):
    """Register that a member leaves."""

    last_day = DayField(label=gettext_lazy("最后一天"))
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("例如：调出本系统、去世、除名。")
    )


class FullForm(forms.Form):
    """Register that a member is a full one."""

    on = DayField(label=gettext_lazy("转正日期"), help_text=gettext_lazy("支部党员大会通过之日。"))


class PostForm(UnitForm):
    """Register a post."""

    unit = UnitField(
        label=gettext_lazy("任职的组织"), help_text=gettext_lazy("填编号或名称；只能是您管理范围内的组织。")
    )
    title = forms.ChoiceField(label=gettext_lazy("职务"), choices=[("", "——"), *((title, title) for title in _TITLES)])
    starts_on = DayField(label=gettext_lazy("任职日期"))


class EndPostForm(forms.Form):
    """Register that a post ends."""

    last_day = DayField(label=gettext_lazy("任职的最后一天"))


class RevealForm(forms.Form):
    """Open a sealed column for a reason."""

    column = forms.ChoiceField(label=gettext_lazy("要查看的内容"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("查看的理由"),
        max_length=200,
        help_text=gettext_lazy("写明办什么事、核对什么，至少%(least)d个字。理由与您的姓名一起记入审计。"),
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        column_field = cast(forms.ChoiceField, self.fields["column"])
        column_field.choices = [(column, LABELS[column]) for column in COLUMNS if getattr(person, column)]
        self.fields["reason"].help_text %= {"least": SHORTEST_REASON}


class SheetForm(forms.Form):
    """A sheet to be checked."""

    file = SheetField()
