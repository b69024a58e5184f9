"""What the log calls the acts of this part."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "feedback.remark.sent": _("提出意见"),
    "feedback.remark.answered": _("答复意见"),
}

TABLES: dict[str, str | Promise] = {"remark": _("意见")}
"""What the log calls the rows of this part."""

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "remark": {
        "account_id": _("提出人"),
        "topic": _("类别"),
        "page": _("所在页面"),
        "words": _("意见内容"),
        "sent_at": _("提出时间"),
        "answer": _("答复内容"),
        "answered_at": _("答复时间"),
        "answered_by": _("答复人"),
    }
}
"""What the log calls their columns."""
