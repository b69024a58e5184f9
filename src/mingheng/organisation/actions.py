"""The acts of this part, as the audit log names them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "organisation.unit.founded": _("设立组织"),
    "organisation.unit.renamed": _("更改组织名称"),
    "organisation.unit.moved": _("调整隶属关系"),
    "organisation.unit.reclassed": _("调整考核分类"),
    "organisation.unit.changed": _("变更组织类型"),
    "organisation.unit.merged": _("合并组织"),
    "organisation.unit.split": _("分设组织"),
    "organisation.unit.closed": _("撤销组织"),
    "organisation.history.closed": _("封存组织沿革"),
    "organisation.role.granted": _("授予角色"),
    "organisation.role.revoked": _("撤销角色"),
    "organisation.role.deputised": _("指定代理人"),
    "organisation.role.handed_over": _("交接角色"),
}

TABLES = {
    "unit": _("组织"),
    "unit_placement": _("组织沿革"),
    "unit_succession": _("组织承继"),
    "role_grant": _("角色授予"),
    "organisation_closing": _("沿革封存"),
}
"""What the log calls the rows of this part."""

COLUMNS = {
    "unit": {"code": _("编码"), "founded_on": _("设立日期"), "closed_on": _("撤销日期")},
    "unit_placement": {
        "unit_id": _("组织"),
        "starts_on": _("开始日"),
        "ends_on": _("结束日"),
        "name": _("名称"),
        "initials": _("拼音首字母"),
        "kind": _("类型"),
        "parent_id": _("上级组织"),
        "is_assessed": _("纳入考核"),
        "assessment_class": _("考核分类"),
        "staff": _("工作人员数"),
        "position": _("同级中的次序"),
    },
    "unit_succession": {
        "predecessor_id": _("原组织"),
        "successor_id": _("承继的组织"),
        "kind": _("承继方式"),
        "on_day": _("承继日期"),
    },
    "role_grant": {
        "account_id": _("账号"),
        "unit_id": _("组织"),
        "role": _("角色"),
        "starts_on": _("开始日"),
        "ends_on": _("结束日"),
        "revoked_at": _("撤销时间"),
        "stands_in_for_id": _("代理哪一项角色"),
    },
    "organisation_closing": {"through": _("封存到哪一天")},
}
"""What the log calls their columns."""

NOTES = {
    "on": _("生效日期"),
    "through": _("封存到哪一天"),
}
"""What the log calls what the acts say beyond their rows."""
