"""The demonstration: anybody on this machine may take any role by one click. It exists nowhere else.

Three locks: the setting, which only the demonstration sets; the address the request comes from; the name it asks for.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.accounts.models import Account

_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_OF_PROXIES = ("X-Forwarded-", "Forwarded", "X-Real-Ip", "Via")
"""How the headers begin by which a proxy says that somebody else is asking."""


def is_demonstration(request: HttpRequest) -> bool:
    """Whether this request may switch roles: only in the demonstration, only from this machine to this machine."""
    if not settings.MINGHENG_DEMO:
        return False
    try:
        host = request.get_host()
    except DisallowedHost:  # the page that says so has the line above it too
        return False
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    is_forwarded = any(header.startswith(_OF_PROXIES) for header in request.headers)
    return ip_address(request.META["REMOTE_ADDR"]).is_loopback and name in _OWN_NAMES and not is_forwarded


def demo_accounts() -> list[Account]:
    """The accounts that the demonstration offers, in the order in which they were made."""
    return list(Account.objects.filter(username__startswith="demo-", closed_on=None).order_by("id"))


def banner_of(request: HttpRequest) -> dict[str, Any] | None:
    """What marks every page of the demonstration, with the roles to choose from where this request may switch."""
    if not settings.MINGHENG_DEMO:
        return None
    account = getattr(request, "account", None)
    day = settings.MINGHENG_FIXED_DAY
    text = _("演示：单位、人员和数据均为虚构。演示日为%(day)s，到期和得分都按这一天算；操作的时刻是实际时间。") % {
        "day": day
    }
    if not is_demonstration(request):
        return {"text": text, "links": []}
    links = [
        {
            "label": one.display_name,
            "url": reverse("site:demo_role", args=[one.username]),
            "is_post": True,
            "is_current": account is not None and account.pk == one.pk,
        }
        for one in demo_accounts()
    ]
    return {"text": text + _("选一个角色看看："), "links": links}
