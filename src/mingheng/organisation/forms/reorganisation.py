"""One form for each change of the tree: what is asked, what will change, what will not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.organisation.domain import (
    change_class,
    change_kind,
    close_unit,
    found_unit,
    merge_unit,
    move_unit,
    rename_unit,
    split_unit,
)
from mingheng.organisation.forms.acting import ActForm
from mingheng.organisation.forms.choosing import ChosenUnit
from mingheng.organisation.models import Unit, UnitKind
from mingheng.organisation.outline import classes_on
from mingheng.organisation.prospects import Act
from mingheng.organisation.queries import last_placement_of
from mingheng.organisation.unit_fields import unit_named
from mingheng.ui.fields import DayField

PARTS = (1, 2, 3)
"""How many units a split can found at once."""


class ChangeForm(ActForm):
    """A change of one unit from a day on."""

    title: Promise
    effect: Promise
    chosen: tuple[str, ...] = ()
    """Fields that name another unit."""
    act: Act | None = None
    """Set where members, entries or scores are touched."""

    on = DayField(label=gettext_lazy("生效日"), help_text=gettext_lazy("从这一天起按新的情况，前一天仍按原来的情况。"))
    confirmed = forms.BooleanField(
        label=gettext_lazy("我已核对上面的说明和生效日"),
        error_messages={"required": gettext_lazy("请核对“会变的”和“不变的”两段说明，然后勾选。")},
    )

    def __init__(self, data: Any = None, *, unit: Unit, reach: Collection[int] | None) -> None:
        super().__init__(data, initial={"on": clock.today()} | self.present(unit))
        self.unit, self.reach = unit, reach
        self.order_fields([name for name in self.fields if name not in ("on", "confirmed")] + ["on", "confirmed"])

    def present(self, unit: Unit) -> dict[str, Any]:
        """What holds now, to begin with."""
        del unit
        return {}

    def chosen_day(self) -> date:
        """The day that was typed, or today."""
        day: date | None = self.cleaned_data.get("on") if self.is_bound else None
        return day or clock.today()

    def clean(self) -> dict[str, Any]:
        """Find the units that are named, as they stand on the day."""
        super().clean()
        cleaned: dict[str, Any] = self.cleaned_data
        for name in self.chosen:
            if name in cleaned and "on" in cleaned:
                try:
                    cleaned[name] = unit_named(cleaned[name], cleaned["on"], reach=self.reach)
                except ValidationError as fault:
                    self.add_error(name, fault)
        return cleaned


class ClassFields(forms.Form):
    """Whether and in which class a unit is assessed."""

    is_assessed = forms.BooleanField(label=gettext_lazy("纳入考核"), required=False)
    assessment_class = forms.CharField(label=gettext_lazy("考核分类"), max_length=40, required=False)
    staff = forms.IntegerField(
        label=gettext_lazy("工作人员数"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("不清楚可以不填。"),
    )

    def name_classes(self) -> None:
        """Say which classes there are, so that nobody invents a second word for one."""
        known = "、".join(classes_on(clock.today()))
        self.fields["assessment_class"].help_text = _("现有分类：%(known)s。") % {"known": known} if known else ""


class FoundForm(ChangeForm, ClassFields):
    """A new unit below this one."""

    title = gettext_lazy("设立下级组织")
    effect = gettext_lazy("自生效日起，本组织下面多一个组织。需要的角色另由安全管理员授予。")

    code = forms.CharField(
        label=gettext_lazy("组织编码"), max_length=20, help_text=gettext_lazy("字母、数字、横线，设立后不再改变。")
    )
    name = forms.CharField(label=gettext_lazy("组织全称"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("组织类型"), choices=UnitKind.choices, initial=UnitKind.BRANCH)
    field_order = ("code", "name", "kind", "is_assessed", "assessment_class", "staff")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.name_classes()

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Found it."""
        names = ("kind", "is_assessed", "assessment_class", "staff", "on")
        values = {name: cleaned[name] for name in names}
        found_unit(cleaned["code"], cleaned["name"], parent=self.unit, by=by, **values)


class RenameForm(ChangeForm):
    """Another name."""

    title = gettext_lazy("更改名称")
    effect = gettext_lazy("自生效日起使用新名称。编码、隶属关系、下级组织和角色都不变。")

    name = forms.CharField(label=gettext_lazy("新的全称"), max_length=100)

    def present(self, unit: Unit) -> dict[str, Any]:
        """The name now."""
        return {"name": last_placement_of(unit).name}

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Rename it."""
        rename_unit(self.unit, cleaned["name"], on=cleaned["on"], by=by)


class MoveForm(ChangeForm):
    """Another parent."""

    title = gettext_lazy("调整隶属关系")
    act = Act.MOVE
    effect = gettext_lazy(
        "自生效日起，本组织连同全部下级归新的上级管理；新上级一方的管理员随即能看到它们，原上级一方不再能看到。"
    )
    chosen = ("parent",)

    parent = ChosenUnit(label=gettext_lazy("新的上级"))

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Move it."""
        move_unit(self.unit, parent=cleaned["parent"], on=cleaned["on"], by=by)


class ReclassForm(ChangeForm, ClassFields):
    """Another class, or none."""

    title = gettext_lazy("调整考核分类")
    effect = gettext_lazy("自生效日起按新的分类考核；取消“纳入考核”的，自生效日起不再单独计分。")
    field_order = ("is_assessed", "assessment_class", "staff")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.name_classes()

    def present(self, unit: Unit) -> dict[str, Any]:
        """The class now."""
        now = last_placement_of(unit)
        return {"is_assessed": now.is_assessed, "assessment_class": now.assessment_class, "staff": now.staff}

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Change it."""
        values = {name: cleaned[name] for name in ("is_assessed", "staff", "on")}
        change_class(self.unit, cleaned["assessment_class"], by=by, **values)


class KindForm(ChangeForm):
    """Another kind."""

    title = gettext_lazy("变更组织类型")
    effect = gettext_lazy("自生效日起按新的类型，例如党总支改设机关党委。名称如需更改，请另办“更改名称”。")

    kind = forms.ChoiceField(label=gettext_lazy("新的类型"), choices=UnitKind.choices)

    def present(self, unit: Unit) -> dict[str, Any]:
        """The kind now."""
        return {"kind": last_placement_of(unit).kind}

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Change it."""
        change_kind(self.unit, cleaned["kind"], on=cleaned["on"], by=by)


class MergeForm(ChangeForm):
    """This unit ends, another goes on."""

    title = gettext_lazy("并入其他组织")
    act = Act.MERGE
    effect = gettext_lazy(
        "本组织存续到生效日的前一天，在本组织任职的角色同时结束；下级组织自生效日起归并入的组织管理。撤销的组织不能恢复。"
    )
    chosen = ("into",)

    into = ChosenUnit(label=gettext_lazy("并入哪个组织"))

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Merge it."""
        merge_unit(self.unit, into=cleaned["into"], on=cleaned["on"], by=by)


class SplitForm(ChangeForm):
    """New units beside this one."""

    title = gettext_lazy("分设组织")
    act = Act.SPLIT
    effect = gettext_lazy(
        "自生效日起，在同一上级下新设所填的组织，类型和考核分类与本组织相同。"
        "本组织继续存在，下级组织仍在本组织，可以再用“调整隶属关系”划出。"
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for part in PARTS:
            needed = part == PARTS[0]
            label = {"part": part}
            self.fields[f"code_{part}"] = forms.CharField(
                label=_("新组织 %(part)d 的编码") % label, max_length=20, required=needed
            )
            self.fields[f"name_{part}"] = forms.CharField(
                label=_("新组织 %(part)d 的全称") % label, max_length=100, required=needed
            )
        self.order_fields([f"{name}_{part}" for part in PARTS for name in ("code", "name")])

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Split it."""
        pairs = [(cleaned[f"code_{part}"], cleaned[f"name_{part}"]) for part in PARTS]
        split_unit(self.unit, [pair for pair in pairs if any(pair)], on=cleaned["on"], by=by)


class CloseForm(ChangeForm):
    """This unit ends."""

    title = gettext_lazy("撤销组织")
    act = Act.CLOSE
    effect = gettext_lazy("本组织存续到生效日的前一天，在本组织任职的角色同时结束。撤销的组织不能恢复，编码不再使用。")

    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Close it."""
        close_unit(self.unit, on=cleaned["on"], by=by)
