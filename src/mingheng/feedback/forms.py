"""A remark, and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingheng.accounts.addresses import is_local
from mingheng.feedback.models import Topic

MAX_WORDS = 2_000


class ReceivedFilter(forms.Form):
    """Which of the remarks are shown."""

    topic = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("waiting", _("等待答复")), ("answered", _("已答复"))],
    )
    name = forms.CharField(label=_("提出人"), required=False, max_length=40)

    def __init__(self, topics: list[Topic], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ChoiceField)
        topic.choices = [("", _("全部")), *((one.value, one.label) for one in topics)]

    def wanted(self) -> dict[str, str]:
        """What is asked for; what cannot be read is told beside its field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RemarkForm(forms.Form):
    """What somebody wants to say, and of which page."""

    topic = forms.ChoiceField(
        label=_("类别"),
        choices=Topic.choices,
        widget=forms.RadioSelect,
        help_text=_("系统使用由系统管理员答复；考核业务和数据由工委答复；负担和投诉由工委和纪检人员答复。"),
    )
    words = forms.CharField(
        label=_("意见或问题"),
        max_length=MAX_WORDS,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("写明在做什么、遇到了什么、希望怎样。请不要写密码和身份证号。"),
    )
    page = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_page(self) -> str:
        """A path of this site, or nothing: the answerer follows it."""
        page: str = self.cleaned_data["page"]
        return page if is_local(page) else ""


class AnswerForm(forms.Form):
    """The answer to a remark that was read at a version."""

    read_at = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    words = forms.CharField(label=_("答复"), max_length=MAX_WORDS, widget=forms.Textarea({"rows": 5}))
