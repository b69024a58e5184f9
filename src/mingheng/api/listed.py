"""The list of keys, column by column."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.api.queries import KeyRow
from mingheng.ui.listing import Column


def last_day_text(row: KeyRow) -> str:
    """Until when it holds, and whether it does no longer."""
    day = row.key.expires_on.isoformat()
    if row.key.revoked_at:
        return f"{day} {gettext('已撤销')}"
    return f"{day} {gettext('已到期')}" if row.is_expired else day


KEYS = (
    Column("name", _("系统"), ("name",), lambda row: f"{row.key.name} {row.key.prefix}"),
    Column("unit", _("组织"), ("unit__code", "name"), lambda row: row.unit_name),
    Column("scopes", _("权限"), text=lambda row: " ".join(["、".join(row.scopes), row.key.addresses]).strip()),
    Column("until", _("最后有效日"), ("expires_on",), last_day_text),
    Column("used", _("最近使用"), ("use__on_day",), lambda row: row.used_on or gettext("没有用过")),
)
