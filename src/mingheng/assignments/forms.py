"""The forms of assignments: what is asked, who is asked, what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mingheng.assessment.live import current_cycle
from mingheng.assignments.domain import Wording
from mingheng.assignments.linkable import linkable_kinds, offered_entries
from mingheng.assignments.models import Assignment, Recipient, State, Wanted
from mingheng.assignments.queries import (
    ANSWER,
    FINISHED,
    OVERDUE,
    READY,
    RECEIVE,
    REPLIED,
    all_below,
    below_without,
    offered_indicators,
    offered_units,
    papers_of,
    units_of_classes,
)
from mingheng.assignments.recalled import recalled_reply
from mingheng.ledger.controls import FilesField
from mingheng.ledger.evidence_files import StoredFile, store_all
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import BY_UNIT, offered_kinds
from mingheng.organisation.models import Placement, Unit
from mingheng.ui.fields import DayField


class WithFiles(forms.Form):
    """A form with files: they are kept only where everything else is in order."""

    def clean(self) -> dict[str, Any]:
        """Check and keep the files; a refusal stands beside the field."""
        cleaned = super().clean() or self.cleaned_data
        self.stored: list[StoredFile] = []
        if not self.errors:
            self.stored, refusals = store_all(cleaned.get("attached") or [])
            for refusal in refusals:
                self.add_error("attached", refusal)
        return cleaned


class AssignmentForm(WithFiles):
    """What an assignment says."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    giver = forms.TypedChoiceField(label=_("交办单位"), coerce=int)
    title = forms.CharField(label=_("事项"), max_length=200)
    document_number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("所依据的文件，如：示工委发〔2026〕5号。")
    )
    text = forms.CharField(label=_("要求"), max_length=20_000, widget=forms.Textarea({"rows": 6}))
    due_on = DayField(label=_("办理时限"), help_text=_("过了这一天仍可以回复，会标明迟了几天。"))
    wanted = forms.ChoiceField(label=_("怎样回复"), choices=Wanted.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("台账种类"), required=False, help_text=_("要求用台账记录回复的，选定种类。"))
    wants_file = forms.BooleanField(label=_("要求附佐证材料"), required=False)
    duty = forms.CharField(
        label=_("对应职责"), max_length=200, required=False, help_text=_("责任清单里的哪一项，照抄即可。")
    )
    indicator = forms.ChoiceField(label=_("对应指标"), required=False)
    attached = FilesField(label=_("附件"), required=False)
    removed = forms.TypedMultipleChoiceField(
        label=_("移除附件"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, assignment: Assignment, givers: Sequence[Placement], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.code, kind.title) for kind in offered_kinds() if kind.kept_by == BY_UNIT]
        _offer(self, "giver", [(placement.unit_id, placement.name) for placement in givers])
        _offer(self, "kind", [("", "——"), *kinds])
        _offer(self, "indicator", [("", "——"), *offered_indicators()])
        papers = papers_of(assignment) if assignment.version else []
        _offer(self, "removed", [(paper.pk, paper.file_name) for paper in papers])
        if not papers:
            del self.fields["removed"]
        if assignment.version:
            del self.fields["giver"]

    def wording(self) -> Wording:
        """What was filled in."""
        cleaned = self.cleaned_data
        names = ("title", "document_number", "text", "due_on", "kind", "wants_file", "duty", "indicator")
        return Wording(
            **{name: cleaned[name] for name in names},
            wanted=Wanted(cleaned["wanted"]),
            cycle=current_cycle() if cleaned["indicator"] else None,
        )


def initial_of(assignment: Assignment) -> dict[str, Any]:
    """What the form of a draft begins with."""
    names = ("title", "document_number", "text", "due_on", "wanted", "kind", "wants_file", "duty", "indicator")
    return {name: getattr(assignment, name) for name in names} | {"read_at": assignment.version}


class RecipientsForm(forms.Form):
    """Who is asked: whole classes, single units, or everybody below; what is chosen twice counts once."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    everybody = forms.BooleanField(label=_("下面全部党组织"), required=False)
    classes = forms.MultipleChoiceField(label=_("按类别"), required=False, widget=forms.CheckboxSelectMultiple)
    units = forms.TypedMultipleChoiceField(
        label=_("逐个勾选"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, assignment: Assignment, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.assignment = assignment
        there = set(assignment.recipients.values_list("unit_id", flat=True))
        self.offered = [one for one in offered_units(assignment.giver) if one.unit_id not in there]
        assessed = [one.assessment_class for one in self.offered if one.is_assessed]
        classes = [name for name in dict.fromkeys(assessed) if name]
        begun = set(self.get_initial_for_field(self.fields["units"], "units") or ())
        self.ticked = sum(one.unit_id in begun for one in self.offered)
        _offer(self, "classes", [(name, name) for name in classes])
        _offer(self, "units", [(one.unit_id, one.name) for one in self.offered])
        if not classes:
            del self.fields["classes"]

    def chosen(self) -> list[Unit]:
        """The units that were chosen, each once."""
        cleaned, giver = self.cleaned_data, self.assignment.giver
        found = {one.unit_id: one.unit for one in self.offered if one.unit_id in cleaned["units"]}
        found |= {unit.pk: unit for unit in units_of_classes(giver, cleaned.get("classes", []))}
        if cleaned["everybody"]:
            found |= {unit.pk: unit for unit in all_below(giver)}
        return list(found.values())


class PassOnForm(forms.Form):
    """Which organisations below are to answer too, and by when."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    units = forms.TypedMultipleChoiceField(
        label=_("转给"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("给下级的时限"), required=False, help_text=_("可以早于本单位的时限；不填就用同一天。"))
    note = forms.CharField(label=_("转办意见"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, recipient: Recipient, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = below_without(recipient)
        _offer(self, "units", [(one.unit_id, one.name) for one in self.offered])

    def chosen(self) -> list[Unit]:
        """The organisations that were ticked."""
        return [one.unit for one in self.offered if one.unit_id in self.cleaned_data["units"]]


class ReplyForm(WithFiles):
    """An answer: words, entries of the ledger, files."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(label=_("办理情况"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 6}))
    words = forms.CharField(label=_("主题或党组织"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("台账种类"), required=False)
    entries = forms.MultipleChoiceField(
        label=_("台账记录"),
        required=False,
        error_messages={"invalid_choice": _("勾选的记录里有已经撤回或退回的，不能引用。请重新勾选。")},
    )
    papers = forms.TypedMultipleChoiceField(
        label=_("取回的附件"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("上次回复时附的，勾选的随这次回复一起报出。"),
    )
    attached = FilesField(label=_("佐证材料"), required=False)

    def __init__(self, recipient: Recipient, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        recalled, kinds = recalled_reply(recipient), linkable_kinds(recipient)
        self.recalled = list(recalled.papers.order_by("pk")) if recalled else []
        _offer(self, "papers", [(paper.pk, paper.file_name) for paper in self.recalled])
        if not self.recalled:
            del self.fields["papers"]
        _offer(self, "kind", [("", str(_("全部"))), *kinds])
        self.ticked = frozenset(self["entries"].value() or [])
        words, kind = (str(self[name].value() or "").replace("\0", "").strip() for name in ("words", "kind"))
        known = kind if kind in dict(kinds) else ""
        self.is_searched = bool(words or known)
        self.offer = offered_entries(recipient, words=words, kind=known, ticked=self.ticked)
        _offer(self, "entries", [(row.entry.pk, row.entry.title) for row in self.offer.rows])

    def entries_chosen(self) -> list[Entry]:
        """The entries that were ticked."""
        return [row.entry for row in self.offer.rows if row.entry.pk in self.cleaned_data["entries"]]

    def files_chosen(self) -> list[StoredFile]:
        """What was uploaded, and what was ticked of a reply that was taken back: it is there already."""
        ticked = [paper for paper in self.recalled if paper.pk in self.cleaned_data["papers"]]
        there = [StoredFile(one.file_name, one.digest, one.media_type, one.size, one.digest) for one in ticked]
        return [*self.stored, *there]


def searched(typed: QueryDict) -> dict[str, Any]:
    """What the form of a reply begins with when it was sent to search for entries: all that was typed and ticked."""
    texts = {name: typed.get(name, "") for name in ("read_at", "text", "words", "kind")}
    return texts | {name: typed.getlist(name) for name in ("entries", "papers")}


class WordsForm(forms.Form):
    """An act that says why, or what came of it."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    words = forms.CharField(max_length=2000)


class ActForm(forms.Form):
    """An act without words."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AcceptForm(ActForm):
    """Taking a reply; what it cites may still wait to be reviewed."""

    back = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(label=_("所引记录尚待审核，仍然认可"), required=False)


class GivenFilter(forms.Form):
    """What the giver's list shows, and in which order."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *State.choices, (READY, _("可以办结"))]
    )
    words = forms.CharField(label=_("事项或编号"), required=False, max_length=100)


class UnansweredFilter(forms.Form):
    """Whose answers are shown: those that are missing, or those that wait to be accepted."""

    show = forms.ChoiceField(
        label=_("看哪些"),
        required=False,
        choices=[("", _("还没有回复")), (OVERDUE, _("逾期没有回复")), (REPLIED, _("已回复待认可"))],
    )
    words = forms.CharField(label=_("单位或事项"), required=False, max_length=100)


class InboxFilter(forms.Form):
    """Which of the received matters are shown."""

    progress = forms.ChoiceField(
        label=_("进展"),
        required=False,
        choices=[
            ("", _("全部")),
            (RECEIVE, _("待签收")),
            (ANSWER, _("待回复")),
            (OVERDUE, _("逾期没有回复")),
            (FINISHED, _("已回复")),
        ],
    )
    words = forms.CharField(label=_("单位或事项"), required=False, max_length=100)
    below = forms.BooleanField(label=_("包括下级组织"), required=False)


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
