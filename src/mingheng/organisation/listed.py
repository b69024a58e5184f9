"""The lists of this part, column by column: what a search in the tree finds, and who holds which role."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.organisation.history import Holder
from mingheng.organisation.models import UnitKind
from mingheng.organisation.roles import LABELS
from mingheng.ui.listing import Column

_KINDS = Case(
    *(When(kind=kind.value, then=Value(place)) for place, kind in enumerate(UnitKind)), output_field=IntegerField()
)
_ROLES = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(LABELS)), output_field=IntegerField())

FOUND = (
    Column("name", _("名称"), ("initials", "name"), lambda one: one.placement.name),
    Column("code", _("编码"), ("unit__code",), lambda one: one.placement.unit.code),
    Column("kind", _("类型"), (_KINDS, "unit__code"), lambda one: str(one.placement.get_kind_display())),
    Column("path", _("所在位置"), text=lambda one: one.path),
)


def term_text(holder: Holder) -> str:
    """From when to when, as the list says it."""
    grant = holder.grant
    text = f"{grant.starts_on} – {grant.ends_on or gettext('长期')}"
    return text if holder.is_running else f"{text} {gettext('尚未开始')}"


def role_text(holder: Holder) -> str:
    """The role, and for whom somebody stands in."""
    other = holder.grant.stands_in_for
    return holder.label + (gettext("（代{name}）").format(name=other.account.display_name) if other else "")


ROLES = (
    Column(
        "name",
        _("姓名"),
        ("account__initials", "account__display_name"),
        lambda row: f"{row[0].grant.account.display_name} {row[0].grant.account.username}",
    ),
    Column("role", _("角色"), (_ROLES, "unit__code"), lambda row: role_text(row[0])),
    Column("unit", _("所在组织"), ("unit__code", _ROLES), lambda row: row[1]),
    Column("term", _("任职时间"), ("starts_on", "ends_on"), lambda row: term_text(row[0])),
)
