"""What this part writes to the log, and what it is called there."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "api.key.given": _("发放接口密钥"),
    "api.key.revoked": _("撤销接口密钥"),
}

TABLES: dict[str, str | Promise] = {"api_key": _("接口密钥")}
"""What the log calls the rows of this part."""

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "api_key": {
        "name": _("系统名称"),
        "unit_id": _("组织"),
        "scopes": _("权限"),
        "addresses": _("来源地址"),
        "prefix": _("密钥编号"),
        "digest": _("密钥校验值"),
        "given_by": _("发放人"),
        "given_at": _("发放时间"),
        "expires_on": _("最后有效日"),
        "revoked_at": _("撤销时间"),
    }
}
"""What the log calls their columns."""

NOTES: dict[str, str | Promise] = {}
"""The acts say nothing beyond their rows."""
