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
