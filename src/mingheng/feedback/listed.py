"""The list of what was said, column by column."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.ui.listing import Column

REMARKS = (
    # No sheet: the words are sealed where they are kept, and a sheet is not.
    Column("words", _("意见")),
    Column("topic", _("类别"), ("topic", "sent_at"), lambda said: str(said.remark.get_topic_display())),
    Column(
        "name",
        _("提出人"),
        ("account__initials", "account__display_name", "sent_at"),
        lambda said: said.remark.account.display_name,
    ),
    Column(
        "sent", _("提出时间"), ("sent_at",), lambda said: f"{timezone.localtime(said.remark.sent_at):%Y-%m-%d %H:%M}"
    ),
    Column(
        "state",
        _("状态"),
        ("answered_at", "sent_at"),
        lambda said: gettext("已答复") if said.answer else gettext("等待答复"),
    ),
)
