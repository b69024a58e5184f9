"""The acts of this part, as the audit log names them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "people.person.added": _("登记党员"),
    "people.person.corrected": _("更正个人信息"),
    "people.person.revealed": _("查看个人敏感信息"),
    "people.membership.joined": _("编入党组织"),
    "people.membership.left": _("登记离开党组织"),
    "people.membership.transferred": _("转接组织关系"),
    "people.membership.confirmed": _("登记转正"),
    "people.post.added": _("登记党内职务"),
    "people.post.ended": _("登记离任"),
    "people.units.imported": _("导入党组织名册"),
    "people.members.imported": _("导入党员名册"),
}

TABLES: dict[str, str | Promise] = {
    "person": _("党员"),
    "membership": _("组织关系"),
    "post": _("党内职务"),
}
"""What the log calls the rows of this part."""
