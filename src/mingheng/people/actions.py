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

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "person": {
        "name": _("姓名"),
        "initials": _("拼音首字母"),
        "id_number": _("身份证号"),
        "id_number_index": _("身份证号查重值"),
        "phone": _("联系电话"),
        "born_on": _("出生日期"),
    },
    "membership": {
        "person_id": _("党员"),
        "unit_id": _("党组织"),
        "starts_on": _("编入日期"),
        "ends_on": _("离开日期"),
        "full_on": _("转正日期"),
        "workplace": _("工作单位"),
    },
    "post": {
        "person_id": _("党员"),
        "unit_id": _("党组织"),
        "title": _("职务"),
        "starts_on": _("任职日期"),
        "ends_on": _("离任日期"),
    },
}
"""What the log calls their columns."""

NOTES: dict[str, str | Promise] = {
    "column": _("查看的栏目"),
    "count": _("行数"),
    "on": _("日期"),
    "to": _("转入组织"),
}
"""What the log calls what the acts say beyond their rows."""
