"""What the log calls the acts of this part."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {"books.book.printed": _("打印工作手册")}

NOTES: dict[str, str | Promise] = {
    "year": _("年度"),
    "format": _("格式"),
    "entries": _("记录条数"),
    "is_masked": _("敏感栏目不予显示"),
}
"""What the log calls what the acts say beyond their rows."""
