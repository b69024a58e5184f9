"""The demonstration: anybody on this machine may take any role by one click. It exists nowhere else.

Three locks: the setting, which only the demonstration sets; the address the request comes from; the name it asks for.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant, Placement
from mingheng.organisation.queries import running_on

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


def units_of(accounts: Iterable[Account]) -> dict[int, str]:
    """By account the name of the unit at which it holds its role; the 工委 is not named: it is above all."""
    day = clock.today()
    held = Grant.objects.filter(running_on(day), account__in=accounts, revoked_at=None).order_by("pk")
    units = dict(held.values_list("account_id", "unit_id"))
    places = Placement.objects.filter(running_on(day), unit__in=units.values(), parent__isnull=False)
    names = dict(places.values_list("unit_id", "name"))
    return {account: names[unit] for account, unit in units.items() if unit in names}


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
    accounts = demo_accounts()
    units = units_of(accounts)
    links = [
        {
            "label": " · ".join(filter(None, (one.display_name, units.get(one.pk)))),
            "url": reverse("site:demo_role", args=[one.username]),
            "is_post": True,
            "is_current": account is not None and account.pk == one.pk,
        }
        for one in accounts
    ]
    return {"text": text + _("选一个角色看看："), "links": links}
