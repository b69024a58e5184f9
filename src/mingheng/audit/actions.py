"""What the acts of this part are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng.audit.verifier import REBOUND

ACTIONS: dict[str, str | Promise] = {
    REBOUND: _("软件升级后重新绑定数据行"),
}
